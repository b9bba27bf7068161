"""From one event's promises and signals to proposed field changes, each with the words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records.models import Account, ChangeDraft, Contact, Deal, Event, Intent, Promise
from retrieval.draft_contact import phone_changes, title_changes
from retrieval.draft_deal import amount_change, close_date_change, next_step_change
from retrieval.draft_scene import DraftScene
from retrieval.draft_task import task_changes
from retrieval.sides import everybody
from retrieval.topic_words import STOP, is_word, words

if TYPE_CHECKING:
    from retrieval.sides import Sides

NEVER_FLAGS = frozenset({"personal", "auto_reply", "bulk", "cancelled"})


def draft_changes(
    event: Event,
    promises: Sequence[Promise],
    intents: Sequence[Intent],
    *,
    account: Account,
    contacts: Sequence[Contact],
    deals: Sequence[Deal],
    sides: Sides,
) -> list[ChangeDraft]:
    """Field changes that `event` gives reason for; empty for internal or personal events.

    `promises` and `intents` are those of this event, `contacts` and `deals` those of `account`. A deal
    is changed only where there is no doubt which one is meant. Every evidence quote is
    `event.text[start:end]`.
    """
    if NEVER_FLAGS & set(event.flags):
        return []
    if all(sides.is_ours(who) for who in everybody(event)):
        return []
    scene = DraftScene(
        event=event,
        promises=tuple(p for p in promises if _fits(p, event)),
        intents=tuple(
            i for i in intents if event.text[i.start : i.end] == i.quote and event.was_said(i.start, i.end)
        ),
        account=account,
        contacts=tuple(c for c in contacts if c.account_id == account.id),
        deal=choose_deal(event, [d for d in deals if d.account_id == account.id], account),
        sides=sides,
    )
    drafts: list[ChangeDraft] = []
    if scene.deal is not None:
        for found in (next_step_change(scene), close_date_change(scene), amount_change(scene)):
            if found is not None:
                drafts.append(found)
    drafts.extend(phone_changes(scene))
    drafts.extend(title_changes(scene))
    drafts.extend(task_changes(scene))
    return drafts


def _fits(promise: Promise, event: Event) -> bool:
    """Whether the promise is of this very event and its words stand there."""
    return promise.event_id == event.id and event.text[promise.start : promise.end] == promise.quote


def choose_deal(event: Event, deals: Sequence[Deal], account: Account) -> Deal | None:
    """The only open deal, else the one whose own name words the event uses; None rather than a guess."""
    running = [d for d in deals if d.is_open]
    if len(running) <= 1:
        return running[0] if running else None
    said = set(_words(event.subject + "\n" + event.said_text))
    ordinary = set(_words(" ".join([account.name, *account.aliases])))
    names = {d.id: set(_words(d.name)) - ordinary for d in running}
    shared = set.intersection(*names.values()) if names else set()
    scores = {d.id: len((names[d.id] - shared) & said) for d in running}
    best = max(scores.values())
    winners = [d for d in running if scores[d.id] == best]
    return winners[0] if best > 0 and len(winners) == 1 else None


def _words(text: str) -> list[str]:
    return [w for w in words(text.lower()) if is_word(w) and w not in STOP and len(w) > 1]
