"""Sources that misbehave: whatever they do, reading them ends, nothing is lost, and the others go on."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.listener import Listener
from bot.workflows import page_by_page
from bot.workflows.sync import STORED_AT_ONCE
from integrations.errors import Expired, Retry
from integrations.ports import Change, Listed, Page
from records.clock import FixedClock
from records.connections import Connection
from records.erasure import Erasure
from tests.contracts.source_contract import item
from tests.contracts.source_world import NOON, Item
from tests.doubles.live import LiveHome, busy
from tests.doubles.source import MemorySource, mail

BEN = "ben@solvent.example"
SAID = "I'll send you the revised order form by Tuesday 24 November."
LETTER = Item(key="a@acme.example", text=SAID)


@pytest.fixture
def home(tmp_path: Path) -> LiveHome:
    return LiveHome(tmp_path, FixedClock(NOON + timedelta(days=5)))


def alive(home: LiveHome) -> list[str]:
    with home.database.read() as tx:
        rows = tx.exec_driver_sql(
            "SELECT external_id FROM event WHERE erased_at IS NULL ORDER BY external_id"
        )
        return [row[0] for row in rows]


def told(each: Item, version: str = "1") -> Change:
    return Change(ref=each.key, version=version, events=(mail(each, "memory"),))


def use(monkeypatch: pytest.MonkeyPatch, **methods: Callable[..., object]) -> None:
    """Every mailbox in memory does these from now on."""
    for name, method in methods.items():
        monkeypatch.setattr(MemorySource, name, method, raising=False)


# A source that never comes to an end


def test_a_source_that_repeats_one_page_for_ever_is_stopped_and_told_plainly(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    home.listen.pull(mara)
    box.add(LETTER)

    def changes(self: MemorySource, since: str) -> Iterator[Page]:
        while True:
            yield Page(changes=(told(LETTER),), cursor=since)

    use(monkeypatch, changes=changes)
    problem = home.listen.pull(mara).problem
    assert problem == "memory tells the same changes again and again, so there is no end to reading them."
    assert home.state(mara).state == "failing"
    assert alive(home) == [LETTER.key]


@pytest.mark.parametrize("some", [(), (told(item(1)),), (Change(ref="nobody", gone=True),)])
def test_pages_without_end_that_say_nothing_new_are_stopped_too(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch, some: tuple[Change, ...]
) -> None:
    mara, _ = home.connect()
    home.listen.pull(mara)
    monkeypatch.setattr(page_by_page, "NOTHING_NEW", 20)
    pages = 0

    def changes(self: MemorySource, since: str) -> Iterator[Page]:
        nonlocal pages
        while True:
            pages += 1
            yield Page(changes=some, cursor=f"{since}{pages}")

    use(monkeypatch, changes=changes)
    assert "no end" in (home.listen.pull(mara).problem or "")
    assert pages <= 41


def test_a_backfill_without_end_is_stopped_too(home: LiveHome, monkeypatch: pytest.MonkeyPatch) -> None:
    mara, box = home.connect()
    box.add(LETTER)

    def backfill(self: MemorySource, after: str | None) -> Iterator[Page]:
        while True:
            yield Page(changes=(told(LETTER),), cursor="here", remaining=-3)

    use(monkeypatch, backfill=backfill)
    done = home.listen.pull(mara)
    assert "no end" in (done.problem or "")
    state = home.connections.reading(mara.id)
    assert (state.backfilled, state.remaining) == (False, 0)
    assert alive(home) == [LETTER.key]


def test_all_that_is_held_may_be_told_once_more(home: LiveHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that a vendor put back by a week is no circle."""
    mara, box = home.connect()
    for n in range(50):
        box.add(item(n))
    home.listen.pull(mara)
    monkeypatch.setattr(page_by_page, "NOTHING_NEW", 10)
    home.connections.note(mara.id, cursor=json.dumps([0, 0]))
    assert home.listen.pull(mara).problem is None


