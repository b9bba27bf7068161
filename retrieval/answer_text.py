"""The wording of answers: one headline, one line per promise, what was searched."""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from records.models import Coverage, Direction, Person, Precision, Promise, PromiseStatus, Strength
from retrieval.question_fields import Kind, Question
from retrieval.question_topic import THIN
from retrieval.question_words import OVERDUE

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LONGEST_REPEATED = 60
"""Characters of a name or a topic that are said back to the asker."""
_CLAUSE = re.compile(
    r"(?<!\w)(?:did|do|does|have|has|had|is|are|was|were|will|would|we|i|they|you|he|she|wir|ich|sie|haben|hat|on|nous|ils?|elles?)(?!\w)"
)
"""Words of a question's own build: what lies around one is not the name of a thing."""
_ASKS_IF = re.compile(r"\W*(?:and\s+|so\s+|und\s+|et\s+)?(?:is|are|ist|sind|est|sont)(?!\w)", re.IGNORECASE)

LONG_AGO = 90
"""Days after which nobody speaks of "overdue" any more."""


def number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def things(count: int, noun: str = "thing") -> str:
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def day(value: date, today: date, *, weekday: bool = True) -> str:
    """ "Friday 27 Nov", with the year where it is not this one."""
    year = "" if value.year == today.year else f" {value.year}"
    name = f"{value:%A} " if weekday else ""
    return f"{name}{value.day} {value:%b}{year}"


def due_day(promise: Promise, today: date) -> str:
    """The due day as exact as it was said: a week, a month or a quarter stays one."""
    due = promise.due
    if due is None:
        return ""
    if promise.precision is Precision.month:
        return f"{due:%B %Y}"
    if promise.precision is Precision.quarter:
        return f"Q{(due.month - 1) // 3 + 1} {due.year}"
    if promise.precision is Precision.year:
        return f"the end of {due.year}"
    if promise.precision is Precision.week:
        return f"the week ending {day(due, today)}"
    return day(due, today)


def headline(question: Question, count: int, promises: Sequence[Promise], *, named: bool = True) -> str:
    """What was found, in one sentence; `named`: at least one promise names what was asked for."""
    if not named:
        noun = "promise" if count == 1 else "promises"
        return f"No promise names it in these words; the nearest {noun} I found{_topic(question)}:"
    when = _when(question)
    theirs = question.direction is Direction.theirs
    account = _account(question)
    topic = _topic(question)
    statuses = question.statuses
    if question.kind is Kind.whether:
        return _yes_or_no(question, promises)
    sides = _sides(promises) if question.direction is None else ""
    if statuses == (PromiseStatus.broken,) and question.direction is None:
        with_ = f" with {account}" if account else ""
        verb = "is" if count == 1 else "are"
        return f"{first(things(count, 'promise'))}{with_} {verb} overdue{when}{sides}:"
    if statuses == (PromiseStatus.broken,):
        verb = "is" if count == 1 else "are"
        if theirs:
            return f"{first(things(count, 'promise'))} {account or 'customers'} made us {verb} overdue{when}:"
        whose = _whose(question)
        to = f" to {account}" if account else ""
        return f"{first(things(count, 'promise'))}{whose}{to} {verb} overdue{when}:"
    if statuses != (PromiseStatus.changed,) and (
        question.due or (question.has_due and not account and not topic)
    ):
        if question.direction is None:
            verb = "is" if count == 1 else "are"
            with_ = f" with {account}" if account else ""
            return f"{first(things(count))}{topic}{with_} {verb} due{_due(question)}{_sides(promises)}:"
        who = _subject(question)
        verb = "owe" if who in ("We", "You", "They") else "owes"
        verb += " us" if theirs else ""
        to = f" {account}" if account and not theirs else ""
        return f"{who} {verb}{to} {things(count)}{topic}{_due(question)}:"
    words = {
        (PromiseStatus.open, PromiseStatus.broken): "open ",
        (PromiseStatus.kept,): "kept ",
        (PromiseStatus.changed,): "moved ",
        (PromiseStatus.withdrawn,): "withdrawn ",
    }.get(statuses or (), "")
    if words:
        whose = (
            f" by {account or 'customers'}"
            if theirs
            else _whose(question) + (f" to {account}" if account else "")
        )
        if question.direction is None and account:
            whose = f" with {account}"
        noun = things(count, f"{words}promise")
        return f"{first(noun)}{whose}{topic}{when}{sides}:"
    if question.direction is None:
        with_ = f" with {account}" if account else ""
        open_ = "open " if question.overview else ""
        return f"{first(things(count, f'{open_}promise'))}{with_}{topic}{when}{sides}:"
    who = _subject(question)
    to = " us" if theirs else (f" {account}" if account else "")
    return f"{who} promised{to} {things(count)}{topic}{when}:"


