"""What a question asks for: which promises, whose, to whom, from when, about what; pure and never failing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from records.models import Direction, Person, PromiseStatus
from retrieval.account_names import AccountNames, Mention
from retrieval.question_events import scene_of
from retrieval.question_fields import OWED, Kind, Question, zone_of
from retrieval.question_filters import asks_what_if, strengths_of, undated_of, without_filters
from retrieval.question_mentions import resolved, unknown_in
from retrieval.question_moods import moods_of, without_moods
from retrieval.question_names import Named, PeopleNames
from retrieval.question_sides import Part, direction_of, part_of, speaks_to_asker
from retrieval.question_spelling import spelled
from retrieval.question_text import blanked, cleaned
from retrieval.question_times import ranges_of, stretch_in
from retrieval.question_topic import told_apart, topic_of
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
    KEPT,
    MINE,
    NEWEST,
    NEXT,
    NOT_LATE,
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
)

_SAID = re.compile(
    r"(?<!\w)(?:why|where(?! (?:are|do) we| (?:is|are) (?:the|our|my|their|his|her|that|those|these) (?:[\w-]+ ?){1,3}\W*$|['’]s (?:the|our|my|their|his|her|that|those|these) (?:[\w-]+ ?){1,3}\W*$)|said?|says?|wr[io]te|problem\w*|warum|wieso|pourquoi|gesagt|geschrieben)(?!\w)"
)
_WHY = re.compile(r"^\W*(?:(?:so|and|but|und|aber|et|mais)\W+)?(?:why|warum|wieso|weshalb|pourquoi)(?!\w)")
_ORDER = frozenset(["first", "soonest", "earliest", "nearest", "closest", "recent", "zuletzt", "letzte"])
_LEAD = re.compile(
    r"(?:on|in|during|at|from|over|after|since|im|am|beim|seit|lors de|dans|depuis|de)\s+(?:the\s+)?"
)
_TELL_ME = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you|i'd like you to|i want you to|just|quickly|hey|hi|bitte|mal|kannst du|könntest du|können sie|peux-tu|pourrais-tu|pouvez-vous)\W+)*(?:tell|show|give|remind|let|sag|zeig|gib|nenn|erinner|dis|montre|donne|rappelle)(?:[ -](?:me|us|mir|mich|uns|moi))(?: (?:know|bitte|mal|please))*(?!\w)"
)

_WHAT_TIME = re.compile(
    r"(?<!\w)(?:(?:at )?what (?:time|day|date)|which day|um wie ?viel uhr|à quelle heure)(?!\w)"
)


_GERMAN = re.compile(
    r"(?<!\w)(?:wir|uns|noch|von|bei|ist|sind|haben|hat|habe|hab|hast|der|die|das|den|dem|und|nicht|ich|für|mit|auf|aus|an|zu|zum|zur|im|am|fehlt|läuft|kommt|steht|schuldet|schulden|muss|müssen|soll|wird|gibt|passiert|macht|erwarten|bekommen|wollte|liegt|geht|alles)(?!\w)"
)


_LISTS = re.compile(
    r"(?<!\w)(?:which|what|who|whose|list|show|all|any|every|everything|anything|how many|promises|commitments|things|stuff|items|welche\w*|was|wer|alle|alles|zusagen|versprechen|offene\w*|quels?|quelles?|tou[ts]\w*|promesses|engagements|open)(?!\w)"
)


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

    text = spelled(cleaned(text), occurs)
    names = names or PeopleNames(people, ())
    zone = next((p.tz for p in people if p.email == asker), "UTC")
    today = now.astimezone(zone_of(zone)).date()
    text, mentions, persons, guessed, lost = resolved(text, accounts, names, occurs)
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

    strengths, undated = strengths_of(cues), undated_of(cues)
    statuses = _statuses(cues)
    talk = bool(ASKS_TALK.search(cues)) and not PROMISE_WORD.search(cues) and not strengths
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
    rest = _WHAT_TIME.sub(lambda m: " " * len(m.group()), rest)
    subject = _no_marks(without_filters(blanked(rest, [told.span()] if told else [])))
    terse = not (PROMISE_WORD.search(cues) or statuses)
    topic = topic_of(subject, keep_talk=kind is Kind.passages, terse=terse)
    moods = () if PROMISE_WORD.search(cues) or statuses else moods_of(cues)
    if moods and not topic_of(without_moods(subject), keep_talk=kind is Kind.passages):
        kind, topic = Kind.moods, ()
    else:
        moods = ()
    if kind in (Kind.promises, Kind.whether):
        cue_words = (OVERDUE, OPEN, KEPT, WITHDRAWN, SAYS_PROMISE)
        topic = tuple(word for word in topic if not any(cue.fullmatch(word) for cue in cue_words))
    if kind is Kind.promises and not terse and occurs is not None and (mentions or persons or stretch):
        topic = told_apart(topic, subject, cues, occurs)
    unknown: str | None = None
    owner_name: str | None = None
    near: tuple[str, ...] = ()
    if not mentions:
        unknown, owner_name = unknown_in(text, plain, timeless, people, kind is Kind.passages)
        if owner_name and owner_name.lower() in (w for p in persons for w in p.label.lower().split()):
            owner_name = None
        unknown = unknown or (lost if not owner_name else None)
        lost = unknown or owner_name
        near = tuple(accounts.similar(lost)) if lost else ()
        if lost:
            topic = tuple(word for word in topic if word not in lost.lower().split())
    pick = ""
    if stretch is None:
        pick = "newest" if NEWEST.search(cues) else "next" if NEXT.search(cues) else ""
        topic = tuple(word for word in topic if not pick or word not in _ORDER)
    fields = _parts(plain, cues, persons, asker, direction, people)
    if fields["owner"] and not said_so:
        direction, said_so = Direction.ours, True
    about_thing = bool(topic) and kind is not Kind.passages
    lenient = about_thing and (
        kind is Kind.whether
        or bool(WHEN.search(cues) or WHO.search(cues) or BECAME.search(cues))
        or statuses == OWED
    )
    if statuses and about_thing and not EXISTS.search(cues) and (kind is Kind.whether or BECAME.search(cues)):
        statuses = None
    what_if = asks_what_if(cues) and not statuses
    if what_if:
        direction, said_so, said, due = None, False, None, None
        topic = (*topic, *(stretch.words.split() if stretch else ()))
    if undated and statuses is None:
        statuses = OWED
    had_to = bool(re.search(r"(?<!\w)(?:did (?:\S+ )?have|had) to(?!\w)", cues))
    if had_to:
        statuses = None
    if statuses and topic and kind is Kind.promises and not _LISTS.search(cues):
        # "Validation package overdue?" is answered whether it is or not.
        lenient = True
    if strengths and topic and ASKS_WHETHER.match(cues):
        lenient = True
    if kind is Kind.passages and not topic and (fields["owner_emails"] or fields.get("taker_emails")):
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
        has_due=bool(DUE.search(cues)) and stretch is None and not had_to and not undated,
        strengths=strengths,
        undated=undated,
        what_if=what_if,
        moods=moods,
        topic=topic,
        says_promise=bool(SAYS_PROMISE.search(cues)),
        settled=bool(SETTLED.search(cues)),
        talk=talk,
        pick=pick,
        today=today,
        **fields,  # type: ignore[arg-type]
    )
    merged = continued(previous, question, plain, squeezed) if previous is not None else question
    if merged is question and _overview(question, cues):
        # "Acme?" wants what is still to come, from either side; all that ever was would bury it.
        side = question.direction if _MOVING.search(cues) else None
        return replace(question, statuses=(*OWED, PromiseStatus.unsure), direction=side, overview=True)
    return merged


_MOVING = re.compile(
    r"(?<!\w)(?:get|gets|getting|receiv\w+|expect\w*|wait\w*|deliver\w*|send\w*|ship\w*|pay\w*|sign\w*|bekomm\w*|krieg\w*|erhält|wart\w*|liefer\w*|schick\w*|zahl\w*|reçoi\w*|livr\w*|envoy\w*|attend\w*|coming|kommt)(?!\w)"
)


def _overview(asked: Question, cues: str) -> bool:
    if not (asked.account_ids or asked.people) or asked.topic or asked.kind is not Kind.promises:
        return False
    narrowed = asked.said or asked.due or asked.happened or asked.statuses or asked.scene or asked.pick
    if narrowed or asked.names_due_days or asked.strengths or asked.undated or asked.direction_said:
        return False
    return not PROMISE_WORD.search(cues) or bool(BECAME.search(cues))


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


def _statuses(cues: str) -> tuple[PromiseStatus, ...] | None:
    found = (
        (UNSURE, (PromiseStatus.unsure,)),
        (NOT_LATE, (PromiseStatus.open,)),
        (CHANGED, (PromiseStatus.changed,)),
        (WITHDRAWN, (PromiseStatus.withdrawn,)),
        (OVERDUE, (PromiseStatus.broken,)),
        (OPEN, OWED),
        (KEPT, (PromiseStatus.kept,)),
    )
    return next((statuses for pattern, statuses in found if pattern.search(cues)), None)


def _kind(cues: str, statuses: tuple[PromiseStatus, ...] | None, talk: bool) -> Kind:
    """The ledger is asked first unless the question is what somebody said."""
    # German "was" asks what, English "was" whether.
    asks = bool(ASKS_WHETHER.match(cues)) and not (re.match(r"\W*was(?!\w)", cues) and _GERMAN.search(cues))
    said = bool(_SAID.search(cues))
    became = BECAME.search(cues)
    if became and became.group() not in ("ever", "in the end") and not said:
        return Kind.whether if asks else Kind.promises
    if (
        talk
        and not PROMISE_WORD.search(cues)
        and (said or not statuses)
        and not (statuses and _WHY.search(cues))
    ):
        return Kind.passages
    about = ABOUT_PROMISES.search(cues) or statuses or direction_of(cues)[0]
    if SETTLED.search(cues) or (asks and not EXISTS.search(cues) and about):
        return Kind.whether
    return Kind.promises


_AND = re.compile(r"\s*(?:,|&|\+|/|and|und|et|or|oder|ou|n|y)?\s*")


def _joined(givers: Sequence[tuple[Part, Named]], plain: str) -> list[tuple[Part, Named]]:
    """ "Paolo and Giulia" promise together: one name with the addresses of both."""
    found: list[tuple[Part, Named]] = []
    for part, person in givers:
        before = found[-1][1] if found else None
        if before and before.ours is person.ours and _AND.fullmatch(plain, before.end, person.start):
            both = replace(
                before,
                emails=tuple(dict.fromkeys((*before.emails, *person.emails))),
                label=f"{before.label} and {person.label}",
                end=person.end,
            )
            found[-1] = (found[-1][0], both)
        else:
            found.append((part, person))
    return found


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
    for part, person in _joined(givers, plain):
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
