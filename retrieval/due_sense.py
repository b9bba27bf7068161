"""Which date of a sentence holds the promise: its cue, the tense around it, and what it is a part of."""

from __future__ import annotations

from retrieval.due_clauses import DAILY, Hold, by_tense
from retrieval.due_courtesies import is_saying
from retrieval.due_denied import is_denied
from retrieval.due_events import is_event
from retrieval.due_hours import MEALS
from retrieval.due_reader import Reader
from retrieval.due_states import merely_is
from retrieval.due_tense import (
    has_future,
    is_past,
    looks_ahead,
    told_around,
    wills,
)
from retrieval.due_things import (
    THINGS,
    as_agreed,
    is_attribute,
    is_first_name,
    is_from_then,
    is_of_a_thing_named,
    of_a_thing,
    of_the_making,
)
from retrieval.due_vetoes import (
    habit,
    is_business_hours,
    never_promised,
    not_before,
    refused_behind,
    somebody_away,
    starts_later,
)
from retrieval.due_words import DEADLINE_CUES, TODAY, TOMORROW, WEEKDAYS

TODAYS = TODAY | TOMORROW
_BEGINNINGS = frozenset(
    {"after", "since", "nach", "seit", "après", "depuis", "post", "following", "beyond", "past"}
)
_SET_FOR = frozenset(
    {
        "scheduled", "planned", "slated", "set", "booked", "targeted", "target", "aim", "aiming", "plan", "planning",
        "schedule", "it", "this", "that", "them", "kickoff", "launch", "live", "release", "rollout", "ready", "due",
        "track", "meeting", "call", "session", "workshop", "down", "shooting", "noted", "confirmed",
    }
)  # fmt: skip


_DATE_NOUNS = frozenset(
    {"deadline", "date", "course", "end", "morning", "evening", "afternoon", "night", "week", "target", "window", "start", "year", "month", "all", "whole", "most", "part", "close"}
)  # fmt: skip
_RANGES = frozenset({"to", "till", "until", "through", "bis", "-", "–", "au", "and"})


