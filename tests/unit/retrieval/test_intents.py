"""What a sentence does besides promising."""

from datetime import UTC, datetime

import pytest

from records.models import Event, EventKind, Participant
from retrieval.extract import Sides, extract

US = Participant(email="jana@ours.example")
THEM = Participant(email="bob@acme.example")
SIDES = Sides(our_domains=frozenset({"ours.example"}))


def labels(text: str, sender: Participant = THEM) -> set[str]:
    what = Event(
        id="e",
        source="t",
        external_id="e",
        kind=EventKind.mail,
        at=datetime(2026, 11, 18, tzinfo=UTC),
        sender=sender,
        to=(US,),
        text=text,
        said=((0, len(text)),),
    )
    found = extract(what, SIDES).intents
    assert all(text[i.start : i.end] == i.quote for i in found)
    return {i.label for i in found}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("We will move to Salesforce if this isn't fixed.", "churn_threat"),
        ("We are going to cancel our contract at the end of the year.", "churn_threat"),
        ("To be honest we are looking at alternatives.", "churn_threat"),
        ("We won't be renewing the subscription.", "churn_threat"),
        ("This is unacceptable.", "frustration"),
        ("This is the third time I'm writing about the same bug.", "frustration"),
        ("We are very disappointed with the support.", "frustration"),
        ("My new direct line is +49 30 1234567.", "contact_change"),
        ("I'm now Head of IT.", "contact_change"),
        ("We'd rather sign by Dec 15.", "close_date"),
        ("Let's go with 40 seats, so 52,000 EUR.", "amount"),
        ("That's too expensive for us.", "objection"),
        ("Our budget is frozen until April.", "budget"),
        ("Your competitor offered us the same for less.", "competitor"),
        ("Could you send me the data sheet?", "request"),
        ("Let's schedule a call for next week.", "next_step"),
    ],
)
def test_is_recognised(text: str, label: str) -> None:
    assert label in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the quick answer.",
        "We are happy with the service and have no plans to cancel our contract.",
        "Please find the offer attached.",
        "The order number is 4711.",
        "I need to cancel our call on Monday.",
        "We moved to the new office last week.",
    ],
)
def test_calm_words_carry_no_alarm(text: str) -> None:
    assert not labels(text) & {"churn_threat", "frustration", "contact_change", "close_date", "amount"}


def test_our_own_words_are_no_churn_threat() -> None:
    assert "churn_threat" not in labels("We are looking at alternatives for the valve.", sender=US)
