"""What a question asks for: which promises, whose, to whom, from when, about what; pure and never failing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.models import Direction, Person, PromiseStatus
from retrieval.account_names import AccountNames, Mention
from retrieval.fulltext import STOP_WORDS
from retrieval.question_words import (
    ABOUT_PROMISES,
    ASKS_WHETHER,
    CHANGED,
    DUE,
    FOLLOW_UP,
    FROM_THEM,
    KEPT,
    MINE,
    NO_TOPIC,
    OPEN,
    OURS,
    OVERDUE,
    SAYS_PROMISE,
    SETTLED,
    TO_ME,
    TO_THEM,
    WITHDRAWN,
    unknown_names,
)
from retrieval.time_ranges import TimeRange, find_stretch

LONGEST = 1_000
_NAMED_GIVER = re.compile(
    r"\b(?:[Dd]id|[Hh]as|[Hh]ave|[Dd]oes)\s+([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)\s+"
    r"(?:ever |already )?(?:promis|owe|commit|agree|offer)"
)
_BARE_NAME = re.compile(
    r"(?:and|what about|how about|und|et)\s+(?:for|to|with|für|pour)?\s*"
    r"([A-Z][\w&.-]+(?: [A-Z][\w&.-]+)*)\s*\??",
    re.IGNORECASE,
)


class Kind(StrEnum):
    promises = "promises"
    """Which promises: a list from the ledger."""
    whether = "whether"
    """Yes or no about one thing: did we promise it, was it sent."""
    passages = "passages"
    """Anything else: what somebody said about something."""


@dataclass(frozen=True)
class Question:
    """`said` and `due` are ranges of days in the asker's zone; `topic` the words that tell what about."""

    text: str
    kind: Kind
    zone: str = "UTC"
    account_ids: tuple[str, ...] = ()
    account_names: tuple[str, ...] = ()
    guessed: bool = False
    unknown_account: str | None = None
    near_names: tuple[str, ...] = ()
    owner: str | None = None
    """Mail address of the colleague whose promises are asked for."""
    owner_label: str = ""
    owner_is_asker: bool = False
    owner_name: str | None = None
    """A name nobody here bears: somebody at the customer's."""
    to_me: bool = False
    direction: Direction | None = None
    direction_said: bool = False
    statuses: tuple[PromiseStatus, ...] | None = None
    said: TimeRange | None = None
    due: TimeRange | None = None
    has_due: bool = False
    topic: tuple[str, ...] = ()
    says_promise: bool = False
    """Speaks of promises, not only of sending or delivering something."""
    settled: bool = False
    """Asks whether it was done, not whether it was promised."""
    today: date = field(default=date(1970, 1, 1))

    def said_between(self) -> tuple[datetime | None, datetime | None]:
        """From (included) and to (excluded), aware."""
        if self.said is None:
            return None, None
        zone = _zone(self.zone)
        first = datetime.combine(self.said.first, time(), zone) if self.said.first else None
        last = datetime.combine(self.said.last + timedelta(days=1), time(), zone) if self.said.last else None
        return first, last

    @property
    def overdue_only(self) -> bool:
        return self.statuses == (PromiseStatus.broken,)


