"""The questions are well formed, their gold is readable by who asks, and answers are judged as promised."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks import ask, large_company
from benchmarks.ask_gold import Gold, Question, gold_of, questions
from benchmarks.ask_homes import name_of, readers
from benchmarks.ask_scores import Canary, Judged, judge
from bot.cli import sample
from records.models import Answer, Citation, Coverage
from tests.builders import event, promise

ASKER = "mara@northbeam.example"
MAIL = event("I'll send the quote by Friday. We will call you on Monday.", external_id="<m1@x.example>")
QUOTE, CALL = "I'll send the quote by Friday", "We will call you on Monday"
GOLD = Gold(
    by_event={"m1@x.example": [("p1", QUOTE), ("p2", CALL)]},
    rows={"p1": {"id": "m1@x.example", "quote": QUOTE}, "p2": {"id": "m1@x.example", "quote": CALL}},
)


def question(*gold: str, **more: Any) -> Question:
    given: dict[str, Any] = {
        "id": "q1",
        "company": "sample",
        "split": "dev",
        "asker": ASKER,
        "now": datetime(2026, 11, 20, tzinfo=UTC),
        "question": "what did we promise",
        "gold": tuple(frozenset(g.split("|")) for g in gold),
        "optional": frozenset(),
        "evidence": frozenset(),
        "refuse": False,
        "follow_up_of": None,
        "kind": "",
    }
    return Question(**(given | more))


def answer(text: str, *quotes: str, refused: bool = False) -> Answer:
    cited = tuple(
        Citation(
            n=n,
            event_id=MAIL.id,
            source="files",
            external_id=MAIL.external_id,
            subject="",
            at=MAIL.at,
            quote=q,
        )
        for n, q in enumerate(quotes, 1)
    )
    return Answer(
        answer=text,
        promises=tuple(promise(MAIL, q) for q in quotes),
        citations=cited,
        coverage=Coverage(sources=(), as_of=None),
        refused=refused,
    )


def judged(q: Question, a: Answer, dues: dict[str, list[date]] | None = None) -> Judged:
    return judge(q, a, {MAIL.id: MAIL}, GOLD, {"p1", "p2"}, dues or {})


def test_there_are_enough_questions_of_every_kind() -> None:
    asked = questions()
    assert len(asked) == len({q.id for q in asked}) >= 150
    assert min(Counter((q.company, q.split) for q in asked).values()) >= 35
    assert sum(q.refuse for q in asked) >= 30
    assert sum("readable" in q.kind for q in asked) >= 15
    assert sum(q.follow_up_of is not None for q in asked) >= 10


def test_a_follow_up_is_asked_by_the_same_person_in_the_same_half() -> None:
    asked = {q.id: q for q in questions()}
    for q in asked.values():
        if q.follow_up_of:
            before = asked[q.follow_up_of]
            assert (before.asker, before.split, before.company) == (q.asker, q.split, q.company), q.id


def test_the_gold_exists_and_who_asks_may_read_it(tmp_path: Path) -> None:
    large_company.write(tmp_path / "large-company-files")
    for company in ("sample", "large"):
        gold, may = gold_of(company, tmp_path), readers(company, tmp_path)
        folder = sample.FOLDER if company == "sample" else tmp_path / "large-company-files"
        people = {p["email"] for p in yaml.safe_load((folder / "company.yml").read_text())["people"]}
        for q in (q for q in questions() if q.company == company):
            assert q.asker in people, q.id
            for group in q.gold:
                assert any(q.asker in may[name_of(gold.rows[key]["id"])] for key in group), (q.id, group)
            assert all(key in gold.rows for key in q.optional), q.id
            assert all(q.asker in may[e] for e in q.evidence), q.id
            assert not (q.refuse and (q.gold or q.evidence)), q.id
            assert q.refuse or q.gold or q.evidence, q.id


def test_the_right_promise_and_nothing_else() -> None:
    assert judged(question("p1"), answer("1. Send it [1]", QUOTE)).right
    assert not judged(question("p1"), answer("1. Send it [1]\n2. Call [2]", QUOTE, CALL)).right
    assert judged(question("p1", optional=frozenset({"p2"})), answer("1. A [1]\n2. B [2]", QUOTE, CALL)).right
    assert judged(question("p1", "p2"), answer("1. Send it [1]", QUOTE)).missed == ["p2"]
    assert judged(question("p1|p2"), answer("1. Call [1]", CALL)).right


def test_what_is_no_promise_at_all_counts_against_an_answer() -> None:
    other = event("The lift will be out of order.", external_id="<m2@x.example>")
    named = answer("1. Send it [1]", QUOTE)
    named = named.model_copy(
        update={"promises": (*named.promises, promise(other, "The lift will be out of order"))}
    )
    done = judge(question("p1"), named, {MAIL.id: MAIL, other.id: other}, GOLD, {"p1"}, {})
    assert done.unlabelled == ["The lift will be out of order"]
    assert not done.exact
    assert done.exact_given_ledger


def test_an_unanswerable_question_has_to_be_refused_without_naming_anything() -> None:
    nothing = question(refuse=True)
    assert judged(nothing, answer("I found nothing.", refused=True)).right
    assert not judged(nothing, answer("1. Send it [1]", QUOTE)).right


def test_a_sentence_needs_a_citation_that_holds_its_numbers() -> None:
    q = question("p1")
    assert not judged(q, answer("1. Send the quote [1]", QUOTE)).unsupported
    assert judged(q, answer("1. Send the quote for 900 EUR [1]", QUOTE)).unsupported
    assert judged(q, answer("1. “I'll send it today” [1]", QUOTE)).unsupported
    due = {MAIL.id: [date(2026, 11, 13)]}
    assert not judged(q, answer("1. Overdue by 7 days, was due 13 Nov [1]", QUOTE), due).unsupported


def test_a_canary_sings_when_words_of_an_unreadable_mail_are_shown() -> None:
    secret = event("The buyer of the factory is a tile maker from Spain.", external_id="<m9@x.example>")
    canary = Canary([MAIL, secret], {"m1@x.example": {ASKER}, "m9@x.example": {"tom@northbeam.example"}})
    assert canary.leaks(answer("1. Send the quote [1]", QUOTE), ASKER, "?") == []
    told = answer("They say the buyer of the factory is a tile maker.")
    assert canary.leaks(told, ASKER, "?") == [secret.id]
    assert canary.leaks(told, "tom@northbeam.example", "?") == []


def test_held_out_errors_stay_sealed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask.main(["--split", "held_out", "--errors"]) == 2
    assert "--unsealed" in capsys.readouterr().err


def test_errors_are_told_with_what_was_wanted() -> None:
    [line] = ask.errors([judged(question("p1"), answer("1. Call [1]", CALL))])
    assert (line["missed"], line["wrong"]) == (["p1"], ["p2"])
    assert json.dumps(line)
