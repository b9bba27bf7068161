"""What a question asks for: which promises, whose, to whom, from when, about what; pure and never failing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.models import Direction, Person, PromiseStatus
from retrieval.account_names import AccountNames, Mention
from retrieval.fulltext import STOP_WORDS
from retrieval.question_events import Scene, scene_of
from retrieval.question_names import Named, PeopleNames, folded
from retrieval.question_sides import Part, direction_of, part_of, speaks_to_asker
from retrieval.question_text import blanked, cleaned
from retrieval.question_times import ranges_of, stretch_in
from retrieval.question_topic import QUESTION_WORDS, known_words, topic_of
from retrieval.question_words import (
    ABOUT_PROMISES,
    ACCOUNT,
    ASKS_TALK,
    ASKS_WHETHER,
    BECAME,
    CHANGED,
    COLLEAGUE,
    CONTACT,
    DUE,
    EXISTS,
    GIVER_SLOT,
    KEPT,
    MINE,
    NEWEST,
    NEXT,
    OPEN,
    OVERDUE,
    PROMISE_WORD,
    SAYS_PROMISE,
    SETTLED,
    TIME,
    UNSURE,
    WHEN,
    WHO,
    WITHDRAWN,
    names_in_slots,
    unknown_names,
)
from retrieval.time_ranges import TimeRange

OWED = (PromiseStatus.open, PromiseStatus.broken)
_SAID = re.compile(
    r"(?<!\w)(?:why|where(?! (?:are|do) we)|said?|says?|wr[io]te|problem\w*|warum|wieso|pourquoi|gesagt|geschrieben)(?!\w)"
)
_FOR = re.compile(r"(?<!\w)(?:for|from|with|für|von|bei|mit|pour|chez|avec)\s+$")
_LEAD = re.compile(
    r"(?:on|in|during|at|from|over|after|since|im|am|beim|seit|lors de|dans|depuis|de)\s+(?:the\s+)?"
)
_TELL_ME = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|hey|hi|bitte|kannst du|peux-tu)\W+)*(?:tell|show|give|remind|sag|zeig|dis|montre)(?:[ -](?:me|us|mir|uns|moi))(?!\w)"
)

_ARTICLE = re.compile(r"(?<!\w)(?:an?|the|any|our|some|their|ein\w*|der|die|das|den|une?|les?|la)\s+$")
_NEXT_WORD = re.compile(r"\s+([^\W_]+)")


class Kind(StrEnum):
    promises = "promises"
    """Which promises: a list from the ledger."""
    whether = "whether"
    """Yes or no about one thing: did we promise it, was it sent."""
    passages = "passages"
    """Anything else: what somebody said about something."""


@dataclass(frozen=True)
class Question:
    """`said`, `due` and `happened` are ranges of days in the asker's zone; `topic` tells what about."""

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
    """Somebody at the customer's, or a name that nobody bears."""
    owner_emails: tuple[str, ...] = ()
    """The addresses of who promised, one or several people of that name."""
    taker_emails: tuple[str, ...] = ()
    """The addresses of the person to whom something was promised."""
    taker_label: str = ""
    with_emails: tuple[str, ...] = ()
    """Who was at the call or meeting."""
    scene: Scene | None = None
    """The event in which it was said."""
    asker: str = ""
    to_me: bool = False
    direction: Direction | None = None
    direction_said: bool = False
    statuses: tuple[PromiseStatus, ...] | None = None
    lenient: bool = False
    """The status is what the question hopes for, not what it filters by."""
    said: TimeRange | None = None
    due: TimeRange | None = None
    happened: TimeRange | None = None
    """When it was moved, kept or withdrawn."""
    has_due: bool = False
    topic: tuple[str, ...] = ()
    says_promise: bool = False
    """Speaks of promises, not only of sending or delivering something."""
    settled: bool = False
    """Asks whether it was done, not whether it was promised."""
    talk: bool = False
    """Asks what somebody said."""
    pick: str = ""
    """"newest" or "next": only that one of those that answer."""
    today: date = field(default=date(1970, 1, 1))

    def said_between(self) -> tuple[datetime | None, datetime | None]:
        """From (included) and to (excluded), aware."""
        if self.said is None:
            return None, None
        zone = zone_of(self.zone)
        first = datetime.combine(self.said.first, time(), zone) if self.said.first else None
        last = datetime.combine(self.said.last + timedelta(days=1), time(), zone) if self.said.last else None
        return first, last

    @property
    def overdue_only(self) -> bool:
        return self.statuses == (PromiseStatus.broken,)

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to look for, and not only "hello" or a smiley."""
        if not any(c.isalnum() for c in self.text):
            return False
        names = (
            self.account_ids or self.unknown_account or self.owner_name or self.people or self.owner_emails
        )
        times = self.said or self.due or self.happened
        return bool(names or times or self.topic or self.statuses or self.says_promise or self.direction_said)

    @property
    def people(self) -> tuple[str, ...]:
        """Addresses of everybody outside whom the question names."""
        return (*(self.owner_emails if not self.owner else ()), *self.taker_emails, *self.with_emails)


def understand(
    text: str,
    now: datetime,
    accounts: AccountNames,
    people: Sequence[Person],
    asker: str,
    previous: Question | None = None,
    *,
    names: PeopleNames | None = None,
    occurs: Callable[[str], bool] | None = None,
) -> Question:
    """The question in fields. With `previous`, "and for Globex?" keeps what it does not change.

    `occurs` says whether a word stands in anything the asker may read: what does, is no typo.
    """
    from retrieval.question_thread import continued

    text = _spelled(cleaned(text), occurs)
    names = names or PeopleNames(people, ())
    zone = next((p.tz for p in people if p.email == asker), "UTC")
    today = now.astimezone(zone_of(zone)).date()
    text, mentions, persons, guessed, lost = _resolved(text, accounts, names, occurs)
    plain = _skeleton(text, mentions, persons)
    squeezed = " ".join(_TELL_ME.sub(" ", plain).split())
    stretch = stretch_in(plain, today)
    timeless = blanked(plain, [(stretch.start, stretch.end)] if stretch else [])
    marked = plain
    if stretch:
        # "In last week's call": the preposition belongs to the call.
        lead = _LEAD.match(plain[stretch.start : stretch.end])
        start = stretch.start + (lead.end() if lead else 0)
        marked = blanked(plain, [(start, stretch.end)])
        marked = marked[: stretch.end - 1] + TIME + marked[stretch.end :]
    scene = scene_of(marked)
    rest = blanked(timeless, [(scene.start, scene.end)]) if scene else timeless
    cues = " ".join(_TELL_ME.sub(" ", timeless).split())

    statuses = _statuses(cues)
    talk = bool(ASKS_TALK.search(cues)) and not PROMISE_WORD.search(cues)
    kind = _kind(cues, statuses, talk)
    direction, said_so = direction_of(cues)
    if (
        kind is Kind.passages
        and direction is None
        and re.search(rf"(?<!\w)(?:does|did|do|has|have|hat|haben|a) [{ACCOUNT}{CONTACT}]", cues)
    ):
        direction, said_so = Direction.theirs, True
    to_me = speaks_to_asker(cues)
    said, due, happened = ranges_of(plain, cues, stretch, statuses, scene, today, text.lower())
    told = _TELL_ME.match(rest)
    topic = topic_of(
        _no_marks(blanked(rest, [told.span()] if told else [])),
        keep_talk=kind is Kind.passages,
        terse=not PROMISE_WORD.search(cues),
    )
    if kind is not Kind.passages:
        cue_words = (OVERDUE, OPEN, KEPT, WITHDRAWN, SAYS_PROMISE)
        topic = tuple(word for word in topic if not any(cue.fullmatch(word) for cue in cue_words))
    unknown: str | None = None
    owner_name: str | None = None
    near: tuple[str, ...] = ()
    if not mentions:
        unknown, owner_name = _unknown(text, plain, timeless, people, kind)
        if owner_name and owner_name.lower() in (w for p in persons for w in p.label.lower().split()):
            owner_name = None
        unknown = unknown or (lost if not owner_name else None)
        lost = unknown or owner_name
        near = tuple(accounts.similar(lost)) if lost else ()
        if lost:
            topic = tuple(word for word in topic if word not in lost.lower().split())
    fields = _parts(plain, cues, persons, asker, direction, people)
    if fields["owner"] and not said_so:
        direction, said_so = Direction.ours, True
    about_thing = bool(topic) and kind is not Kind.passages
    if statuses and direction is None and not about_thing and not WHO.search(cues):
        if not re.search(r"(?<!\w)(?:with|from|by|at|bei|von|mit|chez|avec|de)(?!\w)", cues):
            direction = Direction.ours
    if direction is None and DUE.search(cues) and not mentions and not about_thing:
        direction = Direction.ours
    lenient = about_thing and (
        kind is Kind.whether
        or bool(WHEN.search(cues) or WHO.search(cues) or BECAME.search(cues))
        or statuses == OWED
    )
    if statuses and about_thing and not EXISTS.search(cues) and (kind is Kind.whether or BECAME.search(cues)):
        statuses = None
    had_to = bool(re.search(r"(?<!\w)(?:did (?:\S+ )?have|had) to(?!\w)", cues))
    if had_to:
        statuses = None
    if kind is Kind.passages and not topic and fields["owner_emails"]:
        # "What did Moira say": nothing to look up by, but what she promised is known.
        kind = Kind.promises
    if owner_name:
        fields["owner_name"] = owner_name
        direction = Direction.theirs if direction is None or not said_so else direction
    question = Question(
        text=text,
        kind=kind,
        zone=zone,
        account_ids=tuple(dict.fromkeys(i for m in mentions for i in m.ids)),
        account_names=tuple(dict.fromkeys(m.name for m in mentions)),
        guessed=guessed,
        unknown_account=unknown,
        near_names=near,
        scene=scene,
        asker=asker,
        to_me=to_me,
        direction=direction,
        direction_said=said_so,
        statuses=statuses,
        lenient=lenient,
        said=said,
        due=due,
        happened=happened,
        has_due=bool(DUE.search(cues)) and stretch is None and not had_to,
        topic=topic,
        says_promise=bool(SAYS_PROMISE.search(cues)),
        settled=bool(SETTLED.search(cues)),
        talk=talk,
        pick="newest"
        if NEWEST.search(cues) and stretch is None
        else "next"
        if NEXT.search(cues) and stretch is None
        else "",
        today=today,
        **fields,  # type: ignore[arg-type]
    )
    return continued(previous, question, plain, squeezed) if previous is not None else question


def zone_of(name: str) -> ZoneInfo:
    """UTC where the name is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


