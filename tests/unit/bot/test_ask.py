"""An answer quotes only what the asker may read, and says so when there is nothing."""

import pytest

from records.errors import UnknownReader
from tests.builders import DANA, HENRIK, MARA, TOM, read_mail, table_counts
from tests.unit.bot.house import House

QUESTION = "What did we promise Acme?"


def test_the_answer_names_the_promise_and_its_source(house: House) -> None:
    made = house.promised()
    answer = house.app.ask.ask(QUESTION, MARA.email)
    assert [p.id for p in answer.promises] == [made.id]
    cited = answer.citations[0]
    said = house.app.log.get([cited.event_id])[cited.event_id]
    assert cited.quote in said.text
    assert not answer.refused and "[1]" in answer.answer


@pytest.mark.parametrize("who", [TOM.email, HENRIK.email])
@pytest.mark.parametrize(
    "question", [QUESTION, "What is overdue?", "What did they promise us?", "revised quote"]
)
def test_a_colleague_without_the_mail_learns_nothing(house: House, who: str, question: str) -> None:
    house.promised()
    answer = house.app.ask.ask(question, who)
    assert answer.refused
    assert (answer.promises, answer.citations) == ((), ())
    assert "revised" not in answer.answer.replace(question, "") and answer.coverage.events == 0


@pytest.mark.parametrize("who", ["stranger@else.example", DANA, "", "' OR 1=1"])
def test_a_stranger_is_refused_and_nothing_is_noted(house: House, who: str) -> None:
    house.promised()
    before = table_counts(house.home / "ledger.sqlite")
    with pytest.raises(UnknownReader):
        house.app.ask.ask(QUESTION, who)
    assert table_counts(house.home / "ledger.sqlite") == before


def test_a_colleague_who_gets_the_mail_is_answered_at_the_next_question(house: House) -> None:
    path = house.mara_writes("I'll send you the revised quote by Wednesday.")
    assert house.app.ask.ask(QUESTION, TOM.email).refused
    read_mail(house.app, path, owner=TOM.email)
    assert not house.app.ask.ask(QUESTION, TOM.email).refused


def test_who_left_the_company_is_not_answered_any_more(house: House) -> None:
    house.promised()
    house.app.people.add(TOM.email)
    house.app.people.remove(MARA.email)
    with pytest.raises(UnknownReader):
        house.app.ask.ask(QUESTION, MARA.email)


def test_a_thread_remembers_its_subject_but_not_for_somebody_else(house: House) -> None:
    made = house.promised()
    house.app.ask.ask(QUESTION, MARA.email, thread="t1")
    again = house.app.ask.ask("And when is it due?", MARA.email, thread="t1")
    assert [p.id for p in again.promises] == [made.id]
    assert house.app.ask.ask("And when is it due?", TOM.email, thread="t1").refused


def test_every_question_is_in_the_audit_log_by_ids_only(house: House) -> None:
    made = house.promised()
    house.app.ask.ask(QUESTION, MARA.email)
    with house.app.database.read() as connection:
        row = connection.exec_driver_sql("SELECT actor, detail FROM audit WHERE action = 'asked'").one()
    assert row[0] == MARA.email
    assert made.id in row[1] and made.event_id in row[1]
    assert "Acme" not in row[1] and "quote" not in row[1]


def test_an_unknown_account_is_said_so_without_a_guess(house: House) -> None:
    house.promised()
    answer = house.app.ask.ask("What did we promise Vandelay Industries?", MARA.email)
    assert answer.refused and answer.promises == ()
