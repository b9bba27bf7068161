"""The ledger takes a promise only in the exact words of its source, and a person's click outlives every replay."""

import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from records.errors import NotFound, QuoteMismatch
from records.models import Promise, PromiseStatus, Settlement
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
    assert [p.id for p in ledger.promises.open_with_due()] == [dated.id]
    ledger.promises.click(dated.id, PromiseStatus.kept, DANA, "done")
    assert ledger.promises.open_with_due() == []


def test_the_ledger_is_the_same_after_opening_the_home_again(ledger: Stores, tmp_path: Path) -> None:
    made = ledger.log_promise(due=date(2026, 11, 27), due_as_said="on Friday")
    ledger.db.close()
    assert Stores(ledger.home).promises.get(made.id) == made