_SPELLED_TEXT = """
promise promised promises overdue commitment commitments committed deadline deadlines outstanding pending withdrawn
postponed delivered customer versprochen zugesagt überfällig verschoben promesse promesses
"""
_SPELLED = tuple(_SPELLED_TEXT.split())


def _spelled(text: str, occurs: Callable[[str], bool] | None) -> str:
    """The words a question is made of, rid of a typo, unless the word is one in what the asker may read."""
    from rapidfuzz.distance import OSA

    def right(match: "re.Match[str]") -> str:
        word = match.group()
        if word in _SPELLED or not word.islower():
            return word
        near = [w for w in _SPELLED if w[0] == word[0] and OSA.distance(w, word, score_cutoff=1) <= 1]
        return near[0] if near and not (occurs is not None and occurs(word)) else word

    return re.sub(r"[^\W\d_]{6,}", right, text)


def _skeleton(text: str, mentions: Sequence[Mention], persons: Sequence[Named]) -> str:
    """Lower case, with one mark at the end of each name's place; offsets stay what they are."""
    plain = text.lower().replace("’", "'")
    if len(plain) != len(text):
        plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).replace("’", "'")
    marks = [(m.start, m.end, ACCOUNT) for m in mentions]
    marks += [(p.start, p.end, COLLEAGUE if p.ours else CONTACT) for p in persons]
    for i, j, mark in marks:
        plain = plain[:i] + " " * (j - i - 1) + mark + plain[j:]
    return plain