def understand(
    text: str,
    now: datetime,
    accounts: AccountNames,
    people: Sequence[Person],
    asker: str,
    previous: Question | None = None,
) -> Question:
    """The question in fields. With `previous`, "and for Globex?" keeps what it does not change."""
    text = re.sub(r"[\x00-\x1f\u200b-\u200f\u2028-\u202e\ufeff]+", " ", text[:LONGEST]).strip()
    zone = next((p.tz for p in people if p.email == asker), "UTC")
    today = now.astimezone(_zone(zone)).date()
    mentions = accounts.find(text)
    persons = _people_named(text, people, [(m.start, m.end) for m in mentions])
    rest = _blanked(text, [(m.start, m.end) for m in mentions] + [(i, j) for _, i, j in persons])
    plain = rest.lower().replace("’", "'")

    statuses = _statuses(plain)
    about_due = bool(DUE.search(plain)) or bool(statuses and PromiseStatus.open in statuses)
    stretch = find_stretch(rest, today, ahead=about_due)
    ahead = about_due or bool(stretch and stretch.first and stretch.first > today)
    if ahead and stretch and not about_due:
        stretch = find_stretch(rest, today, ahead=True)
    if stretch and not ahead and _says_by(text.lower(), stretch) and (stretch.last or today) >= today:
        ahead = True
    without_time = _blanked(rest, [(stretch.start, stretch.end)]) if stretch else rest
    kind = _kind(plain, statuses)
    direction, said_so = _direction(plain, text, mentions, persons)
    unknown, typo = None, None
    if not mentions:
        unknown, typo = _unknown_account(without_time, people, accounts, kind)
    named = mentions or ([typo] if typo else [])
    owner, owner_name = _owner(plain, text, persons, asker)
    blanks = [(typo.start, typo.end)] if typo else []
    if owner_name:
        blanks += [m.span() for m in re.finditer(re.escape(owner_name), without_time)]
    topic = _topic(_blanked(without_time, blanks), kind)
    lookalikes = unknown or owner_name
    if owner_name:
        unknown = None
    elif unknown:
        topic = tuple(word for word in topic if word not in unknown.lower().split())
    if statuses and direction is None and not re.search(r"\b(?:with|from|by|at|bei|von|mit|chez)\b", plain):
        direction = Direction.ours
    if owner and not said_so:
        direction = Direction.ours
    question = Question(
        text=text,
        kind=kind,
        zone=zone,
        account_ids=tuple(dict.fromkeys(i for m in named for i in m.ids)),
        account_names=tuple(dict.fromkeys(m.name for m in named)),
        guessed=bool(typo),
        unknown_account=unknown,
        near_names=tuple(accounts.similar(lookalikes)) if lookalikes else (),
        owner=owner,
        owner_label=next((p.name or p.email for p in people if p.email == owner), owner or ""),
        owner_is_asker=owner is not None and owner == asker,
        owner_name=owner_name,
        to_me=bool(TO_ME.search(plain)),
        direction=direction,
        direction_said=said_so,
        statuses=statuses,
        said=None if ahead else stretch,
        due=stretch if ahead else None,
        has_due=bool(DUE.search(plain)) and stretch is None,
        topic=topic,
        says_promise=bool(SAYS_PROMISE.search(plain)),
        settled=bool(SETTLED.search(plain)),
        today=today,
    )
    if previous is not None and FOLLOW_UP.match(plain) and not _stands_alone(question, plain):
        return _continued(previous, question, plain)
    return question


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the spans as blanks, so that offsets stay what they are."""
    for i, j in spans:
        text = text[:i] + " " * (j - i) + text[j:]
    return text


def _people_named(
    text: str, people: Sequence[Person], taken: Sequence[tuple[int, int]]
) -> list[tuple[Person, int, int]]:
    """Colleagues by mail address, full name, or a first or last name that only one of them bears."""
    names: dict[str, Person | None] = {}
    for person in people:
        parts = [person.email, *([person.name, *person.name.split()] if person.name else [])]
        if not person.name:
            parts.append(person.email.split("@")[0].split(".")[0])
        for part in {part.lower() for part in parts if len(part) > 1}:
            names[part] = None if part in names and names[part] != person else person
    found: list[tuple[Person, int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        owner = names[name]
        if owner is None:
            continue
        for match in re.finditer(rf"(?<![\w@.]){re.escape(name)}(?!\w|@)", text.lower()):
            i, j = match.span()
            free = not any(a < j and i < b for a, b in [*taken, *[(a, b) for _, a, b in found]])
            everyday = name in STOP_WORDS or name in ("will", "mark", "may", "grace", "bill", "frank", "rich")
            if free and j <= len(text) and (not everyday or text[i].isupper()):
                found.append((owner, i, j))
    return sorted(found, key=lambda one: one[1])


def _statuses(plain: str) -> tuple[PromiseStatus, ...] | None:
    if OVERDUE.search(plain):
        return (PromiseStatus.broken,)
    if OPEN.search(plain):
        return (PromiseStatus.open, PromiseStatus.broken)
    if CHANGED.search(plain):
        return (PromiseStatus.changed,)
    if WITHDRAWN.search(plain):
        return (PromiseStatus.withdrawn,)
    if KEPT.search(plain):
        return (PromiseStatus.kept,)
    return None


def _kind(plain: str, statuses: tuple[PromiseStatus, ...] | None) -> Kind:
    if SETTLED.search(plain) or (ASKS_WHETHER.search(plain) and ABOUT_PROMISES.search(plain)):
        return Kind.whether
    if statuses or ABOUT_PROMISES.search(plain):
        return Kind.promises
    return Kind.passages


def _direction(
    plain: str, text: str, mentions: Sequence[Mention], persons: Sequence[tuple[Person, int, int]]
) -> tuple[Direction | None, bool]:
    """Whose promises, and whether the question says so itself."""
    if FROM_THEM.search(plain):
        return Direction.theirs, True
    for mention in mentions:
        before, after = text[: mention.start].lower(), text[mention.end :].lower()
        if re.search(
            r"\b(?:did|has|have|does|what|which|will|hat|haben|was)\s+(?:the\s+)?$", before
        ) and re.match(
            r"(?:['’]s)?\s+(?:\w+ly\s+|ever\s+|still\s+|already\s+|have\s+|has\s+|uns\s+){0,2}(?:promis|owe|commit|agree|offer|send|deliver|tell|say|said|versproch|zugesagt|schuld)",
            after,
        ):
            return Direction.theirs, True
        if re.search(r"\bwhen (?:will|does|is|can)\s+(?:the\s+)?$", before):
            return Direction.theirs, True
        if re.search(r"\b(?:promises?|commitments?|owed|promised|zusagen)\s+(?:from|by|von|de)\s+$", before):
            return Direction.theirs, True
        if re.match(
            r"['’]s?\s+(?:open |overdue |outstanding |broken |late )?(?:promises|commitments)", after
        ):
            return Direction.theirs, True
    if persons or OURS.search(plain) or MINE.search(plain) or TO_THEM.search(plain):
        return Direction.ours, True
    if mentions and re.search(r"\b(?:for|to|für|an|pour|à)\s+$", text[: mentions[0].start].lower()):
        return Direction.ours, False
    return (Direction.ours, False) if DUE.search(plain) and not mentions else (None, False)


def _owner(
    plain: str, text: str, persons: Sequence[tuple[Person, int, int]], asker: str
) -> tuple[str | None, str | None]:
    if persons:
        return persons[0][0].email, None
    if MINE.search(plain):
        return asker, None
    match = _NAMED_GIVER.search(text)
    if match and match.group(1).lower() not in STOP_WORDS and match.group(1) in _still(plain, match):
        return None, match.group(1)
    return None, None


def _still(plain: str, match: "re.Match[str]") -> str:
    """The matched name if the account and people spans have left it there, else nothing."""
    i, j = match.span(1)
    return match.group(1) if plain[i:j].strip() else ""


def _says_by(plain: str, stretch: TimeRange) -> bool:
    return bool(re.search(r"\b(?:by|for|until|bis|für)\s*$", plain[: stretch.start])) or bool(
        re.match(r"\s*(?:by|until|bis)\b", plain[stretch.start :])
    )


def _unknown_account(
    text: str, people: Sequence[Person], accounts: AccountNames, kind: Kind
) -> tuple[str | None, Mention | None]:
    """A name in the place of a customer that no account bears; or the account it is a typo of."""
    if kind is Kind.passages and not re.search(r"\b(?:for|with|from|at|to)\b", text.lower()):
        return None, None
    ours = {part.lower() for p in people for part in (p.email, *(p.name or "").split())}
    for name, i, j in unknown_names(text, listing=kind is not Kind.passages):
        if name.lower() in ours:
            continue
        typo = accounts.guess(name)
        if typo:
            return None, replace(typo, start=i, end=j)
        return name, None
    return None, None


def _topic(text: str, kind: Kind) -> tuple[str, ...]:
    words = re.findall(r"[^\W_]+(?:['.&+-][^\W_]+)*[+#]*%?", text.lower().replace("’", "'"))
    dull = STOP_WORDS | (NO_TOPIC if kind is not Kind.passages else frozenset())
    telling = [w.removesuffix("'s") for w in words if w not in dull and w.removesuffix("'s") not in dull]
    return tuple(dict.fromkeys(w for w in telling if len(w) > 1 or w.isdigit()))[:12]


def _stands_alone(question: Question, plain: str) -> bool:
    """ "And what did we promise Globex?" needs nothing from before."""
    return bool(ABOUT_PROMISES.search(plain)) and bool(question.direction_said or question.statuses)


def _continued(previous: Question, new: Question, plain: str) -> Question:
    """The previous question with what the new one names instead."""
    changed: dict[str, object] = {"text": new.text, "today": new.today}
    if new.account_ids or new.unknown_account:
        changed.update(
            account_ids=new.account_ids,
            account_names=new.account_names,
            guessed=new.guessed,
            unknown_account=new.unknown_account,
            near_names=new.near_names,
        )
    elif name := _bare_name(new.text):
        changed.update(account_ids=(), account_names=(), unknown_account=name, near_names=())
    stretch = new.said or new.due
    if stretch:
        ahead = previous.due is not None or new.due is not None
        changed.update(said=None if ahead else stretch, due=stretch if ahead else None)
    if new.statuses:
        changed.update(statuses=new.statuses)
    if new.direction_said:
        changed.update(direction=new.direction, direction_said=True, **_owner_fields(new))
    elif new.owner:
        changed.update(direction=new.direction, **_owner_fields(new))
    elif re.search(r"\b(?:them|they|theirs)\b", plain) and not new.account_ids:
        changed.update(direction=Direction.theirs, direction_said=True, owner=None, owner_name=None)
    if new.topic and not changed.get("unknown_account"):
        changed.update(topic=new.topic)
    return replace(previous, **changed)  # type: ignore[arg-type]


def _owner_fields(new: Question) -> dict[str, object]:
    return {
        "owner": new.owner,
        "owner_label": new.owner_label,
        "owner_is_asker": new.owner_is_asker,
        "owner_name": new.owner_name,
    }


def _bare_name(text: str) -> str | None:
    match = _BARE_NAME.fullmatch(text.strip())
    if match and match.group(1)[:1].isupper() and not re.match(r"(?:I|Me|We|They)\b", match.group(1)):
        return match.group(1)
    return None
