"""What the time in a question is the time of: when it was said, is due, or was moved, kept or withdrawn."""

import re
from datetime import date

from records.models import PromiseStatus
from retrieval.question_events import Scene
from retrieval.question_words import ACCOUNT, DUE, OPEN, OVERDUE, TIME
from retrieval.time_ranges import TimeRange, find_stretch


def stretch_in(plain: str, today: date) -> TimeRange | None:
    """The stretch of time a lower-case skeleton names; what is due lies ahead."""
    text = _no_marks_kept(plain)
    # What "and the week after" is after is known only from the question before.
    ahead = bool(DUE.search(plain) or OPEN.search(plain)) and not OVERDUE.search(plain)
    stretch = find_stretch(text, today, ahead=ahead)
    if stretch and not ahead and _WEEKDAY.fullmatch(stretch.words) and not _PAST.search(plain):
        # "What have I got on Monday" looks ahead; "what did we say on Monday" does not.
        return find_stretch(text, today, ahead=True)
    if stretch and not ahead and stretch.first and not _PAST.search(plain) and "20" not in stretch.words:
        # "What is on 28 November": the coming one, unless the last one is not long ago.
        coming = find_stretch(text, today, ahead=True)
        if (
            coming
            and coming.first
            and (today - stretch.first).days > 180
            and (coming.first - today).days < 120
        ):
            return coming
    if stretch and not ahead and stretch.first and stretch.first > today:
        stretch = find_stretch(text, today, ahead=True)
    return stretch


_WEEKDAY = re.compile(
    r"(?:(?:on|for|by|until|am|bis|le|pour)\s+)?(?:the\s+)?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?"
    r"|(?:am\s+|bis\s+)?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)"
    r"|(?:le\s+|d['’]ici\s+)?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|(?:on|by|for)\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th|\.)"
)
_PAST = re.compile(
    r"(?<=\w )was(?!\w)|(?<!\w)(?:did|were|had|promis\w+|said|told|agreed|committed|offered|sent|made|gave|kept|happened|moved|postponed|withdr\w+|since|late|overdue|missed|broke\w*|talked|spoke|wrote|asked|met"
    r"|hat|haben|habe|wurde\w*|war|waren|versproch\w+|zugesagt|gesagt|seit|a|ont|avons|été|promis|dit|depuis|from|of)(?!\w)"
)


def _no_marks_kept(plain: str) -> str:
    return re.sub(f"[{ACCOUNT}-{TIME}]", " ", plain)


def ranges_of(
    plain: str,
    cues: str,
    stretch: TimeRange | None,
    statuses: tuple[PromiseStatus, ...] | None,
    scene: Scene | None,
    today: date,
    text: str,
) -> tuple[TimeRange | None, TimeRange | None, TimeRange | None]:
    """What the time in the question is the time of: said, due, or moved, kept, withdrawn."""
    if stretch is None:
        return None, None, None
    inside = scene is not None and scene.start <= stretch.start and stretch.end <= scene.end
    beside = scene is not None and 0 <= stretch.start - scene.end <= 6
    if inside or beside:
        return stretch, None, None
    before = plain[: stretch.start].rstrip()
    future = bool(stretch.last and stretch.last > today and stretch.first and stretch.first >= today) or bool(
        stretch.first and stretch.first > today
    )
    if _says_by(text, stretch) and (stretch.last or today) >= today:
        return None, stretch, None
    now = bool(stretch.first and stretch.last and stretch.first <= today < stretch.last)
    past = re.search(
        r"(?<!\w)(?:promis\w*|did|have|has|had|been|said|made|gave|got|kept|was|were|commit\w*|versproch\w*|zugesagt|zusagen?|hat|haben|habe|avons|a|ont|ai)(?!\w)",
        re.sub(r"(?<!\w)(?:have|has|got) to(?!\w)|does \S+ have", " ", cues),
    )
    if future or (now and not past and not statuses):
        return None, stretch, None
    said_then = re.search(
        r"(?<!\w)(?:promised?|promising|committed|agreed|offered|said|told|made|versprochen|zugesagt|promis)(?:\W+[\w\ue000-\ue003]+){0,4}$",
        before,
    ) or re.match(r"(?:from|of|since|aus|vom|von|seit|de|depuis)\s", stretch.words)
    due_word = re.search(r"(?<!\w)(?:due|deadlines?|fällig\w*|frist|échéance)(?:\W+\w+)?$", before)
    if statuses == (PromiseStatus.broken,):
        if stretch.first == stretch.last == today:
            return None, None, None
        return (stretch, None, None) if said_then and not due_word else (None, stretch, None)
    if statuses in ((PromiseStatus.changed,), (PromiseStatus.kept,), (PromiseStatus.withdrawn,)):
        return (
            (stretch, None, None)
            if said_then and not re.search(r"^(?:since|seit|depuis)", stretch.words)
            else (None, None, stretch)
        )
    if (DUE.search(cues) or statuses) and not (said_then and not due_word):
        return None, stretch, None
    return stretch, None, None


def _says_by(plain: str, stretch: TimeRange) -> bool:
    return bool(
        re.search(r"(?<!\w)(?:by|for|until|bis|für|d'ici|pour)\s*(?:the\s*)?$", plain[: stretch.start])
    ) or bool(re.match(r"\s*(?:by|until|bis|before|d'ici|jusqu)(?!\w)", plain[stretch.start :]))