def _no_marks(plain: str) -> str:
    return re.sub(f"[{ACCOUNT}-{TIME}](?:['’]s)?", " ", plain)


def _resolved(
    text: str, accounts: AccountNames, names: PeopleNames, occurs: Callable[[str], bool] | None
) -> tuple[str, list[Mention], list[Named], bool, str | None]:
    """The accounts and people named, whether one was a typo, and a customer's name that is none.

    A word that stands in nothing the asker may read is a name with a typo, or one that nobody bears.
    """
    written = [p for p in names.find(text, []) if "@" in text[p.start : p.end]]
    mentions = [m for m in accounts.find(text) if not any(p.start <= m.start < p.end for p in written)]
    ids = [i for m in mentions for i in m.ids]
    persons = names.find(text, [(m.start, m.end) for m in mentions], ids)
    if mentions:
        return text, mentions, persons, False, None
    lost = None
    taken = [(p.start, p.end) for p in persons]
    rest = blanked(text, taken)
    for name, i, j in names_in_slots(rest):
        word = name.lower()
        if word in STOP_WORDS or word in QUESTION_WORDS:
            continue
        part = accounts.by_part(name)
        if part:
            return text, [replace(part, start=i, end=j)], persons, False, None
        if begun := _begun(rest, name, i, accounts):
            return text, [begun], persons, False, None
        if occurs is not None and occurs(word):
            continue
        typo = accounts.guess(name)
        if not typo and (after := _NEXT_WORD.match(rest, j)) and (typo := accounts.guess(name + after[1])):
            j = after.end()
        if typo:
            return text, [replace(typo, start=i, end=j)], persons, True, None
        if not persons and (right := names.like(name)):
            fixed = text[:i] + right.title() + text[j:]
            return fixed, [], names.find(fixed, []), False, None
        if occurs is not None and not persons and _FOR.search(rest[:i].lower()):
            lost = name
    return text, [], persons, False, lost


