"""What somebody wrote below a quiet account, read by plain rules: in touch, to be let go, somebody else's, later."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.workflows import lead_patterns as lead
from bot.workflows import reply_patterns as p
from bot.workflows.reply_words import LONGEST, MOST_WORDS, Clause, clauses_of, plain, telling
from records.models import Person
from retrieval.due_dates import find_due_dates

_LONGEST_NAME = 8
"""Words of what an account is called that anybody would write."""


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
    clauses = list(clauses_of(text, find_due_dates(text, now)))
    if any(lead.MOCKED.search(c.rest) for c in clauses) or any(
        lead.RETRACTED.search(c.rest) for c in clauses[1:]
    ):
        return LeadSaid(LeadKind.other)
    said = [_read(clause, colleagues) for clause in clauses]
    if any(lead.CAME_BACK.search(c.rest) for c in clauses[1:]):
        said = [one for one in said if one.kind is not LeadKind.let_go]
    elif any(one.kind is LeadKind.later for one in said):
        # "Never mind, I'll call her": somebody is at it, so nothing is to be let go but what has ended.
        said = [one for one in said if one.kind is not LeadKind.let_go or one.has_ended]
    order = list(LeadKind)
    return min(said, key=lambda one: order.index(one.kind), default=LeadSaid(LeadKind.other))


def without_names(words: str, accounts: Iterable[str], colleagues: Sequence[Person] = ()) -> str:
    """The words with "them" in place of what an account is called: nothing is lost with Perdue Farms.

    The first word of a name alone counts only where it is written like a name, and is no colleague's.
    """
    called = {part.casefold() for c in colleagues for part in (c.name or "").split()}
    for account in accounts:
        parts = account.split()[:_LONGEST_NAME]
        for n in range(len(parts), 0, -1):
            name = r"\s+".join(map(re.escape, parts[:n]))
            if n == 1 and re.fullmatch(r"\w+", parts[0]):
                if parts[0][0].islower() or len(parts[0]) < 3 or parts[0].casefold() in called:
                    continue
                name = rf"(?:(?<=[\w,] ){name}|{name}(?={lead.DOES_SOMETHING}))"
            elif n == len(parts) or n == 1:
                name = f"(?i:{name})"
            words = re.sub(rf"(?<!\w){name}(?!\w)", "them", words)
    return words


def names_another(words: str, accounts: Iterable[str], colleagues: Sequence[Person] = ()) -> bool:
    """Whether it names what is let go or has ended, and that is none of these accounts."""
    known = lead.NO_NAME.union(*map(telling, accounts), *(telling(c.name or "") for c in colleagues))
    text = without_names(plain(words), accounts, colleagues)
    named = [telling(next(filter(None, found.groups()))) for found in lead.ANOTHER.finditer(text)]
    return any(name and not name & known for name in named)


def _read(clause: Clause, colleagues: Sequence[Person]) -> LeadSaid:
    rest = clause.rest
    unsure = _is_unsure(rest)
    denied = bool(p.DENIED.search(rest) or lead.NOBODY.search(rest))
    wished = lead.OUR_WISH.sub("", rest)
    if not _is_unsure(wished) and (let_go := _let_go(clause, wished, denied)) is not None:
        return let_go
    if not (unsure or lead.BY_THEN.search(rest)) and lead.NOT_MINE.search(rest):
        return LeadSaid(LeadKind.not_mine, owner=next(clause.named(colleagues), None))
    if not (denied or unsure or p.NOT_YET.search(rest) or lead.NO_TOUCH.search(rest)):
        if lead.IN_TOUCH.search(rest) or p.DONE.search(rest):
            return LeadSaid(LeadKind.in_touch)
        if lead.SHOW.search(rest):
            return LeadSaid(LeadKind.show)
    if not (denied or unsure or lead.AWAY.search(rest)):
        if (owner := next(clause.named(colleagues, p.THEIRS), None)) is not None:
            return LeadSaid(LeadKind.not_mine, owner=owner)
    if clause.dates or any(words.search(rest) for words in (p.LATER, p.NOT_NOW, p.INTENDED, lead.INTENDED)):
        return LeadSaid(LeadKind.later)
    return LeadSaid(LeadKind.other)


def _is_unsure(rest: str) -> bool:
    return bool(p.SUPPOSED.search(rest) or lead.UNSURE.search(rest))


def _let_go(clause: Clause, rest: str, denied: bool) -> LeadSaid | None:
    """Where a clause that supposes nothing says that it ended, or that nothing is to be done any more."""
    if lead.NOT_WON.search(rest):
        return LeadSaid(LeadKind.let_go, has_ended=True)
    ended = bool(lead.ENDED.search(rest)) and _is_of_a_deal(rest)
    only_now = p.NOT_YET.search(rest) or lead.BY_THEN.search(rest) or lead.UNTIL.search(clause.text)
    if ended and not (denied or only_now):
        return LeadSaid(LeadKind.let_go, has_ended=True)
    if lead.NO_MORE.search(rest) and not lead.BY_THEN.search(clause.text):
        return LeadSaid(LeadKind.let_go, has_ended=ended)
    if denied and (clause.dates or not lead.NOTHING.search(rest) or lead.BY_THEN.search(clause.text)):
        return None
    if (
        lead.NOTHING.search(rest)
        or not clause.dates
        and lead.DROP.search(rest)
        and not lead.NOT_OURS.search(rest)
    ):
        return LeadSaid(LeadKind.let_go)
    return None


def _is_of_a_deal(rest: str) -> bool:
    return not lead.OTHER_THING.search(rest) or bool(lead.ABOUT_A_DEAL.search(rest))
