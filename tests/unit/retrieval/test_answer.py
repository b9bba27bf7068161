"""Answers as a tired rep reads them: right promises, exact quotes, nothing they may not read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.errors import UnknownReader
from records.event_facts import SaidIntent
from records.models import Answer, Direction, PromiseStatus
from retrieval.answer import MOST_LISTED, Answerer
from retrieval.search import Search
from tests.unit.retrieval.company import CANARY, JANA, NOW, TOM, Company, ago, company

COMPANY = company()


def answerer(made: Company = COMPANY) -> Answerer:
    return Answerer(made.ledger, Search(made.ledger, None, None))


def ask(question: str, reader: str = JANA, *, made: Company = COMPANY, after: tuple[str, ...] = ()) -> Answer:
    answer = answerer(made).ask(question, reader, NOW, after)
    check(answer, reader, made)
    return answer


def check(answer: Answer, reader: str, made: Company) -> None:
    """What holds for every answer: exact quotes of readable events, every promise cited."""
    events = made.ledger.events(reader, [c.event_id for c in answer.citations])
    for citation in answer.citations:
        assert citation.quote and citation.quote in events[citation.event_id].text
        assert f"[{citation.n}]" in answer.answer
    cited = {(c.event_id, c.quote) for c in answer.citations}
    assert all((p.event_id, p.quote) in cited for p in answer.promises)
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    if answer.refused:
        assert not answer.promises and not answer.citations


def named(answer: Answer) -> list[str]:
    return [promise.id for promise in answer.promises]


def test_what_did_we_promise_acme_last_november() -> None:
    answer = ask("what did we promise Acme last November?")
    assert named(answer) == ["old-quote"]
    assert answer.answer == (
        "We promised Acme one thing in November 2025:\n"
        "1. Send the revised quote (Jana Novak to Acme): kept on Thursday 13 Nov 2025 [1][2]"
    )
    assert [c.quote for c in answer.citations] == [
        "we will send you the revised quote by Friday",
        "Here is the revised quote.",
    ]


def test_what_do_i_owe_this_week_lists_the_week_and_counts_what_is_late() -> None:
    answer = ask("what do I owe this week?")
    assert named(answer) == ["deck"]
    assert "due Thursday 19 Nov" in answer.answer
    assert answer.answer.endswith("1 more is overdue from before.")


def test_what_is_overdue_for_globex() -> None:
    answer = ask("what is overdue for Globex?")
    assert named(answer) == ["questionnaire"]
    assert answer.promises[0].status is PromiseStatus.broken
    assert "overdue by 5 days, was due Friday 13 Nov" in answer.answer


def test_nothing_overdue_says_so_with_what_was_searched() -> None:
    answer = ask("what is overdue for Acme?")
    assert answer.refused and answer.answer.startswith("Nothing is overdue for Acme.")
    assert "files: 4" in answer.answer and "the newest from Monday 16 Nov" in answer.answer
    assert answer.coverage.events == 4 and answer.coverage.as_of is not None


def test_did_we_ever_promise_initech_sso_is_refused_with_where_it_is_mentioned() -> None:
    answer = ask("did we ever promise Initech SSO?")
    assert answer.refused
    assert answer.answer.startswith("I found no promise about SSO to Initech.")
    assert "mentioned in a message of Thursday 29 Oct (“Demo”), but nobody promises it" in answer.answer


def test_who_may_read_the_promise_is_told_of_it() -> None:
    answer = ask("did we ever promise Initech SSO?", TOM)
    assert named(answer) == ["sso"] and answer.answer.startswith("Yes, we promised Initech this about SSO:")


@pytest.mark.parametrize(
    "question",
    [
        f"what did we promise about {CANARY}?",
        "what did we promise Initech?",
        "what did Tom promise?",
        f"who wrote about {CANARY}",
        "what about Sekretko?",
        "what did we promise Acme about the report?",
        "what do we owe?",
        "what did we promise?",
        "Welcome to Sekretko",
    ],
)
def test_another_reps_mail_never_shows(question: str) -> None:
    answer = ask(question)
    assert "SSO for free" not in answer.model_dump_json() and "e8" not in {
        p.event_id for p in answer.promises
    }
    assert CANARY not in answer.answer or CANARY in question
    assert "sso" not in named(answer)


def test_a_private_account_is_as_unknown_as_any_other() -> None:
    assert ask("what did we promise Sekretko?").answer.startswith(
        "I know no account called Sekretko. I looked at"
    )
    assert ask("what did we promise Sekretko?", TOM).answer.startswith("I found no promise to Sekretko.")


def test_an_unknown_account_is_refused_with_near_names() -> None:
    answer = ask("what did we promise Initrode?")
    wanted = "I know no account called Initrode; did you mean Initech Inc.? I looked at"
    assert answer.refused and answer.answer.startswith(wanted)


def test_an_unknown_reader_gets_an_error_and_nothing_else() -> None:
    with pytest.raises(UnknownReader):
        answerer().ask("what did we promise Acme?", "stranger@evil.example", NOW)


def test_what_did_they_promise_us() -> None:
    answer = ask("what did they promise us?")
    assert named(answer) == ["sign"] and answer.answer.startswith("They promised us one thing:")


def test_what_did_ann_promise_us() -> None:
    assert named(ask("what did Ann promise us?")) == ["sign"]
    assert ask("what did Maria promise us?").answer.startswith("I found no promise by Maria.")


def test_a_moved_promise_is_told_once_with_where_it_moved_from() -> None:
    answer = ask("what did we promise Hooli?")
    assert named(answer) == ["docs-new"]
    assert "due Tuesday 24 Nov, moved from Friday 13 Nov [1][2]" in answer.answer
    assert len(answer.citations) == 2


def test_open_questions_about_a_moved_promise_show_the_new_date() -> None:
    assert named(ask("when will we deliver the API docs to Hooli?")) == ["docs-new"]
    answer = ask("have the API docs been sent to Hooli?")
    assert answer.answer.startswith("Not yet, as far as I can see:") and named(answer) == ["docs-new"]


def test_was_it_sent_says_yes_when_kept() -> None:
    answer = ask("did we send Acme the revised quote?")
    assert answer.answer.startswith("Yes:") and named(answer) == ["old-quote"]


def test_weak_promises_are_called_weak() -> None:
    answer = ask("did we promise Acme a sandbox?")
    assert named(answer) == ["sandbox"] and "not firm" in answer.answer


def test_a_topic_leaves_the_others_out() -> None:
    assert named(ask("what did we promise Acme about the roadmap?")) == ["deck"]
    assert ask("what did we promise Acme about parking?").refused


def test_german_and_french_questions() -> None:
    assert named(ask("Was haben wir Acme letzten November versprochen?")) == ["old-quote"]
    assert named(ask("Was ist bei Globex überfällig?")) == ["questionnaire"]
    assert named(ask("qu'avons-nous promis à Hooli ?")) == ["docs-new"]


def test_a_general_question_is_answered_with_quotes() -> None:
    answer = ask("what did Acme say about pricing?")
    assert not answer.refused and answer.promises == ()
    assert answer.citations[0].quote.startswith("The pricing is fine for us")
    assert answer.answer.startswith("I found this:\n1. ann@acme.example, Sunday 15 Nov: “The pricing is fine")


@pytest.mark.parametrize("question", ["what is the weather like in Paris?", "who won the football?", "hello"])
def test_questions_nothing_answers_are_refused(question: str) -> None:
    assert ask(question).refused


@pytest.mark.parametrize("question", ["", "   ", "?", "😀😀", "\x00", "\u200b"])
def test_no_question_gets_an_example(question: str) -> None:
    answer = ask(question)
    assert answer.refused and "for example" in answer.answer


def test_a_follow_up_keeps_its_subject() -> None:
    answer = ask("and for Hooli?", after=("what did we promise Acme?",))
    assert named(answer) == ["docs-new"]
    answer = ask("and last November?", after=("what did we promise Hooli?", "and for Acme?"))
    assert named(answer) == ["old-quote"]


def test_dismissed_promises_are_never_shown() -> None:
    made = Company()
    mail = made.mail("I'll call you.", account="acme", at=ago(1))
    made.promise(mail, "I'll call you", "call", status=PromiseStatus.dismissed)
    assert ask("what did we promise Acme?", made=made).refused
    assert ask("open promises for Acme", made=made).refused


def test_a_promise_whose_quote_is_not_in_its_source_is_never_shown() -> None:
    made = Company()
    mail = made.mail("I'll call you.", account="acme", at=ago(1))
    right = made.promise(mail, "I'll call you", "call")
    made.ledger._promises = [right.model_copy(update={"start": 1, "end": 14})]
    assert ask("what did we promise Acme?", made=made).refused


def test_a_circle_of_changes_ends() -> None:
    made = Company()
    mail = made.mail("I'll call you. I'll write to you.", account="acme", at=ago(1))
    for quote, mine, other in (("I'll call you", "a", "b"), ("I'll write to you", "b", "a")):
        made.promise(mail, quote, quote, id=mine, status=PromiseStatus.changed, superseded_by=other)
    assert len(ask("what did we promise Acme?", made=made).promises) >= 1


def test_a_range_that_asks_for_the_older_one_shows_it_and_tells_where_it_moved() -> None:
    made = Company()
    old = made.mail("We'll ship on Friday.", account="acme", at=datetime(2026, 9, 1, tzinfo=UTC))
    new = made.mail("We'll ship on Monday.", account="acme", at=datetime(2026, 10, 1, tzinfo=UTC))
    made.promise(old, "We'll ship on Friday", "ship", due=date(2026, 9, 4), id="old",
                 status=PromiseStatus.changed, superseded_by="new")  # fmt: skip
    made.promise(new, "We'll ship on Monday", "ship", due=date(2026, 10, 5), id="new")
    answer = ask("what did we promise Acme in September?", made=made)
    assert named(answer) == ["old"] and "was due Friday 4 Sep, moved to Monday 5 Oct later" in answer.answer
    assert named(ask("what did we promise Acme?", made=made)) == ["new"]


def test_a_long_list_is_cut_and_counted() -> None:
    made = Company()
    for n in range(MOST_LISTED + 5):
        mail = made.mail(f"I'll send file {n}.", account="acme", at=NOW - timedelta(hours=n + 1))
        made.promise(mail, f"I'll send file {n}", f"send file {n}")
    answer = ask("what did we promise Acme?", made=made)
    assert len(answer.promises) == len(answer.citations) == MOST_LISTED
    assert answer.answer.startswith("We promised Acme 20 things:") and "and 5 more" in answer.answer


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120))
def test_no_question_makes_it_fail(question: str) -> None:
    answer = ask(question)
    assert CANARY not in answer.answer or CANARY in question


def test_endless_questions_are_answered() -> None:
    assert ask("what did we promise Acme " * 5_000) is not None


def test_a_question_without_the_word_promise_falls_back_to_what_was_written() -> None:
    answer = ask("when will Acme talk about the 12% discount?")
    assert not answer.refused and answer.promises == ()
    assert "12% discount must stay" in answer.citations[0].quote


def test_a_german_promise_is_found_by_an_english_question() -> None:
    made = Company()
    mail = made.mail("Die Schulungsunterlagen bekommen Sie bis Ende Oktober.", account="globex", at=ago(60))
    made.promise(mail, mail.text, "Schulungsunterlagen", due=date(2026, 10, 31), id="training")
    assert named(ask("when do we deliver the training documents to Globex?", made=made)) == ["training"]


def test_the_thing_may_stand_just_outside_the_quote() -> None:
    made = Company()
    text = "The German handbook is nearly there. About the rollout guide: you'll get it on Friday. Thanks!"
    mail = made.mail(text, account="globex", at=ago(3))
    made.promise(mail, "you'll get it on Friday", "send it", id="guide")
    assert named(ask("did we promise Globex the rollout guide?", made=made)) == ["guide"]
    assert ask("did we promise Globex the handbook?", made=made).refused


def test_whats_late_shows_both_sides_ours_first() -> None:
    made = company()
    theirs = made.mail(
        "We will return the signed contract by 10 November.\n",
        account="acme",
        at=ago(14),
        sender="ann@acme.example",
    )
    made.promise(theirs, "We will return the signed contract by 10 November", "return the signed contract",
                 due=date(2026, 11, 10), owner="ann@acme.example", direction=Direction.theirs, id="signed")  # fmt: skip
    answer = ask("whats late", made=made)
    assert "questionnaire" in named(answer) and named(answer)[-1] == "signed"
    assert "of ours and one of theirs" in answer.answer.splitlines()[0]
    assert "signed" not in named(ask("what am I late with", made=made))


def test_only_firm_or_only_vague_promises() -> None:
    assert "sandbox" in named(ask("soft promises to Acme"))
    assert "sandbox" not in named(ask("firm promises to Acme"))


def test_a_late_delivery_is_a_thing_and_no_question_for_what_is_late() -> None:
    assert ask("did we promise Acme a late delivery?").refused


def test_why_is_a_customer_upset_quotes_what_they_said_and_nobody_elses() -> None:
    made = company()
    mail = made.mail(
        "Hello,\n\nthis is the third outage in a month and we are fed up.\n",
        account="acme",
        at=ago(3),
        sender="ann@acme.example",
    )
    start = mail.text.index("this is")
    made.ledger.said_intents.append(
        SaidIntent(mail.id, "frustration", start, len(mail.text) - 1, mail.at, "ann@acme.example")
    )
    answer = ask("why is Acme upset?", made=made)
    assert not answer.refused and "fed up" in answer.citations[0].quote and not answer.promises
    assert ask("why is Acme upset?", TOM, made=made).refused or not any(
        "fed up" in c.quote for c in ask("why is Acme upset?", TOM, made=made).citations
    )
    assert ask("is Hooli unhappy?", made=made).refused


def test_and_the_week_after() -> None:
    first, second = "what's due next week", "and the week after"
    asked = answerer().understand(second, JANA, NOW, (first,))
    assert asked.due is not None and (asked.due.first, asked.due.last) == (
        date(2026, 11, 30),
        date(2026, 12, 6),
    )


def test_after_a_question_for_what_is_due_a_weekday_is_the_coming_one() -> None:
    asked = answerer().understand("and tuesday?", JANA, NOW, ("anything due monday?",))
    assert asked.due is not None and asked.due.first == date(2026, 11, 24)