def _sides(promises: Sequence[Promise]) -> str:
    """How many are whose, where there are some of both."""
    theirs = sum(p.direction is Direction.theirs for p in promises)
    ours = len(promises) - theirs
    return f", {number(ours)} of ours and {number(theirs)} of theirs" if ours and theirs else ""


def line(
    n: int,
    promise: Promise,
    *,
    today: date,
    people: Mapping[str, Person],
    names: Mapping[str, str],
    marks: str,
    moved_from: Promise | None,
    moved_to: Promise | None,
    settled_on: date | None,
    account: str | None,
) -> str:
    """What, who, to whom, until when, what became of it."""
    action = first(promise.action.strip().rstrip(".")) or first(promise.quote.strip())
    owner = person(promise.owner, people, names)
    if promise.direction is Direction.theirs:
        who = f"{owner}, {account}, to us" if account and owner != account else f"{owner} to us"
    else:
        who = f"{owner} to {account}" if account else owner
    state = _state(promise, today, moved_from, moved_to, settled_on, people)
    told = "; ".join(filter(None, [state, _strength(promise)]))
    return f"{n}. {action} ({who}): {told} {marks}".rstrip()


def _state(
    promise: Promise,
    today: date,
    moved_from: Promise | None,
    moved_to: Promise | None,
    settled_on: date | None,
    people: Mapping[str, Person],
) -> str:
    status = promise.status_at(today)
    due = due_day(promise, today)
    moved = ""
    if moved_from is not None:
        before = due_day(moved_from, today)
        if before and before != due:
            moved = f", moved from {before}"
    if status is PromiseStatus.kept:
        if promise.settled_by and promise.settled_by.startswith("click:"):
            who = person(promise.settled_by.removeprefix("click:"), people, {})
            return f"kept, says {who}{moved}"
        return f"kept{f' on {day(settled_on, today)}' if settled_on else ''}{moved}"
    if status is PromiseStatus.broken and promise.due is not None:
        late = (today - promise.due).days
        if late > LONG_AGO:
            return f"never confirmed; was due {due}{moved}"
        ago = "since yesterday" if late == 1 else f"by {late:,} days"
        return f"overdue {ago}, was due {due}{moved}"
    if status is PromiseStatus.withdrawn:
        return f"withdrawn{f' on {day(settled_on, today)}' if settled_on else ''}"
    if status is PromiseStatus.unsure:
        return f"perhaps done, not certain{f'; due {due}' if due else ''}{moved}"
    if status is PromiseStatus.changed:
        then = due_day(moved_to, today) if moved_to else ""
        later = f"moved to {then} later" if then and then != due else "changed later"
        return f"was due {due}, {later}{moved}" if due else f"{later}{moved}"
    if promise.due == today:
        return f"due today{moved}"
    return f"due {due}{moved}" if due else f"no date given{moved}"


def _strength(promise: Promise) -> str:
    if promise.strength is Strength.soft:
        return "not firm"
    return "conditional" if promise.strength is Strength.conditional else ""


def person(address: str, people: Mapping[str, Person], names: Mapping[str, str]) -> str:
    """A name for a mail address: the colleague's, else the one the mail itself carried."""
    known = people.get(address)
    return (known.name if known and known.name else None) or names.get(address) or address or "somebody"


