"""While the bot serves: news is read when it is told, and by the clock behind that."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.listener import Listener
from integrations.errors import Reauth
from tests.contracts.source_contract import item
from tests.contracts.source_world import OWNER
from tests.doubles.live import LiveHome
from tests.doubles.source import MemorySource

BEN = "ben@solvent.example"


@pytest.fixture
def home(tmp_path: Path) -> LiveHome:
    return LiveHome(tmp_path)


@pytest.fixture
def running() -> Iterator[list[Listener]]:
    started: list[Listener] = []
    yield started
    for listener in started:
        listener.stop()


def start(home: LiveHome, running: list[Listener], poll: float) -> Listener:
    listener = Listener(home.listen, poll)
    running.append(listener)
    listener.start()
    return listener


def soon(true: Callable[[], bool]) -> bool:
    """Whether it comes true while a person would still wait for it."""
    until = time.monotonic() + 20
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def test_a_notice_is_read_at_once_and_not_at_the_next_poll(home: LiveHome, running: list[Listener]) -> None:
    mara, box = home.connect()
    listener = start(home, running, poll=3600)
    assert soon(lambda: home.connections.reading(mara.id).reconciled)
    box.add(item(1))
    listener.poke(mara.id)
    assert soon(lambda: home.log.count() == 1)


def test_without_notices_the_next_poll_brings_it(home: LiveHome, running: list[Listener]) -> None:
    mara, box = home.connect()
    start(home, running, poll=0.05)
    assert soon(lambda: home.connections.reading(mara.id).reconciled)
    box.add(item(1))
    assert soon(lambda: home.log.count() == 1)


def test_many_notices_are_one_reading_and_none_is_lost(home: LiveHome, running: list[Listener]) -> None:
    mara, box = home.connect()
    listener = start(home, running, poll=3600)
    assert soon(lambda: home.connections.reading(mara.id).reconciled)
    for n in range(30):
        box.add(item(n))
        for _ in range(5):
            listener.poke(mara.id)
    assert soon(lambda: home.log.count() == 30)


def test_a_broken_mailbox_does_not_hold_up_the_others(home: LiveHome, running: list[Listener]) -> None:
    mara, box = home.connect()
    ben, _ = home.connect(BEN, BEN)
    home.broken[ben.id] = Reauth("Connect again.")
    box.add(item(1))
    listener = start(home, running, poll=3600)
    listener.poke(ben.id)
    listener.poke("memory:nobody@solvent.example")
    assert soon(lambda: home.log.count() == 1)
    assert soon(lambda: home.state(ben).state == "reconnect")


def test_a_mailbox_that_tells_its_own_news_is_listened_to(
    home: LiveHome, running: list[Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    news = threading.Event()

    class Idling(MemorySource):
        def wait(self, seconds: float, stop: threading.Event) -> bool:
            while not stop.is_set():
                if news.wait(0.01):
                    news.clear()
                    return True
            return False

    monkeypatch.setattr(MemorySource, "wait", Idling.wait, raising=False)
    start(home, running, poll=3600)
    assert soon(lambda: home.connections.reading(mara.id).reconciled)
    box.add(item(1))
    news.set()
    assert soon(lambda: home.log.count() == 1)


def test_stopping_ends_a_long_backfill_after_the_page_in_hand(
    home: LiveHome, running: list[Listener]
) -> None:
    mara, box = home.connect(OWNER)
    for n in range(400):
        box.add(item(n))
    listener = start(home, running, poll=3600)
    assert soon(lambda: home.log.count() >= 10)
    listener.stop()
    held = home.log.count()
    state = home.connections.reading(mara.id)
    assert held < 400 or state.backfilled
    assert home.listen.pull(mara).reconciled
    assert home.log.count() == 400
