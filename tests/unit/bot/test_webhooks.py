"""The door: whoever can be verified is stored and acknowledged, whoever can't learns nothing at all."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot import webhooks
from bot.webhook_pushes import calendar_push, gmail_push, graph_push
from bot.webhooks import Door, News, Verifier, mounted
from integrations.errors import Rejected, Retry, Unverified
from integrations.google_calendar import notices as calendar
from integrations.outlook_mail import notices as graph
from integrations.ports import Watch, WebhookKeys
from integrations.webhooks.signatures import check, sign
from records.deliveries import Deliveries

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEYS = WebhookKeys(secrets=(SecretStr("the-first-secret"),))
HOOK = "webhooks:crm"
BODY = b'{"field": "Contract sent"}'


class World:
    """A door with one known webhook, one calendar channel and one subscription of Graph."""

    def __init__(self, home: Path) -> None:
        self.deliveries = Deliveries(home / "deliveries.sqlite")
        self.lookups: list[str] = []
        self.slept: list[float] = []
        self.clock = 100.0
        self.google_down = False
        self.keys = {HOOK: KEYS}
        verifier = Verifier(self.keys_of, check, lambda: NOW, now=lambda: self.clock)
        self.door = Door(
            self.deliveries,
            verifier,
            known=verifier.knows,
            pushes={
                "gmail": gmail_push(self.verify, mailbox_of, lambda a: [f"gmail:{a}"]),
                "calendar": calendar_push(calendar.notice_of, calendar.check, self.watch_of),
                "graph": graph_push(graph.notices, self.watch_of),
            },
            validation_reply=graph.validation_reply,
            now=lambda: self.clock,
            sleep=self.sleep,
        )
        rest = PlainTextResponse("something else")
        self.client = TestClient(mounted(self.door, rest))  # type: ignore[arg-type]

    def keys_of(self, sender: str) -> WebhookKeys | None:
        self.lookups.append(sender)
        self.clock += 0.004
        return self.keys.get(sender)

    def verify(self, token: str) -> None:
        if self.google_down:
            raise Retry("Google's certificates can't be had")
        if token != "signed-by-google":
            raise Rejected("the notice's signature can't be verified")

    def watch_of(self, remote_id: str) -> tuple[str, Watch] | None:
        if remote_id != "channel-1":
            return None
        watch = Watch(resource="primary", remote_id="channel-1", secret="agreed", expires_at=NOW)  # noqa: S106
        return "google_calendar:mara@x.example", watch

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock += seconds

    def post(self, path: str = f"/webhooks/{HOOK}", body: bytes = BODY, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return int(self.client.post(path, content=body, headers=named).status_code)

    def signed(self, body: bytes = BODY, at: datetime = NOW, sender: str = HOOK) -> int:
        headers = {k.replace("-", "_"): v for k, v in sign(KEYS, body, at).items()}
        return self.post(f"/webhooks/{sender}", body, **headers)

    def stored(self, channel: str = "webhook") -> list[tuple[str, bytes]]:
        return [(d.sender, d.body) for d in self.deliveries.due([channel])]


def mailbox_of(body: Mapping[str, Any]) -> tuple[str, str]:
    if "message" not in body:
        raise Rejected("this is no Pub/Sub notice")
    return str(body["message"]), "1"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    here = World(tmp_path)
    yield here
    here.door.close()


def test_a_signed_delivery_is_stored_and_acknowledged(world: World) -> None:
    assert world.signed() == 200
    assert world.stored() == [(HOOK, BODY)]


def test_it_is_stored_before_it_is_acknowledged(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that fails means no acknowledgement, and a time at which to come again."""
    monkeypatch.setattr(world.deliveries, "accept", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    answer = world.client.post(f"/webhooks/{HOOK}", content=BODY, headers=sign(KEYS, BODY, NOW))
    assert answer.status_code == 503 and answer.headers["retry-after"] == "10" and answer.text == ""


def test_a_repeat_is_acknowledged_and_not_stored_again(world: World) -> None:
    assert [world.signed() for _ in range(3)] == [200, 200, 200]
    assert world.signed(at=NOW + timedelta(seconds=20)) == 200
    assert len(world.stored()) == 1


@pytest.mark.parametrize(
    "how", ["unsigned", "another secret", "stale", "from the future", "unknown", "changed"]
)
def test_whoever_cannot_be_verified_learns_nothing_and_leaves_nothing(world: World, how: str) -> None:
    other = WebhookKeys(secrets=(SecretStr("another-secret"),))
    headers = {
        "unsigned": {},
        "another secret": sign(other, BODY, NOW),
        "stale": sign(KEYS, BODY, NOW - timedelta(minutes=6)),
        "from the future": sign(KEYS, BODY, NOW + timedelta(minutes=6)),
        "unknown": sign(KEYS, BODY, NOW),
        "changed": sign(KEYS, b"{}", NOW),
    }[how]
    sender = "webhooks:nobody" if how == "unknown" else HOOK
    answer = world.client.post(f"/webhooks/{sender}", content=BODY, headers=headers)
    assert (answer.status_code, answer.text) == (401, "")
    assert world.stored() == []


def test_an_unknown_connection_is_refused_at_the_same_moment_as_a_known_one(world: World) -> None:
    """Whatever was looked up, a refusal leaves a fixed time after the delivery came."""
    for sender in (HOOK, "webhooks:nobody", HOOK, "webhooks:nobody"):
        came = world.clock
        assert world.post(f"/webhooks/{sender}") == 401
        assert world.clock - came == pytest.approx(webhooks.REFUSED_AFTER)
    assert world.lookups == [HOOK, "webhooks:nobody"], "looked up alike, and remembered alike"


def test_keys_are_looked_up_anew_after_a_while(world: World) -> None:
    world.signed()
    world.clock += webhooks.REMEMBERED + 1
    world.signed()
    assert world.lookups == [HOOK, HOOK]


def test_refusals_of_a_known_connection_are_told_by_reason_and_of_unknown_ones_not_at_all(
    world: World,
) -> None:
    world.post()
    world.signed(at=NOW - timedelta(hours=1))
    world.signed(at=NOW - timedelta(hours=1))
    world.post("/webhooks/webhooks:nobody")
    world.door.note()
    told = {(t.sender, t.why): t.times for t in world.deliveries.turned_away()}
    assert told == {
        (HOOK, "the signature does not fit"): 1,
        (HOOK, "it was signed more than five minutes ago"): 2,
    }


def test_a_body_over_a_megabyte_is_too_large_whether_it_says_so_or_not(world: World) -> None:
    large = b"x" * (webhooks.LARGEST + 1)
    assert world.signed(large) == 413

    def in_pieces() -> Iterator[bytes]:
        for _ in range(12):
            yield b"x" * 100_000

    assert world.client.post(f"/webhooks/{HOOK}", content=in_pieces()).status_code == 413
    assert world.signed(b"x" * webhooks.LARGEST) == 200


def test_only_posts_to_these_paths_are_ours(world: World) -> None:
    assert world.client.get(f"/webhooks/{HOOK}").status_code == 405
    assert world.client.post("/webhooks/").status_code == 404
    assert world.client.post("/push/fax").status_code == 404
    assert world.client.post("/slack/events").text == "something else"
    assert world.client.get("/healthz").text == "something else"


def test_a_push_of_gmails_counts_only_when_google_signed_it(world: World) -> None:
    notice = json.dumps({"message": "mara@x.example"}).encode()
    assert world.post("/push/gmail", notice) == 401
    assert world.post("/push/gmail", notice, authorization="Bearer somebody") == 401
    assert world.post("/push/gmail", b"{", authorization="Bearer signed-by-google") == 401
    assert world.stored("push") == []
    assert world.post("/push/gmail", notice, authorization="Bearer signed-by-google") == 200
    assert world.stored("push") == [("gmail:mara@x.example", b'{"lifecycle": null}')]
    world.google_down = True
    assert world.post("/push/gmail", notice, authorization="Bearer signed-by-google") == 503


def test_a_call_of_google_calendars_carries_the_channels_token(world: World) -> None:
    call = {"x_goog_channel_id": "channel-1", "x_goog_resource_state": "exists", "x_goog_message_number": "2"}
    assert world.post("/push/calendar", b"", **call) == 401
    assert world.post("/push/calendar", b"", **call, x_goog_channel_token="guessed") == 401
    unknown = {**call, "x_goog_channel_id": "channel-2"}
    assert world.post("/push/calendar", b"", **unknown, x_goog_channel_token="agreed") == 401
    greeting = {**call, "x_goog_resource_state": "sync"}
    assert world.post("/push/calendar", b"", **greeting, x_goog_channel_token="agreed") == 200
    assert world.stored("push") == []
    assert world.post("/push/calendar", b"", **call, x_goog_channel_token="agreed") == 200
    assert [sender for sender, _ in world.stored("push")] == ["google_calendar:mara@x.example"]


def test_graph_is_answered_its_question_as_plain_text_and_its_notices_are_checked(world: World) -> None:
    asked = world.client.post("/push/graph", params={"validationToken": "<b>Validation: a+b</b>"})
    assert (asked.status_code, asked.text) == (200, "<b>Validation: a+b</b>")
    assert asked.headers["content-type"].startswith("text/plain")
    assert asked.headers["x-content-type-options"] == "nosniff"
    notice = {"subscriptionId": "channel-1", "clientState": "agreed", "changeType": "created"}
    missed = {"subscriptionId": "channel-1", "clientState": "agreed", "lifecycleEvent": "missed"}
    forged = {"subscriptionId": "channel-1", "clientState": "guessed"}
    assert world.post("/push/graph", json.dumps({"value": [forged]}).encode()) == 401
    assert world.post("/push/graph", json.dumps({"value": [notice, forged, missed]}).encode()) == 200
    assert sorted(body for _, body in world.stored("push")) == [
        b'{"lifecycle": "missed"}', b'{"lifecycle": null}',
    ]  # fmt: skip


def test_made_up_subscriptions_do_not_keep_the_ledger_busy() -> None:
    asked: list[str] = []

    def watch_of(remote_id: str) -> tuple[str, Watch] | None:
        asked.append(remote_id)
        watch = Watch(resource="messages", remote_id="ours", secret="agreed", expires_at=NOW)  # noqa: S106
        return ("outlook_mail:mara@x.example", watch) if remote_id == "ours" else None

    read = graph_push(graph.notices, watch_of)
    true = {"subscriptionId": "ours", "clientState": "agreed"}
    forged = [{"subscriptionId": f"s{n}", "clientState": "agreed"} for n in range(900)]
    assert len(read({}, json.dumps({"value": [true] * 90 + forged}).encode())) == 1
    assert asked.count("ours") == 1 and len(asked) == 21
    with pytest.raises(Unverified):
        read({}, json.dumps({"value": forged}).encode())


@pytest.mark.parametrize("told", ['"\\ud800"', '"a\\u0000b"', '"é"', '"' + "x" * 201 + '"', "[]", "1e400"])
def test_a_delivery_that_is_called_oddly_is_kept_all_the_same(world: World, told: str) -> None:
    body = f'{{"id": {told}}}'.encode()
    world.keys[HOOK] = WebhookKeys(scheme="stripe", secrets=KEYS.secrets, address="")
    headers = {k.replace("-", "_"): v for k, v in sign(world.keys[HOOK], body, NOW).items()}
    assert world.post(f"/webhooks/{HOOK}", body, **headers) == 200
    assert world.post(f"/webhooks/{HOOK}", body, **headers) == 200
    assert world.stored() == [(HOOK, body)]


@pytest.mark.parametrize("path", [f"/webhooks/{HOOK}/", "/push/graph/", "/webhooks/"])
def test_nobody_is_sent_on_to_a_host_that_the_caller_names(world: World, path: str) -> None:
    answer = world.client.post(path, headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404 and "location" not in answer.headers


def test_news_says_whose_it_is() -> None:
    assert News("gmail:mara@x.example") == ("gmail:mara@x.example", None)