def nothing(question: Question, coverage: Coverage) -> str:
    """That nothing was found, about what, and where it was looked for."""
    sentence = _nothing(question).rstrip()
    sentence += "" if sentence.endswith(".") else "."
    hint = did_you_mean(question) if question.owner_name else ""
    return f"{sentence} {searched(question, coverage)}{hint}"


def _nothing(question: Question) -> str:
    account = _account(question)
    topic = _topic(question)
    when = _when(question)
    theirs = question.direction is Direction.theirs
    if question.kind is Kind.moods:
        return f"I found nobody at {account or 'a customer'} saying so{when}"
    if question.kind is Kind.passages:
        where = f" in mail and meetings with {account}" if account else ""
        return f"I found nothing{topic or ' that answers this'}{where}{when}"
    if question.owner_name:
        return f"I found no promise by {_brief(question.owner_name)}{topic}{when}"
    if question.statuses == (PromiseStatus.broken,):
        to = f" {'by' if theirs else 'for'} {account}" if account else ""
        return f"Nothing{_whose(question)} is overdue{to}{when}"
    if question.due is not None:
        who = " from them" if theirs else (f" from {question.owner_label}" if question.owner else "")
        who = " from you" if question.owner_is_asker and not theirs else who
        to = f" for {account}" if account else ""
        return f"Nothing is due{who}{to}{topic}{_due(question)}"
    if theirs:
        return f"I found no promise by {account or 'a customer'} to us{topic}{when}"
    to = f" to {account}" if account else ""
    return f"I found no promise{topic}{to}{_whose(question)}{when}"


def unknown(question: Question, coverage: Coverage) -> str:
    name = _brief(question.unknown_account or "")
    sentence = f"I know no account called {name}{did_you_mean(question, dash=True)}"
    return f"{sentence} {searched(question, coverage)}"


def _brief(name: str) -> str:
    """What somebody typed, at a length that can be repeated to them."""
    return name if len(name) <= _LONGEST_REPEATED else f"{name[:_LONGEST_REPEATED].rstrip()}…"


def did_you_mean(question: Question, *, dash: bool = False) -> str:
    """A question back, where similar names exist."""
    if not question.near_names:
        return "." if dash else ""
    names = " or ".join(question.near_names)
    return f"; did you mean {names}?" if dash else f" Did you mean {names}?"


def searched(question: Question, coverage: Coverage) -> str:
    """What was looked at and how fresh it is."""
    if not coverage.events:
        scope = f" with {' and '.join(question.account_names)}" if question.account_names else ""
        return f"There is nothing{scope} that you may read yet."
    where = f" ({', '.join(coverage.sources)})" if coverage.sources else ""
    fresh = ""
    if coverage.as_of is not None and coverage.as_of.date() <= question.today:
        at = coverage.as_of.astimezone(ZoneInfo(question.zone) if question.zone else None)
        fresh = f", the newest from {moment(at, question.today)}"
    scope = f" with {' and '.join(question.account_names)}" if question.account_names else ""
    noun = "message or meeting" if coverage.events == 1 else "messages and meetings"
    return f"I looked at {coverage.events:,} {noun}{scope} that you may read{where}{fresh}."


def moment(at: datetime, today: date) -> str:
    return f"{day(at.date(), today)}, {at:%H:%M}"


def _account(question: Question) -> str:
    """Whom it is about: the person to whom it was promised, else the accounts."""
    if question.taker_label and question.taker_emails != question.owner_emails:
        return question.taker_label
    return " and ".join(question.account_names)


def _topic(question: Question) -> str:
    """What the question is about, in the asker's own words where they stand close together."""
    if not question.topic:
        return ""
    places = [
        re.search(rf"(?<!\w){re.escape(word)}", question.text, re.IGNORECASE) for word in question.topic
    ]
    found = [place.span() for place in places if place]
    if len(found) == len(places):
        start, end = min(i for i, _ in found), max(j for _, j in found)
        between = question.text[start:end].lower()
        if end - start <= sum(map(len, question.topic)) + 4 * len(found) and not _CLAUSE.search(between):
            return f" about {_brief(question.text[_whole_name(question.text, start) : end])}"
    return f" about {_brief(', '.join(question.topic))}"


