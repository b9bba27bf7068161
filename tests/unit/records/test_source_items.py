"""Items of a live source: what was read of a mailbox, which event it is, and what becomes of it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.connections import Connection, Connections
from records.errors import NotFound, Outdated
from records.event_log import Refused
from records.models import Attachment, Event, Participant
from records.source_items import UNINDEX, Item, SourceItems, Stored
from tests.builders import MARA, PRIYA, digested, event, promise
from tests.unit.records.stores import Stores

FIRST, SECOND = event("We'll send the quote on Friday.", number=1), event("Thanks!", number=2)


class Boxes:
    """Two people's mailboxes of one vendor in one ledger."""

    def __init__(self, ledger: Stores) -> None:
        self.ledger = ledger
        self.items = SourceItems(ledger.db, ledger.clock)
        self.connections = Connections(ledger.db, ledger.clock)
        self.mara = self._connected(MARA.email)
        self.priya = self._connected(PRIYA.email)

    def _connected(self, email: str) -> Connection:
        return self.connections.add("imap", email, email)

    def hold(self, box: Connection, ref: str, *events: Event, version: str = "") -> Stored:
        """One item that is these events."""
        new = [e for e in events if e.id not in self.ledger.log.known([e.id])]
        return self.items.store(
            box.mailbox_id,
            [Item(ref, tuple(e.id for e in events), version)],
            digested=[digested(e, promise(e)) for e in new],
            connection_id=box.id,
        )

    def drop(self, box: Connection, *refs: str) -> Stored:
        return self.items.store(box.mailbox_id, (), gone=refs, connection_id=box.id)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.ledger.db.read() as tx:
            return [tuple(row) for row in tx.exec_driver_sql(query)]

    def seen(self, box: Connection) -> set[str]:
        query = f"SELECT event_id FROM event_seen WHERE mailbox_id = '{box.mailbox_id}'"
        return {str(e) for (e,) in self.rows(query)}

    def words(self, of: Event) -> str | None:
        found = self.ledger.log.get([of.id])
        return found[of.id].text if of.id in found else None


@pytest.fixture
def boxes(ledger: Stores) -> Boxes:
    return Boxes(ledger)


def test_an_item_is_counted_as_new_once_however_often_it_is_told(boxes: Boxes) -> None:
    assert (boxes.hold(boxes.mara, "1", FIRST).new, boxes.items.count(boxes.mara.mailbox_id)) == (1, 1)
    again = boxes.hold(boxes.mara, "1", FIRST)
    assert (again.new, again.updated, again.event_ids) == (0, 0, [])


def test_a_mail_in_two_folders_leaves_with_the_second(boxes: Boxes) -> None:
    boxes.hold(boxes.mara, "Inbox/1", FIRST)
    boxes.hold(boxes.mara, "Archive/7", FIRST)
    boxes.drop(boxes.mara, "Inbox/1")
    assert boxes.seen(boxes.mara) == {FIRST.id}
    boxes.drop(boxes.mara, "Archive/7")
    assert boxes.seen(boxes.mara) == set()
    assert boxes.words(FIRST) is None
    assert boxes.ledger.log.work(UNINDEX) == [f"{boxes.mara.mailbox_id} {FIRST.id}"]


def test_a_copy_in_another_persons_mailbox_is_not_a_copy_in_this_one(boxes: Boxes) -> None:
    boxes.hold(boxes.mara, "1", FIRST)
    boxes.hold(boxes.priya, "9", FIRST)
    boxes.drop(boxes.mara, "1")
    assert boxes.seen(boxes.mara) == set()
    assert (boxes.seen(boxes.priya), boxes.words(FIRST)) == ({FIRST.id}, FIRST.text)


def test_a_mail_that_moves_in_one_go_is_never_emptied(boxes: Boxes) -> None:
    boxes.hold(boxes.mara, "Inbox/1", FIRST)
    moved = [Item("Archive/1", (FIRST.id,))]
    boxes.items.store(boxes.mara.mailbox_id, moved, gone=["Inbox/1"])
    assert (boxes.words(FIRST), boxes.ledger.log.work(UNINDEX)) == (FIRST.text, [])


def test_what_is_there_and_gone_in_one_go_is_there(boxes: Boxes) -> None:
    boxes.hold(boxes.mara, "1", FIRST)
    boxes.items.store(boxes.mara.mailbox_id, [Item("1", (FIRST.id,))], gone=["1"])
    assert boxes.items.refs(boxes.mara.mailbox_id) == {"1": ""}
    assert boxes.words(FIRST) == FIRST.text


