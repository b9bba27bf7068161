"""Families of wording: what is a promise however short or odd, and what is none however alike it looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Strength
from retrieval.extract import extract
from retrieval.sentences import clauses, plain, split
from retrieval.strength import strength
from tests.unit.retrieval.test_extract import SIDES, event, promises


@pytest.mark.parametrize(
    "text",
    [
        # what chats leave out
        "sending the plans over now",
        "ok noted will forward",
        "Ring you at 5.",
        "Pics tomorrow!",
        "Figures to you this afternoon.",
        # set wordings
        "You have our thanks, and you have my word that nobody hears of it.",
        "I'll see to it that the gate is painted.",
        "We're on the hook for the storage costs.",
        "The surcharge will be removed.",
        "Site plan to follow.",
        "The lift motor is being replaced on Tuesday.",
        "You'll be notified before anything changes.",
        "I owe you the signed minutes.",
        "Breakfast is on us.",
        "The credit will appear on your next bill.",
        "I can knock 8% off that.",
        "I'll be there from 6 until you close.",
        "We undertake to keep your drawings confidential.",
        "Please expect our offer by Thursday.",
        # people who think in another language
        "The labels we print tomorrow.",
        "If you give me the code, I unlock the door.",
        "I send him the pictures.",
        "Delivery of week 12 is confirmed from our side.",
        "geht klar, mach ich",
        "Die Gebühr wird Ihnen erstattet.",
        "Da hake ich nach, ich hake da gleich nach.",
        "Je fais le nécessaire.",
        "Notre monteur vous rappellera.",
    ],
)
def test_promises_in_few_or_odd_words_are_found(text: str) -> None:
    assert promises(text)


@pytest.mark.parametrize(
    "text",
    [
        # the talk itself, and what comes next in it
        "I'll be upfront with you, it's been a bad week.",
        "I'll let you get on.",
        "We'll play it by ear.",
        "I'll come to that in a minute.",
        "I'll hand over to Marta.",
        # wishes and requests
        "I expect a reply today.",
        "I should be obliged for your signature by 3 May.",
        "I'd appreciate a call tomorrow.",
        "Petra, send them the blue one",
        "Remind me on Tuesday.",
        "Floor plan please by 9 March.",
        # what others think, want and will do
        "They reckon the doors will be ready on the 8th.",
        "The fire officer wants to see the stairs before we open.",
        "She'll want to know why.",
        "Brannigan will probably use his cousin.",
        "According to the haulier it arrives tomorrow.",
        # conditions of business and advertising
        "A late fee will be added to invoices unpaid after 14 days.",
        "Orders without a reference will be returned.",
        "The patch will be rolled out to all customers in May.",
        "We'll be sharing more at our user conference in March.",
        "We guarantee the best prices in the north!",
        "We ship worldwide within 24 hours.",
        "We're open till eight tonight.",
        # moods, jokes, refusals
        "I hope we never see that again by Friday.",
        "Thursday is the latest date I will accept.",
        "Beer will be provided to the guilty.",
        "We will not argue about it on Monday.",
        "I don't know when it will be ready.",
        "I'm collecting my daughter at five.",
        "We plan to open two new offices next year.",
        "Gloss paint: done, awaiting your word",
    ],
)
def test_what_only_looks_like_a_promise_is_left_out(text: str) -> None:
    assert promises(text) == []


def test_a_sentence_that_breaks_in_the_middle_is_quoted_whole() -> None:
    text = "Hi Ann,\n\nOur clerk is going to post the stamped copies of both leases and the\nplan by Thursday, as agreed.\n\nBest\nJana"
    (promise,) = promises(text)
    assert "by Thursday" in promise.quote
    assert text[promise.start : promise.end] == promise.quote


def test_the_day_on_the_next_line_belongs_to_the_promise() -> None:
    (promise,) = promises("We will send you the signed contract\nFriday.")
    assert promise.quote.split() == ["We", "will", "send", "you", "the", "signed", "contract", "Friday."]
    assert promise.due is not None


def test_lines_broken_on_purpose_stay_apart() -> None:
    text = "- quote for the roof, three coats and the gutter at the back\n- thanks\nMonday: stand-up"
    assert len(split(text, [(0, len(text))])) == 3


def test_a_condition_and_what_follows_from_it_are_one_promise() -> None:
    (promise,) = promises("If the lorry gets here by Tuesday noon, you have the tiles on Wednesday.")
    assert promise.quote.startswith("If the lorry")
    assert "on Wednesday" in promise.quote
    assert promise.strength is Strength.conditional


@pytest.mark.parametrize(
    "text",
    [
        "If you confirm the numbers until Friday, we could hold the rate.",
        "If you send it by Friday, please copy Tom.",
    ],
)
def test_a_condition_from_which_nothing_follows_promises_nothing(text: str) -> None:
    assert promises(text) == []


def test_a_condition_spoken_right_before_is_part_of_the_promise() -> None:
    (promise,) = promises("yeah okay and if they take both floors i'll give you the parking for free")
    assert promise.quote.startswith("if they take both floors")
    assert promise.strength is Strength.conditional


def test_german_speech_is_not_cut_between_verb_and_subject() -> None:
    said = "gut dann schicken wir ihnen das am montag"
    assert [said[c.start : c.end] for c in clauses(said, spoken=True)] == [said]
    parted = "das war gestern wir melden uns"
    assert len(clauses(parted, spoken=True)) == 2


def test_two_promises_with_a_day_each_are_two() -> None:
    first, second = promises(
        "I'll take it to our director on Monday and come back to you with a date on Thursday."
    )
    assert first.quote.endswith("on Monday")
    assert second.quote.startswith("come back to you")


def test_he_is_the_writers_own_man_when_he_was_named_last() -> None:
    text = "Bob,\n\nFine by me. The plans are with our architect, he'll send them to you on Monday."
    (promise,) = promises(text)
    assert (promise.direction.value, promise.owner) == ("ours", "jana@ours.example")


def test_an_emoji_ends_a_clause() -> None:
    (promise,) = promises("i'll ask if she can do four for 600 \U0001f91e")
    assert promise.quote == "i'll ask if she can do four for 600"


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("I'll ask him when he's back from leave on the 4th.", Strength.firm),
        ("I'll send it after Diwali.", Strength.firm),
        ("I'll send it after they have approved it.", Strength.conditional),
        ("You'll have it a day early for once.", Strength.firm),
        ("We're looking at the 17th to get them to you.", Strength.soft),
        ("We are hopeful of sending it by Friday.", Strength.soft),
        ("I'll go back to the board and see if there's more.", Strength.firm),
        ("I'll see if I can get you an earlier date.", Strength.soft),
        ("Sollte die Farbe nicht passen, tauschen wir sie am Montag.", Strength.conditional),
    ],
)
def test_strength_of_a_wording(text: str, strength: Strength) -> None:
    (promise,) = promises(text)
    assert promise.strength is strength


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "if",
                "you",
                "we",
                "will",
                "send",
                ",",
                "\n",
                "Monday",
                "please",
                "\U0001f44d",
                "dann",
                "ich",
                "wir",
                "schicken",
                "and",
                ".",
            ]
        ),
        max_size=25,
    )
)
def test_every_quote_stands_in_the_text_whatever_was_typed(words: list[str]) -> None:
    text = " ".join(words)
    for promise in extract(event(text), SIDES).promises if text.strip() else ():
        assert text[promise.start : promise.end] == promise.quote
        assert promise.quote.strip()
    for part in clauses(plain(text), spoken=True):
        assert 0 <= part.start <= part.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "We won't be bringing the second crane after all.",
        "We won't manage the date, sorry.",
        "We will not meet the deadline of 3 May.",
    ],
)
def test_taking_something_back_promises_nothing(text: str) -> None:
    assert promises(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "We won't raise the price before June.",
        "I won't share this with anybody.",
        "We will not charge you for this.",
    ],
)
def test_leaving_something_be_may_be_promised(text: str) -> None:
    assert len(promises(text)) == 1


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("I'll book the boat if you do the cake.", Strength.conditional),
        ("We'll do that if your board agrees.", Strength.conditional),
        ("I'll stay on the line for as long as it takes.", Strength.firm),
    ],
)
def test_an_if_is_seen_after_any_word(said: str, how: Strength) -> None:
    assert strength(plain(said)) == how
