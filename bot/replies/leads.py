"""Accounts that fell silent: since when, and what is open with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.replies.forms import FORGET_LEAD, INSIGHT
from bot.replies.promised import what
from bot.replies.shapes import Block, Button, Buttons, Paragraph, Run
from bot.replies.words import counted, day, due_words, one_line
from records.models import Direction, Promise

MOST_LEADS = 5
"""In one digest."""


@dataclass(frozen=True, slots=True)
class QuietLead:
    """An account that fell silent, and what is open with it as far as the reader may know."""

    account_id: str
    account: str
    since: date
    business_days: int
    promises: tuple[Promise, ...] = ()
    deals: tuple[str, ...] = ()
    fate: str = ""
    """What ended the silence, or that the reader let it go."""


def silence(lead: QuietLead) -> str:
    return (
        f"No contact with {one_line(lead.account, 80)} since {day(lead.since)} "
        f"({counted(lead.business_days, 'business day')})"
    )


def lead_rows(lead: QuietLead, today: date, *, most: int) -> tuple[Block, ...]:
    """Since when it is silent and what is open, of each kind at most so many; or what ended the silence."""
    account = one_line(lead.account, 80)
    if lead.fate:
        return (Paragraph((Run(f"{account}: ", bold=True), Run(lead.fate))),)
    runs = [Run(silence(lead), bold=True)]
    for words, side in (("We owe", Direction.ours), ("They owe", Direction.theirs)):
        owed = [p for p in lead.promises if p.direction is side]
        runs += _listed(words, [f"{what(p, 60)} ({due_words(p, today)})" for p in owed], most)
    runs += _listed(
        "Open deal" if len(lead.deals) == 1 else "Open deals", [one_line(d, 60) for d in lead.deals], most
    )
    row = Buttons(
        f"lead:{lead.account_id}",
        (
            Button(INSIGHT, lead.account_id, f"Show {one_line(lead.account, 40)}"),
            Button(FORGET_LEAD, lead.account_id, "Let it go"),
        ),
    )
    return (Paragraph(tuple(runs)), row)


def _listed(words: str, things: Sequence[str], most: int) -> list[Run]:
    more = [f"{len(things) - most:,} more"] if len(things) > most else []
    return [Run(f"\n{words}: {'; '.join((*things[:most], *more))}")] if things else []