def hold_of(
    r: Reader,
    begin: int,
    end: int,
    lead: tuple[str, ...],
    *,
    whole: bool = False,
    counted: bool = False,
    timed: bool = False,
    far: bool = False,
) -> Hold:
    """How the date phrase at tokens begin..end, introduced by `lead`, relates to the promise.

    `whole` says that it names a month, quarter or year, `counted` that it counts from now, `timed` that it
    names only an hour, `far` that its like has just passed and the next is most of a year away.
    """
    start = begin - len(lead) if lead else begin
    before = r.low(begin - 1)
    if before in {"the", "la", "le", "den", "der", "dem"}:
        before = r.low(begin - 2)
    strong = bool(lead) and (lead[0] in DEADLINE_CUES or lead[-1] in DEADLINE_CUES or len(lead) > 1)
    strong = strong or r.low(end - 1) in {"latest", "tard"} or lead == ("within",)
    if r.low(begin - 1) in {"good", "great", "nice", "lovely", "schönes", "bon"} or as_agreed(r, start, end):
        return Hold.none
    if never_promised(r, start, end, strong) or habit(r, begin, end, strong):
        return Hold.none
    if r.lows(start - 1, 2) in {("best", "before"), ("use", "by"), ("sell", "by")}:
        return Hold.none
    if r.low(end) in {"closes", "ends", "finishes"} and r.low(end + 1) in {"on", "at"}:
        # "before FY26 closes on 31 March": the day itself follows.
        return Hold.none
    if is_event(r, start, begin, end, lead) or is_denied(
        r, start, begin, end, lead, counted=counted, far=far
    ):
        return Hold.none
    if is_saying(r, begin, end) or merely_is(r, start, begin, end, lead):
        return Hold.none
    if before == "after" and r.lows(end - 2, 2) in {("from", "now"), ("from", "today")}:
        # "after two weeks from now" is but "in two weeks".
        start, before = start - 1, ""
    if (
        before in _BEGINNINGS
        and not (before == "post" and r.low(begin - 2) in {"the", "our", "your"})
        and not _after_hours(r, begin, end)
        and r.low(begin - 2) != "until"
        and r.low(end - 1) not in MEALS
        or r.lows(begin - 2, 2) in {("instead", "of"), ("rather", "than"), ("clear", "of")}
        or r.low(start - 1) in {"statt", "anstatt"}
        or r.low(begin - 1) == "as"
        and r.num(begin) is not None
    ):
        return Hold.none
    if (
        not strong
        and is_first_name(r, begin, end)
        or is_business_hours(r, begin)
        or somebody_away(r, start, lead)
    ):
        return Hold.none
    if counted and starts_later(r, begin, end):
        return Hold.none
    if not strong and of_the_making(r, start):
        return Hold.none
    if (
        before == "effective"
        or before == "from"
        and r.low(start - 2) in _RUNNING
        and not has_future(r, begin)
    ):
        # "valid from April", "interest accrues from 1 March": it only begins then.
        return Hold.none
    dated_thing = (
        before in {"of", "vom"} and r.low(begin - 2) not in _DATE_NOUNS and r.low(begin) not in {"the", "end"}
    )
    if (
        dated_thing
        and r.low(begin - 4) in {"mit", "with", "avec", "in", "bei"}
        and r.low(begin - 2) in THINGS
    ):
        # "mit dem Release vom 24. März": what comes with it, comes then.
        return by_tense(r, begin - 4, False, "") and Hold.weak
    if not lead and dated_thing and not any(r.low(k) in _RANGES for k in range(begin, end)):
        # "the delivery of 2 November", "Ihr Schreiben vom 3. März": a thing with its date.
        return Hold.none
    if (
        before in {"de", "du"}
        and not lead
        and r.low(begin - 2) not in {"partir", "compter"}
        and "au" not in r.lows(begin, end - begin)
    ):
        return Hold.none
    if (
        timed
        and not strong
        and not (
            has_future(r, begin)
            or not _keeps_hours(r)
            and r.language in {"de", "fr"}
            and any(w in _TO_SOMEBODY for w in r.words)
        )
        and not r.alone(start, end)
    ):
        return Hold.none
    told = far and not strong and lead[-1:] != ("for",)
    if told and not has_future(r, begin) and not any(looks_ahead(r, k) for k in range(end, end + 6)):
        # A day that has just passed and no word of what will be: it tells of the past.
        return Hold.none
    if r.language == "de" and refused_behind(r, end):
        return Hold.none
    if r.low(end) == "'" and r.low(end + 1) == "s" and r.glued(end):
        # "Tuesday's call" is a thing; only what is due before, for or in it is due then.
        if (
            r.low(end + 2) in _LOOKING
            and not r.low(end + 3).isalpha()
            or r.low(end + 2) in {"looking", "when"}
        ):
            return _suits(r, begin, end)
        if not (strong or before in {"for", "at", "during", "on", "in", "with"}):
            return Hold.none
        return Hold.deadline if strong else by_tense(r, start, False, before) and Hold.weak
    if is_of_a_thing_named(r, begin, end) or not strong and is_from_then(r, begin, end):
        return Hold.none
    if whole and of_a_thing(r, begin, end):
        return by_tense(r, start, strong, before)
    if _in_a_run(r, begin, end) and has_future(r, begin):
        return Hold.weak
    if not strong and is_attribute(r, begin, end) or not strong and told_around(r, start, end):
        return Hold.none
    if lead[-1:] == ("for",) and whole and r.low(start - 1) not in _SET_FOR:
        return Hold.none
    if lead[-1:] in {("before",), ("vor",), ("avant",)} and (held := not_before(r, start)) is not None:
        return Hold.weak if held else Hold.none
    if (
        r.low(end - 1) in {"thing", "morning", "evening", "afternoon"}
        and r.low(begin) not in WEEKDAYS
        and before == "in"
    ):
        # "in the morning", "first thing": a habit unless something will be done.
        # "I take that off in the morning"; "we take deliveries in the morning" is a habit.
        near = [r.low(k) for k in range(max(0, start - 9), start)]
        ours = bool({"it", "that", "this", "them", "your", "you", "yours"} & set(near))
        told = any(is_past(r, k) for k in range(max(0, start - 9), start))
        follows = any(
            r.lows(k, 2) in {("to", "follow"), ("to", "come")} for k in range(max(0, start - 9), start)
        )
        return (
            Hold.plain if wills(r, begin) or _doing(r, begin) or follows or ours and not told else Hold.none
        )
    return by_tense(r, start, strong, before)


