"""What somebody wrote below a quiet account, read by plain rules: in touch, to be let go, somebody else's, later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.workflows import lead_patterns as lead
from bot.workflows import reply_patterns as p
from bot.workflows.reply_words import LONGEST, MOST_WORDS, Clause, clauses_of, plain
from records.models import Person
from retrieval.due_dates import find_due_dates


class LeadKind(StrEnum):
    """Later ones give way to earlier ones."""

    let_go = "let_go"
    not_mine = "not_mine"
    in_touch = "in_touch"
    show = "show"
    later = "later"
    other = "other"
    """Something was said, and nothing that can be done here."""


@dataclass(frozen=True, slots=True)
class LeadSaid:
    kind: LeadKind
    owner: Person | None = None
    """Whose it is, where that was said."""
    has_ended: bool = False
    """A deal is said to have ended, which is no matter of ours but of the CRM."""


def understand_lead(words: str, now: datetime, colleagues: Sequence[Person] = ()) -> LeadSaid | None:
    """What is said of an account that fell silent; None for a question and for what says nothing at all.

    `now` is the writer's own clock; `colleagues` are people whose names count.
    """
    text = plain(words)
    if text in p.TICKS:
        return LeadSaid(LeadKind.in_touch)
    if not re.search(r"\w", text) or len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return None
    request = lead.REQUEST.match(text)
    if request is not None:
        text = text[request.end() :].rstrip(" ?")
    elif "?" in text or p.QUESTION.match(text) or lead.SEARCH.match(text):
        return None
    clauses = clauses_of(text, find_due_dates(text, now))
    order = list(LeadKind)
    said = [_read(clause, colleagues) for clause in clauses]
    return min(said, key=lambda one: order.index(one.kind), default=LeadSaid(LeadKind.other))


def _read(clause: Clause, colleagues: Sequence[Person]) -> LeadSaid:
    rest = clause.rest
    denied, supposed = bool(p.DENIED.search(rest)), bool(p.SUPPOSED.search(rest))
    ahead = p.NOT_YET.search(rest) or lead.BY_THEN.search(rest)
    if lead.NOT_WON.search(rest) or not (denied or supposed or ahead) and lead.ENDED.search(rest):
        return LeadSaid(LeadKind.let_go, has_ended=True)
    if lead.NO_MORE.search(rest) and not supposed and not lead.BY_THEN.search(clause.text):
        return LeadSaid(LeadKind.let_go, has_ended=bool(lead.ENDED.search(rest)))
    if not (denied or supposed or clause.dates) and lead.DROP.search(rest):
        return LeadSaid(LeadKind.let_go)
    if not supposed and lead.NOT_MINE.search(rest):
        return LeadSaid(LeadKind.not_mine, owner=next(clause.named(colleagues), None))
    if (whose := clause.of_another(colleagues, denied)) is not None:
        return LeadSaid(LeadKind.not_mine, owner=whose.owner)
    if not (denied or supposed or p.NOT_YET.search(rest)):
        if lead.IN_TOUCH.search(rest) or p.DONE.search(rest):
            return LeadSaid(LeadKind.in_touch)
        if lead.SHOW.search(rest):
            return LeadSaid(LeadKind.show)
    if clause.dates or any(words.search(rest) for words in (p.LATER, p.NOT_NOW, p.INTENDED, lead.INTENDED)):
        return LeadSaid(LeadKind.later)
    return LeadSaid(LeadKind.other)
