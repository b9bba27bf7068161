"""Passages are exact slices of what was said, of a readable size."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from records.models import Event, EventKind, Participant, Turn
from retrieval.chunking import (
    MOST_WORDS,
    embedding_text,
    embedding_texts,
    needs_before,
    passages,
    said_before,
)

ANN = Participant(email="ann@acme.example", name="Ann Lee")


def mail(text: str, said: tuple[tuple[int, int], ...] | None = None, **more: object) -> Event:
    spans = ((0, len(text)),) if said is None and text else said or ()
    return Event.model_validate(
        {
            "id": "e1",
            "source": "files",
            "external_id": "x",
            "kind": EventKind.mail,
            "at": datetime(2026, 11, 2, tzinfo=UTC),
            "sender": ANN,
            "text": text,
            "said": spans,
            **more,
        }
    )


def test_a_short_mail_is_one_passage() -> None:
    (passage,) = passages(mail("Hi Tom,\n\nthe quote comes on Friday.\n"))
    assert passage.text.endswith("the quote comes on Friday.")
    assert passage.id == f"e1:{passage.start}"


def test_quoted_history_is_in_no_passage() -> None:
    text = "Thanks, agreed.\n\n> We will pay you a million.\n"
    found = passages(mail(text, said=((0, 15),)))
    assert [p.text for p in found] == ["Thanks, agreed."]


def test_a_long_mail_is_cut_at_sentences() -> None:
    sentence = "The pilot runs for six weeks and then ends with a meeting of both teams. "
    found = passages(mail(sentence * 40))
    assert len(found) > 3
    assert all(p.text.startswith("The pilot") and p.text.endswith("teams.") for p in found)
    assert all(len(p.text.split()) <= MOST_WORDS for p in found)


def test_paragraphs_stay_together_until_there_are_enough_words() -> None:
    short = "We have three questions about the price list."
    long = "We looked at the offer in detail last week and have three questions about the price list for next year."
    assert len(passages(mail(f"{short}\n\n{short}"))) == 1
    assert len(passages(mail(f"{long}\n\n{long}"))) == 2


def test_a_greeting_is_no_passage_of_its_own() -> None:
    long = "we looked at the offer in detail last week and have three questions about the price list for next year "
    (first, *_) = passages(
        mail(f"Hi Tom,\n\n{long}and about the discount, and a few more about the training.")
    )
    assert first.text.startswith("Hi Tom,") and "three questions" in first.text


def test_short_turns_of_a_call_stand_together_with_their_question() -> None:
    text = "Ann: When do we get the SOW?\nTom: On Friday.\n"
    event = mail(
        text,
        said=((5, 28), (34, 44)),
        kind=EventKind.transcript,
        turns=(
            Turn(start=5, end=28, speaker=ANN),
            Turn(start=34, end=44, speaker=Participant(email="", name="Tom")),
        ),
    )
    (passage,) = passages(event)
    assert passage.text == "When do we get the SOW?\nTom: On Friday."
    assert embedding_text(event, passage).startswith("[2 November 2026] Ann Lee: When")


def test_turns_with_quoted_text_between_them_stay_apart() -> None:
    text = "Yes. [played: secret] No."
    turns = (Turn(start=0, end=4, speaker=ANN), Turn(start=22, end=25, speaker=ANN))
    event = mail(text, said=((0, 4), (22, 25)), quoted=((5, 21),), turns=turns)
    assert [p.text for p in passages(event)] == ["Yes.", "No."]


def test_the_subject_is_context_without_its_reply_marks() -> None:
    event = mail("On Friday then.", subject="Re: AW: Fwd: Revised quote")
    (passage,) = passages(event)
    assert embedding_text(event, passage) == "[2 November 2026] Revised quote: Ann Lee: On Friday then."
    assert passage.text == "On Friday then."


def test_a_passage_is_embedded_with_its_account() -> None:
    event = mail("On Friday then.")
    (text,) = embedding_texts(event, passages(event), account="Acme Corp")
    assert text == "[2 November 2026] Acme Corp: Ann Lee: On Friday then."


def test_a_short_reply_is_embedded_after_what_it_answers() -> None:
    event = mail("On Friday then.")
    question = mail("When do we get\nthe SOW?", sender=Participant(email="tom@us.example", name="Tom"))
    assert needs_before(event)
    (text,) = embedding_texts(event, passages(event), before=said_before([question]))
    assert text == "Tom: When do we get the SOW?\n[2 November 2026] Ann Lee: On Friday then."


def test_a_mail_that_says_enough_stands_alone_and_a_chat_message_never_does() -> None:
    enough = "The quote for thirty seats comes on Friday and is valid until the end of March."
    assert not needs_before(mail(enough))
    assert needs_before(mail(enough, kind=EventKind.chat))


def test_of_what_was_said_before_the_end_counts() -> None:
    lead = said_before([mail("first " * 200), mail("second " * 200 + "and last")])
    one, two = lead.split("\n")
    assert len(one) <= 240 and len(two) <= 300 and two.endswith("and last")


def test_an_empty_mail_has_no_passages() -> None:
    assert passages(mail("")) == []
    assert passages(mail("   \n\n  ")) == []


@given(st.text(max_size=600), st.lists(st.integers(0, 600), max_size=6))
def test_every_passage_is_an_exact_slice_of_something_said(text: str, cuts: list[int]) -> None:
    edges = sorted({min(c, len(text)) for c in cuts})
    said = tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b)
    event = mail(text, said=said)
    for passage in passages(event):
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip()
        assert event.was_said(passage.start, passage.end)
    assert len({p.id for p in passages(event)}) == len(passages(event))
