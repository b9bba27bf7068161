"""What a message of Gmail's becomes, and which notices of Gmail's are believed."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from google.auth import crypt, jwt
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import Rejected, Retry
from integrations.gmail import notices
from integrations.gmail.connector import open_source
from integrations.gmail.normalise import mail_change
from integrations.gmail.notices import MailboxNotice, PulledNotices, mailbox_of, newest, verify_push
from integrations.google_api import GoogleApi
from integrations.ports import Change
from integrations.retry import Pace
from records.clock import FixedClock
from tests.contracts.gmail_world import Bearer, mail_bytes
from tests.contracts.source_contract import item
from tests.contracts.source_world import NOON
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy

AUDIENCE = "https://bot.solvent.example/notices/gmail"
ACCOUNT = "pubsub@solvent.iam.gserviceaccount.com"
CLOCK = FixedClock(NOON + timedelta(days=4))


def told(message: dict[str, object]) -> Change:
    names = {"Label_1": "Customers/Acme"}
    return mail_change(message, account="mara@solvent.example", names=names, now=CLOCK.now(), source="gmail")


def message(raw: bytes, *labels: str) -> dict[str, object]:
    data = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {"id": "18c2", "labelIds": list(labels), "internalDate": "1794830400000", "raw": data}


def test_a_mail_is_the_same_event_as_its_file() -> None:
    from integrations.formats.mail import mail_to_event

    live = told(message(mail_bytes(item(1)), "INBOX")).events[0]
    file = mail_to_event(mail_bytes(item(1)), now=CLOCK.now())
    assert live.id == file.id
    assert (live.source, file.source) == ("gmail", "files")


def test_a_mail_without_a_date_has_the_time_when_gmail_took_it_in() -> None:
    raw = b"From: dana@acme.example\nMessage-ID: <1@acme.example>\n\nHello"
    assert told(message(raw)).events[0].at.isoformat() == "2026-11-16T12:00:00+00:00"


@pytest.mark.parametrize("label", ["TRASH", "SPAM", "DRAFT"])
def test_what_lies_in_the_bin_is_gone(label: str) -> None:
    assert told(message(mail_bytes(item(1)), "INBOX", label)) == Change(ref="18c2", gone=True)


def test_labels_that_say_how_it_is_treated_are_left_out() -> None:
    change = told(
        message(mail_bytes(item(1)), "UNREAD", "IMPORTANT", "Label_1", "CATEGORY_PROMOTIONS", "INBOX")
    )
    assert change.labels == ("Customers/Acme", "Promotions", "Inbox")


def test_a_mail_that_makes_no_sense_is_refused_in_one_sentence() -> None:
    change = told(message(b"neither headers nor sense"))
    assert change.refused and not change.events and not change.gone


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(raw=st.text(max_size=200) | st.none(), labels=st.lists(st.text(max_size=8), max_size=3), at=_JSON)
def test_whatever_gmail_gives_is_told_somehow(raw: str | None, labels: list[str], at: object) -> None:
    change = told({"id": "18c2", "labelIds": labels, "internalDate": at, "raw": raw})
    assert change.ref == "18c2"
    assert change.gone or change.refused or change.events


def pushed(told: object) -> dict[str, object]:
    data = base64.b64encode(json.dumps(told).encode()).decode()
    return {"message": {"data": data, "messageId": "1"}, "subscription": "projects/p/subscriptions/s"}


def test_a_pushed_notice_names_the_mailbox() -> None:
    body = pushed({"emailAddress": "Mara@Solvent.example", "historyId": 9876543210})
    assert mailbox_of(body) == ("mara@solvent.example", "9876543210")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": None},
        {"message": {}},
        {"message": {"data": "%%%"}},
        {"message": {"data": 5}},
        {"message": {"data": "A" * 20_000}},
        pushed([]),
        pushed("x"),
        pushed({"emailAddress": "mara@solvent.example"}),
        pushed({"emailAddress": "mara", "historyId": 1}),
        pushed({"emailAddress": "mara@solvent.example", "historyId": "-1"}),
        pushed({"emailAddress": "mara@solvent.example", "historyId": "٣"}),
    ],
)
def test_what_is_no_notice_is_rejected(body: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        mailbox_of(body)


@given(_JSON)
def test_any_body_is_a_notice_or_rejected(told: object) -> None:
    for body in (pushed(told), {"message": told}, told if isinstance(told, dict) else {}):
        try:
            mailbox, history = mailbox_of(body)
        except Rejected:
            continue
        assert "@" in mailbox and history.isdigit()


@pytest.fixture(scope="module")
def keys() -> dict[str, tuple[str, str]]:
    """Private and public PEM of two signers."""
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import rsa

    found = {}
    for name in ("google", "stranger"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.TraditionalOpenSSL, s.NoEncryption())
        public = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
        found[name] = (private.decode(), public.decode())
    return found


def signed(keys: dict[str, tuple[str, str]], by: str = "google", **claims: object) -> str:
    now = int(time.time())
    payload = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": ACCOUNT,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
        **claims,
    }
    signer = crypt.RSASigner.from_string(keys[by][0], key_id="k1")
    return str(jwt.encode(signer, payload).decode())


def test_a_notice_that_google_signed_for_us_is_believed(keys: dict[str, tuple[str, str]]) -> None:
    verify_push(signed(keys), AUDIENCE, ACCOUNT, {"k1": keys["google"][1]})


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "https://elsewhere.example"}, "not for us"),
        ({"aud": [AUDIENCE]}, "not for us"),
        ({"exp": 1_700_000_000, "iat": 1_699_990_000}, "signature can't be verified"),
        ({"iat": 4_000_000_000, "exp": 4_000_003_600}, "signature can't be verified"),
        ({"iss": "https://evil.example"}, "not signed by Google"),
        ({"email": "other@evil.iam.gserviceaccount.com"}, "another service account"),
        ({"email_verified": False}, "another service account"),
        ({"email_verified": "true"}, "another service account"),
        ({"by": "stranger"}, "signature can't be verified"),
    ],
)
def test_any_other_notice_is_rejected(
    keys: dict[str, tuple[str, str]], claims: dict[str, object], words: str
) -> None:
    by = str(claims.pop("by", "google"))
    with pytest.raises(Rejected, match=words):
        verify_push(signed(keys, by, **claims), AUDIENCE, ACCOUNT, {"k1": keys["google"][1]})


def test_what_is_for_somebody_else_makes_nobody_ask_google(
    keys: dict[str, tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> dict[str, str]:
        raise AssertionError("anybody could make us call Google")

    monkeypatch.setattr(notices, "_google_certs", asked)
    for claims in ({"aud": "https://elsewhere.example"}, {"iss": "me"}, {"email": "other@evil.example"}):
        with pytest.raises(Rejected):
            verify_push(signed(keys, **claims), AUDIENCE, ACCOUNT)


def test_while_google_is_away_only_the_first_notice_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def away(url: str, timeout: float) -> None:
        calls.append(url)
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", away)
    monkeypatch.setattr(notices, "_held", None)
    monkeypatch.setattr(notices, "_failed_at", None)
    for _ in range(5):
        with pytest.raises(Retry):
            notices._google_certs()
    assert len(calls) == 1


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "bnVsbA.bnVsbA.bnVsbA", "W10.W10.W10", "é.é.é"]
)
def test_what_is_no_token_is_rejected(keys: dict[str, tuple[str, str]], token: str) -> None:
    with pytest.raises(Rejected):
        verify_push(token, AUDIENCE, ACCOUNT, {"k1": keys["google"][1]})


class PubSub:
    """A pull subscription, as much of it as two methods show."""

    def __init__(self) -> None:
        self.waiting: dict[str, dict[str, object]] = {}

    def publish(self, ack: str, told: object) -> None:
        data = base64.b64encode(json.dumps(told).encode()).decode()
        self.waiting[ack] = {"ackId": ack, "message": {"data": data, "messageId": ack}}

    def __call__(self, asked: Asked) -> Answer:
        body = json.loads(asked.body or b"{}")
        if asked.path.startswith("/v1/projects/p/subscriptions/s:pull"):
            some = list(self.waiting.values())[: body["maxMessages"]]
            return Answer(200, json.dumps({"receivedMessages": some} if some else {}).encode())
        if asked.path.startswith("/v1/projects/p/subscriptions/s:acknowledge"):
            for ack in body["ackIds"]:
                self.waiting.pop(ack, None)
            return Answer(200, b"{}")
        return Answer(404, b"{}")


@pytest.fixture
def pubsub() -> Iterator[tuple[PubSub, PulledNotices]]:
    topic, double = PubSub(), FaultyProxy("http://127.0.0.1:9")
    double.answer = topic
    api = GoogleApi(
        "pubsub",
        "v1",
        Bearer("t1", CLOCK),
        CLOCK,
        connector="gmail",
        scope="https://www.googleapis.com/auth/pubsub",
        endpoint=double.url,
        timeout=5,
        pace=Pace(1e9),
    )
    yield topic, PulledNotices(api, "projects/p/subscriptions/s")
    double.close()


def test_pulled_notices_come_again_until_they_are_stored(pubsub: tuple[PubSub, PulledNotices]) -> None:
    topic, notices = pubsub
    topic.publish("a1", {"emailAddress": "mara@solvent.example", "historyId": 12})
    topic.publish("a2", {"emailAddress": "jo@solvent.example", "historyId": 7})
    first = notices.pull()
    assert [(n.mailbox, n.history_id) for n in first] == [
        ("mara@solvent.example", "12"),
        ("jo@solvent.example", "7"),
    ]
    assert notices.pull() == first
    notices.acknowledge(first[:1])
    assert [n.mailbox for n in notices.pull()] == ["jo@solvent.example"]
    notices.acknowledge(notices.pull())
    assert notices.pull() == []


def test_what_is_no_notice_does_not_block_a_subscription(pubsub: tuple[PubSub, PulledNotices]) -> None:
    topic, notices = pubsub
    topic.publish("a1", "rubbish")
    topic.publish("a2", {"emailAddress": "mara@solvent.example", "historyId": 12})
    assert [n.mailbox for n in notices.pull()] == ["mara@solvent.example"]
    assert list(topic.waiting) == ["a2"]


def test_a_mailbox_with_many_notices_is_looked_at_once() -> None:
    notices = [MailboxNotice(mailbox=m, history_id=h) for m, h in (("a@x", "9"), ("b@x", "3"), ("a@x", "10"))]
    assert {(n.mailbox, n.history_id) for n in newest(notices)} == {("a@x", "10"), ("b@x", "3")}


@pytest.mark.parametrize("name", ["", "s", "projects/p/topics/s", "projects//subscriptions/s"])
def test_a_subscription_is_named_in_full(name: str, pubsub: tuple[PubSub, PulledNotices]) -> None:
    with pytest.raises(Rejected, match="projects/PROJECT/subscriptions/NAME"):
        PulledNotices(pubsub[1]._api, name)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"colour": "red"}, "no option `colour`"),
        ({"batch": "500"}, "option `batch`"),
        ({"endpoint": "http://gmail.example"}, "https"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, str], words: str) -> None:
    with pytest.raises(Rejected, match=words):
        open_source("mara@solvent.example", options, Bearer("t", CLOCK), CLOCK)