def test_a_page_of_changes_without_end_can_be_stopped(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, _ = home.connect()
    home.listen.pull(mara)
    count = 0

    def changes(self: MemorySource, since: str) -> Iterator[Page]:
        nonlocal count
        while True:
            count += 1
            yield Page(changes=(told(item(count)),), cursor=json.dumps([0, count]))

    use(monkeypatch, changes=changes)
    done = home.listen.pull(mara, stop=lambda: count == 7)
    assert (done.new, done.problem, done.cursor) == (7, None, "[0, 7]")


# Cursors that are taken back


def test_a_backfill_that_expires_starts_over_and_comes_to_its_end(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    for n in range(25):
        box.add(item(n))
    whole, begun = MemorySource.backfill, []

    def backfill(self: MemorySource, after: str | None) -> Iterator[Page]:
        begun.append(after)
        pages = whole(self, after)
        yield next(pages)
        if len(begun) < 3:
            raise Expired("The place is no longer served.")
        yield from pages

    use(monkeypatch, backfill=backfill)
    done = home.listen.pull(mara)
    assert (done.problem, done.reconciled, begun) == (None, True, [None, None, None])
    assert len(alive(home)) == 25


def test_a_place_in_the_backfill_that_expired_between_two_runs_is_let_go(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    for n in range(25):
        box.add(item(n))
    home.listen.pull(mara, stop=lambda: True)
    whole = MemorySource.backfill

    def backfill(self: MemorySource, after: str | None) -> Iterator[Page]:
        if after is not None:
            raise Expired("The place is no longer served.")
        return whole(self, after)

    use(monkeypatch, backfill=backfill)
    assert home.listen.pull(mara).reconciled
    assert len(alive(home)) == 25


def test_a_backfill_that_always_expires_ends_in_a_plain_sentence(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    for n in range(25):
        box.add(item(n))
    whole = MemorySource.backfill

    def backfill(self: MemorySource, after: str | None) -> Iterator[Page]:
        yield next(whole(self, after))
        raise Expired("The place is no longer served.")

    use(monkeypatch, backfill=backfill)
    problem = home.listen.pull(mara).problem
    assert problem and "start over again and again" in problem
    assert len(alive(home)) == 10, "what came is there"


def test_changes_that_always_expire_end_in_a_plain_sentence_also_in_a_backfill(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    for n in range(35):
        box.add(item(n))
    calls = 0

    def changes(self: MemorySource, since: str) -> Iterator[Page]:
        nonlocal calls
        calls += 1
        if calls == 1:
            return
        raise Expired("The cursor is no longer served.")
        yield

    use(monkeypatch, changes=changes)
    problem = home.listen.pull(mara).problem
    assert problem and "takes back each place" in problem
    assert calls < 10
    assert home.state(mara).state == "failing"


# What one page says twice


def test_a_page_that_tells_an_item_twice_means_what_it_says_last(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, _ = home.connect()
    home.listen.pull(mara)
    stays, goes, edited = item(1), item(2), item(3)
    changes = (
        Change(ref=stays.key, gone=True),
        told(stays),
        told(goes),
        Change(ref=goes.key, gone=True),
        told(edited, "1"),
        told(Item(key=edited.key, text="Other words."), "2"),
    )
    pages = [Page(changes=changes, cursor=json.dumps([0, 0]))]
    use(monkeypatch, changes=lambda self, since: iter(pages))
    done = home.listen.pull(mara)
    assert (done.new, done.deleted, done.problem) == (2, 0, None)
    assert home.items.refs(mara.mailbox_id) == {stays.key: "1", edited.key: "2"}
    assert [e.text for e in _events(home) if e.external_id == edited.key] == ["Other words."]


def _events(home: LiveHome) -> list:  # type: ignore[type-arg]
    with home.database.read() as tx:
        ids = [r[0] for r in tx.exec_driver_sql("SELECT id FROM event WHERE erased_at IS NULL")]
    return list(home.log.get(ids).values())


def test_a_page_of_any_length_is_stored_whole_and_in_portions(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others wait to write for one portion, not for what a vendor takes for a page."""
    mara, box = home.connect()
    count = STORED_AT_ONCE + 5
    for n in range(count):
        box.add(item(n))
    home.listen.pull(mara)
    sizes: list[int] = []
    store = home.items.store

    def counted(mailbox_id: str, items: Sequence[object], **more: Sequence[object]) -> object:
        sizes.append(len(items) + len(more["gone"]))
        return store(mailbox_id, items, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(home.items, "store", counted)
    gone = tuple(Change(ref=item(n).key, gone=True) for n in range(count))
    cursor = json.dumps([0, count])
    use(monkeypatch, changes=lambda self, since: iter([Page(changes=gone, cursor=cursor)]))
    done = home.listen.pull(mara)
    assert (done.deleted, done.cursor, sizes) == (count, cursor, [STORED_AT_ONCE, 5])
    assert alive(home) == []


def test_mail_that_moved_keeps_its_words_when_its_old_place_is_told_first(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a new ref, and further apart than one transaction reaches."""
    mara, box = home.connect()
    box.add(LETTER)
    home.listen.pull(mara)
    with home.database.read() as tx:
        (before,) = tx.exec_driver_sql("SELECT id FROM event").scalars()
    others = tuple(told(item(n)) for n in range(STORED_AT_ONCE))
    moved = told(LETTER).model_copy(update={"ref": "archive/1"})
    page = Page(changes=(Change(ref=LETTER.key, gone=True), *others, moved), cursor=json.dumps([0, 1]))
    use(monkeypatch, changes=lambda self, since: iter([page]))
    home.listen.pull(mara)
    assert home.log.get([before])[before].text == SAID


# Forgotten people


def test_what_was_forgotten_for_a_person_does_not_come_back_with_the_next_change(home: LiveHome) -> None:
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    hers.add(LETTER)
    home.listen.pull(mara)

    erasure = Erasure(home.database, home.clock)
    erasure.erase(erasure.events_of(LETTER.sender), LETTER.sender)
    hers.move(LETTER.key)
    his.add(LETTER)
    for n in range(2):
        done = home.listen.pull_all([mara, ben], compare=n == 1)
        assert [each.problem for each in done.values()] == [None, None]
    assert alive(home) == []
    hers.delete(LETTER.key)
    his.delete(LETTER.key)
    assert [each.problem for each in home.listen.pull_all([mara, ben]).values()] == [None, None]
    with home.database.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*), max(text) FROM event").one() == (1, "")


# What is left open


@pytest.mark.parametrize("reading", ["changes", "backfill"])
@pytest.mark.parametrize("end", ["store", "stop"])
def test_pages_are_closed_before_their_source_when_reading_ends_early(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch, reading: str, end: str
) -> None:
    """A generator may hold a socket and a thread that fetches ahead."""
    mara, box = home.connect()
    if reading == "changes":
        home.listen.pull(mara)
    for n in range(25):
        box.add(item(n))
    whole, order = getattr(MemorySource, reading), []

    def pages(self: MemorySource, place: str | None) -> Iterator[Page]:
        try:
            yield from whole(self, place)
        finally:
            order.append("pages")

    use(monkeypatch, **{reading: pages, "close": lambda self: order.append("source")})
    if end == "store":
        home.sync.__dict__["share"] = lambda connection, ids: 1 / 0
    done = home.listen.pull(mara, stop=lambda: end == "stop")
    assert (done.problem is not None) == (end == "store")
    assert order == ["pages", "source"]


def test_a_source_that_fails_on_closing_was_read_all_the_same(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    box.add(LETTER)

    def close(self: MemorySource) -> None:
        raise OSError("the other side hung up")

    use(monkeypatch, close=close)
    assert home.listen.pull(mara).reconciled
    box.failing = 9
    assert home.listen.pull(mara, compare=True).problem == "The mailbox in memory is busy."


# Comparing can be stopped, and is not done all the time


def test_comparing_a_large_mailbox_stops_when_it_is_told_to(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, _ = home.connect()
    home.listen.pull(mara)
    before = home.connections.reading(mara.id)
    listed = 0

    def endless(self: MemorySource) -> Iterator[Listed]:
        nonlocal listed
        while True:
            listed += 1
            yield Listed(ref=str(listed))

    use(monkeypatch, listed=endless)
    done = home.listen.pull(mara, stop=lambda: listed > 1000, compare=True)
    assert (done.problem, done.reconciled, listed) == (None, False, 1001)
    assert home.connections.reading(mara.id).reconciled_at == before.reconciled_at


def test_a_comparison_that_was_stopped_while_it_fetched_is_done_anew(home: LiveHome) -> None:
    mara, box = home.connect()
    home.listen.pull(mara)
    for n in range(150):
        box.add(item(n))
    box.told.clear()
    done = home.listen.pull(mara, stop=lambda: home.log.count() > 0, compare=True)
    assert (done.new, done.reconciled) == (100, False)
    done = home.listen.pull(mara, compare=True)
    assert (done.new, done.reconciled) == (50, True)


def test_an_item_that_is_listed_twice_is_one(home: LiveHome, monkeypatch: pytest.MonkeyPatch) -> None:
    mara, box = home.connect()
    box.add(item(1))
    once = MemorySource.listed

    def twice(self: MemorySource) -> Iterator[Listed]:
        yield from once(self)
        yield from once(self)

    use(monkeypatch, listed=twice)
    done = home.listen.pull(mara)
    assert (done.reconciled, done.missing, done.new) == (True, 0, 1)


def test_a_mailbox_that_stays_unequal_is_not_listed_with_every_poll(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listing 500,000 items each minute would use up the vendor's quota."""
    mara, _ = home.connect()
    lists = 0

    def listed(self: MemorySource) -> Iterator[Listed]:
        nonlocal lists
        lists += 1
        yield Listed(ref="never to be fetched")

    use(monkeypatch, listed=listed)
    assert home.listen.pull(mara).missing == 1
    before = lists
    home.listen.pull(mara)
    assert lists == before
    assert isinstance(home.clock, FixedClock)
    home.clock.advance(timedelta(minutes=11))
    home.listen.pull(mara)
    assert lists > before


# Several at once


def test_many_mailboxes_may_hold_drop_and_regain_the_same_mails_at_once(home: LiveHome) -> None:
    """Whoever is last to drop a mail empties it; whoever stores it at that moment keeps it."""
    everybody = [home.connect(f"p{n}@solvent.example", f"p{n}@solvent.example") for n in range(4)]
    for round_ in range(6):
        for n, (_, box) in enumerate(everybody):
            for k in range(12):
                key = item(k).key
                if (k + n + round_) % 3:
                    box.add(item(k))
                else:
                    box.delete(key)
        done = home.listen.pull_all([c for c, _ in everybody])
        assert [each.problem for each in done.values()] == [None] * 4
        for connection, box in everybody:
            events = home.items.refs(connection.mailbox_id)
            assert set(events) == set(box.kept)
        there = sorted({key for _, box in everybody for key in box.kept})
        assert alive(home) == there


def test_what_was_erased_between_reading_and_storing_is_read_again(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mara disconnects and erases while Ben's copy of the same mail is in hand."""
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    hers.add(LETTER)
    his.add(LETTER)
    home.listen.pull(mara)
    same_mails = home.items.same_mails

    def meanwhile(mails: object) -> dict[str, str]:
        if refs := list(home.items.refs(mara.mailbox_id)):
            home.items.store(mara.mailbox_id, (), gone=refs)
        return same_mails(mails)  # type: ignore[arg-type]

    monkeypatch.setattr(home.items, "same_mails", meanwhile)
    done = home.listen.pull(ben)
    assert (done.problem, done.reconciled) == (None, True)
    assert [e.text for e in _events(home)] == [SAID]


def test_nothing_is_stored_for_a_mailbox_that_was_disconnected_meanwhile(home: LiveHome) -> None:
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    for n in range(25):
        hers.add(item(n))
    his.add(LETTER)

    def told_(name: str, read: int, total: int) -> None:
        if name == mara.id and read == 10:
            home.connections.remove(mara.id)

    done = home.listen.pull_all([mara, ben], told=told_)
    assert done[mara.id].problem == f"{mara.id} is no longer connected."
    assert done[ben.id].reconciled
    assert len(home.items.refs(mara.mailbox_id)) == 10


@pytest.mark.parametrize("failure", [busy(), KeyError("x")])
def test_pausing_holds_also_when_the_reading_in_hand_fails(home: LiveHome, failure: Exception) -> None:
    mara, _ = home.connect()
    home.broken[mara.id] = failure
    for _ in range(6):
        home.connections.set_state(mara.id, "paused")
        home.listen.pull(mara)
        assert home.state(mara).state == "paused"


def test_a_ledger_that_is_locked_is_a_problem_of_this_mailbox_alone(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, _ = home.connect()
    ben, his = home.connect(BEN, BEN)
    his.add(LETTER)
    reading = home.connections.reading

    def locked(connection_id: str) -> object:
        if connection_id == mara.id:
            raise OSError("database is locked")
        return reading(connection_id)

    monkeypatch.setattr(home.connections, "reading", locked)
    done = home.listen.pull_all([mara, ben])
    assert done[mara.id].problem == "It can't be read because of a mistake of ours (OSError)."
    assert done[ben.id].reconciled


# Time


def test_an_outage_of_hours_is_asked_after_ever_more_rarely_and_ends_by_itself(home: LiveHome) -> None:
    clock: FixedClock = home.clock  # type: ignore[assignment]
    mara, hers = home.connect()
    ben, his = home.connect(BEN, BEN)
    home.listen.pull_all(home.listen.due())
    home.broken[mara.id] = busy()
    asked: list[float] = []
    began = clock.now()
    for minute in range(6 * 60):
        if minute % 60 == 0:
            his.add(item(minute))
        due = home.listen.due()
        assert ben.id in {c.id for c in due}
        if mara.id in {c.id for c in due}:
            asked.append((clock.now() - began).total_seconds())
        home.listen.pull_all(due)
        clock.advance(timedelta(minutes=1))
    waits = [later - sooner for sooner, later in zip(asked, asked[1:], strict=False)]
    assert waits == sorted(waits)
    assert waits[0] <= 60 and waits[-1] == 900
    assert len(asked) < 40, "six hours of polling each minute would be 360"
    assert (home.state(mara).state, home.state(ben).state) == ("failing", "ok")
    assert len(alive(home)) == 6
    del home.broken[mara.id]
    hers.add(LETTER)
    clock.advance(timedelta(minutes=15))
    assert [c.id for c in home.listen.due()] == [ben.id, mara.id]
    home.listen.pull_all(home.listen.due())
    assert home.state(mara).state == "ok"
    assert LETTER.key in alive(home)
    home.broken[mara.id] = busy()
    home.listen.pull(mara)
    next_at = home.connections.reading(mara.id).next_at
    assert next_at is not None and next_at - clock.now() < timedelta(minutes=1), "its patience is new again"


@pytest.mark.parametrize(
    ("after", "least", "most"),
    [
        (-5.0, 1, 60),
        (float("nan"), 1, 60),
        (3600.0, 3600, 3600),
        (float("inf"), 86_400, 86_400),
        (1e12, 86_400, 86_400),
    ],
)
def test_whatever_a_vendor_says_of_when_to_come_again_we_come_within_a_day(
    home: LiveHome, after: float, least: int, most: int
) -> None:
    mara, _ = home.connect()
    home.broken[mara.id] = Retry("Busy.", after=after)
    assert home.listen.pull(mara).problem == "Busy."
    next_at = home.connections.reading(mara.id).next_at
    assert next_at is not None
    assert least <= (next_at - home.clock.now()).total_seconds() <= most


def test_a_clock_that_was_years_ahead_keeps_nobody_waiting_once_it_is_right(home: LiveHome) -> None:
    clock: FixedClock = home.clock  # type: ignore[assignment]
    mara, box = home.connect()
    clock.advance(timedelta(days=3650))
    home.listen.pull(mara)
    home.broken[mara.id] = busy()
    home.listen.pull(mara)
    clock.advance(-timedelta(days=3650))
    assert [c.id for c in home.listen.due()] == [mara.id]
    del home.broken[mara.id]
    box.add(LETTER)
    done = home.listen.pull(mara)
    assert (done.new, done.reconciled) == (1, True)


def test_a_backfill_that_says_less_than_nothing_is_left_goes_on(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    for n in range(25):
        box.add(item(n))
    whole = MemorySource.backfill

    def backfill(self: MemorySource, after: str | None) -> Iterator[Page]:
        for page in whole(self, after):
            yield page.model_copy(update={"remaining": -40})

    use(monkeypatch, backfill=backfill)
    seen: list[tuple[int, int]] = []
    home.listen.pull(mara, told=lambda name, done, total: seen.append((done, total)))
    assert seen[-1] == (25, 25)
    assert all(total >= done for done, total in seen[1:])


# Notices


class Reads:
    """A listener's readings of one mailbox, one at a time and as told."""

    def __init__(self, home: LiveHome, connection: Connection) -> None:
        self.listener = Listener(home.listen, 3600)
        self.compared: list[bool] = []
        self._pull, self._home = home.listen.pull, home

    def pull(self, connection: Connection, **more: object) -> object:
        self.compared.append(bool(more["compare"]))
        return self._pull(connection, **more)  # type: ignore[arg-type]


def test_a_notice_that_some_were_missed_is_kept_until_both_sides_were_compared(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor is busy when it comes, and the connection is not due for a while after that."""
    mara, _ = home.connect()
    home.listen.pull(mara)
    reads = Reads(home, mara)
    monkeypatch.setattr(type(home.listen), "pull", lambda self, c, **more: reads.pull(c, **more))
    listener = reads.listener
    home.broken[mara.id] = busy()
    listener.poke(mara.id, compare=True)
    listener._read(mara)
    del home.broken[mara.id]
    listener._read(mara)
    listener._read(mara)
    assert reads.compared == [True, True, False]


def test_a_listener_outlives_a_ledger_that_could_not_be_asked(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, box = home.connect()
    box.add(LETTER)
    read, tries = threading.Event(), 0
    due = home.listen.due

    def sometimes(self: object) -> list[Connection]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("database is locked")
        return due()

    monkeypatch.setattr(type(home.listen), "due", sometimes)
    listener = Listener(home.listen, 0.05, read.set)
    listener.start()
    try:
        assert read.wait(20)
    finally:
        listener.stop()
    assert alive(home) == [LETTER.key]


def test_nobody_waits_for_news_of_a_mailbox_that_was_paused(
    home: LiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, _ = home.connect()
    waited, closed = 0, threading.Event()

    def wait(self: MemorySource, seconds: float, stop: threading.Event) -> bool:
        nonlocal waited
        waited += 1
        home.connections.set_state(mara.id, "paused")
        return False

    use(monkeypatch, wait=wait, close=lambda self: closed.set())
    Listener(home.listen, 3600)._wait_for_news(mara)
    assert waited == 1 and closed.is_set()
