"""The sentence above an answer says what was asked: late or not, about what, and who spoke of it."""

from datetime import date

import pytest

from records.models import Event, EventKind, Participant, PromiseStatus, Turn
from retrieval.answer import Answerer
from retrieval.answer_citing import best_sentence
from retrieval.search import Search
from retrieval.topic_match import TopicWords, stems
from tests.unit.retrieval.company import JANA, NOW, Company, ago

ANN = "ann@acme.example"


def ask(made: Company, question: str) -> str:
    return Answerer(made.ledger, Search(made.ledger, None, None)).ask(question, JANA, NOW).answer


@pytest.mark.parametrize(
    ("status", "due", "told"),
    [
        (PromiseStatus.open, date(2026, 11, 24), "No, it is not overdue:\n"),
        (PromiseStatus.broken, date(2026, 11, 13), "Yes, it is overdue:\n"),
    ],
)
def test_is_it_late_is_answered_by_whether_it_is(status: PromiseStatus, due: date, told: str) -> None:
    made = Company()
    mail = made.mail("You'll have the roadmap deck soon.", account="acme", at=ago(9))
    made.promise(mail, "You'll have the roadmap deck soon", "send the roadmap deck", due=due, status=status)
    assert ask(made, "is Acme's roadmap deck late?").startswith(told)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("we can give you 8 percent off list", "did we ever promise Acme a discount?"),
        ("wir geben Ihnen zehn Prozent auf die Lizenzen", "haben wir Acme einen Rabatt versprochen?"),
    ],
)
def test_percent_off_is_a_discount(said: str, question: str) -> None:
    made = Company()
    mail = made.mail(f"{said}.", account="acme", at=ago(9))
    made.promise(mail, said, said)
    told = ask(made, question)
    assert not told.startswith("I found no promise") and said[1:] in told


def test_a_deposit_in_percent_is_no_discount() -> None:
    made = Company()
    mail = made.mail("We will invoice 30 % on Monday.", account="acme", at=ago(9))
    made.promise(mail, "We will invoice 30 % on Monday", "invoice 30 % on Monday")
    assert ask(made, "did we promise Acme a discount?").startswith("I found no promise")


def test_what_the_customer_alone_spoke_of_is_said_to_be_theirs() -> None:
    made = Company()
    made.mail("The lab needs a voltage of 230 V.", account="acme", at=ago(9), sender=ANN, subject="Lab")
    told = ask(made, "what did we say about voltage?")
    assert told.startswith("I found nothing about voltage.")
    assert told.endswith("(“Lab”), but by a customer, not by us.")


def test_a_topic_is_named_without_the_words_of_the_question_around_it() -> None:
    made = Company()
    mail = made.mail("I will hold that price until 31 December.", account="acme", at=ago(9))
    made.promise(mail, "I will hold that price until 31 December", "hold that price until 31 December")
    assert "did we" not in ask(made, "what price did we promise Acme?").split(":")[0]


def test_the_demo_unit_is_called_a_demo_unit() -> None:
    made = Company()
    mail = made.mail("The demo unit will be with you on Friday.", account="acme", at=ago(2))
    made.promise(
        mail, "The demo unit will be with you on Friday", "deliver the demo unit", due=date(2026, 11, 20)
    )
    assert ask(made, "when is the demo unit coming?").startswith("One promise about demo unit:")


def test_an_endless_name_is_not_said_back_in_full() -> None:
    made = Company()
    made.mail("Hello.", account="acme", at=ago(2))
    assert len(ask(made, "what did we promise " + "x" * 100_000)) < 400


def test_a_quote_from_a_call_holds_one_speaker() -> None:
    first, second = "The benches are ready by then.", "Perfect, I saw the benches."
    text = f"{first}\n{second}"
    made = Company()
    call = Event(
        id="call", source="files", external_id="call-1", kind=EventKind.transcript, at=ago(3), subject="Call",
        text=text, said=((0, len(text)),), thread="call",
        turns=(
            Turn(start=0, end=len(first), speaker=Participant(email=ANN, name="Ann Hall")),
            Turn(start=len(first) + 1, end=len(text), speaker=Participant(email=JANA, name="Jana Novak")),
        ),
    )  # fmt: skip
    made.ledger.add_event(call, (JANA,), ["acme"])
    told = ask(made, "what did Acme say about the benches?")
    assert "Ann Hall" in told and first in told and second not in told


def test_a_salutation_proves_nothing() -> None:
    text = "Sehr geehrte Frau Novak,\n\ndie Unterlagen sind angekommen."
    event = Company().mail(text, account="acme", at=ago(2))
    part = best_sentence(event, TopicWords(stems("quote")))
    assert part is not None
    assert text[slice(*part)] == "die Unterlagen sind angekommen."
