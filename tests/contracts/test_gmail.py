"""Gmail holds to the source contract, with @emulators/google and with myworld as the vendor."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.errors import Expired, Reauth, Rejected, Retry
from integrations.gmail.connector import GmailOptions, GmailSource
from integrations.google_api import MOST_BATCH_BYTES
from integrations.ports import Change
from tests.contracts.gmail_world import ENDLESS, Bearer, GmailWorld, MyworldGmailWorld, mail_bytes
from tests.contracts.source_contract import SourceContract, item
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy
from tests.peers import google_emulator, myworld

TOPIC = "projects/solvent/topics/mail"


@pytest.fixture(scope="session")
def emulator() -> Iterator[google_emulator.GoogleEmulator]:
    google_emulator.emulator_or_skip()
    with google_emulator.running() as server:
        yield server


@pytest.fixture(scope="session")
def proxy(emulator: google_emulator.GoogleEmulator) -> Iterator[FaultyProxy]:
    proxy = FaultyProxy(emulator.url)
    yield proxy
    proxy.close()


@pytest.fixture
def world(emulator: google_emulator.GoogleEmulator, proxy: FaultyProxy) -> Iterator[GmailWorld]:
    world = GmailWorld(emulator, proxy)
    yield world
    proxy.answer = None
    world.heal()
    world.close()


@pytest.fixture(scope="session")
def other_server() -> Iterator[myworld.MyWorld]:
    myworld.myworld_or_skip()
    with myworld.running() as server:
        yield server


@pytest.fixture(scope="session")
def other_proxy(other_server: myworld.MyWorld) -> Iterator[FaultyProxy]:
    proxy = FaultyProxy(other_server.url)
    yield proxy
    proxy.close()


@pytest.fixture
def other_world(other_server: myworld.MyWorld, other_proxy: FaultyProxy) -> Iterator[MyworldGmailWorld]:
    world = MyworldGmailWorld(other_server, other_proxy)
    yield world
    world.heal()
    world.close()


class Watched:
    """Remembers what was asked for, and lets everything pass."""

    def __init__(self, proxy: FaultyProxy) -> None:
        self.asked: list[Asked] = []
        proxy.answer = self

    def __call__(self, asked: Asked) -> Answer | None:
        self.asked.append(asked)
        return None

    def count(self, part: str) -> int:
        return sum(part in f"{one.path}\n{one.body.decode(errors='replace')}" for one in self.asked)


def backfilled(source: GmailSource) -> list[Change]:
    return [change for page in source.backfill(None) for change in page.changes]


class TestGmail(SourceContract):
    """Every promise of the port, kept against the emulator."""


class TestGmailWithAnotherServer(SourceContract):
    """And against myworld."""

    @pytest.fixture
    def world(self, other_world: MyworldGmailWorld) -> MyworldGmailWorld:
        return other_world


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2))
def test_any_life_of_a_mailbox_ends_in_an_equal_ledger(
    block: int, emulator: google_emulator.GoogleEmulator, proxy: FaultyProxy, tmp_path: Path
) -> None:
    for seed in range(block * RUNS // 2, (block + 1) * RUNS // 2):
        world = GmailWorld(emulator, proxy)
        live_a_life(world, Ledger(tmp_path / f"{seed}.sqlite"), seed)
        world.close()


def test_a_history_id_that_the_other_server_no_longer_has_is_expired(other_world: MyworldGmailWorld) -> None:
    with pytest.raises(Expired):
        list(other_world.source().changes('{"history": "7"}'))


def test_the_other_servers_own_throttling_is_waited_out(
    other_world: MyworldGmailWorld, other_server: myworld.MyWorld
) -> None:
    other_world.add(item(1))
    other_server.faults(
        f"{other_world.id}-gmail", [{"tool": "*", "kind": "rate_limit", "times": 1, "probability": 1.0}]
    )
    (change,) = backfilled(other_world.source())
    assert change.events[0].external_id == item(1).key


def test_mails_come_ten_in_a_round_trip(world: GmailWorld, proxy: FaultyProxy) -> None:
    for n in range(25):
        world.add(item(n))
    watched = Watched(proxy)
    assert len(backfilled(world.source())) == 25
    assert [a.path for a in watched.asked].count("/batch") == 3
    assert watched.count("GET /gmail/v1/users/me/messages/") == 3


def test_a_mail_that_is_throttled_within_a_batch_is_asked_for_again_alone(
    world: GmailWorld, proxy: FaultyProxy
) -> None:
    for n in range(3):
        world.add(item(n))
    asked: list[str] = []

    def throttle_one(request: Asked) -> Answer | None:
        asked.append(request.path)
        if request.path != "/batch":
            return None
        answer = proxy._pass_on(request)
        body = re.sub(rb"HTTP/1.1 200 OK", b"HTTP/1.1 429 Too Many Requests", answer.body, count=1)
        return Answer(answer.status, body, answer.headers)

    proxy.answer = throttle_one
    changes = backfilled(world.source())
    assert {c.events[0].external_id for c in changes} == {item(n).key for n in range(3)}
    assert len([path for path in asked if "/messages/" in path]) == 1


def test_mails_that_are_too_much_together_come_one_by_one(world: GmailWorld, proxy: FaultyProxy) -> None:
    for n in range(3):
        world.add(item(n))
    too_much = Answer(200, b" " * (MOST_BATCH_BYTES + 1))
    proxy.answer = lambda asked: too_much if asked.path == "/batch" else None
    assert len([c for c in backfilled(world.source()) if c.events]) == 3


def test_one_mail_that_gmail_cannot_give_does_not_hold_up_the_others(
    world: GmailWorld, proxy: FaultyProxy
) -> None:
    for n in range(3):
        world.add(item(n))
    broken = world.ref(item(1).key)
    proxy.answer = lambda asked: Answer(500, b"{}") if f"/messages/{broken}" in asked.path else None
    changes = backfilled(world.source(batch="1"))
    assert [c.ref for c in changes if c.refused] == [broken]
    assert len([c for c in changes if c.events]) == 2


def test_labels_are_told_as_their_owner_sees_them(world: GmailWorld) -> None:
    world.add(item(1))
    world.add(item(2))
    world.move(item(2).key)
    labels = {c.events[0].external_id: c.labels for c in backfilled(world.source())}
    assert labels == {item(1).key: ("Inbox",), item(2).key: ("Customers/Acme",)}


def test_a_mail_links_to_gmails_own_page_of_it(world: GmailWorld) -> None:
    world.add(item(1))
    (change,) = backfilled(world.source())
    user = world.account.replace("@", "%40")
    assert change.events[0].link == f"https://mail.google.com/mail/?authuser={user}#all/{change.ref}"


def test_reading_and_starring_a_mail_costs_nothing(world: GmailWorld, proxy: FaultyProxy) -> None:
    world.add(item(1))
    source = world.source()
    cursor = source.begin()
    ref = world.ref(item(1).key)
    world.gmail.post(f"/messages/{ref}/modify", {"removeLabelIds": ["UNREAD"], "addLabelIds": ["STARRED"]})
    watched = Watched(proxy)
    pages = list(source.changes(cursor))
    assert [c for page in pages for c in page.changes] == []
    assert watched.count("/messages") == 0
    assert list(source.changes(pages[-1].cursor)) == []


def test_a_draft_is_not_read_until_it_is_sent(world: GmailWorld) -> None:
    world.add(item(1))
    source = world.source()
    cursor = source.begin()
    raw = mail_bytes(item(2))
    draft = world.gmail.post("/drafts", {"message": {"raw": _encoded(raw)}})
    assert [c for page in source.changes(cursor) for c in page.changes if not c.gone] == []
    assert [one.ref for one in source.listed()] == [world.ref(item(1).key)]
    assert [c.ref for c in backfilled(source)] == [world.ref(item(1).key)]
    world.gmail.post("/drafts/send", {"id": draft["id"]})
    (sent,) = [c for page in source.changes(cursor) for c in page.changes if c.events]
    assert sent.events[0].external_id == item(2).key
    assert sent.labels == ("Sent",)


def _encoded(raw: bytes) -> str:
    import base64

    return base64.urlsafe_b64encode(raw).decode()


def test_spam_is_not_read(world: GmailWorld) -> None:
    world.gmail.put_mail(mail_bytes(item(1)), ["SPAM"])
    source = world.source()
    assert backfilled(source) == []
    assert list(source.listed()) == []


def test_a_backfill_goes_on_when_gmail_has_forgotten_its_page(world: GmailWorld, proxy: FaultyProxy) -> None:
    for n in range(60):
        world.add(item(n))
    first = next(iter(world.source().backfill(None)))
    assert first.remaining == 10
    proxy.answer = lambda asked: Answer(400, b"{}") if "pageToken" in asked.path else None
    rest = [c for page in world.source().backfill(first.cursor) for c in page.changes]
    seen = {c.events[0].external_id for c in (*first.changes, *rest)}
    assert seen == {item(n).key for n in range(60)}
    assert len(rest) < 20


def test_a_grant_of_another_mailbox_is_refused_by_name(world: GmailWorld) -> None:
    options = GmailOptions.model_validate({"endpoint": world._proxy.url, "units_per_minute": ENDLESS})
    source = GmailSource("jo@solvent.example", options, Bearer(world.token, world.clock), world.clock)
    with pytest.raises(Rejected, match=rf"opens the mailbox {world.account}, not jo@solvent.example"):
        source.begin()


def test_a_token_that_ended_early_is_renewed_once(world: GmailWorld) -> None:
    world.add(item(1))
    world.add(item(2))
    credentials = Bearer("expired", world.clock, next_value=world.token)
    options = GmailOptions.model_validate({"endpoint": world._proxy.url, "units_per_minute": ENDLESS})
    source = GmailSource(world.account, options, credentials, world.clock, sleep=lambda _: None)
    assert len(backfilled(source)) == 2
    assert credentials.renewals == 1


def test_a_revoked_grant_asks_to_connect_again(world: GmailWorld) -> None:
    options = GmailOptions.model_validate({"endpoint": world._proxy.url, "units_per_minute": ENDLESS})
    source = GmailSource(world.account, options, Bearer("revoked", world.clock), world.clock)
    with pytest.raises(Reauth):
        source.begin()


def test_a_grant_without_the_scope_names_it(world: GmailWorld, proxy: FaultyProxy) -> None:
    error = {"code": 403, "errors": [{"reason": "insufficientPermissions"}], "status": "PERMISSION_DENIED"}
    proxy.answer = lambda _: Answer(403, json.dumps({"error": error}).encode())
    with pytest.raises(Reauth, match=r"auth/gmail\.readonly.*promissory connect gmail"):
        world.source().begin()


def test_gmail_is_watched_through_a_topic_and_asked_again_to_renew(world: GmailWorld) -> None:
    source = world.source()
    (watch,) = source.watch(TOPIC, world.clock.now())
    assert (watch.resource, watch.remote_id) == (world.account, TOPIC)
    again = source.renew(watch, world.clock.now())
    assert again.remote_id == TOPIC and again.expires_at >= watch.expires_at
    assert again.expires_at - watch.expires_at < timedelta(days=1)
    source.unwatch(again)
    source.unwatch(again)


@pytest.mark.parametrize(
    "topic", ["https://solvent.example/hook", "projects/solvent", "projects//topics/mail"]
)
def test_a_watch_needs_a_topic(world: GmailWorld, topic: str) -> None:
    with pytest.raises(Rejected, match="projects/PROJECT/topics/NAME"):
        world.source().watch(topic, world.clock.now())


def test_a_topic_that_gmail_may_not_use_is_refused(world: GmailWorld, proxy: FaultyProxy) -> None:
    proxy.answer = lambda asked: Answer(404, b"{}") if asked.path.split("?")[0].endswith("/watch") else None
    with pytest.raises(Rejected, match="must exist and let Gmail's own account publish"):
        world.source().watch(TOPIC, world.clock.now())


def test_a_few_faults_are_waited_out(world: GmailWorld) -> None:
    world.add(item(1))
    world.fail("error", 2)
    assert len(backfilled(world.source())) == 1


def test_when_gmail_fails_for_long_nothing_is_called_unreadable(world: GmailWorld) -> None:
    world.add(item(1))
    source = world.source()
    source.begin()
    world.fail("error", 100)
    with pytest.raises(Retry):
        list(source.fetch([world.ref(item(1).key)]))
