"""Asks more than 550 labelled questions about four invented companies, and tells how many answers are right."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import ask_companies
from benchmarks.ask_gold import Gold, Question, gold_of, questions
from benchmarks.ask_homes import COMPANIES, opened, readers
from benchmarks.ask_scores import Canary, Judged, judge
from benchmarks.homes import folder, machine, percentile
from benchmarks.promises import ratio

if TYPE_CHECKING:
    from bot.app import App
    from records.models import Answer

SPLITS = ("dev", "hurried", "held_out", "unread")
"""Nobody reads the questions or the errors of `unread`; only its totals are looked at."""
READ = ("dev", "hurried")
OTHERS = tuple(ask_companies.names())
"""Companies whose texts, labels and questions are by independent hands."""


def run(
    company: str,
    asked: Sequence[Question],
    everything: dict[str, Question],
    at: Path,
    *,
    embeddings: bool,
    fresh: bool,
    labelled: bool,
) -> list[Judged]:
    """Every question in a thread of its own; a follow-up comes after what it follows up."""
    app = opened(company, at, embeddings=embeddings, fresh=fresh, labelled=labelled)
    try:
        gold = gold_of(company, at)
        # No event was processed by an extractor of no name, so this is all of them.
        events = {e.id: e for e in app.log.unprocessed("", limit=100_000)}
        in_ledger = _extracted(app, gold, events)
        canary = Canary(events.values(), readers(company, at))
        if asked:
            app.ask.ask("what did we promise?", asked[0].asker, now=asked[0].now)  # loads what is loaded once
        done = []
        for question in asked:
            answer = _answer(app, question, everything)
            dues = {e: _dues(app, e) for e in {c.event_id for c in answer.citations}}
            judged = judge(question, answer, events, gold, in_ledger, dues)
            judged.leaked = canary.leaks(answer, question.asker, question.question)
            done.append(judged)
        return done
    finally:
        app.close()


def _dues(app: "App", event_id: str) -> list[date]:
    return [p.due for p in app.promises.of_event(event_id) if p.due]


def _extracted(app: "App", gold: Gold, events: dict[str, Any]) -> set[str]:
    found = set()
    for event in events.values():
        for promise in app.promises.of_event(event.id):
            key, _ = gold.key_of(promise, event)
            if key:
                found.add(key)
    return found


def _answer(app: "App", question: Question, everything: dict[str, Question]) -> "Answer":
    chain = [question]
    while chain[0].follow_up_of:
        chain.insert(0, everything[chain[0].follow_up_of])
    for q in chain[:-1]:
        app.ask.ask(q.question, q.asker, now=q.now, thread=question.id)
    return app.ask.ask(question.question, question.asker, now=question.now, thread=question.id)


def figures(done: Sequence[Judged]) -> dict[str, Any]:
    """All figures of one part of the questions."""
    named = [j for j in done if j.question.gold]
    given = [j for j in named if j.exact_given_ledger is not None]
    passages = [j for j in done if j.question.evidence and not j.question.gold and not j.question.refuse]
    refuse = [j for j in done if j.question.refuse]
    answerable = [j for j in done if not j.question.refuse]
    follow = [j for j in done if j.question.follow_up_of]
    hit = sum(j.hit for j in done)
    extra = sum(len(j.wrong) + len(j.unlabelled) for j in done)
    missed = sum(len(j.missed) for j in done)
    sentences = sum(j.sentences for j in done)
    promises = sum(len(j.answer.promises) for j in done if not j.answer.refused)
    times = [j.answer.ms for j in done]
    return {
        "questions": len(done),
        "right": ratio(sum(j.right for j in done), len(done)),
        "right_promises_and_nothing_else": ratio(sum(j.exact for j in named), len(named)),
        "of": len(named),
        "same_given_what_was_extracted": ratio(sum(bool(j.exact_given_ledger) for j in given), len(given)),
        "promise_precision": ratio(hit, hit + extra),
        "promise_recall": ratio(hit, hit + missed),
        "wanted_quotes_cited": ratio(sum(j.cited for j in done), hit + missed),
        "passage_cited": ratio(sum(j.evidence_cited for j in passages), len(passages)),
        "passage_questions": len(passages),
        "refused_when_unanswerable": ratio(sum(j.refused_rightly for j in refuse), len(refuse)),
        "unanswerable": len(refuse),
        "wrongly_refused": ratio(sum(j.answer.refused for j in answerable), len(answerable)),
        "follow_ups_right": ratio(sum(j.right for j in follow), len(follow)),
        "follow_ups": len(follow),
        "leaked": sum(len(j.leaked) for j in done),
        "sentences_supported": ratio(sentences - sum(len(j.unsupported) for j in done), sentences),
        "sentences": sentences,
        "named_promises_with_their_quote_cited": ratio(promises - sum(j.uncited for j in done), promises),
        "p50_ms": round(percentile(times, 0.5), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
    }


def report(done: Sequence[Judged], base: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One line for each split and company, and one for each split of our own two companies together."""
    for split in SPLITS:
        mine = [j for j in done if j.question.split == split]
        for company in (*COMPANIES, "both", *OTHERS):
            part = [j for j in mine if j.question.company in (COMPANIES if company == "both" else (company,))]
            if part:
                yield base | {"figure": "answers", "split": split, "company": company} | figures(part)


