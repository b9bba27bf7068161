"""What people read: answers, cards and reminders in plain words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.answers import LONGEST_QUESTION, answer_reply, error_reply, unanswerable
from bot.replies.cards import approval_card, decided_card, paused_card, proposal_card
from bot.replies.forms import APPROVE, DONE, EDIT, REJECT, RELEASE, WRONG_OWNER, form_for
from bot.replies.reminders import digest_card, reminder_card
from bot.replies.shapes import Block, Buttons, Context, Fields, Heading, Menu, Paragraph, Quotes, Reply
from bot.replies.words import clean, clip, confidence_words, due_words, field_value
from records.models import Direction, PromiseStatus, ProposalStatus
from tests.pictures import samples
from tests.pictures.samples import MIRA, NAMES, TODAY


def text_of(reply: Reply) -> str:
    return "\n".join(_words(b) for b in reply.blocks)


def actions_of(reply: Reply) -> list[str]:
    rows = [b for b in reply.blocks if isinstance(b, Buttons)]
    flat = [o for row in rows for i in row.items for o in (i.options if isinstance(i, Menu) else (i,))]
    return [b.action for b in flat]


def test_an_answer_shows_every_quote_with_its_number_and_source() -> None:
    shown = text_of(answer_reply(samples.answer()))
    for citation in samples.citations():
        assert f"[{citation.n}]" in shown and citation.quote in shown and citation.subject in shown
    assert "Searched mail (1,204), calendar (96), transcripts (3) · newest from Mon 24 Nov 2025" in shown


def test_a_refusal_says_once_what_was_searched() -> None:
    nothing = samples.answer().model_copy(
        update={
            "answer": "No promise found. I looked at 3 mails.",
            "promises": (),
            "citations": (),
            "refused": True,
        }
    )
    assert text_of(answer_reply(nothing)).strip() == "No promise found. I looked at 3 mails."


def test_an_approval_card_says_before_and_after_why_how_sure_and_until_when() -> None:
    reply = approval_card(samples.proposal(), citations=samples.citations(), names=NAMES)
    shown = text_of(reply)
    assert "Update the next step for Acme?" in shown
    assert "Next step: Follow up in January → Send the revised quote" in shown
    assert "High confidence (0.93)" in shown and "Expires Mon 1 Dec 2025, 08:30 UTC" in shown
    assert "Policy asks for approval: every change of a deal" in shown
    assert "A manager or an admin can approve it" in shown
    assert "Re: Volume pricing for 2026" in shown
    assert actions_of(reply)[:3] == [APPROVE, EDIT, REJECT]
    assert reply.card == "proposal:cp-7f3a"


def test_a_paused_card_names_the_rule_and_who_can_release_it() -> None:
    reply = paused_card(samples.paused(), citations=samples.paused_citations(), names=NAMES)
    shown = text_of(reply)
    assert "angry support thread" in shown and "Rule: at risk support" in shown
    assert "Only a manager or an admin can release it, but not Mira Okafor" in shown
    assert "Fri 28 Nov 2025 → Fri 19 Dec 2025" in shown
    assert actions_of(reply)[:2] == [RELEASE, REJECT]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (ProposalStatus.applied, "Approved by Tom Reyes on Mon 24 Nov 2025, 08:30 UTC and written"),
        (ProposalStatus.approved, "being written"),
        (ProposalStatus.rejected, "Rejected by Tom Reyes"),
        (ProposalStatus.expired, "Expired on Mon 1 Dec 2025"),
        (ProposalStatus.superseded, "Replaced by a newer proposal"),
        (ProposalStatus.failed, "nothing was written: the value had changed meanwhile"),
    ],
)
def test_a_decided_card_says_what_became_of_it_and_has_no_buttons(status: ProposalStatus, says: str) -> None:
    decided = samples.proposal(status=status).model_copy(
        update={
            "decided_by": samples.TOM.email,
            "decided_at": samples.NOW,
            "decision_reason": "Dana said so",
            "failure": "the value had changed meanwhile",
        }
    )
    reply = decided_card(decided, names=NAMES)
    assert says in text_of(reply) and "Dana said so" in text_of(reply)
    assert actions_of(reply) == []


def test_the_card_follows_the_status() -> None:
    assert APPROVE in actions_of(proposal_card(samples.proposal()))
    assert RELEASE in actions_of(proposal_card(samples.paused()))
    assert actions_of(proposal_card(samples.proposal(status=ProposalStatus.rejected))) == []


def test_an_empty_field_reads_as_empty() -> None:
    card = approval_card(samples.proposal().model_copy(update={"old": None}))
    assert "Next step: empty → Send" in text_of(card)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "due today"),
        (1, "due tomorrow"),
        (4, "due Fri 28 Nov 2025"),
        (-1, "1 day late"),
        (-3, "3 days late"),
    ],
)
def test_when_a_promise_is_due_reads_as_people_say_it(days: int, says: str) -> None:
    assert says in due_words(samples.promise(due=TODAY + timedelta(days=days)), TODAY)


def test_a_promise_without_a_date_says_so() -> None:
    assert due_words(samples.promise(due=None, said=None), TODAY) == "no date given"
    assert due_words(samples.promise(due=None, said="soon"), TODAY) == "no date given (soon)"


def test_a_reminder_says_who_owes_whom() -> None:
    ours = text_of(reminder_card((samples.promise(due=TODAY),), MIRA, TODAY))
    assert "You promised Acme: send the revised quote" in ours and "Coming up: Acme" in ours
    late = samples.promise(due=date(2025, 11, 20), direction=Direction.theirs, owner="dana@acme.example")
    theirs = text_of(reminder_card((late,), MIRA, TODAY))
    assert "Overdue: Acme" in theirs and "Acme owes us: " in theirs and "4 days late" in theirs
    other = samples.promise(owner=samples.TOM.email)
    assert "tom@lumenworks.example promised Acme: " in text_of(reminder_card((other,), MIRA, TODAY))


def test_a_digest_has_a_row_of_buttons_for_each_and_says_what_it_left_out() -> None:
    promises = [samples.promise(id=f"p{n}", status=PromiseStatus.open) for n in range(12)]
    reply = digest_card(promises, MIRA, TODAY, more=5)
    assert "17 promises to look at" in text_of(reply) and "And 7 more" in text_of(reply)
    assert actions_of(reply).count(DONE) == 10
    rows = [b.row for b in reply.blocks if isinstance(b, Buttons)]
    assert len(set(rows)) == 10


@pytest.mark.parametrize("question", ["", " \n", ":wave:", "👍", "?!", "…"])
def test_what_asks_nothing_is_told_how_to_ask(question: str) -> None:
    reply = unanswerable(question)
    assert reply is not None and "Ask me" in reply.text


@pytest.mark.parametrize("question", ["Acme?", "was haben wir zugesagt", "約束は？", "q" * LONGEST_QUESTION])
def test_a_question_in_any_language_is_asked(question: str) -> None:
    assert unanswerable(question) is None


def test_a_question_that_is_too_long_is_not() -> None:
    reply = unanswerable("q" * (LONGEST_QUESTION + 1))
    assert reply is not None and "2,000 characters" in reply.text


def test_an_error_is_one_sentence_for_the_one_who_clicked() -> None:
    reply = error_reply("Tom decided this already.", reference="d-1")
    assert reply.notice == "Tom decided this already." and "Reference d-1" in text_of(reply)


def test_only_some_clicks_ask_something_first() -> None:
    assert form_for(APPROVE, "x") is None and form_for(DONE, "x") is None
    edit, owner = form_for(EDIT, "x", initial="now"), form_for(WRONG_OWNER, "x")
    assert edit is not None and edit.inputs[0].initial == "now" and edit.inputs[0].kind == "lines"
    assert owner is not None and owner.inputs[0].kind == "person"


@pytest.mark.parametrize(
    ("field", "value", "reads"),
    [
        ("amount", "52000.00", "52,000.00"),
        ("amount", "about 5", "about 5"),
        ("amount", "NaN", "NaN"),
        ("close_date", "2025-12-19", "Fri 19 Dec 2025"),
        ("close_date", "soon", "soon"),
        ("next_step", "  ", None),
        ("next_step", "a\n b", "a b"),
    ],
)
def test_values_read_as_people_write_them(field: str, value: str, reads: str | None) -> None:
    assert field_value(field, value) == reads


def test_confidence_is_said_in_words_and_number() -> None:
    assert [confidence_words(c) for c in (0.93, 0.7, 0.2)] == [
        "high confidence (0.93)",
        "fair confidence (0.70)",
        "low confidence (0.20)",
    ]


@given(st.text())
def test_nothing_that_steers_a_terminal_or_turns_a_line_around_is_left(text: str) -> None:
    cleaned = clean(text)
    assert not any(c in cleaned for c in "\x00\x07\x1b\x7f\x9b\r\u202e\u2066\u200b")
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_clipped_text_fits(text: str, longest: int) -> None:
    assert len(clip(text, longest)) <= longest


def _words(block: Block) -> str:
    match block:
        case Heading(text) | Context(text):
            return text
        case Paragraph(runs):
            return "".join(r.text for r in runs)
        case Fields(items):
            return "\n".join(f"{f.label}: {f.before or 'empty'} → {f.after}" for f in items)
        case Quotes(items):
            return "\n".join(
                "".join(r.text for r in q.lead) + "\n" + q.text + "\n" + "".join(r.text for r in q.source)
                for q in items
            )
    return ""
