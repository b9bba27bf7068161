"""What a Microsoft 365 mailbox may do to a reader, beyond the contract of every source."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.errors import Expired
from integrations.ports import Change, Page
from tests.contracts.outlook_mail_world import NOW, OutlookMailWorld, mime
from tests.contracts.source_contract import Reader, item
from tests.contracts.source_world import NOON
from tests.doubles.graph.service import Graph


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    double = Graph()
    yield double
    double.close()


@pytest.fixture
def world(graph: Graph) -> Iterator[OutlookMailWorld]:
    made = OutlookMailWorld(graph)
    yield made
    made.close()


@pytest.fixture
def reader(world: OutlookMailWorld) -> Reader:
    return Reader(world)


def test_labels_are_the_owners_names_of_folders(world: OutlookMailWorld, reader: Reader) -> None:
    world.add(item(1))
    reader.start()
    world.move(item(1).key)
    reader.follow()
    (change,) = reader.held.values()
    assert change.labels == ("Inbox/Acme",)


def test_a_moved_mail_keeps_its_reference(world: OutlookMailWorld, reader: Reader) -> None:
    world.add(item(1))
    reader.start()
    before = set(reader.held)
    world.move(item(1).key)
    world.hide(item(1).key)
    world.show(item(1).key)
    reader.follow()
    assert set(reader.held) == before


def test_a_mail_moved_and_then_deleted_between_two_looks_is_gone(
    world: OutlookMailWorld, reader: Reader
) -> None:
    world.add(item(1))
    reader.start()
    world.move(item(1).key)
    world.delete(item(1).key)
    reader.follow()
    assert reader.texts == {}


def test_what_was_deleted_softly_is_gone_though_its_id_still_opens_it(
    world: OutlookMailWorld, reader: Reader
) -> None:
    world.add(item(1))
    reader.start()
    (key,) = world.box.messages
    world.box.move(key, "recoverableitemsdeletions")
    reader.follow()
    assert reader.texts == {}
    source = world.source()
    assert list(source.listed()) == []
    source.close()


def test_drafts_and_the_outbox_are_not_read_until_the_mail_is_sent(
    world: OutlookMailWorld, reader: Reader
) -> None:
    draft = world.box.add(mime(item(1)), NOON, "drafts", is_draft=True)
    elsewhere = world.box.add(mime(item(2)), NOON, "inbox", is_draft=True)
    waiting = world.box.add(mime(item(3)), NOON, "outbox")
    reader.start()
    assert reader.texts == {}
    source = world.source()
    assert list(source.listed()) == []
    source.close()
    for message in (draft, elsewhere, waiting):
        message.is_draft = False
        world.box.move(message.key, "sentitems")
    reader.follow()
    assert set(reader.texts) == {item(n).key for n in (1, 2, 3)}


def test_a_folder_thrown_away_takes_its_mails_along_and_brings_them_back(
    world: OutlookMailWorld, reader: Reader
) -> None:
    folder = world.box.add_folder("Acme", world.box.known["inbox"])
    below = world.box.add_folder("2026", folder.id)
    world.box.add(mime(item(1)), NOON, folder.id)
    world.box.add(mime(item(2)), NOON, below.id)
    world.add(item(3))
    reader.start()
    world.box.move_folder(folder.id, world.box.known["deleteditems"])
    reader.follow()
    assert set(reader.texts) == {item(3).key}
    reader.follow()
    world.box.move_folder(folder.id, world.box.known["inbox"])
    reader.follow()
    assert set(reader.texts) == {item(n).key for n in (1, 2, 3)}


def test_a_folder_deleted_for_good_lists_everything_anew(world: OutlookMailWorld, reader: Reader) -> None:
    folder = world.box.add_folder("Acme")
    world.box.add(mime(item(1)), NOON, folder.id)
    world.add(item(2))
    reader.start()
    world.box.delete_folder(folder.id)
    source = world.source()
    with pytest.raises(Expired):
        list(source.changes(reader.cursor))
    source.close()
    reader.follow()
    assert set(reader.texts) == {item(2).key}


def test_a_new_folder_full_of_mail_is_told_page_by_page(world: OutlookMailWorld, reader: Reader) -> None:
    reader.start()
    folder = world.box.add_folder("Import", world.box.known["archive"])
    for n in range(70):
        world.box.add(mime(item(n)), NOON + timedelta(minutes=n), folder.id)
    source = world.source()
    pages: Iterator[Page] = source.changes(reader.cursor)
    first = next(page for page in pages if page.changes)
    assert 0 < len(first.changes) < 70
    source.close()
    reader.cursor = first.cursor
    for change in first.changes:
        reader._take(change)
    reader.follow()
    assert len(reader.texts) == 70


def test_marking_a_mail_as_read_changes_nothing(world: OutlookMailWorld, reader: Reader) -> None:
    world.add(item(1))
    reader.start()
    before = dict(reader.held)
    (key,) = world.box.messages
    world.box.mark_read(key)
    reader.follow()
    assert reader.held == before


def test_mails_of_the_same_second_are_all_read_and_each_once(world: OutlookMailWorld, graph: Graph) -> None:
    for n in range(80):
        world.box.add(mime(item(n)), NOON + timedelta(microseconds=10_000 * n))
    source = world.source()
    found: list[Change] = []
    cursor = None
    while True:
        page = next(iter(source.backfill(cursor)), None)
        if page is None:
            break
        found += page.changes
        cursor = page.cursor
    source.close()
    assert len(found) == 80
    assert len({each.ref for each in found}) == 80


def test_a_mail_that_outlook_cannot_render_stops_nothing(world: OutlookMailWorld, reader: Reader) -> None:
    world.add(item(1))
    world.add(item(2))
    broken = next(iter(world.box.messages.values()))
    broken.unrenderable = True
    reader.start()
    assert set(reader.texts) == {item(2).key}
    (refused,) = [change for change in reader.held.values() if change.refused]
    assert refused.refused == "Outlook can't hand this mail out"
    broken.unrenderable = False
    source = world.source()
    (change,) = source.fetch([refused.ref])
    source.close()
    assert [event.external_id for event in change.events] == [item(1).key]


def test_a_mail_that_is_too_large_is_set_aside(
    world: OutlookMailWorld, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.graph_api.MOST_BYTES", 20_000)
    world.add(item(1))
    world.box.add(mime(item(2)) + b"x" * 50_000, NOON)
    reader.start()
    assert set(reader.texts) == {item(1).key}
    (refused,) = [change for change in reader.held.values() if change.refused]
    assert refused.refused == "the mail is too large to be read"


def test_the_web_link_is_taken_only_if_it_is_safe(world: OutlookMailWorld, reader: Reader) -> None:
    world.add(item(1))
    world.add(item(2))
    first, second = world.box.messages.values()
    first.web_link = "https://outlook.office365.com/owa/?ItemID=1"
    second.web_link = "javascript:alert(1)"
    reader.start()
    links = {change.events[0].external_id: change.events[0].link for change in reader.held.values()}
    assert links[item(1).key] == "https://outlook.office365.com/owa/?ItemID=1"
    assert links[item(2).key] == f"mid:{item(2).key}"


def test_a_mail_without_a_date_takes_the_time_of_receipt(world: OutlookMailWorld, reader: Reader) -> None:
    raw = b"From: dana@acme.example\r\nSubject: Hi\r\nMessage-ID: <x@acme.example>\r\n\r\nHello\r\n"
    world.box.add(raw, NOW - timedelta(days=3))
    reader.start()
    (change,) = reader.held.values()
    assert change.events[0].at == NOW - timedelta(days=3)


def test_a_reference_that_never_was_one_is_gone(world: OutlookMailWorld) -> None:
    source = world.source()
    (change,) = source.fetch(["no such id/../x"])
    assert change.gone
    source.close()


@pytest.mark.parametrize("cursor", ["", "{}", "[]", "null", '{"folders": 1}', "\0"])
def test_a_cursor_that_is_none_of_ours_is_expired(world: OutlookMailWorld, cursor: str) -> None:
    source = world.source()
    with pytest.raises(Expired):
        list(source.changes(cursor))
    source.close()


def test_a_cursor_of_another_endpoint_is_expired(world: OutlookMailWorld, reader: Reader) -> None:
    reader.start()
    source = world.source()
    moved = reader.cursor.replace(world.graph.base, "https://graph.microsoft.us")
    with pytest.raises(Expired):
        list(source.changes(moved))
    source.close()


def test_search_folders_are_left_alone(world: OutlookMailWorld, reader: Reader) -> None:
    world.add(item(1))
    world.box.add_folder("Unread mail").is_search = True
    reader.start()
    reader.follow()
    assert set(reader.texts) == {item(1).key}


def test_a_look_at_a_quiet_mailbox_is_cheap(graph: Graph, world: OutlookMailWorld, reader: Reader) -> None:
    for n in range(20):
        world.add(item(n))
    reader.start()
    graph.requests.clear()
    reader.follow()
    assert len(graph.requests) <= 4