def errors(done: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """What went wrong, question by question."""
    for j in done:
        if j.right and not j.unsupported and not j.uncited:
            continue
        q = j.question
        yield {
            "error": "wrong" if not j.right else "support",
            "id": q.id,
            "as": q.asker.partition("@")[0],
            "question": q.question,
            "kind": q.kind,
            "wanted": "refusal" if q.refuse else ["|".join(sorted(g)) for g in q.gold] or sorted(q.evidence),
            "missed": j.missed,
            "wrong": j.wrong,
            "unlabelled": j.unlabelled,
            "given_ledger": j.exact_given_ledger,
            "refused": j.answer.refused,
            "leaked": j.leaked,
            "unsupported": j.unsupported,
            "uncited": j.uncited,
            "answer": j.answer.answer,
        }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=SPLITS, help="only this half; default: both")
    parser.add_argument("--company", choices=(*COMPANIES, *OTHERS), help="only this company; default: all")
    parser.add_argument(
        "--homes", type=Path, help="folder that keeps the homes; default: built and thrown away"
    )
    parser.add_argument("--fresh", action="store_true", help="build kept homes anew")
    parser.add_argument(
        "--embeddings",
        choices=("none", "sample", "both"),
        default="sample",
        help="whose mail is read for meaning too: nobody's, all but the large company's, everybody's",
    )
    parser.add_argument(
        "--ledger",
        choices=("extracted", "labelled"),
        default="extracted",
        help="labelled: answers from the gold promises, apart from how well mail is read",
    )
    parser.add_argument(
        "--errors", action="store_true", help="also print every wrong answer of the dev and hurried ones"
    )
    parser.add_argument(
        "--unsealed",
        action="store_true",
        help="with --errors: of the held-out and unread questions as well; they are then burnt",
    )
    options = parser.parse_args(arguments)
    if options.errors and options.split in ("held_out", "unread") and not options.unsealed:
        print(
            "The held-out answers stay unread; --unsealed shows them, and they are burnt then.",
            file=sys.stderr,
        )
        return 2
    everything = {q.id: q for q in questions()}
    asked = [q for q in everything.values() if options.split in (None, q.split)]
    done: list[Judged] = []
    with folder() as temporary:
        at = options.homes or temporary
        at.mkdir(parents=True, exist_ok=True)
        for company in (*COMPANIES, *OTHERS):
            mine = [q for q in asked if q.company == company]
            if mine and options.company in (None, company):
                meaning = options.embeddings == "both" or (
                    options.embeddings == "sample" and company != "large"
                )
                done += run(
                    company,
                    mine,
                    everything,
                    at,
                    embeddings=meaning,
                    fresh=options.fresh,
                    labelled=options.ledger == "labelled",
                )
    for line in report(
        done,
        {
            "benchmark": "ask",
            "machine": machine(),
            "ledger": options.ledger,
            "embeddings": options.embeddings,
        },
    ):
        print(json.dumps(line, ensure_ascii=False), flush=True)
    if options.errors:
        for line in errors([j for j in done if j.question.split in READ or options.unsealed]):
            print(json.dumps(line, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
