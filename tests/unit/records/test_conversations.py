"""Who reads a conversation: its members who work here, and nobody who left."""

from datetime import timedelta

import pytest

from records.conversations import Conversations
from records.models import EventKind
from tests.builders import COMPANY, HENRIK, MARA, TOM, digested, event, promise
from tests.unit.records.stores import Stores


@pytest.fixture
def conversations(ledger: Stores) -> Conversations:
    for p in COMPANY:
        ledger.people.add(p.email, p.role)
    return Conversations(ledger.db, ledger.clock)


def said(ledger: Stores, conversations: Conversations) -> str:
    """A promise in a channel; the id of the channel's mailbox."""
    box = conversations.mailbox_of("slack", "C0SALES")
    message = event("We'll send the quote on Friday.", kind=EventKind.chat, source="slack")
    ledger.log.append(box, [digested(message, promise(message))], version="test")
    return box


def test_nobody_reads_a_conversation_before_its_members_are_known(
    ledger: Stores, conversations: Conversations
) -> None:
    said(ledger, conversations)
    assert all(ledger.reading.promises(p.email) == [] for p in COMPANY)


def test_members_read_it_and_nobody_else(ledger: Stores, conversations: Conversations) -> None:
    box = said(ledger, conversations)
    conversations.set_readers(box, [MARA.email, TOM.email])
    assert conversations.readers(box) == [MARA.email, TOM.email]
    assert [len(ledger.reading.promises(p.email)) for p in (MARA, TOM, HENRIK)] == [1, 1, 0]
    assert box in ledger.people.mailboxes(MARA.email) and box not in ledger.people.mailboxes(HENRIK.email)
    assert ledger.people.mailboxes().count(box) == 1


def test_who_leaves_reads_nothing_from_the_next_question_on(
    ledger: Stores, conversations: Conversations
) -> None:
    box = said(ledger, conversations)
    conversations.set_readers(box, [MARA.email, TOM.email])
    conversations.leave(box, TOM.email)
    assert ledger.reading.promises(TOM.email) == [] and len(ledger.reading.promises(MARA.email)) == 1
    conversations.leave(box, TOM.email)


def test_a_conversation_is_one_mailbox_however_often_it_is_asked_for(
    ledger: Stores, conversations: Conversations
) -> None:
    box = conversations.mailbox_of("slack", "C0SALES")
    assert conversations.mailbox_of("slack", "C0SALES") == box
    assert conversations.mailbox_of("teams", "C0SALES") != box
    assert conversations.mailbox_of("slack", "C0OTHER") != box


def test_listening_begins_and_ends_and_what_was_said_stays(
    ledger: Stores, conversations: Conversations
) -> None:
    box = said(ledger, conversations)
    conversations.set_readers(box, [MARA.email])
    assert not conversations.has_begun("slack", "C0SALES") and conversations.all("slack") == []
    conversations.begin("slack", "C0SALES")
    ledger.clock.advance(timedelta(days=1))
    conversations.begin("slack", "19:a-very-long-name" + "x" * 300)
    assert {c.place for c in conversations.all("slack")} >= {"C0SALES"} and len(
        conversations.all("slack")
    ) == 2
    assert conversations.all("teams") == []
    conversations.end("slack", "C0SALES")
    assert not conversations.has_begun("slack", "C0SALES")
    assert len(ledger.reading.promises(MARA.email)) == 1
