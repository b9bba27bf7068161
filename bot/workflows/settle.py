"""Replays an account's history in order: which later mail kept, changed or withdrew which promise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.workflows.extract import Digest, binds_nobody
from records import successor
from records.event_log import EventLog
from records.models import Direction, Event, Promise, PromiseStatus, Settlement
from records.promises import Promises, ledger_row
from retrieval.settle import SILENT_FLAGS, settle
from retrieval.settle_pronouns import named_things
from retrieval.versions import settler_version

_WAITING = (PromiseStatus.open, PromiseStatus.unsure)
REMEMBERED = timedelta(days=365)
"""How long after it was said, or was due, mail of another thread is still read for a promise."""
NEWEST = 100
"""How many promises of other threads a mail is read for."""


@dataclass(frozen=True)
class Settle:
    """Settling is always a replay, so the order in which mail came in makes no difference."""

    log: EventLog
    promises: Promises
    digest: Digest

    def accounts(self, account_ids: Sequence[str]) -> None:
        for account_id in account_ids:
            self.account(account_id)

    def account(self, account_id: str) -> None:
        """Settle everything between us and one account. Harmless when repeated."""
        sides = self.digest.sides()
        stored = [p for p in self.promises.of_account(account_id) if not successor.is_one(p)]
        by_event: dict[str, list[Promise]] = {}
        for p in stored:
            by_event.setdefault(p.event_id, []).append(p)
        threads = self.promises.threads([p.id for p in stored])
        waiting: dict[str, Promise] = {}
        settled: dict[str, tuple[Settlement, datetime]] = {}
        made: list[Promise] = []
        spoken: dict[str, Event] = {}
        for event in self.log.of_account(account_id) if stored else []:
            if binds_nobody(event, sides):
                continue
            asked = _in_question(event, waiting, threads)
            new = named_things(by_event.get(event.id, []), event, asked, sides)
            before = spoken.get(event.thread) if event.thread else None
            for found in (
                settle(event, new, asked, sides, threads=threads, mail_before=before) if asked else []
            ):
                found, later = self._with_successor(found, waiting[found.promise_id], event, new)
                settled[found.promise_id] = (found, event.at)
                if later is not None:
                    made.append(later)
                    waiting[later.id] = later
                    threads[later.id] = event.thread
                if found.status in _WAITING:
                    waiting[found.promise_id] = waiting[found.promise_id].model_copy(
                        update={"status": found.status}
                    )
                else:
                    del waiting[found.promise_id]
            if event.said and not SILENT_FLAGS & set(event.flags):
                spoken[event.thread] = event
            waiting |= {p.id: _as_said(p) for p in new if not (p.settled_by or "").startswith("click:")}
        self.promises.resettle(account_id, list(settled.values()), made, settler=settler_version())

    def _with_successor(
        self, found: Settlement, old: Promise, event: Event, new: Sequence[Promise]
    ) -> tuple[Settlement, Promise | None]:
        """A new date that was only stated ("it'll be Tuesday instead") goes on as a promise of its own."""
        if found.status is not PromiseStatus.changed or found.superseded_by or found.new_due is None:
            return found, None
        draft = successor.draft(old, found, event)
        later = ledger_row(draft, event, account_id=old.account_id, extractor=successor.NAME)
        if any(p.id == later.id for p in new):
            return found.model_copy(update={"superseded_by": later.id}), None
        return found.model_copy(update={"superseded_by": later.id}), later


def _as_said(promise: Promise) -> Promise:
    """The promise before any mail settled it: what an earlier replay found must not stop this one."""
    return promise.model_copy(update={"status": PromiseStatus.open, "superseded_by": None})


def _in_question(event: Event, waiting: Mapping[str, Promise], threads: Mapping[str, str]) -> list[Promise]:
    """The open promises that an event may be about: all of its own thread, and the newest others."""
    here = {p.id for p in waiting.values() if threads.get(p.id) == event.thread}
    since = event.at - REMEMBERED
    others = [
        p.id
        for p in waiting.values()
        if p.id not in here and (p.at >= since or (p.due is not None and p.due >= since.date()))
    ]
    chosen = here | set(others[-NEWEST:])
    return [p for p in waiting.values() if p.id in chosen and _may_have_done(p, event)]


def _may_have_done(promise: Promise, event: Event) -> bool:
    """Not where a record tells what the other side did: "Contract sent: yes" in our CRM is not theirs."""
    doer = {Direction.ours: "done_by_them", Direction.theirs: "done_by_us"}
    return doer[promise.direction] not in event.flags
