"""The ledger takes a promise only in the exact words of its source, and a person's click outlives every replay."""

import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from records import successor
from records.audit_log import Change
from records.errors import NotFound, QuoteMismatch
from records.feedback import Feedback
from records.models import Direction, Participant, Promise, PromiseStatus, Settlement
from records.promises import ledger_row
from records.rows import promise_row
from records.tables import promise as promise_table
from tests.builders import DANA, MARA, NOW, TOM, digested, event, promise
from tests.unit.records.stores import Stores

WILD = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"),
        st.sampled_from("ae\n \t\u0301\u200d\u200b\ufeff\ufffd𝄞👩🏽‍🦰ßİſﬁ한\u1100\u1161'\"%_\\"),
    ),
    min_size=1,
    max_size=60,
)
"""What a mail may hold after normalisation: "\\n" line ends, no NUL, no lone surrogates."""


@pytest.fixture(scope="module")
def wild_ledger(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return Stores(tmp_path_factory.mktemp("wild"))


def raw_insert(ledger: Stores, row: dict[str, object]) -> None:
    with ledger.db.write() as connection:
        connection.execute(promise_table.insert().values(**row))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), text=WILD)
def test_only_the_exact_words_at_the_span_can_be_stored(
    wild_ledger: Stores, data: st.DataObject, text: str
) -> None:
    ledger = wild_ledger
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    said = event(text, external_id=f"{text!r}{start}-{end}")
    right = promise(said, text[start:end], start=start, end=end)
    ledger.log.append(ledger.box(), [digested(said, right)], version="v1")
    assert [p.quote for p in ledger.promises.of_event(said.id)] == [text[start:end]]

    words = data.draw(
        st.one_of(
            WILD,
            st.just(""),
            st.sampled_from([unicodedata.normalize(f, text[start:end]) for f in ("NFC", "NFD", "NFKC")]),
            st.just(text[start:end].swapcase()),
            st.just(text[start:end] + " "),
            st.just(text[start:end].replace("\n", "\r\n")),
        )
    )
    wrong = promise_row(right) | {"id": "pr_wrong", "quote": words}
    if words == text[start:end]:
        return
    with pytest.raises(QuoteMismatch):
        ledger_row(right.model_copy(update={"quote": words}), said, account_id=None, extractor="x")
    with pytest.raises(DBAPIError, match="word for word"):
        raw_insert(ledger, wrong)
    with pytest.raises(DBAPIError, match="word for word"), ledger.db.write() as connection:
        connection.execute(sql("UPDATE promise SET quote = :q WHERE id = :i"), {"q": words, "i": right.id})
    assert [p.quote for p in ledger.promises.of_event(said.id)] == [text[start:end]]


@pytest.mark.parametrize(
    "change",
    [
        {"start": 1},
        {"end": 5},
        {"start": -3},
        {"event_id": "ev_unknown"},
        {"quote": ""},
        {"quote": None},
        {"start": 0, "end": 0, "quote": ""},
    ],
)
def test_a_span_or_source_that_does_not_fit_the_quote_is_refused(
    ledger: Stores, change: dict[str, object]
) -> None:
    made = ledger.log_promise("We'll send the quote on Friday.", quote="We'll send the quote")
    with pytest.raises(DBAPIError):
        raw_insert(ledger, promise_row(made) | {"id": "pr_wrong"} | change)
    sets = ", ".join(f'"{column}" = :{column}' for column in change)
    with pytest.raises(DBAPIError), ledger.db.write() as connection:
        connection.execute(sql(f"UPDATE promise SET {sets}"), change)
    assert ledger.promises.by_ids([made.id]) == [made]


def test_the_same_words_read_twice_are_one_promise() -> None:
    said = event()
    assert promise(said).id == promise(said).id
    assert promise(said).id != promise(said, owner=TOM.email).id


def settled(of: Promise, status: PromiseStatus, **changes: object) -> Settlement:
    return Settlement(
        **{
            "promise_id": of.id,
            "status": status,
            "event_id": of.event_id,
            "start": of.start,
            "end": of.end,
            "quote": of.quote,
            "confidence": 0.9,
            "why": "they said so",
            **changes,
        }
    )


