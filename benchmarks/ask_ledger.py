"""Puts the labelled promises into a home in place of the extracted ones, to measure answers apart from reading."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.ask_gold import Gold, spans
from benchmarks.ask_homes import name_of
from records.models import Event, Promise, PromiseDraft, PromiseStatus, Settlement, Span

if TYPE_CHECKING:
    from bot.app import App

VERSION = "labels"


def install(app: "App", gold: Gold) -> tuple[int, int]:
    """(labelled promises that are now the ledger, those whose words stand in no event)."""
    events = {e.id: e for e in app.log.unprocessed("", limit=100_000)}
    by_name: dict[str, list[Event]] = {}
    for event in events.values():
        by_name.setdefault(name_of(event.external_id), []).append(event)
    made: dict[str, Promise] = {}
    placed: dict[str, list[tuple[str, Promise]]] = {}
    for key, row in gold.rows.items():
        where = _where(row, by_name.get(name_of(row["id"]), []))
        if where:
            event, span = where
            placed.setdefault(event.id, []).append((key, _promise(app, row, event, span)))
    for event_id in events:
        rows = placed.get(event_id, [])
        accounts = app.log.accounts_of([event_id]).get(event_id, [])
        if rows or app.promises.of_event(event_id):
            intents = app.log.intents_of(event_id)
            # Twice, because what is stored under the same id would keep what the extractor read.
            app.log.replace_findings(event_id, VERSION, [], intents, accounts)
            app.log.replace_findings(event_id, VERSION, [p for _, p in rows], intents, accounts)
        made |= dict(rows)
    by_account: dict[str, list[tuple[Settlement, datetime]]] = {}
    for key, promise in made.items():
        settled = _settled(gold.rows[key], promise, made, by_name)
        if promise.account_id:
            by_account.setdefault(promise.account_id, []).extend(settled)
    for account in app.accounts.all():
        app.promises.resettle(account.id, by_account.get(account.id, []), [])
    return len(made), len(gold.rows) - len(made)


def _where(row: Mapping[str, Any], events: list[Event]) -> tuple[Event, Span] | None:
    said = datetime.fromisoformat(row["at"])
    # Meetings of a series share their id: the nearest one that holds the words.
    for event in sorted(events, key=lambda e: abs(e.at - said)):
        for span in spans(row["quote"], event.text):
            return event, span
    return None


def _promise(app: "App", row: Mapping[str, Any], event: Event, span: Span) -> Promise:
    from records.promises import ledger_row

    overlapping = [p for p in app.promises.of_event(event.id) if p.start < span[1] and span[0] < p.end]
    like = overlapping[0] if overlapping else None
    accounts = app.log.accounts_of([event.id]).get(event.id, [])
    known = {a.id: a for a in app.accounts.all()}
    named = [a for a in accounts if _same(known[a].name, row["account"])] if row["account"] else []
    account = (like.account_id if like and like.account_id else None) or next(iter(named or accounts), None)
    us = app.people.our_domains()
    others = [p for p in event.participants if p.email and (p.domain in us) != (row["direction"] == "ours")]
    draft = PromiseDraft.model_validate(
        {
            "event_id": event.id,
            "start": span[0],
            "end": span[1],
            "quote": event.text[span[0] : span[1]],
            "direction": row["direction"],
            "owner": row["owner"],
            "beneficiary": like.beneficiary if like else (others[0].email if others else ""),
            "action": like.action if like else " ".join(event.text[span[0] : span[1]].split()),
            "strength": row["strength"],
            "due_as_said": like.due_as_said if like else None,
            "due": date.fromisoformat(row["due"]) if row["due"] else None,
            "precision": row["precision"],
            "confidence": 1.0,
            "at": event.at,
        }
    )
    return ledger_row(draft, event, account_id=account, extractor=VERSION)


def _same(name: str, label: str) -> bool:
    words = re.findall(r"\w+", label.casefold())
    return bool(words) and words[0] in name.casefold().replace(".", "")


def _settled(
    row: Mapping[str, Any], promise: Promise, made: Mapping[str, Promise], by_name: Mapping[str, list[Event]]
) -> list[tuple[Settlement, datetime]]:
    if row["status"] in ("open", "broken"):
        return []
    later = made.get(row["superseded_by"] or "")
    proofs = [e for name in row["evidence"] for e in by_name.get(name_of(name), [])]
    proof = proofs[0].id if proofs else (later.event_id if later else promise.event_id)
    event = next(e for group in by_name.values() for e in group if e.id == proof)
    settlement = Settlement(
        promise_id=promise.id,
        status=PromiseStatus(row["status"]),
        event_id=event.id,
        start=0,
        end=min(len(event.text), 60),
        quote=event.text[:60],
        confidence=1.0,
        why="labelled",
        new_due=later.due if later else None,
        superseded_by=later.id if later else None,
    )
    return [(settlement, event.at)]