_RUNNING = frozenset(
    {"valid", "accrues", "accrue", "runs", "dates", "applies", "apply", "counts", "gültig", "valable"}
)


def _after_hours(r: Reader, begin: int, end: int) -> bool:
    """ "after lunch tomorrow", "after 3pm today": an hour of a day that is named."""
    if r.low(begin) in DAILY and end - begin > 1:
        return True
    hour = r.num(begin) is not None or r.low(begin) in {"noon", "midday"}
    named = any(r.low(k) in TODAYS or r.low(k) in WEEKDAYS for k in range(begin + 1, end))
    return (
        hour and named and any(r.low(k) in {"am", "pm", ":", "uhr", "h", "o"} for k in range(begin + 1, end))
    )


def _in_a_run(r: Reader, begin: int, end: int) -> bool:
    """ "They'll have a fix in the Thursday release": what comes with a thing comes on its day."""
    k = begin if r.low(begin) == "the" else begin - 1
    return (
        r.low(k) == "the"
        and r.low(k - 1) in {"in", "into", "with", "on"}
        and r.low(end) in THINGS - {"meeting", "call"}
    )


def _doing(r: Reader, begin: int) -> bool:
    """ "I'm calling them", "sending it": somebody is at it, or an order is given."""
    return any(
        r.low(k).endswith("ing") and r.low(k - 1) in {"m", "re", "am", "are", "is", "s", "", ".", ",", "and"}
        for k in range(max(0, begin - 12), begin)
    )


def _keeps_hours(r: Reader) -> bool:
    """Whether somebody's hours are told: "Sie erreichen uns zwischen 8 und 17 Uhr"."""
    return any(word in _HOURS_KEPT for word in r.words)


_LOOKING = frozenset(
    {"good", "fine", "ok", "okay", "perfect", "great", "doable", "realistic", "possible", "better", "on", "fixed", "set"}
)  # fmt: skip


def _suits(r: Reader, begin: int, end: int) -> Hold:
    """ "The nineteenth's looking pretty good", "Friday's fine", "Thursday's when we load"."""
    if any(
        r.low(k) in {"bad", "not", "full", "tight", "busy", "packed", "tricky", "grim", "rough"}
        for k in range(end, end + 7)
    ):
        return Hold.none
    return (
        Hold.plain
        if begin == 0 or not r.low(begin - 1).isalpha() or r.low(begin - 1) in {"the", "and", "so", "but"}
        else Hold.none
    )


_HOURS_KEPT = frozenset(
    {"öffnen", "öffnet", "schließt", "schließen", "beginnt", "ouvre", "ouvrons", "ferme", "fermons", "erreichen",
     "erreicht", "erreichbar", "joignable", "répond", "répondons", "sprechzeiten", "commence", "geöffnet", "besetzt"}
)  # fmt: skip
_TO_SOMEBODY = frozenset(
    {"ich", "wir", "ihnen", "sie", "dir", "euch", "dich", "je", "j", "nous", "on", "vous", "te", "toi", "lui"}
)
