"""The same thing by another name: what counts as one, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.models import Event
from retrieval.answer_synonyms import Widened
from tests.unit.retrieval.company import Company, ago
from tests.unit.retrieval.test_answer import ask, named


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (("drive", "quote"), "You will have the drive price on 11 September"),
        (("spare", "gateway"), "We will provide the replacement gateway on Monday"),
        (("floor", "plans"), "Ich maile Ihnen die Grundrisse bis Ende Februar"),
        (("insurance", "certificate"), "Nous vous ferons passer l'attestation d'assurance"),
        (("price", "list"), "Die Preisliste kommt morgen"),
        (("delivery", "note"), "Le bon de livraison suit demain"),
        (("training",), "We'll run the onboarding day in January"),
    ],
)
def test_another_name_for_the_same_thing(topic: tuple[str, ...], said: str) -> None:
    assert Widened.of(topic).share(said) == 1.0


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (("drive", "quote"), "I'll order the drive as soon as the deposit is in"),
        (("deposit",), "We'll turn the volume down on Friday"),
        (("floor", "plan"), "We'll clean the floor on Monday"),
        (("warranty",), "I'll send the invoice"),
    ],
)
def test_something_else_is_something_else(topic: tuple[str, ...], said: str) -> None:
    assert Widened.of(topic).share(said) < 1.0


@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=200))
def test_odd_words_are_no_error(topic: list[str], said: str) -> None:
    assert 0.0 <= Widened.of(topic).share(said) <= 1.0


def test_a_mail_that_uses_the_askers_word_for_another_thing_is_not_meant() -> None:
    made = Company()
    text = "The handbook is done already. You'll get the rollout guide on Friday."
    mail = made.mail(text, account="globex", at=ago(3))
    made.promise(mail, "You'll get the rollout guide on Friday", "send the rollout guide", id="guide")
    other = made.mail("You'll get the setup guide on Monday.", account="acme", at=ago(2))
    made.promise(other, "You'll get the setup guide on Monday", "send the setup guide", id="setup")
    assert ask("did we promise Globex a handbook?", made=made).refused
    assert named(ask("did we promise Acme a handbook?", made=made)) == ["setup"]


def test_when_asks_for_the_thing_and_not_for_what_is_said_of_it() -> None:
    made = Company()
    mail = made.mail(
        "I'll send you the method statement for the crane. The crane will be there on the 28th.",
        account="globex",
        at=ago(3),
    )
    made.promise(mail, "I'll send you the method statement for the crane", "send it", id="statement")
    made.promise(mail, "The crane will be there on the 28th", "crane there", id="crane")
    assert named(ask("when is the crane coming to Globex?", made=made)) == ["crane"]
    assert len(named(ask("what did we promise Globex about the crane?", made=made))) == 2


def again(made: Company, mail: Event) -> Event:
    return made.mail(mail.text, account="globex", at=mail.at)


def test_what_may_be_no_promise_is_left_out_where_others_are_certain() -> None:
    made = Company()
    mail = made.mail(
        "I'll send the report. A logger is on them. Payment goes out Friday.", account="globex", at=ago(3)
    )
    made.promise(mail, "I'll send the report", "send the report", id="sure")
    other = Company()  # where a promise can be made less certain before it is in the ledger
    for row in (
        other.promise(again(other, mail), "A logger is on them", "have a logger on them", id="doubtful"),
        other.promise(again(other, mail), "Payment goes out Friday", "pay", due=ago(-2).date(), id="dated"),
    ):
        made.ledger.add_promise(row.model_copy(update={"confidence": 0.55, "event_id": mail.id}))
    assert sorted(named(ask("what did we promise Globex?", made=made))) == ["dated", "sure"]
    assert named(ask("did we promise Globex a logger?", made=made)) == ["doubtful"]
