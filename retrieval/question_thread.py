"""Follow-up questions: what "and for Globex?" or "who said that?" keeps of the question before."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from records.models import Direction, PromiseStatus
from retrieval.question_fields import OWED, Kind, Question
from retrieval.question_sides import turned_to
from retrieval.question_words import (
    ABOUT_PROMISES,
    ASKS_WHETHER,
    COUNTS,
    FOLLOW_UP,
    POINTS_BACK,
    PROMISE_WORD,
    TIME,
    WHEN,
    WHO,
)
from retrieval.time_ranges import TimeRange, find_stretch, unit_range

_BARE_NAME = re.compile(
    r"(?:and|what about|how about|und|et|ou|oder|or)\s+(?:for|to|with|at|für|pour|bei|chez)?\s*"
    r"([A-Z][\w&.-]+(?: [A-Z][\w&.-]+)*)\s*\??",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\W*(?:summari[sz]e|summary|status|overview|recap|zusammenfassung|übersicht|résum\w+)(?!\w)"
)
_ARTICLES = frozenset(["das", "le", "es", "dies"])
_MARKS = f"[\ue000-{TIME}]"
_SHORT = 9
"""Words up to which a question that names nobody and points back is taken for a follow-up."""


def continued(previous: Question, new: Question, plain: str, squeezed: str) -> Question:
    """`new` with what it leaves open taken from `previous`, where it follows it up."""
    if _WORDING.search(squeezed) and not new.account_ids and not new.people and _says_something(previous):
        return replace(previous, text=new.text, today=new.today)
    words = len(re.findall(rf"[\w{_MARKS[1:-1]}'-]+", squeezed))
    leads = bool(FOLLOW_UP.match(squeezed) or _SIDE_ALONE.match(squeezed) or _OTHER_WAY.match(squeezed))
    leads = leads or (
        previous.account_ids != () and bool(_THE_THING.match(squeezed)) and not new.says_promise
    )
    back = _points_back(squeezed, new) and words <= _SHORT
    bare = words <= 4 and not ABOUT_PROMISES.search(squeezed) and bool(new.text)
    asks_more = (
        words <= 5
        and not new.account_ids
        and not new.people
        and bool(WHO.search(squeezed) or WHEN.search(squeezed) or COUNTS.search(squeezed))
    )
    if not (
        leads
        or (back and not new.account_ids)
        or (bare and _names_something(new) and not new.topic)
        or asks_more
    ):
        return new
    if _stands_alone(new, squeezed):
        return new
    anew = _OVERVIEW.match(squeezed) or (_nobody_named(previous) and not (asks_more and previous.topic))
    if not (leads or back) and anew and not new.topic:
        # "What's late" after a customer nobody knows, or "summarise Globex", begins anew.
        return new
    return _merged(previous, new, squeezed)


_WORDING = re.compile(
    r"(?<!\w)(?:(?:what|how) exactly|exact (?:words|wording|quote)|word for word|verbatim|in what words|wortlaut|wörtlich|(?:show|see|open) (?:me )?(?:the |that )?(?:mail|email|quote|source|message|original)|mot pour mot|where (?:does|did) (?:it|that|he|she|they|we|i) (?:say|come)[^?]{0,12})(?!\w)"
)
"""Asks for the words themselves, which every answer cites."""


def _says_something(previous: Question) -> bool:
    return bool(previous.topic or previous.account_ids or previous.people or previous.owner)


def _points_back(squeezed: str, new: Question) -> bool:
    """Whether something before is meant; the article of "wann kommt das Ersatzteil" points at nothing."""
    for match in POINTS_BACK.finditer(squeezed):
        after = re.match(r"\s+([\w'-]+)", squeezed[match.end() :])
        if not (match.group() in _ARTICLES and after and after[1] in new.topic):
            return True
    return False


def _nobody_named(previous: Question) -> bool:
    """Whether the question before was about no customer, colleague or contact that is known."""
    return not (previous.account_ids or previous.people or previous.owner or previous.owner_name)


def _names_something(new: Question) -> bool:
    times = new.said or new.due
    return bool(new.account_ids or new.people or new.owner or times or new.statuses or new.pick)


def _stands_alone(new: Question, squeezed: str) -> bool:
    """ "And what did we promise Globex?" needs nothing from before."""
    whole = bool(PROMISE_WORD.search(squeezed)) and (new.direction_said or new.statuses)
    return bool(
        whole and (new.account_ids or new.unknown_account or new.owner_is_asker and not new.topic)
    ) and not _points_back(squeezed, new)


def _merged(previous: Question, new: Question, squeezed: str) -> Question:
    changed: dict[str, Any] = {"text": new.text, "today": new.today, "guessed": new.guessed}
    verb = bool(PROMISE_WORD.search(squeezed)) and new.direction_said
    if _OTHER_WAY.match(squeezed) and previous.direction:
        other = Direction.theirs if previous.direction is Direction.ours else Direction.ours
        return replace(previous, **changed, direction=other, direction_said=True, **_turned(previous))
    if new.pick:
        changed["pick"] = new.pick
    if not verb and (side := turned_to(squeezed)) and side is not previous.direction:
        return replace(previous, **changed, direction=side, direction_said=True, **_turned(previous))
    named = _bare_name(new.text) if not (new.account_ids or new.people or new.owner) else None
    if new.account_ids or new.unknown_account:
        changed |= _account(new)
        if not new.people:
            changed |= _nobody_outside(previous)
    elif named and new.topic and not named.isupper() and not (new.said or new.due or new.happened):
        changed |= {
            "account_ids": (),
            "account_names": (),
            "unknown_account": named,
            "near_names": new.near_names,
        }
        changed |= _nobody_outside(previous)
        named = None
    else:
        named = None
    if new.people or new.owner or new.owner_name:
        changed |= _people(previous, new)
    if verb:
        changed |= {"direction": new.direction, "direction_said": True, "topic": new.topic, "kind": new.kind}
        if not (new.people or new.owner or new.owner_name) and new.direction is not previous.direction:
            changed |= _turned(previous)
        changed |= _asked_again(new) if not _ONLY.match(squeezed) else _narrowed(previous, new)
    elif _FROM_US.search(squeezed) and not (new.account_ids or new.people):
        changed |= {"direction": Direction.ours, "direction_said": True}
        if previous.direction is Direction.theirs:
            changed |= _turned(previous)
    elif (
        re.search(r"\b(?:from them|by them|theirs|their side)\b|\bthem\W*$", squeezed)
        and not new.account_ids
        and not re.search(r"\bof them\b", squeezed)
    ):
        changed |= {"direction": Direction.theirs, "direction_said": True} | _turned(previous)
    if new.statuses and not verb:
        # "Is it late?" asks of the thing before, "which are late?" for those that are.
        of_it = bool(ASKS_WHETHER.match(squeezed) and _IT.search(squeezed)) and not _SOME_OF.search(squeezed)
        changed |= {
            "statuses": previous.statuses if of_it else new.statuses,
            "lenient": of_it or new.lenient,
            "kind": Kind.whether if of_it else Kind.promises,
        }
    if shifted := _shifted(previous, new.text):
        changed |= shifted
    elif (new.said or new.due or new.happened) and not verb:
        changed |= _time(previous, new)
    if new.topic and "unknown_account" not in changed and not (new.owner_name and not new.owner_emails):
        if not _points_back(squeezed, new):
            # "And SCIM?" asks for anything known of it, promised or not.
            changed |= {"topic": new.topic, "says_promise": new.says_promise, "lenient": True}
    if new.scene:
        changed |= {"scene": new.scene, "with_emails": new.with_emails}
    if previous.kind is Kind.passages and (new.statuses or verb):
        changed |= {"kind": Kind.promises, "talk": False}
    return replace(previous, **changed)


def _asked_again(new: Question) -> dict[str, Any]:
    return {name: getattr(new, name) for name in ("statuses", "said", "due", "happened", "has_due")}


def _narrowed(previous: Question, new: Question) -> dict[str, Any]:
    """ "Only what they owe us", after "what's late?", is late as well."""
    kept: dict[str, Any] = {"topic": new.topic or previous.topic}
    if previous.statuses and new.statuses in (None, OWED):
        kept["statuses"] = previous.statuses
    else:
        kept["statuses"] = new.statuses
    if new.said or new.due or new.happened:
        kept |= _asked_again(new) | {"statuses": kept["statuses"]}
    return kept


_ONLY = re.compile(r"\W*(?:and |but |ok |und |et )?(?:only|just|nur|bloß|seulement|uniquement)(?!\w)")
_FROM_US = re.compile(
    r"(?<!\w)(?:from us|by us|ours|our (?:side|end|own)|unsere[rsn]?|unsererseits|von uns|bei uns|les nôtres|de notre côté|de nous)(?!\w)"
)
_SIDE_ALONE = re.compile(
    r"\W*(?:(?:and|only|just|now|und|nur|jetzt|et)\s+)*(?:the\s+)?(?:ours|theirs|mine|our side|their side|our ones|unsere|deren|meine)(?:\s+(?:only|please|bitte|alone|nur))?\W*$"
)
_OTHER_WAY = re.compile(
    r"\W*(?:(?:and|und|et|ok|now)\s+)*(?:the )?(?:other way (?:a?round)|vice versa|opposite|reverse|(?:and )?conversely|umgekehrt|anders ?(?:he)?rum|l['’]inverse|inversement)\W*$"
)
_THE_THING = re.compile(
    r"\W*(?:the|that|this|der|die|das|le|la|les)\s+(?!ones?\W|others?\W|last\W|next\W|same\W)[\w-]+(?:\s+[\w-]+)?\W*$"
)
""""The contract?", after a question about a customer: theirs."""
_SOME_OF = re.compile(r"(?<!\w)(?:any|some|one|none|either|which|how many) of (?!us|you)")


def _account(new: Question) -> dict[str, Any]:
    return {
        "account_ids": new.account_ids,
        "account_names": new.account_names,
        "unknown_account": new.unknown_account,
        "near_names": new.near_names,
    }


def _turned(previous: Question) -> dict[str, Any]:
    """Who gave now takes, and the other way round: "and what does he owe us?"."""
    outside = previous.owner_emails if previous.owner is None else ()
    return _nobody(previous) | {
        "owner_emails": previous.taker_emails if not outside else (),
        "owner_name": (previous.taker_label or None) if not outside else None,
        "taker_emails": outside,
        "taker_label": (previous.owner_name or "") if outside else "",
    }


def _nobody(previous: Question) -> dict[str, Any]:
    return {
        "owner": None, "owner_emails": (), "owner_label": "", "owner_is_asker": False, "owner_name": None,
        "taker_emails": (), "taker_label": "", "to_me": False,
    }  # fmt: skip


def _nobody_outside(previous: Question) -> dict[str, Any]:
    """People of one customer have no part in a question about another."""
    cleared: dict[str, Any] = {"with_emails": ()}
    if previous.owner is None:
        cleared |= {"owner_emails": (), "owner_name": None}
    if previous.direction is not Direction.theirs:
        cleared |= {"taker_emails": (), "taker_label": ""}
    return cleared


def _people(previous: Question, new: Question) -> dict[str, Any]:
    """A new person takes the place of the one before."""
    who = {
        name: getattr(new, name)
        for name in ("owner", "owner_emails", "owner_label", "owner_is_asker", "owner_name")
    }
    if new.owner:
        direction = Direction.ours if previous.direction is None else previous.direction
        if previous.owner_emails or previous.direction is not Direction.theirs:
            return who | {
                "direction": direction,
                "taker_emails": previous.taker_emails if previous.owner else (),
            }
        return {"taker_emails": new.owner_emails, "taker_label": new.owner_label, "to_me": False}
    emails = new.owner_emails or new.taker_emails
    label = new.owner_name or new.taker_label
    account = {} if new.account_ids else {"account_ids": (), "account_names": ()}
    if (
        previous.taker_emails
        and not previous.owner_name
        or (previous.direction is Direction.ours and previous.owner)
    ):
        return account | {"taker_emails": emails, "taker_label": label}
    if previous.direction is Direction.ours and not previous.owner_emails:
        return account | {"taker_emails": emails, "taker_label": label}
    return (
        account | who | {"owner_emails": emails, "owner_name": label, "taker_emails": (), "taker_label": ""}
    )


def _time(previous: Question, new: Question) -> dict[str, Any]:
    """A new time is the time of what the old one was."""
    stretch = new.said or new.due or new.happened
    if stretch and previous.due and not new.due and not _BACK.search(new.text.lower()):
        # After "what's due on Monday?", "and Tuesday?" is the coming one.
        stretch = find_stretch(new.text, new.today, ahead=True) or stretch
    none: dict[str, Any] = {"said": None, "due": None, "happened": None, "has_due": False}
    if new.statuses == (PromiseStatus.changed,) or previous.happened:
        return none | {"happened": stretch}
    late = previous.statuses == (PromiseStatus.broken,) and not previous.said
    if (
        previous.due
        or late
        or (new.due and not previous.said)
        or (previous.statuses and not previous.said and previous.direction is not None and new.due)
    ):
        return none | {"due": stretch}
    return none | ({"said": stretch} if not new.due else {"due": stretch})


def _shifted(previous: Question, text: str) -> dict[str, Any]:
    """ "And the week after?": the time of the question before, moved on or back by one."""
    match = _BESIDE.search(text.lower())
    if not match:
        return {}
    for name in ("due", "said", "happened"):
        stretch = getattr(previous, name)
        if stretch is None or stretch.first is None:
            continue
        unit = match["unit"] or ("day" if stretch.first == stretch.last else "")
        unit = unit or {7: "week"}.get(
            (stretch.last - stretch.first).days + 1 if stretch.last else 0, "month"
        )
        back = match["side"] == "before"
        anchor = stretch.first if back else (stretch.last or stretch.first)
        if unit == "week" and stretch.last and anchor == stretch.last:
            anchor = stretch.first + timedelta(days=max(0, (stretch.last - stretch.first).days // 7 * 7))
        first, last = unit_range(unit, anchor, -1 if back else 1)
        return {name: TimeRange(first, last, match.group(), match.start(), match.end())}
    return {}


_BESIDE = re.compile(
    r"(?<!\w)(?:the )?(?:(?P<unit>day|week|month|quarter|year)|one|that)\s+(?P<side>after|before)(?: that)?\W*$"
)
_IT = re.compile(r"(?<!\w)(?:it|that|this one|they|those|these|them|es|das|die|sie|ça|cela|ils|elles?)(?!\w)")
_BACK = re.compile(r"(?<!\w)(?:last|past|previous|letzte\w*|vorige\w*|dernière?)(?!\w)")


def _bare_name(text: str) -> str | None:
    match = _BARE_NAME.fullmatch(text.strip())
    if match and match.group(1)[:1].isupper() and not re.match(r"(?:I|Me|We|They)\b", match.group(1)):
        return match.group(1)
    return None