def _whole_name(text: str, start: int) -> int:
    """Where the name of a thing begins: with the "demo" of "the demo unit", which is too common to look for."""
    before = re.search(
        r"(?:^|(?<!\w)(?:the|an?|our|their|this|that)\s+)(\w+)\s+$", text[:start], re.IGNORECASE
    )
    return before.start(1) if before and before[1].lower() in THIN else start


def _when(question: Question) -> str:
    """The range in the asker's words, and the month it was taken to be."""
    stretch = question.said or question.due or question.happened
    return f" {_range(question, stretch.first, stretch.last)}" if stretch else ""


def _due(question: Question) -> str:
    if question.due is None:
        return ""
    return f" {_range(question, question.due.first, question.due.last)}"


def _range(question: Question, first: date | None, last: date | None) -> str:
    today = question.today
    if first and last:
        if first == last:
            return "today" if first == today else f"on {day(first, today)}"
        if first.day == 1 and last == _month_end(first):
            return f"in {first:%B %Y}"
        if (
            first.day == 1
            and first.month == 1
            and (last.month, last.day) == (12, 31)
            and first.year == last.year
        ):
            return f"in {first.year}"
        if first <= today <= last and (last - first).days == 6:
            return f"this week ({day(first, today, weekday=False)} to {day(last, today, weekday=False)})"
        return f"from {day(first, today, weekday=False)} to {day(last, today, weekday=False)}"
    if first:
        return f"since {day(first, today, weekday=False)}"
    return f"up to {day(last, today, weekday=False)}" if last else ""


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _subject(question: Question) -> str:
    if question.direction is Direction.theirs:
        return question.owner_name or _account(question) or "They"
    if question.owner:
        return "You" if question.owner_is_asker else question.owner_label
    return "We"


def _whose(question: Question) -> str:
    if not question.owner:
        return ""
    return " of yours" if question.owner_is_asker else f" by {question.owner_label}"


def _yes_or_no(question: Question, promises: Sequence[Promise]) -> str:
    states = {promise.status_at(question.today) for promise in promises}
    one = len(promises) == 1
    if _ASKS_IF.match(question.text) and OVERDUE.search(question.text.lower()):
        if states == {PromiseStatus.broken}:
            return "Yes, it is overdue:" if one else "Yes, they are overdue:"
        if states == {PromiseStatus.open}:
            return "No, it is not overdue:" if one else "No, they are not overdue:"
        return f"{first(things(len(promises), 'promise'))} about it:"
    if question.settled:
        if states == {PromiseStatus.kept}:
            return "Yes:"
        if states == {PromiseStatus.broken}:
            return "No, and it is overdue:" if one else "No, and they are overdue:"
        if states <= {PromiseStatus.open, PromiseStatus.broken}:
            return "Not yet, as far as I can see:"
        if states == {PromiseStatus.withdrawn}:
            return "No, it was withdrawn:"
        if states == {PromiseStatus.unsure}:
            return "Perhaps; I am not certain:"
        return f"{first(things(len(promises), 'promise'))} about it:"
    who = _subject(question)
    what = _topic(question)
    account = _account(question)
    to = " us" if question.direction is Direction.theirs else (f" {account}" if account else "")
    count = "this" if one else things(len(promises))
    if question.direction is Direction.theirs or all(p.direction is Direction.theirs for p in promises):
        return "Yes:" if one else f"Yes, {things(len(promises), 'promise')} of theirs:"
    if states == {PromiseStatus.withdrawn}:
        return f"{who} promised{to} {count}{what}{_when(question)}, and took it back:"
    who = who.lower() if who in ("We", "You", "They") else who
    return f"Yes, {who} promised{to} {count}{what}{_when(question)}:"


def first(text: str) -> str:
    """First letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