def _begun(text: str, name: str, at: int, accounts: AccountNames) -> Mention | None:
    """The one account whose name, known from its domain in one word, is `name` and more: "Acme" for "Acmedairy".

    With the rest after a space it is the same name.
    """
    word = folded(name)
    if len(word) < 5 or _ARTICLE.search(text[:at].lower()):
        return None
    longer = [n for n in accounts.similar(name) if " " not in n and folded(n).startswith(word)]
    if len(longer) != 1 or len(folded(longer[0])) < len(word) + 3:
        return None
    found = accounts.find(longer[0])
    after = _NEXT_WORD.match(text, at + len(name))
    whole = after is not None and folded(name + after[1]) == folded(longer[0])
    end = after.end() if after and whole else at + len(name)
    return replace(found[0], start=at, end=end) if len(found) == 1 else None


def _statuses(cues: str) -> tuple[PromiseStatus, ...] | None:
    found = (
        (UNSURE, (PromiseStatus.unsure,)),
        (CHANGED, (PromiseStatus.changed,)),
        (WITHDRAWN, (PromiseStatus.withdrawn,)),
        (OVERDUE, (PromiseStatus.broken,)),
        (OPEN, OWED),
        (KEPT, (PromiseStatus.kept,)),
    )
    return next((statuses for pattern, statuses in found if pattern.search(cues)), None)