def test_an_item_that_stands_twice_in_one_go_is_what_it_was_last(boxes: Boxes) -> None:
    boxes.items.store(
        boxes.mara.mailbox_id,
        [Item("1", (FIRST.id,), "1"), Item("1", (), "2", left_out="a rule")],
        digested=[digested(FIRST)],
    )
    assert boxes.items.refs(boxes.mara.mailbox_id) == {"1": "2"}
    assert boxes.items.left_out(boxes.mara.mailbox_id) == {"a rule": 1}
    assert boxes.words(FIRST) is None, "what is in nobody's mailbox is not logged"


def test_dropping_what_was_never_held_does_nothing(boxes: Boxes) -> None:
    boxes.hold(boxes.mara, "1", FIRST)
    assert boxes.drop(boxes.mara, "2", "nobody").deleted == 0
    assert boxes.words(FIRST) == FIRST.text


def test_items_and_the_place_to_go_on_from_are_stored_together_or_not_at_all(boxes: Boxes) -> None:
    with pytest.raises(Outdated):
        boxes.items.store(
            boxes.mara.mailbox_id,
            [Item("1", (FIRST.id,)), Item("2", ("ev_that_is_not_logged",))],
            digested=[digested(FIRST)],
            connection_id=boxes.mara.id,
            reading={"cursor": "later"},
        )
    assert boxes.connections.reading(boxes.mara.id).cursor is None
    assert boxes.items.refs(boxes.mara.mailbox_id) == {} and boxes.words(FIRST) is None


def test_nothing_is_stored_for_a_connection_that_was_removed(boxes: Boxes) -> None:
    boxes.connections.remove(boxes.mara.id)
    with pytest.raises(NotFound, match="no longer connected"):
        boxes.hold(boxes.mara, "1", FIRST)
    assert boxes.items.refs(boxes.mara.mailbox_id) == {}


def test_an_erased_event_stays_empty_whatever_its_item_does(boxes: Boxes) -> None:
    from records.erasure import Erasure

    boxes.hold(boxes.mara, "1", FIRST)
    Erasure(boxes.ledger.db, boxes.ledger.clock).erase([FIRST.id], FIRST.sender.email if FIRST.sender else "")
    boxes.hold(boxes.mara, "1", FIRST, version="2")
    boxes.hold(boxes.priya, "5", FIRST)
    boxes.drop(boxes.mara, "1")
    boxes.drop(boxes.priya, "5")
    boxes.hold(boxes.mara, "1", FIRST)
    assert boxes.rows("SELECT id, text, subject, sender_email FROM event") == [(FIRST.id, "", "", "")]
    assert boxes.rows("SELECT count(*) FROM promise") == [(0,)]


def test_what_could_be_read_in_the_end_is_no_longer_set_aside(boxes: Boxes) -> None:
    box = boxes.mara.mailbox_id
    refused = Item("1", left_out="could not be read")
    boxes.items.store(box, [refused], refused=[Refused("1", "It is no mail.")])
    assert boxes.items.refused(box) == {"1": "It is no mail."}
    boxes.hold(boxes.mara, "1", FIRST)
    assert boxes.items.refused(box) == {}


def test_more_items_than_sqlite_takes_parameters_leave_at_once(boxes: Boxes) -> None:
    count = 40_000
    refs = [f"ref {n}" for n in range(count)]
    box = boxes.mara.mailbox_id
    boxes.items.store(box, [Item(ref, left_out="a rule") for ref in refs])
    boxes.hold(boxes.mara, "1", FIRST)
    assert boxes.items.store(box, (), gone=["1", *refs]).deleted == count + 1
    assert boxes.items.count(box) == 0


def test_more_work_than_sqlite_takes_parameters_is_noted(ledger: Stores) -> None:
    from records.event_batch import add_work

    keys = [f"event {n:05}" for n in range(40_000)]
    for _ in range(2):
        with ledger.db.write() as tx:
            add_work(tx, UNINDEX, keys)
    assert ledger.log.work(UNINDEX) == keys


# The same mail, written anew by another vendor


def same(boxes: Boxes, *mails: Event) -> dict[str, str]:
    return boxes.items.same_mails(mails)


