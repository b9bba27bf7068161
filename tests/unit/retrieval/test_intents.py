"""What a sentence does besides promising."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.intent_data import SIDES as LABELLED_SIDES
from benchmarks.intent_data import SPLITS, snippets
from benchmarks.intents import LABELS, count, read
from records.models import Event, EventKind, Participant, Turn
from retrieval.extract import Sides, extract, spoken
from retrieval.intent_features import CUES
from retrieval.intent_gate import possible
from retrieval.intents import IntentModelDamaged, intents_in, read_weights, shipped_weights
from retrieval.sentences import plain, split

US = Participant(email="jana@ours.example")
THEM = Participant(email="bob@acme.example")
SIDES = Sides(our_domains=frozenset({"ours.example"}))


def labels(text: str, sender: Participant = THEM, subject: str = "") -> set[str]:
    found = extract(mail(text, sender, subject), SIDES).intents
    assert all(text[i.start : i.end] == i.quote for i in found)
    return {i.label for i in found}


def mail(text: str, sender: Participant = THEM, subject: str = "") -> Event:
    return Event(
        id="e",
        source="t",
        external_id="e",
        kind=EventKind.mail,
        at=datetime(2026, 11, 18, tzinfo=UTC),
        sender=sender,
        to=(US,),
        subject=subject,
        text=text,
        said=((0, len(text)),),
    )


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("We will move to Salesforce if this isn't fixed.", "churn_threat"),
        ("We are going to cancel our contract at the end of the year.", "churn_threat"),
        ("To be honest we are looking at alternatives.", "churn_threat"),
        ("We won't be renewing the subscription.", "churn_threat"),
        ("If this isn't fixed by Friday we will move to Orbitrack.", "churn_threat"),
        ("If this isn\u2019t fixed by Friday we will move to Orbitrack.", "churn_threat"),
        ("We're evaluating other vendors.", "churn_threat"),
        ("We will not renew.", "churn_threat"),
        ("This is your last chance.", "churn_threat"),
        ("We have asked Orbitrack for a contract.", "competitor"),
        ("Wir kündigen den Vertrag zum Jahresende.", "churn_threat"),
        ("Wir wechseln zu einem anderen Anbieter.", "churn_threat"),
        ("Nous allons résilier le contrat.", "churn_threat"),
        ("if this happens again we're going to another provider", "churn_threat"),
        ("This is unacceptable.", "frustration"),
        ("This is not acceptable.", "frustration"),
        ("It is still not fixed.", "frustration"),
        ("We are losing money every day because of this.", "frustration"),
        ("Great, another outage.", "frustration"),
        ("Lovely. The export is broken again.", "frustration"),
        ("How is it possible that nobody saw this?", "frustration"),
        ("Nobody answers our tickets.", "frustration"),
        ("Das ist inakzeptabel.", "frustration"),
        ("C'est inadmissible.", "frustration"),
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
        "We are moving to the next step on Friday.",
        "Please cancel my order of 3 seats.",
        "We will move to Berlin in May.",
        "No complaints from our side.",
        "The import shows an error in row 12.",
        "Our tenants may terminate their leases online.",
        "Ich kündige schon mal den Besuch an.",
        "My identity team keeps asking: is it in or out?",
        "It works again, great.",
        "How many seats do we have?",
        "We switched to two-factor login.",
        "The last chance to see the exhibition is on Sunday.",
        "The total weight is 40 kg.",
        "We close at 5 on Fridays.",
        "The stove left our factory on Monday.",
    ],
)
def test_calm_words_carry_no_alarm(text: str) -> None:
    assert not labels(text) & {"churn_threat", "frustration", "contact_change", "close_date", "amount"}


@pytest.mark.parametrize(
    "text",
    [
        "We are looking at alternatives for the valve.",
        "We would never cancel the contract.",
        "I understand this is very frustrating.",
        "This is unacceptable and we are sorry.",
        "If you cancel the contract in the first month, you pay nothing.",
        "I am very sorry for the frustration.",
    ],
)
def test_our_own_words_are_neither_anger_nor_threat(text: str) -> None:
    assert not labels(text, sender=US) & {"churn_threat", "frustration"}


def test_in_a_call_the_speaker_counts_and_not_who_organised_it() -> None:
    text = "This must be very frustrating for you.\nIt is unacceptable.\n"
    cut = text.index("\n") + 1
    event = mail(text, US).model_copy(
        update={
            "kind": EventKind.transcript,
            "turns": (Turn(start=0, end=cut, speaker=US), Turn(start=cut, end=len(text), speaker=THEM)),
        }
    )
    found = [i.quote for i in extract(event, SIDES).intents if i.label == "frustration"]
    assert found == ["It is unacceptable."]


def test_an_angry_title_lends_weight_but_not_in_an_answer() -> None:
    text = "Your counts were wrong again, we did it by hand for hours."
    assert "frustration" in labels(text, subject="This is not acceptable")
    assert "frustration" not in labels(text, subject="Re: This is not acceptable")


@pytest.mark.parametrize("split_name", SPLITS)
def test_the_gate_never_hides_what_the_rules_would_find(split_name: str) -> None:
    hidden = 0
    for snippet in snippets(split_name):
        for sentence in split(snippet.event.text, snippet.event.said):
            low = plain(snippet.event.text[sentence.start : sentence.end])
            could = possible(low)
            hidden += sum(
                1 for label in snippet.labels - set(could) if any(p.search(low) for p in CUES[label].strong)
            )
    assert hidden <= 1


def test_alarms_are_right_on_companies_never_trained_on() -> None:
    chosen = list(snippets("held_out"))
    found = {s.id: read(s) for s in chosen}
    for label in ("churn_threat", "frustration", "contact_change", "close_date", "amount"):
        right, guessed, gold = count(chosen, found, label)
        assert right / guessed >= 0.9, label
        assert right / gold >= 0.6, label


def test_every_company_is_in_one_split_only() -> None:
    companies = [{s.company for s in snippets(name)} for name in SPLITS]
    assert sum(len(c) for c in companies) == len(set().union(*companies)) == 40


def test_weights_that_do_not_fit_are_refused() -> None:
    assert set(shipped_weights()) == set(LABELS)
    for damaged in ("{}", "[]", "not json", '{"sha256": "", "labels": {}}'):
        with pytest.raises(IntentModelDamaged):
            read_weights(damaged)


_PIECES = st.sampled_from(
    [
        "cancel",
        "our contract",
        "if",
        "we move to",
        "Acme",
        "not fixed",
        "again",
        "!",
        "\n",
        "\u2019",
        "12,000 EUR",
        "İ",
        "\ud7ff",
        "k\u00fcndigen",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=20)), max_size=15).map(" ".join))
def test_any_text_is_read_and_quoted_word_for_word(text: str) -> None:
    event = mail(text, subject=text[:40])
    for intent in intents_in(event, LABELLED_SIDES, split(text, spoken(event)), ()):
        assert text[intent.start : intent.end] == intent.quote
        assert event.was_said(intent.start, intent.end)
        assert intent.label in LABELS
        assert 0.5 <= intent.confidence <= 1
