"""What somebody writes below a reminder: bound to its promise or its account, and answered with buttons that do what
was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.replies.answers import text_reply
from bot.replies.asked_back import proposed, which_one
from bot.replies.forms import (
    DONE,
    MOVE_DUE,
    NOT_A_PROMISE,
    SNOOZE_DAY,
    SNOOZE_PICK,
    SNOOZE_WEEK,
    STILL_OPEN,
    WRONG_OWNER,
)
from bot.replies.promised import what
from bot.replies.shapes import Button, Reply
from bot.replies.words import day, one_line
from bot.workflows.reply_about_leads import reply_about_leads
from bot.workflows.reply_words import Kind, Said, telling, understand
from bot.workflows.told import Shown, Told
from policies.reminders import zone_of
from records.models import Direction, Promise, PromiseStatus

_CARD = "reminder:"
_TOMORROW = frozenset({"tomorrow", "morgen", "demain", "tmrw"})
_NEXT_WEEK = frozenset({"next week", "nächste woche", "la semaine prochaine"})
_WAITING = (PromiseStatus.open, PromiseStatus.unsure)


@dataclass(frozen=True)
class ReplyTo:
    """Nothing is done here: every answer is a proposal with buttons, or a question which promise is meant."""

    told: Told

    def read(self, card: str, words: str, actor: str) -> Reply | None:
        """None where the card is no reminder of this person's, or the words say nothing of what it is about."""
        name, reader = card.removeprefix(_CARD), actor.strip().casefold()
        reminders = self.told.reminders.by_ids([name]) if card.startswith(_CARD) else []
        shown = self.told.shown([r for r in reminders if r.person == reader]).get(name)
        if shown is None:
            return None
        person = shown.parts.person
        now = self.told.clock.now().astimezone(zone_of(person))
        colleagues = [c for c in self.told.people.all() if c.email != person.email]
        if _is_about_leads(words, shown):
            return reply_about_leads(card, words, now, shown.leads, colleagues)
        said = understand(words, now, colleagues)
        reply = _reply_about_promises(card, words, shown, said) if said else None
        if reply is None and shown.leads:
            return reply_about_leads(card, words, now, shown.leads, colleagues, beside_promises=True)
        return reply


def _reply_about_promises(card: str, words: str, shown: Shown, said: Said) -> Reply | None:
    options = {p.id: _offers(said, p) for p in _candidates(shown, said)}
    meant = _meant(words, [p for p in shown.parts.promises if options.get(p.id)])
    if not meant:
        return None
    if len(meant) > 1:
        return which_one(card, [(p, options[p.id]) for p in meant])
    (promise,) = meant
    if said.kind is Kind.move and promise.due is not None and _day(said, promise) == promise.due:
        return text_reply(f"{_named(promise)} is due on {day(promise.due)} already.")
    return proposed(_question(said, promise), promise, options[promise.id])


def _is_about_leads(words: str, shown: Shown) -> bool:
    """Whether a card is about accounts alone, or the words name one of them and no promise as well."""
    if not shown.parts.promises:
        return bool(shown.leads)
    said = telling(words)
    named = max((len(said & telling(lead.account)) for lead in shown.leads), default=0)
    return named > max(len(said & _told_of(p)) for p in shown.parts.promises)


def _candidates(shown: Shown, said: Said) -> list[Promise]:
    """The promises that the words may be about: those that wait for an answer, and for "still open" also
    those of which mail says that they don't."""
    email = shown.parts.person.email
    found = []
    for p in shown.parts.promises:
        fate = shown.fates.get(p.id)
        if fate is not None and fate.is_hidden or said.side not in (None, p.direction):
            continue
        theirs_to_say = p.direction is Direction.theirs or p.owner == email
        if theirs_to_say and (p.status in _WAITING or said.kind is Kind.still_open):
            found.append(p)
    return found


def _meant(words: str, candidates: Sequence[Promise]) -> list[Promise]:
    """Those whose account or action the words name best; all of them where none is named."""
    said = telling(words)
    named = [len(said & _told_of(p)) for p in candidates]
    return [p for p, n in zip(candidates, named, strict=True) if n == max(named)]


def _told_of(promise: Promise) -> frozenset[str]:
    return telling(f"{promise.account or ''} {promise.action}")


def _day(said: Said, promise: Promise) -> date | None:
    """The day that was named, or so long after the day on which it is due."""
    if said.shift is None or promise.due is None:
        return said.day
    try:
        return said.shift.after(promise.due)
    except (OverflowError, ValueError):
        return None


def _offers(said: Said, promise: Promise) -> list[Button]:
    """The buttons that do what was said; none where it makes no sense for this promise."""
    one, named = promise.id, _day(said, promise)
    match said.kind:
        case Kind.done:
            return [Button(DONE, one, "Done", "primary")]
        case Kind.not_a_promise:
            return [Button(NOT_A_PROMISE, one, "Not a promise", "primary")]
        case Kind.wrong_owner:
            return [Button(WRONG_OWNER, one, "Wrong owner…", "primary")]
        case Kind.still_open if promise.status is not PromiseStatus.open:
            return [Button(STILL_OPEN, one, "Still open", "primary")]
        case Kind.move if named is not None and named >= promise.at.date():
            return [Button(MOVE_DUE, f"{one}@{named.isoformat()}", "Move it", "primary")]
        case Kind.day if named is not None:
            then = Button(SNOOZE_PICK, f"{one}@{named.isoformat()}", "Remind me then")
            move = Button(MOVE_DUE, f"{one}@{named.isoformat()}", "It is due then")
            return [then] if named == promise.due else [then, move]
        case Kind.snooze if said.phrase in _TOMORROW:
            return [Button(SNOOZE_DAY, one, "Until tomorrow", "primary")]
        case Kind.snooze if said.phrase in _NEXT_WEEK:
            return [Button(SNOOZE_WEEK, one, "Until next week", "primary")]
        case Kind.snooze if named is not None:
            return [Button(SNOOZE_PICK, f"{one}@{named.isoformat()}", f"Until {day(named)}", "primary")]
        case Kind.snooze | Kind.still_open:
            return [
                Button(SNOOZE_DAY, one, "Until tomorrow"),
                Button(SNOOZE_WEEK, one, "Until next week"),
                Button(SNOOZE_PICK, one, "Pick a day…"),
            ]
    return []


def _question(said: Said, promise: Promise) -> str:
    named, thing = _day(said, promise), _named(promise)
    match said.kind:
        case Kind.done:
            return f"Is this done: {thing}?"
        case Kind.not_a_promise:
            return f"Take this off the ledger, because it is no promise: {thing}?"
        case Kind.wrong_owner:
            owner = said.owner
            who = one_line(owner.name or owner.email, 80) if owner else "somebody else"
            return f"Does {who} owe this: {thing}? Press the button and choose who does."
        case Kind.still_open if promise.status is not PromiseStatus.open:
            return f"Is this still open: {thing}?"
        case Kind.still_open:
            return f"It stays open: {thing}. When shall I ask again?"
        case Kind.move if named is not None:
            before = f" from {day(promise.due)}" if promise.due is not None else ""
            return f"Move {thing}{before} to {day(named)}?"
        case Kind.day if named is not None:
            return f"{thing}: shall I remind you on {day(named)}, or is it due then?"
    return f"Shall I remind you later of this: {thing}?"


def _named(promise: Promise) -> str:
    return f"“{what(promise, 140)}”"
