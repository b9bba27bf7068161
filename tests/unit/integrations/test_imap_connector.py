"""What the IMAP source does beyond the contract, on a real server: folders, odd mails, caps, waiting."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.errors import Expired, Rejected, Retry
from integrations.imap import mails
from integrations.imap.connector import ImapSource
from integrations.imap.idle import Listener
from integrations.ports import Change, Source, Waiting
from tests.contracts.imap_world import INBOX, NOW, OTHER, ImapWorld, mail
from tests.contracts.source_contract import Reader, item
from tests.peers.dovecot import Dovecot, bare_dovecot, dovecot

__all__ = ["bare_dovecot", "dovecot"]


@pytest.fixture(params=["dovecot", "bare_dovecot"])
def world(request: pytest.FixtureRequest) -> Iterator[ImapWorld]:
    made = ImapWorld(request.getfixturevalue(request.param))
    yield made
    made.close()


@pytest.fixture
def rich(dovecot: Dovecot) -> Iterator[ImapWorld]:
    made = ImapWorld(dovecot)
    yield made
    made.close()


def everything(source: Source) -> list[Change]:
    return [change for page in source.backfill(None) for change in page.changes]


def later(source: Source, cursor: str) -> list[Change]:
    return [change for page in source.changes(cursor) for change in page.changes]


def keys(changes: list[Change]) -> list[str]:
    return [event.external_id for change in changes for event in change.events]


# Mails


def test_mail_stays_unread(world: ImapWorld) -> None:
    world.add(item(1))
    assert keys(everything(world.source())) == [item(1).key]
    world.hand.select_folder(INBOX, readonly=True)
    assert world.hand.search("UNSEEN") == [1]


def test_several_folders_are_read_by_time_not_one_after_the_other(world: ImapWorld) -> None:
    for n in range(6):
        world.put(INBOX if n % 2 else OTHER, item(n).key, mail(item(n)), item(n).at)
    found = everything(world.source())
    assert keys(found) == [item(n).key for n in reversed(range(6))]
    assert [c.labels for c in found[:2]] == [(INBOX,), (OTHER,)]


def test_the_server_s_date_stands_in_where_the_mail_has_none(world: ImapWorld) -> None:
    world.put(INBOX, "undated", b"From: a@b.example\r\nSubject: Hello\r\n\r\nWe will call.\r\n", item(3).at)
    (change,) = everything(world.source())
    assert change.events[0].at == item(3).at


def test_a_draft_is_no_event_wherever_it_lies(world: ImapWorld) -> None:
    world.put(INBOX, "draft", mail(item(1)), item(1).at, (rb"\Draft",))
    (change,) = everything(world.source())
    assert (change.events, change.refused, change.gone) == ((), None, False)


ODD = {
    "bare carriage returns": mail(item(1)).replace(b"\r\n", b"\r"),
    "bare line feeds": mail(item(1)).replace(b"\r\n", b"\n"),
    "no body": b"From: a@b.example\r\nSubject: x",
    "8-bit everywhere": b"From: \xff\xfe@b.example\r\nSubject: \xe4\xf6\r\n\r\n\x80\xff\r\n",
    "looks like IMAP": mail(replace(item(1), text=") {5}\nA1 OK done\n* BYE\n")),
    "broken structure": b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="\r\n\r\n--\r\n--\r\n',
    "one very long line": b"From: a@b.example\r\nSubject: x\r\n\r\n" + b"x" * 2_000_000,
}


@pytest.mark.parametrize("raw", ODD.values(), ids=list(ODD))
def test_no_mail_stops_the_others(rich: ImapWorld, raw: bytes) -> None:
    rich.add(item(1))
    rich.put(INBOX, "odd", raw, NOW)
    rich.add(item(2))
    found = everything(rich.source())
    assert len(found) == 3
    assert {item(1).key, item(2).key} <= set(keys(found))


def test_a_mail_with_zero_bytes_in_it_is_read(rich: ImapWorld) -> None:
    # No client can send one, but old mailboxes hold them: straight into the maildir.
    rich.add(item(1))
    new = rich.server.home(rich.user) / "Maildir" / "new"
    path = new / "1795000000.M1P1.old"
    path.write_bytes(mail(item(2)).replace(b"order form", b"order\0form"))
    path.chmod(0o666)
    assert set(keys(everything(rich.source()))) == {item(1).key, item(2).key}


def test_an_oversized_mail_is_refused_without_being_fetched(
    world: ImapWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "MAX_MAIL", 50_000)
    world.add(item(1))
    world.put(INBOX, "huge", mail(replace(item(2), text="word " * 40_000)), item(2).at)
    sent = 0

    def count(data: bytes) -> bytes:
        nonlocal sent
        sent += len(data)
        return data

    world.proxy.spoil = count
    refused, read = everything(world.source())
    assert refused.refused is not None and "larger than" in refused.refused
    assert keys([read]) == [item(1).key]
    assert sent < 20_000


def test_a_page_holds_about_a_hundred_mails(rich: ImapWorld) -> None:
    raw = mail(item(1))
    rich.hand.multiappend(INBOX, [raw] * 230)
    pages = list(rich.source().backfill(None))
    assert [len(page.changes) for page in pages] == [100, 100, 30]
    assert [page.remaining for page in pages] == [130, 30, 0]


# Folders


def test_folders_come_are_renamed_and_go(world: ImapWorld) -> None:
    reader = Reader(world)
    world.add(item(1))
    reader.start()
    world.hand.create_folder("Kunden & Käufer")
    world.put("Kunden & Käufer", item(2).key, mail(item(2)), item(2).at)
    reader.follow()
    assert set(reader.texts) == {item(1).key, item(2).key}
    assert ("Kunden & Käufer",) in {c.labels for c in reader.held.values()}
    world.hand.rename_folder("Kunden & Käufer", "Clients")
    reader.follow()
    assert set(reader.texts) == {item(1).key, item(2).key}
    assert ("Clients",) in {c.labels for c in reader.held.values()}
    world.hand.delete_folder("Clients")
    reader.follow()
    assert set(reader.texts) == {item(1).key}


def test_a_moved_mail_is_told_at_its_new_place_before_it_is_gone_from_the_old(world: ImapWorld) -> None:
    world.add(item(1))
    with_cursor = world.source()
    cursor = with_cursor.begin()
    world.move(item(1).key)
    came, went = later(with_cursor, cursor)
    assert (came.gone, went.gone) == (False, True)
    assert keys([came]) == [item(1).key]


def test_one_poll_is_cheap_when_nothing_happened(rich: ImapWorld) -> None:
    for n in range(40):
        rich.hand.create_folder(f"Customers/{n}")
        rich.put(f"Customers/{n}", item(n).key, mail(item(n)), item(n).at)
    source = rich.source()
    cursor = source.begin()
    rich.proxy.heard = b""
    assert list(source.changes(cursor)) == []
    said = rich.proxy.heard
    assert said.count(b"\r\n") <= 2, said
    assert b"LIST" in said


def test_a_folder_that_was_renumbered_while_empty_is_nothing_to_worry_about(world: ImapWorld) -> None:
    world.add(item(1))
    source = world.source()
    cursor = source.begin()
    world.hand.delete_folder(OTHER)
    world.hand.create_folder(OTHER)
    world.put(OTHER, item(2).key, mail(item(2)), item(2).at)
    assert keys(later(source, cursor)) == [item(2).key]


def test_only_the_folders_that_were_asked_for_are_read(world: ImapWorld) -> None:
    world.add(item(1))
    world.put(OTHER, item(2).key, mail(item(2)), item(2).at)
    assert keys(everything(world.source(folders="Customers/*"))) == [item(2).key]
    assert keys(everything(world.source(exclude_folders=OTHER))) == [item(1).key]
    with pytest.raises(Rejected, match="no folder Custommers"):
        world.source(folders="Custommers").begin()


def test_a_folder_that_is_excluded_later_is_gone(world: ImapWorld) -> None:
    world.add(item(1))
    world.put(OTHER, item(2).key, mail(item(2)), item(2).at)
    cursor = world.source().begin()
    (gone,) = later(world.source(exclude_folders=OTHER), cursor)
    assert gone.gone and gone.ref.startswith("Customers/")


def test_many_deletions_among_many_mails_are_found(world: ImapWorld) -> None:
    for n in range(300):
        world.put(INBOX, f"{n}", mail(item(n)), item(n).at)
    source = world.source()
    cursor = source.begin()
    world.hand.select_folder(INBOX)
    world.hand.delete_messages(list(range(1, 300, 3)), silent=True)
    world.hand.expunge()
    world.hand.unselect_folder()
    world.add(item(999))
    found = later(source, cursor)
    assert len([c for c in found if c.gone]) == 100
    assert keys(found) == [item(999).key]


def test_references_that_are_not_ours_are_gone(world: ImapWorld) -> None:
    world.add(item(1))
    source = world.source()
    (there,) = source.listed()
    raw, validity, uid = there.ref.rsplit("/", 2)
    strange = [
        f"{raw}/1/{uid}",
        f"Nowhere/{validity}/{uid}",
        f"{raw}/{validity}/999",
        "x",
        "a/b/c",
        "Trash/1/1",
    ]
    found = {c.ref: c for c in source.fetch([there.ref, *strange, there.ref])}
    assert len(found) == 7
    assert {ref for ref, c in found.items() if c.gone} == set(strange)


def test_a_cursor_of_another_connector_means_listing_anew(world: ImapWorld) -> None:
    with pytest.raises(Expired):
        list(world.source().changes("historyId:55"))


# Servers that misbehave


def test_a_mail_that_the_server_itself_can_not_read_is_refused(world: ImapWorld) -> None:
    for n in range(4):
        world.add(item(n))
    inbox = world.server.home(world.user) / "Maildir"
    stored = [path for part in ("new", "cur") for path in (inbox / part).iterdir()]
    next(path for path in stored if b"Order 2" in path.read_bytes()).chmod(0)
    found = everything(world.source())
    assert set(keys(found)) == {item(n).key for n in (0, 1, 3)}
    assert [c.refused is not None for c in found] == [False, True, False, False]


def test_a_folder_that_the_server_can_not_open_leaves_the_others_be(world: ImapWorld) -> None:
    world.add(item(1))
    world.put(OTHER, item(2).key, mail(item(2)), item(2).at)
    cursor = world.source().begin()
    world.add(item(3))
    shut = FaultyFolder(world, "Customers/")
    assert keys(everything(world.source())) == [item(3).key, item(1).key]
    assert keys(later(world.source(), cursor)) == [item(3).key]
    shut.heal()
    assert set(keys(everything(world.source()))) == {item(n).key for n in (1, 2, 3)}


class FaultyFolder:
    """The server says that this folder is damaged."""

    def __init__(self, world: ImapWorld, name: str) -> None:
        self._world, self._name = world, name.encode()
        world.proxy.spoil = self._spoil

    def heal(self) -> None:
        self._world.proxy.spoil = None

    def _spoil(self, data: bytes) -> bytes:
        asked = self._world.proxy.heard.rstrip().rpartition(b"\r\n")[2]
        self._world.proxy.heard = b""
        if b"EXAMINE" not in asked or self._name not in asked:
            return data
        return asked.partition(b" ")[0] + b" NO [SERVERBUG] Internal error occurred.\r\n"


def test_a_mail_at_which_the_server_hangs_up_is_refused_and_the_rest_is_read(rich: ImapWorld) -> None:
    for n in range(4):
        rich.add(item(n))
    poison = replace(item(9), text="POISON pill")
    rich.add(poison)
    rich.proxy.spoil = lambda data: None if b"POISON" in data else data
    found = everything(rich.source())
    assert set(keys(found)) == {item(n).key for n in range(4)}
    (refused,) = [c for c in found if c.refused]
    assert refused.refused == "the mail server lists this mail but does not hand it out"


def test_an_answer_that_makes_no_sense_costs_one_mail_not_all(rich: ImapWorld) -> None:
    for n in range(3):
        rich.add(item(n))
    bad = replace(item(9), text="GARBLED words")
    rich.add(bad)
    rich.proxy.spoil = lambda data: data.replace(b" FETCH (", b" FETCH ((") if b"GARBLED" in data else data
    found = everything(rich.source())
    assert set(keys(found)) == {item(n).key for n in range(3)}
    assert len([c for c in found if c.refused]) == 1


def test_answers_may_come_in_any_order(rich: ImapWorld) -> None:
    for n in range(4):
        rich.add(item(n))

    def reordered(data: bytes) -> bytes:
        lines = data.split(b"\r\n")
        own = [line for line in lines if b"INTERNALDATE" in line]
        rest = [line for line in lines if line not in own]
        return b"\r\n".join([*reversed(own), *rest]) if own else data

    rich.proxy.spoil = reordered
    assert keys(everything(rich.source())) == [item(n).key for n in reversed(range(4))]


def test_what_is_expunged_while_it_is_fetched_is_left_out(world: ImapWorld) -> None:
    for n in range(3):
        world.add(item(n))
    source = world.source()
    cursor = source.begin()
    deleted = False

    def delete(data: bytes) -> bytes:
        nonlocal deleted
        if b"RFC822.SIZE" in data and not deleted:
            deleted = True
            world.delete(item(1).key)
        return data

    world.proxy.spoil = delete
    assert set(keys(everything(source))) == {item(0).key, item(2).key}
    (gone,) = later(source, cursor)
    assert gone.gone


def test_a_connection_lost_amid_a_backfill_is_opened_again(rich: ImapWorld) -> None:
    rich.hand.multiappend(INBOX, [mail(item(n)) for n in range(320)])
    pages = rich.source().backfill(None)
    first = next(pages)
    rich.proxy.fail("drop", 2)
    rest = [c for page in pages for c in page.changes]
    assert len({c.ref for c in (*first.changes, *rest)}) == 320
    assert rich.proxy.connections == 3


def test_a_backfill_that_is_left_halfway_hangs_up(rich: ImapWorld) -> None:
    rich.hand.multiappend(INBOX, [mail(item(n)) for n in range(320)])
    pages = rich.source().backfill(None)
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while b"LOGOUT" not in rich.proxy.heard and time.monotonic() < deadline:
        time.sleep(0.01)
    assert b"LOGOUT" in rich.proxy.heard


def test_an_error_amid_a_backfill_comes_where_its_page_would(rich: ImapWorld) -> None:
    rich.hand.multiappend(INBOX, [mail(item(n)) for n in range(320)])
    pages = rich.source().backfill(None)
    read = len(next(pages).changes)
    rich.proxy.fail("drop", 1000)
    with pytest.raises(Retry):
        for page in pages:
            read += len(page.changes)
    assert read in (100, 200)


def test_a_server_that_never_answers_is_given_up(world: ImapWorld) -> None:
    world.add(item(1))
    world.proxy.fail("stall", 1000)
    with pytest.raises(Retry, match="did not answer in time"):
        world.source(timeout="0.3").begin()


def test_an_answer_without_end_is_cut_off(rich: ImapWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    from integrations.imap import wire

    monkeypatch.setattr(wire, "MOST", 100_000)
    rich.add(item(1))
    rich.proxy.spoil = lambda data: data.replace(b"* LIST", b"* OK " + b"x" * 900 + b"\r\n* LIST") * 60
    with pytest.raises(Retry):
        rich.source().begin()


def test_a_server_without_an_inbox_is_not_believed(rich: ImapWorld) -> None:
    rich.add(item(1))
    cursor = rich.source().begin()
    rich.proxy.spoil = lambda data: data.replace(b"* LIST", b"* XYZZ").replace(b"* STATUS", b"* XTATUS")
    with pytest.raises(Retry):
        later(rich.source(), cursor)


def test_no_word_of_a_mail_reaches_a_log(rich: ImapWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rich.add(replace(item(1), subject="Xyzzy matters", text="Plugh is secret"))
    rich.proxy.spoil = lambda data: data.replace(b" FETCH (UID 1 FLAGS", b" FETCH ((UID 1 FLAGS")
    source = rich.source()
    source.begin()
    assert len(everything(source)) == 1
    source.close()
    assert "Xyzzy" not in caplog.text and "Plugh" not in caplog.text


# Waiting


def waiting(source: Source) -> Waiting:
    assert isinstance(source, Waiting)
    return source


def test_news_end_the_waiting(rich: ImapWorld) -> None:
    source = waiting(rich.source())
    stop = threading.Event()
    assert source.wait(5, stop), "on a new connection nobody knows what came before"
    assert not source.wait(0.2, stop)
    threading.Timer(0.2, rich.add, (item(1),)).start()
    assert source.wait(20, stop)
    while source.wait(0.2, stop):
        pass
    threading.Timer(0.2, rich.delete, (item(1).key,)).start()
    assert source.wait(20, stop)


def test_news_come_through_tls_too(rich: ImapWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(rich.server.certificate))
    source = waiting(rich.source(port=str(rich.server.tls_port), security="tls"))
    stop = threading.Event()
    source.wait(0.1, stop)
    assert not source.wait(0.1, stop)
    for n in range(3):
        news = threading.Timer(0.1 * n, rich.add, (item(n),))
        news.start()
        assert source.wait(20, stop)
        news.join()


def test_a_server_that_repeats_its_count_has_no_news(rich: ImapWorld) -> None:
    rich.add(item(1))
    source = waiting(rich.source())
    source.wait(0.1, threading.Event())
    rich.proxy.spoil = lambda data: data.replace(b"+ idling", b"* 1 EXISTS\r\n+ idling")
    assert not source.wait(0.3, threading.Event())


def test_what_comes_between_two_waits_is_news(rich: ImapWorld) -> None:
    source = waiting(rich.source())
    source.wait(0.1, threading.Event())
    rich.add(item(1))
    assert source.wait(20, threading.Event())


def test_waiting_ends_when_told_to_stop(world: ImapWorld) -> None:
    source, stop = waiting(world.source()), threading.Event()
    source.wait(0.1, stop)
    started = time.monotonic()
    threading.Timer(0.1, stop.set).start()
    assert not source.wait(60, stop)
    assert time.monotonic() - started < 30


def test_waiting_is_renewed_before_the_server_hangs_up(rich: ImapWorld) -> None:
    source = rich.source()
    assert isinstance(source, ImapSource)
    listener = Listener(source._waiting, INBOX)
    rich.proxy.heard = b""
    assert not listener.wait_for_news(0.7, threading.Event(), renew=0.2)
    assert rich.proxy.heard.count(b"IDLE") >= 3
    assert rich.proxy.heard.count(b"IDLE") == rich.proxy.heard.count(b"DONE")


def test_a_server_that_hangs_up_on_who_waits_is_told(rich: ImapWorld) -> None:
    source, stop = waiting(rich.source()), threading.Event()
    source.wait(0.1, stop)
    rich.proxy.spoil = lambda data: None
    with pytest.raises(Retry):
        source.wait(20, stop)
    rich.proxy.spoil = None
    assert source.wait(5, stop), "on the next connection one looks at once"


def test_times_far_from_today_are_kept_in_order(rich: ImapWorld) -> None:
    old, new = item(1).at - timedelta(days=20_000), item(1).at + timedelta(days=4_000)
    rich.put(INBOX, "new", mail(replace(item(1), key="new@x.example")), new)
    rich.put(INBOX, "old", mail(replace(item(1), key="old@x.example")), old)
    rich.add(item(2))
    assert keys(everything(rich.source())) == ["new@x.example", item(2).key, "old@x.example"]
