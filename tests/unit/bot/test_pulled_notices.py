"""Notices that are asked for: stored first, acknowledged then, and no failure ends the asking."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot import pulled_notices, pushes
from bot.pulled_notices import PulledNotices
from bot.settings import Settings
from integrations.errors import Rejected, Retry
from integrations.gmail.notices import MailboxNotice
from integrations.oauth_vendors import vendors
from records.clock import SystemClock
from records.connections import Connections
from records.database import Database
from records.deliveries import Deliveries
from records.people import People
from tests.doubles.identity_server import IdentityServer, identity_server, service_account_key
from tests.doubles.pubsub import PubSub

MARA, TOM = "mara@solvent.example", "tom@solvent.example"


class Subscription:
    """Hands out what is in it until that is acknowledged; raises what is put into `broken`, once each."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.broken: list[Exception] = []
        self.asked = 0

    def pull(self) -> list[str]:
        self.asked += 1
        if self.broken:
            raise self.broken.pop(0)
        return list(self.waiting)

    def acknowledge(self, notices: list[str]) -> None:
        self.waiting = [n for n in self.waiting if n not in notices]


def soon(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulled_notices, "SHORTEST", 0.01)
    monkeypatch.setattr(pulled_notices, "FIRST_WAIT", 0.01)


@pytest.fixture
def started() -> Iterator[list[PulledNotices[str]]]:
    running: list[PulledNotices[str]] = []
    yield running
    for each in running:
        each.stop()


def start(
    running: list[PulledNotices[str]], subscription: Subscription, store: Callable[[Sequence[str]], None]
) -> None:
    running.append(PulledNotices(subscription, store))
    running[-1].start()


def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(
    quick: None, started: list[PulledNotices[str]]
) -> None:
    subscription, stored, full = Subscription(), list[str](), [OSError("disk full"), OSError("disk full")]

    def store(notices: Sequence[str]) -> None:
        if full:
            raise full.pop()
        stored.extend(notices)

    subscription.waiting = ["news"]
    start(started, subscription, store)
    assert soon(lambda: not subscription.waiting)
    assert stored == ["news"] and not full


def test_a_failure_is_said_once_without_what_came_in_and_asking_goes_on(
    quick: None, started: list[PulledNotices[str]], caplog: pytest.LogCaptureFixture
) -> None:
    subscription, stored = Subscription(), list[str]()
    subscription.broken = [Retry("Google failed (503)"), ValueError("we owe Acme 5"), Rejected("not allowed")]
    with caplog.at_level(logging.WARNING):
        subscription.waiting = ["news"]
        start(started, subscription, stored.extend)
        assert soon(lambda: stored == ["news"])
    assert [r.getMessage().rpartition(": ")[2] for r in caplog.records] == ["Google failed (503)"]


def test_what_comes_after_the_word_to_stop_is_left_for_the_next_start() -> None:
    asked, answer = threading.Event(), threading.Event()
    stored: list[str] = []

    class Slow(Subscription):
        def pull(self) -> list[str]:
            asked.set()
            answer.wait(20)
            return super().pull()

    subscription = Slow()
    subscription.waiting = ["news"]
    pulling = PulledNotices(subscription, stored.extend)
    pulling.start()
    assert asked.wait(20)
    pulling.stop()
    answer.set()
    assert soon(lambda: subscription.asked == 1)
    assert stored == [] and subscription.waiting == ["news"]


# Over the settings, and a real Pub/Sub client


@pytest.fixture
def google() -> Iterator[IdentityServer]:
    with identity_server("google") as server:
        yield server


@pytest.fixture
def pubsub(google: IdentityServer) -> Iterator[PubSub]:
    double = PubSub(google.accepts)
    yield double
    double.close()


class Home:
    """Mara's Gmail is connected; `settings` make what pulls her notices."""

    def __init__(self, path: Path, google: IdentityServer, pubsub: PubSub) -> None:
        self.path, self._google = path, google
        clock = SystemClock()
        database = Database(f"sqlite:///{path / 'ledger.sqlite'}")
        database.migrate()
        People(database).add(MARA)
        self.connections = Connections(database, clock)
        self.mara = self.connections.add("gmail", MARA, MARA)
        self.deliveries = Deliveries(path / "deliveries.sqlite")
        key, public = service_account_key("puller@project.iam.gserviceaccount.com")
        google.service_accounts["puller@project.iam.gserviceaccount.com"] = (public, set(), set())
        (path / "key.json").write_text(key)
        self.settings: Mapping[str, object] = {
            "home": path,
            "google_oauth_url": google.url,
            "gmail_subscription": PubSub.subscription,
            "gmail_pubsub_key": path / "key.json",
            "gmail_pubsub_url": pubsub.url,
        }

    def pulled(self, **changed: object) -> PulledNotices[MailboxNotice] | None:
        s = Settings.model_validate({**self.settings, **changed})
        google = vendors(
            google_accounts_url=s.google_accounts_url,
            google_oauth_url=s.google_oauth_url,
            microsoft_login_url=s.microsoft_login_url,
            microsoft_graph_url=s.microsoft_graph_url,
        )
        return pushes.pulled(s, self.connections, self.deliveries, google, SystemClock())


@pytest.fixture
def home(tmp_path: Path, google: IdentityServer, pubsub: PubSub) -> Home:
    return Home(tmp_path, google, pubsub)


def test_a_notice_is_a_stored_push_of_the_mailbox_that_it_names(home: Home, pubsub: PubSub) -> None:
    pulled = home.pulled()
    assert pulled is not None
    pubsub.publish({"emailAddress": "Mara@Solvent.example", "historyId": 12})
    pubsub.publish({"emailAddress": TOM, "historyId": 3})
    pubsub.publish("rubbish")
    pulled.start()
    try:
        assert soon(lambda: pubsub.unacknowledged == 0)
        (news,) = home.deliveries.due(["push"])
        assert news.sender == home.mara.id
    finally:
        pulled.stop()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"gmail_pubsub_key": None}, "PROMISSORY_GMAIL_PUBSUB_KEY is needed too"),
        ({"gmail_subscription": None}, "PROMISSORY_GMAIL_SUBSCRIPTION is needed too"),
        ({"gmail_subscription": "gmail"}, "projects/PROJECT/subscriptions/NAME"),
        ({"gmail_pubsub_key": "/nowhere/key.json"}, "can't be read"),
        ({"gmail_pubsub_url": "http://pubsub.example"}, "https"),
    ],
)
def test_settings_that_do_not_fit_are_said_before_anything_starts(
    home: Home, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Rejected, match=words):
        home.pulled(**changed)


def test_without_a_subscription_nothing_is_pulled(home: Home) -> None:
    assert home.pulled(gmail_subscription=None, gmail_pubsub_key=None) is None