def _kind(cues: str, statuses: tuple[PromiseStatus, ...] | None, talk: bool) -> Kind:
    """The ledger is asked first unless the question is what somebody said."""
    asks = bool(ASKS_WHETHER.match(cues))
    said = bool(_SAID.search(cues))
    became = BECAME.search(cues)
    if became and became.group() not in ("ever", "in the end") and not said:
        return Kind.whether if asks else Kind.promises
    if talk and not PROMISE_WORD.search(cues) and (said or not statuses):
        return Kind.passages
    about = ABOUT_PROMISES.search(cues) or statuses or direction_of(cues)[0]
    if SETTLED.search(cues) or (asks and not EXISTS.search(cues) and about):
        return Kind.whether
    return Kind.promises


def _parts(
    plain: str,
    cues: str,
    persons: Sequence[Named],
    asker: str,
    direction: Direction | None,
    people: Sequence[Person],
) -> dict[str, object]:
    """Owner, taker and company of the promises, by what is said of each person named."""
    found: dict[str, object] = {"owner": None, "owner_emails": ()}
    givers: list[tuple[Part, Named]] = []
    takers: list[tuple[Part, Named]] = []
    others: list[tuple[Part, Named]] = []
    for person in persons:
        part = part_of(plain, person.end - 1, direction)
        (others if part is Part.attends else takers if part is Part.taker else givers).append((part, person))
    for part, person in givers:
        if person.ours and direction is not Direction.theirs:
            owner = person.emails[0] if len(person.emails) == 1 else None
            found |= {
                "owner": owner,
                "owner_emails": person.emails,
                "owner_label": next((p.name or p.email for p in people if p.email == owner), person.label),
                "owner_is_asker": owner == asker,
            }
            break
        if not person.ours:
            if part is Part.either and not found["owner_emails"]:
                found |= {"taker_emails": person.emails, "taker_label": person.label}
            found |= {"owner_emails": person.emails, "owner_name": person.label}
            break
    if takers:
        emails = tuple(dict.fromkeys(e for _, p in takers for e in p.emails))
        found |= {"taker_emails": emails, "taker_label": " and ".join(p.label for _, p in takers)}
    if others:
        found |= {"with_emails": tuple(e for _, p in others for e in p.emails)}
    mine = bool(MINE.search(cues)) and direction is not Direction.theirs and not found["owner_emails"]
    if mine and not re.search(
        r"(?<!\w)(?:we|wir|nous) (?:\w+ )?(?:promise|owe|commit)|(?:did|do|have) we(?!\w)", cues
    ):
        label = next((p.name or p.email for p in people if p.email == asker), asker)
        found |= {"owner": asker, "owner_emails": (asker,), "owner_label": label, "owner_is_asker": True}
    return found


def _unknown(
    text: str, plain: str, timeless: str, people: Sequence[Person], kind: Kind
) -> tuple[str | None, str | None]:
    """(a name in a customer's place that no account bears, a name in a promiser's place that nobody bears)."""
    free = "".join(c if p == c.lower() or p in "'’" else " " for c, p in zip(text, timeless, strict=False))
    free = free if len(timeless) == len(text) else timeless
    if giver := GIVER_SLOT.search(free):
        name = giver["name"]
        first = name.split()[0].lower()
        if (
            first not in STOP_WORDS
            and first not in QUESTION_WORDS
            and not re.fullmatch(r"(?:we|they|i|he|she)\W?\w*", first)
        ):
            return None, name
    if kind is Kind.passages and not re.search(r"\b(?:for|with|from|at|to)\b", plain):
        return None, None
    ours = {part.lower() for p in people for part in (p.email, *(p.name or "").split())}
    for name, _, _ in unknown_names(free, listing=kind is not Kind.passages):
        if name.lower() not in ours and known_words([name.lower()]):
            return name, None
    return None, None
