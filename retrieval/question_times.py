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
    ahead = bool(DUE.search(plain) or OPEN.search(plain)) and not OVERDUE.search(plain)
    stretch = find_stretch(text, today, ahead=ahead)
    if stretch and not ahead and stretch.first and stretch.first > today:
        stretch = find_stretch(text, today, ahead=True)
    return stretch


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
