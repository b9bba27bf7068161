"""What is logged stays as it was said, once, however often and in whichever order it arrives."""

from datetime import timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from records.event_log import Position, Refused
from records.models import Event, Participant
from tests.builders import DANA, MARA, NOW, TOM, digested, event, promise
from tests.unit.records.stores import Stores


def log(ledger: Stores, *events: Event, owner: str = MARA.email) -> None:
    ledger.log.append(ledger.box(owner), [digested(e) for e in events], version="v1")


@pytest.mark.parametrize(
    "change",
    [
        "text = 'We promised nothing.'",
        "subject = 'Something else'",
        "at = '2020-01-01T00:00:00.000000+00:00'",
        "sender_email = 'somebody@else.example'",
        "id = 'ev_other'",
        "external_id = 'other'",
        "body = json_set(body, '$.to', json('[]'))",
    ],
)
def test_a_logged_event_is_never_edited(ledger: Stores, change: str) -> None:
    said = event()
    log(ledger, said)
    with pytest.raises(DBAPIError, match="never edited"), ledger.db.write() as connection:
        connection.execute(sql(f"UPDATE event SET {change}"))
    assert ledger.log.get([said.id])[said.id] == said


def test_a_logged_event_is_never_deleted(ledger: Stores) -> None:
    said = event()
    log(ledger, said)
    with pytest.raises(DBAPIError), ledger.db.write() as connection:
        connection.execute(sql("DELETE FROM event"))
    assert ledger.log.count() == 1


def test_an_event_that_promised_something_can_not_be_emptied_by_calling_it_erased(ledger: Stores) -> None:
    ledger.log_promise()
    with pytest.raises(DBAPIError, match="never edited"), ledger.db.write() as connection:
        connection.execute(sql("UPDATE event SET text = '', erased_at = '2026-11-20T00:00:00.000000+00:00'"))


def test_the_same_mail_read_again_is_known(ledger: Stores) -> None:
    said = event()
    first = ledger.log.append(ledger.box(), [digested(said, promise(said))], version="v1")
    again = ledger.log.append(ledger.box(), [digested(said, promise(said))], version="v1")
    assert (first.new, first.duplicate, first.promises) == (1, 0, 1)
    assert (again.new, again.duplicate, again.promises) == (0, 1, 0)
    assert ledger.promises.count() == 1


def test_one_mail_twice_in_one_batch_is_one_event(ledger: Stores) -> None:
    done = ledger.log.append(ledger.box(), [digested(event()), digested(event())], version="v1")
    assert (done.new, done.duplicate) == (1, 1)


def test_the_same_mail_in_two_mailboxes_is_one_event_with_two_readers(ledger: Stores) -> None:
    said = event()
    log(ledger, said)
    log(ledger, said, owner=TOM.email)
    assert ledger.log.count() == 1
    assert ledger.log.readers(said.id) == sorted([MARA.email, TOM.email])


def test_a_message_id_used_twice_with_other_words_keeps_both_and_flags_both(ledger: Stores) -> None:
    one, other = (
        event("The price is 100.", external_id="same"),
        event("The price is 900.", external_id="same"),
    )
    log(ledger, one)
    log(ledger, other)
    kept = ledger.log.get([one.id, other.id])
    assert {e.text for e in kept.values()} == {"The price is 100.", "The price is 900."}
    assert all(e.flags == ("message_id_reused",) for e in kept.values())
    assert sorted(e.version for e in kept.values()) == [1, 2]


def test_an_event_comes_out_exactly_as_it_went_in(ledger: Stores) -> None:
    said = event(
        "Grüße 👩‍👩‍👧 e\u0301\n\nbye",
        at=NOW.astimezone(ZoneInfo("Asia/Kathmandu")),
        cc=(Participant(email=TOM.email),),
        quoted=((3, 5),),
        flags=("bulk",),
        location="Room 1",
        ends_at=NOW + timedelta(hours=1),
    )
    log(ledger, said)
    out = ledger.log.get([said.id])[said.id]
    assert out == said
    assert out.at.utcoffset() == said.at.utcoffset()


