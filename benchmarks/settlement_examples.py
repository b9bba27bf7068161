"""Labelled examples for the learnt part of settling: sentences of threads, frames and ledgers, as named numbers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.settlement import load, replay
from benchmarks.settlement_frames import frames, made_pairs
from benchmarks.settlement_pairs import SAYS, Role
from records.models import Event, Promise
from retrieval import settle as settling
from retrieval.settle_features import features, sentences_of
from retrieval.settle_learnt import candidates

if TYPE_CHECKING:
    from bot.app import App

_BY = {Role.owner: "owner", Role.colleague: "colleague", Role.receiver: "beneficiary"}
_DOMAIN, _SAID_ON = "customer.example", "2026-11-02"


@dataclass(frozen=True)
class Example:
    """A promise beside a later message: its sentences that nothing speaks against, and whether it keeps the promise."""

    source: str
    sentences: tuple[dict[str, float], ...]
    kept: bool
    silent: bool
    """No rule read anything in it."""
    told: str = ""
    """Promise and message, to be read by people."""


@dataclass(frozen=True)
class _Seen:
    promise: Promise
    event: Event
    sentences: tuple[dict[str, float], ...]
    by_rules: str


@contextmanager
def _watched() -> Iterator[list[_Seen]]:
    """Collects every pair of promise and message that settling looks at, with the learnt part switched off."""
    seen: list[_Seen] = []
    settle_one, seems_kept = settling._settle_one, settling.seems_kept

    def watch(promise: Promise, topic: Any, gist: Any, scene: Any, *more: Any) -> Any:
        found = settle_one(promise, topic, gist, scene, *more)
        all_of_it = sentences_of(scene, gist)
        usable = tuple(
            features(scene, all_of_it, n, promise, topic, gist) for n, _ in candidates(scene, promise, gist)
        )
        seen.append(_Seen(promise, scene.event, usable, found.status.value if found else ""))
        return found

    settling._settle_one = watch
    settling.seems_kept = lambda *_: None
    try:
        yield seen
    finally:
        settling._settle_one, settling.seems_kept = settle_one, seems_kept


def of_threads(split: str) -> list[Example]:
    """Every message of a split's threads up to the deciding one, beside every promise open before it."""
    return [e for thread in load(split) for e in _of_thread(thread, split, extracted=False)]


def of_frames(each: int) -> list[Example]:
    """Pairs made from the frames, about `each` of every frame."""
    made: list[Example] = []
    for n, one in enumerate(made_pairs(frames(), each)):
        pair, where = one.pair, "same" if one.pair.same_thread else "other"
        later = [
            {
                "days": 1,
                "by": _BY[role],
                "thread": where,
                "text": text,
                "attachments": list(names),
                "flags": [],
            }
            for role, text, names in (
                (pair.before_role, pair.before, ()),
                (pair.role, " ".join(pair.sentences), pair.files),
            )
            if text
        ]
        later[-1]["days"] = 2 + n % 9
        last = len(later) - 1
        promise = {"direction": "ours", "due": None, "action": pair.quote, "quote": pair.quote, "in": None}
        status = SAYS[one.label]
        thread = {
            "id": f"frame{n}",
            "company": one.company,
            "domain": _DOMAIN,
            "said": _SAID_ON,
            "promises": [promise],
            "later": later,
            "expect": {"p0": {"status": status, "evidence": last if one.label else None}},
        }
        made += _of_thread(thread, "frames", extracted=True)[-1:]
    return made


def _of_thread(thread: dict[str, Any], source: str, *, extracted: bool) -> list[Example]:
    made = []
    with _watched() as seen:
        replay(thread, extracted)
    for one in seen:
        wanted = thread["expect"]["p" + one.promise.id.rpartition("-p")[2]]
        at = int(one.event.id.rpartition("-e")[2]) - 1
        if wanted["evidence"] is not None and at > wanted["evidence"]:
            continue
        kept = wanted["status"] == "kept" and wanted["evidence"] == at
        made.append(_example(source, one, kept))
    return made


def of_ledger(app: "App", gold: Sequence[dict[str, Any]], source: str) -> list[Example]:
    """Every mail of a company beside its open promises; what the gold list does not know is left out."""
    made = []
    for account in app.accounts.all():
        with _watched() as seen:
            app.settle.account(account.id)
        promised = app.log.get(list({one.promise.event_id for one in seen}))
        for one in seen:
            own = promised[one.promise.event_id].external_id
            known = next(
                (g for g in gold if _is(own, g["id"]) and _same(one.promise.quote, g["quote"])), None
            )
            if known:
                shows = any(_is(one.event.external_id, e) for e in known["evidence"])
                made.append(_example(source, one, known["status"] == "kept" and shows))
    return made


def _example(source: str, one: _Seen, kept: bool) -> Example:
    told = " ".join(f"{one.promise.quote} > {one.event.said_text[:200]}".split())
    return Example(source, one.sentences, kept, not one.by_rules, told)


def _is(external_id: str, gold_id: str) -> bool:
    return Path(gold_id).name in external_id


def _same(quote: str, gold: str) -> bool:
    from benchmarks.settlement_sample import _letters

    return _letters(quote) in _letters(gold) or _letters(gold) in _letters(quote)