def test_mail_settles_a_promise_and_a_replay_without_that_mail_takes_it_back(ledger: Stores) -> None:
    made = ledger.log_promise(account_id="acc")
    ledger.promises.resettle("acc", [(settled(made, PromiseStatus.kept), NOW)], [])
    assert ledger.promises.get(made.id).status is PromiseStatus.kept
    assert ledger.promises.get(made.id).settled_by == made.event_id
    ledger.promises.resettle("acc", [], [])
    assert ledger.promises.get(made.id) == made


def test_settling_twice_writes_one_line_of_history(ledger: Stores) -> None:
    made = ledger.log_promise(account_id="acc")
    for _ in range(3):
        ledger.promises.resettle("acc", [(settled(made, PromiseStatus.kept), NOW)], [])
    with ledger.db.read() as connection:
        assert connection.execute(sql("SELECT count(*) FROM promise_history")).scalar() == 1


@pytest.mark.parametrize("said", [PromiseStatus.kept, PromiseStatus.dismissed])
def test_what_a_person_clicked_stays_whatever_mail_says(ledger: Stores, said: PromiseStatus) -> None:
    made = ledger.log_promise(account_id="acc")
    ledger.promises.click(made.id, said, MARA.email, "said so")
    ledger.promises.resettle("acc", [(settled(made, PromiseStatus.withdrawn), NOW)], [])
    after = ledger.promises.get(made.id)
    assert (after.status, after.settled_by) == (said, f"click:{MARA.email}")


def test_a_new_owner_and_a_snooze_outlive_a_replay(ledger: Stores) -> None:
    made = ledger.log_promise(account_id="acc")
    until = NOW + timedelta(days=1)
    ledger.promises.snooze(made.id, until, MARA.email)
    ledger.promises.hand_over(made.id, TOM.email, MARA.email)
    ledger.promises.resettle("acc", [], [])
    assert ledger.promises.get(made.id).owner == TOM.email
    assert ledger.promises.snoozes() == {made.id: until}


def test_an_unknown_promise_can_not_be_clicked(ledger: Stores) -> None:
    with pytest.raises(NotFound, match="no promise pr_nothing"):
        ledger.promises.click("pr_nothing", PromiseStatus.kept, MARA.email, "x")


def test_only_open_promises_with_a_date_wait_for_a_reminder(ledger: Stores) -> None:
    said = event("One by Friday. Two some day.")
    dated = promise(said, "One by Friday.", due=date(2026, 11, 27), account_id="acc")
    loose = promise(said, "Two some day.", action="two")
    ledger.log.append(ledger.box(), [digested(said, dated, loose)], version="v1")
    span = (MARA.email, date(2000, 1, 1), date(2100, 1, 1))
    assert [p.id for p in ledger.promises.to_tell(*span)] == [dated.id]
    ledger.promises.click(dated.id, PromiseStatus.kept, DANA, "done")
    assert ledger.promises.to_tell(*span) == []


def test_the_ledger_is_the_same_after_opening_the_home_again(ledger: Stores, tmp_path: Path) -> None:
    made = ledger.log_promise(due=date(2026, 11, 27), due_as_said="on Friday")
    ledger.db.close()
    assert Stores(ledger.home).promises.get(made.id) == made


MOVED = date(2026, 12, 1)


def move(ledger: Stores, of: Promise, due: date = MOVED) -> Promise:
    return ledger.promises.move(of.id, due, MARA.email)


def test_a_moved_day_outlives_every_replay_and_later_mail_still_settles_it(ledger: Stores) -> None:
    made = ledger.log_promise(account_id="acc", due=date(2026, 11, 27), due_as_said="on Friday")
    moved = move(ledger, made)
    assert (moved.due, moved.status, moved.quote) == (MOVED, PromiseStatus.open, made.quote)
    ledger.promises.resettle("acc", [], [])
    assert ledger.promises.get(made.id) == moved
    later = NOW + timedelta(hours=1)
    ledger.promises.resettle("acc", [(settled(made, PromiseStatus.kept), later)], [])
    assert (ledger.promises.get(made.id).status, ledger.promises.get(made.id).due) == (
        PromiseStatus.kept,
        MOVED,
    )