def reply(number: int, hours: int, subject: str = "Re: Your quote", **changes: object) -> Event:
    return event(
        f"words {number}", number=number, subject=subject, at=NOW + timedelta(hours=hours), **changes
    )


CONVERSATION = (
    reply(1, 0, "Your quote"),
    reply(2, 1),
    reply(3, 2, "AW: Your quote"),
    reply(4, 3, sender=Participant(email=DANA), to=(Participant(email=MARA.email),)),
)


@pytest.mark.parametrize("order", permutations(range(4)))
def test_replies_without_references_find_their_thread_whatever_comes_first(
    ledger: Stores, order: tuple[int, ...]
) -> None:
    for n in order:
        log(ledger, CONVERSATION[n])
    threads = {e.thread for e in ledger.log.get([e.id for e in CONVERSATION]).values()}
    assert threads == {"m1@northbeam.example"}


def test_a_thread_named_by_the_headers_is_left_alone(ledger: Stores) -> None:
    log(ledger, event("a", number=1), reply(2, 1, thread="other@thread"))
    assert {e.thread for e in ledger.log.get([CONVERSATION[0].id, reply(2, 1).id]).values()} >= {
        "other@thread"
    }


@pytest.mark.parametrize(
    "late",
    [
        pytest.param(reply(2, 24 * 31), id="too long ago"),
        pytest.param(reply(2, 1, "Re: Other things"), id="another subject"),
        pytest.param(reply(2, 1, "Your quote"), id="no reply"),
        pytest.param(
            reply(
                2, 1, sender=Participant(email="x@else.example"), to=(Participant(email="y@else.example"),)
            ),
            id="other people",
        ),
    ],
)
def test_what_only_looks_alike_is_no_thread(ledger: Stores, late: Event) -> None:
    log(ledger, CONVERSATION[0], late)
    assert ledger.log.get([late.id])[late.id].thread == late.external_id


def test_what_could_not_be_read_is_kept_once_with_its_reason(ledger: Stores) -> None:
    for _ in range(2):
        ledger.log.append(ledger.box(), [], version="v1", refused=[Refused("a.eml", "nested too deep")])
    assert ledger.log.count_quarantined() == 1


def test_the_reading_position_moves_with_the_events(ledger: Stores) -> None:
    box, here = ledger.box(), Position("all.mbox", 100, 1.0, 40, "head")
    ledger.log.append(box, [digested(event())], version="v1", position=here)
    assert ledger.log.position(box, "all.mbox") == here
    assert ledger.log.position(box, "other.mbox") is None


def test_an_event_is_unprocessed_until_this_extractor_has_read_it(ledger: Stores) -> None:
    said = event()
    log(ledger, said)
    assert ledger.log.unprocessed("v1") == []
    assert [e.id for e in ledger.log.unprocessed("v2")] == [said.id]
    ledger.log.replace_findings(said.id, "v2", [promise(said)], [], [])
    assert ledger.log.unprocessed("v2") == []
    assert [p.quote for p in ledger.promises.of_event(said.id)] == [said.text]


def test_work_waits_until_it_is_done(ledger: Stores) -> None:
    said = event()
    ledger.log.append(ledger.box(), [digested(said, promise(said), accounts=["acc_1"])], version="v1")
    assert (ledger.log.work("settle"), ledger.log.work("propose")) == (["acc_1"], [said.id])
    ledger.log.finish_work("settle", ["acc_1"])
    assert (ledger.log.work("settle"), ledger.log.work("propose")) == ([], [said.id])


def test_vectors_are_wanted_once_a_mailbox(ledger: Stores) -> None:
    said = event()
    log(ledger, said)
    log(ledger, said, owner=TOM.email)
    waiting = ledger.log.unembedded("e5")
    assert len(waiting) == ledger.log.count_unembedded("e5") == 2
    ledger.log.mark_embedded(waiting[:1], "e5")
    assert ledger.log.unembedded("e5") == waiting[1:]
    ledger.log.forget_embeddings()
    assert ledger.log.count_unembedded("e5") == 2
