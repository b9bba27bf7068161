"""Promises by a few words, for one reader: what a message extension or a picker lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, utils

from bot.replies.promise_card import OPEN, promise_card
from bot.replies.promised import what
from bot.replies.shapes import Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import due_words, one_line
from bot.workflows.cite import citation, names_of
from records.clock import Clock
from records.models import Direction, Promise, PromiseStatus
from records.people import People
from records.reading import Reading

MOST = 15
_LEAST_LIKE = 70


@dataclass(frozen=True)
class Find:
    people: People
    reading: Reading
    clock: Clock
    link: SourceLink = lambda event_id: None

    def search(self, words: str, actor: str) -> Sequence[tuple[str, str, str]]:
        """Id, title and one line of what fits best, open ones first; without words what is due next."""
        today = self._today(actor)
        if today is None:
            return []
        found = self.reading.promises(actor, today=today)
        ranked = [(_likeness(p, words), p) for p in found] if words.strip() else [(100.0, p) for p in found]
        kept = [(score, p) for score, p in ranked if score >= _LEAST_LIKE]
        kept.sort(key=lambda one: (one[1].status not in OPEN, -one[0], one[1].due or date.max))
        return [(p.id, _title(p), _line(p, today)) for _, p in kept[:MOST]]

    def promise(self, promise_id: str, actor: str) -> Reply | None:
        """One promise with its words and where they stand; None unless the actor may read it."""
        today = self._today(actor)
        if today is None:
            return None
        found = next(iter(self.reading.promises(actor, ids=[promise_id], today=today)), None)
        event = self.reading.events(actor, [found.event_id]).get(found.event_id) if found else None
        if found is None or event is None:
            return None
        return promise_card(
            found,
            today,
            citations=[citation(event, found.start, found.end)],
            names=names_of(self.people.all(), [event]),
            link=self.link,
        )

    def title(self, promise_id: str, actor: str) -> str:
        """What a promise is called in one line; empty unless the actor may read it."""
        today = self._today(actor)
        found = self.reading.promises(actor, ids=[promise_id], today=today) if today else []
        return _title(found[0]) if found else ""

    def _today(self, actor: str) -> date | None:
        person = self.people.find(actor)
        return self.clock.now().astimezone(ZoneInfo(person.tz)).date() if person else None


def _likeness(p: Promise, words: str) -> float:
    about = " ".join(filter(None, (p.account, p.action, p.quote, p.owner)))
    return fuzz.token_set_ratio(words[:200], about, processor=utils.default_process)


def _title(p: Promise) -> str:
    whose = one_line(p.account or "", 60)
    side = "they owe us" if p.direction is Direction.theirs else "we owe them"
    return f"{whose}: {what(p, 100)}" if whose else f"{what(p, 100)} ({side})"


def _line(p: Promise, today: date) -> str:
    state = "" if p.status in (PromiseStatus.open, PromiseStatus.broken) else f"{p.status.value}, "
    return f"{state}{due_words(p, today)}"