def test_mail_from_before_the_move_does_not_settle_it(ledger: Stores) -> None:
    """It is synced late, or was read as doubtful: whoever moved the day said that it is open."""
    made = ledger.log_promise(account_id="acc", due=date(2026, 11, 27))
    ledger.promises.resettle("acc", [(settled(made, PromiseStatus.unsure), NOW - timedelta(hours=1))], [])
    moved = move(ledger, made)
    assert moved.status is PromiseStatus.open
    for status in (PromiseStatus.unsure, PromiseStatus.kept, PromiseStatus.changed):
        ledger.promises.resettle("acc", [(settled(made, status), NOW - timedelta(hours=1))], [])
        assert ledger.promises.get(made.id) == moved


def test_a_promise_that_an_older_mail_put_in_its_place_gives_way_to_the_moved_one(ledger: Stores) -> None:
    """Wednesday, says a mail of yesterday; Tuesday week, says Mara today; and later the thing is sent."""
    made = ledger.log_promise(account_id="acc", due=date(2026, 11, 27))
    wednesday = ledger_row(
        successor.draft(
            made, settled(made, PromiseStatus.changed, new_due=date(2026, 11, 25)), event(made.quote)
        ),
        event(made.quote),
        account_id="acc",
        extractor=successor.NAME,
    )
    move(ledger, made)
    yesterday = settled(made, PromiseStatus.changed, superseded_by=wednesday.id)
    after = settled(wednesday, PromiseStatus.kept)
    ledger.promises.resettle(
        "acc", [(yesterday, NOW - timedelta(days=1)), (after, NOW + timedelta(days=1))], [wednesday]
    )
    (only,) = ledger.promises.of_account("acc")
    assert (only.id, only.status, only.due) == (made.id, PromiseStatus.kept, MOVED)


def test_a_move_is_one_line_of_history_and_one_of_feedback_however_often_it_is_clicked(
    ledger: Stores,
) -> None:
    made = ledger.log_promise(account_id="acc", due=date(2026, 11, 27))
    for _ in range(3):
        move(ledger, made)
    (change,) = ledger.promises.history([made.id])[made.id]
    assert (change.why, change.actor, change.is_move) == ("due 2026-11-27 -> 2026-12-01", MARA.email, True)
    (said,) = Feedback(ledger.db).on_promises()
    assert (said.kind, said.actor, said.judged) == ("moved", MARA.email, {})


def test_a_move_that_is_not_noted_did_not_happen(ledger: Stores) -> None:
    """The audit row and the new day stand in one transaction."""
    made = ledger.log_promise(account_id="acc", due=date(2026, 11, 27))

    def dies(*, together_with: Change) -> bool:
        with ledger.db.write() as connection:
            together_with(connection)
            raise ConnectionError("killed")

    with pytest.raises(ConnectionError):
        ledger.promises.move(made.id, MOVED, MARA.email, noted=dies)
    assert ledger.promises.get(made.id) == made and ledger.promises.history([made.id]) == {}


def test_what_may_be_brought_up_with_somebody(ledger: Stores) -> None:
    made = ledger.log_promise(due=date(2026, 11, 27))
    theirs = event("Dana will sign it.", external_id="theirs", cc=(Participant(email=TOM.email),))
    owed = promise(theirs, direction=Direction.theirs, owner=DANA, due=date(2026, 11, 26))
    ledger.log.append(ledger.box(), [digested(theirs, owed)], version="v1")
    ledger.people.add(TOM.email)
    first, last = date(2026, 11, 1), date(2026, 12, 1)

    def ids(whose: str) -> set[str]:
        return {p.id for p in ledger.promises.to_tell(whose, first, last)}

    assert ids(MARA.email) == {made.id, owed.id}
    assert ids(TOM.email) == {owed.id}, "he was on that mail, though nobody reads his mailbox"
    assert ids(DANA) == set(), "she does not work here"
    assert ledger.promises.to_tell(MARA.email, date(2026, 11, 27), date(2026, 11, 27)) == [made]
    assert ledger.promises.may_be_told(TOM.email, [made.event_id, theirs.id]) == {theirs.id}
    ledger.promises.click(made.id, PromiseStatus.kept, MARA.email, "done")
    assert ids(MARA.email) == {owed.id}
