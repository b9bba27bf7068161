"""What any source must do: one suite, run against every implementation of the Source port."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.errors import Expired, Retry
from integrations.ports import Change, Source
from tests.contracts.source_world import NOON, Item, SourceWorld


def item(n: int, **more: object) -> Item:
    return Item(
        key=f"m{n}@acme.example",
        subject=f"Order {n}",
        text=f"I'll send you order form {n} by Tuesday.",
        at=NOON + timedelta(hours=n),
        **more,  # type: ignore[arg-type]
    )


class Reader:
    """Follows a source as the log would: a table of refs and what each one is now."""

    def __init__(self, world: SourceWorld) -> None:
        self._world = world
        self.held: dict[str, Change] = {}
        self.cursor = ""
        self.backfilled: list[str] = []

    def _take(self, change: Change) -> None:
        if change.gone:
            self.held.pop(change.ref, None)
        else:
            self.held[change.ref] = change

    def start(self) -> None:
        with _opened(self._world) as source:
            self.cursor = source.begin()
            for page in source.backfill(None):
                for change in page.changes:
                    self._take(change)
                    self.backfilled += [e.external_id for e in change.events]

    def follow(self) -> None:
        """What happened since; after an expired cursor, everything anew."""
        with _opened(self._world) as source:
            try:
                for page in source.changes(self.cursor):
                    for change in page.changes:
                        self._take(change)
                    self.cursor = page.cursor
            except Expired:
                self.held.clear()
                self.start()

    @property
    def texts(self) -> dict[str, str]:
        """What is known by now: external id -> words."""
        return {e.external_id: e.text.strip() for c in self.held.values() for e in c.events}


class _opened:
    def __init__(self, world: SourceWorld) -> None:
        self._source = world.source()

    def __enter__(self) -> Source:
        return self._source

    def __exit__(self, *_: object) -> None:
        self._source.close()


def truth(*items: Item) -> dict[str, str]:
    return {i.key: i.text for i in items}


class SourceContract:
    """Subclass in a test module that provides the fixture `world`: a fresh, empty SourceWorld."""

    @pytest.fixture
    def reader(self, world: SourceWorld) -> Iterator[Reader]:
        yield Reader(world)
        world.heal()

    def test_an_empty_mailbox_is_read_without_complaint(self, reader: Reader) -> None:
        reader.start()
        reader.follow()
        assert reader.texts == {}

    def test_what_was_there_before_is_read_newest_first(self, world: SourceWorld, reader: Reader) -> None:
        for n in range(5):
            world.add(item(n))
        reader.start()
        assert reader.texts == truth(*(item(n) for n in range(5)))
        assert reader.backfilled == [item(n).key for n in reversed(range(5))]

    def test_an_event_carries_who_when_and_what(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        reader.start()
        (change,) = reader.held.values()
        (event,) = change.events
        assert event.source == world.source().name
        assert (event.subject, event.at) == ("Order 1", item(1).at)
        assert event.sender is not None and event.sender.email == item(1).sender
        assert "dana@acme.example" in {p.email for p in event.participants}

    def test_what_comes_later_is_told_once_it_is_asked_for(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        reader.start()
        world.add(item(2))
        world.add(item(3))
        reader.follow()
        assert reader.texts == truth(item(1), item(2), item(3))

    def test_nothing_new_is_nothing_told(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        reader.start()
        reader.follow()
        with _opened(world) as source:
            assert [c for page in source.changes(reader.cursor) for c in page.changes] == []

    def test_what_comes_in_during_a_backfill_is_not_missed(self, world: SourceWorld, reader: Reader) -> None:
        for n in range(3):
            world.add(item(n))
        with _opened(world) as source:
            reader.cursor = source.begin()
            pages = source.backfill(None)
            for change in next(pages).changes:
                reader._take(change)
            world.add(item(7))
            world.delete(item(0).key)
            for page in pages:
                for change in page.changes:
                    reader._take(change)
        reader.follow()
        assert reader.texts == truth(item(1), item(2), item(7))

    def test_a_deleted_item_is_told(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        world.add(item(2))
        reader.start()
        world.delete(item(1).key)
        reader.follow()
        assert reader.texts == truth(item(2))

    def test_an_edited_item_is_told_as_it_now_is(self, world: SourceWorld, reader: Reader) -> None:
        if not world.abilities.edits:
            pytest.skip("items of this source are never edited")
        world.add(item(1))
        reader.start()
        (before,) = reader.held.values()
        edited = Item(key=item(1).key, text="We will send it on Friday instead.", at=item(1).at)
        world.edit(edited)
        reader.follow()
        (after,) = reader.held.values()
        assert after.ref == before.ref
        assert after.version != before.version
        assert reader.texts == truth(edited)

    def test_a_moved_item_stays_known(self, world: SourceWorld, reader: Reader) -> None:
        if not world.abilities.moves:
            pytest.skip("this source has one place only")
        world.add(item(1))
        reader.start()
        world.move(item(1).key)
        reader.follow()
        assert reader.texts == truth(item(1))

    def test_what_goes_to_the_trash_is_gone_until_it_comes_back(
        self, world: SourceWorld, reader: Reader
    ) -> None:
        if not world.abilities.hides:
            pytest.skip("this source has no trash")
        world.add(item(1))
        world.add(item(2))
        reader.start()
        world.hide(item(1).key)
        reader.follow()
        assert reader.texts == truth(item(2))
        world.show(item(1).key)
        reader.follow()
        assert reader.texts == truth(item(1), item(2))

    def test_what_lies_in_the_trash_from_the_start_is_not_read(
        self, world: SourceWorld, reader: Reader
    ) -> None:
        if not world.abilities.hides:
            pytest.skip("this source has no trash")
        world.add(item(1))
        world.add(item(2))
        world.hide(item(1).key)
        reader.start()
        assert reader.texts == truth(item(2))
        with _opened(world) as source:
            assert len(list(source.listed())) == 1

    def test_an_expired_cursor_says_so_and_everything_can_be_read_anew(
        self, world: SourceWorld, reader: Reader
    ) -> None:
        if not world.abilities.expires:
            pytest.skip("cursors of this source don't expire")
        world.add(item(1))
        world.add(item(2))
        reader.start()
        world.expire_cursors()
        world.delete(item(2).key)
        world.add(item(3))
        with _opened(world) as source, pytest.raises(Expired):
            list(source.changes(reader.cursor))
        reader.follow()
        assert reader.texts == truth(item(1), item(3))

    def test_the_listing_names_exactly_what_was_read(self, world: SourceWorld, reader: Reader) -> None:
        for n in range(4):
            world.add(item(n))
        reader.start()
        world.delete(item(2).key)
        world.add(item(5))
        reader.follow()
        with _opened(world) as source:
            listed = {one.ref: one.version for one in source.listed()}
        assert listed == {c.ref: c.version for c in reader.held.values()}

    def test_single_items_can_be_fetched(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        world.add(item(2))
        reader.start()
        refs = {c.events[0].external_id: c.ref for c in reader.held.values()}
        world.delete(item(2).key)
        with _opened(world) as source:
            found = {c.ref: c for c in source.fetch([refs[item(1).key], refs[item(2).key]])}
        assert set(found) == set(refs.values())
        assert [e.external_id for e in found[refs[item(1).key]].events] == [item(1).key]
        assert found[refs[item(2).key]].gone
        with _opened(world) as source:
            assert list(source.fetch([])) == []

    def test_a_backfill_goes_on_where_it_was_stopped(self, world: SourceWorld, reader: Reader) -> None:
        for n in range(60):
            world.add(item(n))
        with _opened(world) as source:
            first = next(iter(source.backfill(None)))
        with _opened(world) as source:
            rest = [c for page in source.backfill(first.cursor) for c in page.changes]
        read = [e.external_id for c in (*first.changes, *rest) for e in c.events]
        assert set(read) == {item(n).key for n in range(60)}
        assert len(rest) < 60 or len(first.changes) == 0

    @pytest.mark.parametrize("kind", ["throttle", "error", "timeout"])
    def test_a_fault_of_the_vendor_says_try_again_and_loses_nothing(
        self, world: SourceWorld, reader: Reader, kind: str
    ) -> None:
        if kind not in world.abilities.faults:
            pytest.skip("this peer can't be made to fail so")
        world.add(item(1))
        reader.start()
        world.add(item(2))
        world.fail(kind, 100)
        with _opened(world) as source, pytest.raises(Retry) as caught:
            list(source.changes(reader.cursor))
        assert caught.value.after >= 0
        assert "order form" not in str(caught.value)
        world.heal()
        reader.follow()
        assert reader.texts == truth(item(1), item(2))

    def test_one_item_that_cannot_be_read_stops_nothing(self, world: SourceWorld, reader: Reader) -> None:
        world.add(item(1))
        if not world.add_unreadable("broken@acme.example"):
            pytest.skip("this vendor takes no such item")
        world.add(item(2))
        reader.start()
        assert reader.texts == truth(item(1), item(2))
        (refused,) = [c for c in reader.held.values() if c.refused]
        assert refused.refused and not refused.events
