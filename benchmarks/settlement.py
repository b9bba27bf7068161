"""How well later mail settles promises: accuracy and wrongly kept ones, on threads labelled by hand."""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from records.models import (
    Attachment,
    Direction,
    Event,
    EventKind,
    Participant,
    Promise,
    PromiseStatus,
    Settlement,
    Strength,
)
from retrieval.settle import SILENT_FLAGS, settle
from retrieval.sides import Sides

DATA = Path(__file__).parent / "data" / "settlement"
UNSEEN = frozenset({"held", "held2", "trap_held", "fresh_held", "unread_a", "unread_b", "everyday_held"})
"""Splits whose wrong outcomes were never read while the rules were written."""
OURS = "promissory.example"
SIDES = Sides(our_domains=frozenset({OURS}))


@dataclass(frozen=True)
class Outcome:
    """One promise of one thread: what it should have become, what it became, and by which mail."""

    thread: str
    promise: str
    expected: str
    got: str
    evidence_expected: int | None
    evidence_got: int | None
    why: str = ""


def load(split: str) -> list[dict[str, Any]]:
    """Threads of one split (a file's name), as written down."""
    lines = (DATA / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _at(day: str, plus: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC) + timedelta(days=plus)


def _people(thread: dict[str, Any], direction: str) -> dict[str, Participant]:
    ours = Participant(email=f"jana@{OURS}", name="Jana Roth")
    our_colleague = Participant(email=f"tom@{OURS}", name="Tom Vale")
    theirs = Participant(email=f"dana@{thread['domain']}", name="Dana Lutz")
    their_colleague = Participant(email=f"mo@{thread['domain']}", name="Mo Berg")
    if direction == "ours":
        return {"owner": ours, "colleague": our_colleague, "beneficiary": theirs}
    return {"owner": theirs, "colleague": their_colleague, "beneficiary": ours}


def _promise(thread: dict[str, Any], n: int, event_id: str, at: datetime, text: str) -> Promise:
    given = thread["promises"][n]
    people = _people(thread, given["direction"])
    start = max(text.find(given["quote"]), 0)
    due = given["due"]
    return Promise(
        id=f"{thread['id']}-p{n}",
        event_id=event_id,
        start=start,
        end=start + len(given["quote"]),
        quote=given["quote"],
        direction=Direction(given["direction"]),
        owner=people["owner"].email,
        beneficiary=people["beneficiary"].email,
        action=given["action"],
        strength=Strength.firm,
        due=date.fromisoformat(due) if due else None,
        confidence=0.9,
        at=at,
        account_id=thread["domain"],
        account=thread["company"],
    )


def as_extracted(promise: Promise, sender: Participant, to: Participant) -> Promise:
    """The same promise with the action and due words that the extractor reads from its quote."""
    from retrieval.extract import extract

    event = Event(
        id=promise.event_id,
        source="benchmark",
        external_id=promise.event_id,
        kind=EventKind.mail,
        at=promise.at,
        sender=sender,
        to=(to,),
        text=promise.quote,
        said=((0, len(promise.quote)),),
    )
    found = extract(event, SIDES).promises
    if not found:
        return promise
    return promise.model_copy(update={"action": found[0].action, "due_as_said": found[0].due_as_said})


def replay(thread: dict[str, Any], extracted: bool = False) -> list[Outcome]:
    """Runs a thread mail by mail, as the product would, and compares each promise's last status."""
    first_direction = thread["promises"][0]["direction"]
    people = _people(thread, first_direction)
    opening = " ".join(p["quote"] for p in thread["promises"] if p["in"] is None)
    said_at = _at(thread["said"])
    ledger = {
        f"p{n}": _promise(thread, n, f"{thread['id']}-e0", said_at, opening)
        for n, p in enumerate(thread["promises"])
        if p["in"] is None
    }
    if extracted:
        ledger = {k: as_extracted(p, people["owner"], people["beneficiary"]) for k, p in ledger.items()}
    threads = {p.id: thread["id"] for p in ledger.values()}
    became: dict[str, tuple[str, int | None, str]] = {}
    before: dict[str, Event] = {}
    for i, mail in enumerate(thread["later"]):
        text = mail["text"]
        at = _at(thread["said"], mail["days"])
        event = Event(
            id=f"{thread['id']}-e{i + 1}",
            source="benchmark",
            external_id=f"{thread['id']}-{i}",
            kind=EventKind(mail.get("kind", "mail")),
            at=at,
            sender=people[mail["by"]],
            to=(people["beneficiary" if mail["by"] != "beneficiary" else "owner"],),
            subject="",
            text=text,
            said=((0, len(text)),),
            thread=thread["id"] if mail["thread"] == "same" else f"{thread['id']}-other",
            attachments=tuple(
                Attachment(name=name, media_type="application/octet-stream", size=1, sha256="0" * 64)
                for name in mail["attachments"]
            ),
            flags=tuple(mail["flags"]),
        )
        new = {
            f"p{n}": _promise(thread, n, event.id, at, text)
            for n, p in enumerate(thread["promises"])
            if p["in"] == i
        }
        waiting = [p for p in ledger.values() if p.status in (PromiseStatus.open, PromiseStatus.unsure)]
        if extracted:
            new = {k: as_extracted(p, people["owner"], people["beneficiary"]) for k, p in new.items()}
        found: list[Settlement] = settle(
            event, list(new.values()), waiting, SIDES, threads=threads, mail_before=before.get(event.thread)
        )
        if not SILENT_FLAGS & set(event.flags):
            before[event.thread] = event
        for s in found:
            if event.text[s.start : s.end] != s.quote or not event.was_said(s.start, s.end):
                raise AssertionError(f"{thread['id']}: the quote is not in the text")
            key = "p" + s.promise_id.rpartition("-p")[2]
            ledger[key] = ledger[key].model_copy(update={"status": s.status})
            became[key] = (s.status.value, i, s.why)
        ledger.update(new)
        threads.update({p.id: event.thread for p in new.values()})
    outcomes = []
    for key, wanted in thread["expect"].items():
        status, evidence, why = became.get(key, ("open", None, ""))
        outcomes.append(
            Outcome(f"{thread['id']}", key, wanted["status"], status, wanted["evidence"], evidence, why)
        )
    return outcomes


def measure(split: str, extracted: bool = False) -> tuple[dict[str, Any], list[Outcome]]:
    """The figures of one split, and every outcome behind them."""
    threads = load(split)
    outcomes = [o for t in threads for o in replay(t, extracted)]
    right = [o for o in outcomes if o.expected == o.got and o.evidence_expected == o.evidence_got]
    kept = [o for o in outcomes if o.got == "kept"]
    wrong = [o for o in kept if o.expected != "kept"]
    not_kept = sum(o.expected != "kept" for o in outcomes)
    by_status = {}
    for status in ("kept", "changed", "withdrawn", "unsure", "open"):
        meant = [o for o in outcomes if o.expected == status]
        by_status[status] = f"{sum(o.got == status for o in meant)}/{len(meant)}"
    figures = {
        "figure": "settlement",
        "split": split,
        "unseen": split in UNSEEN,
        "actions": "extracted" if extracted else "labelled",
        "companies": len({t["company"] for t in threads}),
        "threads": len(threads),
        "promises": len(outcomes),
        "accuracy": round(len(right) / len(outcomes), 4),
        "kept_said": len(kept),
        "kept_wrongly": len(wrong),
        "kept_wrongly_of_kept": round(len(wrong) / max(1, len(kept)), 4),
        "kept_wrongly_of_not_kept": round(len(wrong) / max(1, not_kept), 4),
        "right_by_status": by_status,
        "confusion": dict(Counter(f"{o.expected}>{o.got}" for o in outcomes if o.expected != o.got)),
    }
    return figures, outcomes


def main() -> None:
    """Prints one JSON line per split; `--errors` adds a line for every wrong outcome of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("splits", nargs="*", help="names of the files, without .jsonl (default: all)")
    parser.add_argument("--errors", action="store_true", help="also print each wrong outcome")
    parser.add_argument(
        "--extracted",
        action="store_true",
        help="use the extractor's wording of each promise, not the label's",
    )
    parser.add_argument(
        "--unsealed",
        action="store_true",
        help="print the wrong outcomes of an unseen split too: it is no longer unseen then",
    )
    options = parser.parse_args()
    sealed = UNSEEN & set(options.splits or UNSEEN)
    if options.errors and sealed and not options.unsealed:
        parser.error(f"{', '.join(sorted(sealed))}: wrong outcomes stay unread; name other splits")
    for split in options.splits or sorted(p.stem for p in DATA.glob("*.jsonl")):
        figures, outcomes = measure(split, options.extracted)
        print(json.dumps(figures, ensure_ascii=False))
        for o in outcomes if options.errors else []:
            if o.expected != o.got or o.evidence_expected != o.evidence_got:
                print(json.dumps(o.__dict__, ensure_ascii=False))


if __name__ == "__main__":
    main()