@pytest.mark.parametrize(
    "other",
    [
        {"subject": "Another subject"},
        {"at": FIRST.at + timedelta(seconds=1)},
        {"sender": Participant(email="eve@acme.example")},
        {"attachments": (Attachment(name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64),)},
    ],
    ids=["subject", "date", "sender", "attachment"],
)
def test_who_guesses_a_message_id_and_words_does_not_become_a_reader(
    boxes: Boxes, other: dict[str, object]
) -> None:
    """A mail forged into one's own mailbox must not open a colleague's."""
    boxes.hold(boxes.mara, "1", FIRST)
    forged = event(FIRST.text.replace(" ", "\n"), number=1).model_copy(update=other)
    assert same(boxes, forged) == {}


def test_a_reused_message_id_hides_no_mail_that_is_known(boxes: Boxes) -> None:
    """Two mails of one page carry one Message-ID; the log holds the first, with other line breaks."""
    boxes.hold(boxes.mara, "1", FIRST)
    broken = event(FIRST.text.replace(" ", "\n"), number=1)
    other = event("Something else.", number=1)
    assert same(boxes, broken, other) == {broken.id: FIRST.id}
    assert same(boxes, other, broken) == {broken.id: FIRST.id}
    assert same(boxes, FIRST) == {}


# Lookups that must not grow with the mailbox


@pytest.mark.parametrize(
    "query",
    [
        "SELECT seq FROM event WHERE external_id IN ('a', 'b')",
        "SELECT seq FROM event WHERE external_id IN ('a', 'b') AND kind = 'mail' AND erased_at IS NULL",
        "UPDATE promise_history SET quote = NULL WHERE event_id = 'a'",
        "SELECT event_id, mailbox_id FROM source_event WHERE event_id IN ('a', 'b')",
        "SELECT ref, event_id FROM source_event WHERE mailbox_id = 'm' AND ref IN ('a', 'b')",
        "DELETE FROM source_item WHERE mailbox_id = 'm' AND ref IN ('a', 'b')",
        "DELETE FROM event_seen WHERE mailbox_id = 'm' AND event_id IN ('a', 'b')",
        "SELECT key FROM pending_work WHERE kind = 'unindex' AND key IN ('a', 'b')",
    ],
)
def test_a_page_is_stored_without_going_through_a_table(boxes: Boxes, query: str) -> None:
    plan = [str(row[3]) for row in boxes.rows(f"EXPLAIN QUERY PLAN {query}")]
    assert not [step for step in plan if step.startswith("SCAN")], plan
    assert not [step for step in plan if step.endswith("(mailbox_id=?)")], "all items of a mailbox"


# Whatever happens in whatever order

EVENTS = [event(f"We'll send quote {n} on Friday.", number=n) for n in range(3)]
deeds = st.lists(
    st.tuples(
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 2), max_size=2)), max_size=3),
        st.lists(st.integers(0, 3), max_size=2),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=deeds)
def test_an_event_is_there_as_long_as_an_item_of_anybody_is(
    boxes: Boxes, told: Sequence[tuple[bool, list[tuple[int, list[int]]], list[int]]]
) -> None:
    for box in (boxes.mara, boxes.priya):
        boxes.drop(box, *boxes.items.refs(box.mailbox_id))
    model: dict[str, dict[str, set[str]]] = {boxes.mara.id: {}, boxes.priya.id: {}}
    for is_mara, held, gone in told:
        box = boxes.mara if is_mara else boxes.priya
        items = [Item(str(ref), tuple(EVENTS[n].id for n in numbers)) for ref, numbers in held]
        model[box.id] = {ref: e for ref, e in model[box.id].items() if int(ref) not in gone}
        model[box.id] |= {i.ref: set(i.event_ids) for i in items}
        boxes.items.store(
            box.mailbox_id,
            items,
            gone=[str(ref) for ref in gone],
            digested=[digested(e, promise(e)) for e in EVENTS if any(e.id in i.event_ids for i in items)],
        )
    for box in (boxes.mara, boxes.priya):
        assert boxes.seen(box) == set().union(*model[box.id].values())
        assert set(boxes.items.refs(box.mailbox_id)) == set(model[box.id])
    alive = {str(e) for (e,) in boxes.rows("SELECT id FROM event WHERE erased_at IS NULL")}
    assert alive == boxes.seen(boxes.mara) | boxes.seen(boxes.priya)
    assert {str(e) for (e,) in boxes.rows("SELECT event_id FROM promise")} == alive
    assert boxes.rows("SELECT count(*) FROM passage_words") == boxes.rows("SELECT count(*) FROM passage")
