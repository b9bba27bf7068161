"""Accuracy and speed of due-date resolution, on public date expressions, own sentences and labelled promises."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from benchmarks.promise_texts import texts
from retrieval import due_calendar as cal
from retrieval.due_dates import find_due_dates, resolve_due

_HERE = Path(__file__).resolve().parent
_NEW_YORK = timezone(timedelta(hours=-5))
# A real day to come that is no deadline: counted apart, for it is the promise finder that must say no.
_NO_DEADLINES = frozenset({"event", "out_of_office"})
# Words whose day our conventions read otherwise, or that point back into a text we do not have.
_ANAPHORA = {
    "the day", "the week", "the month", "the year", "same week", "same month", "the day after",
    "the day before",
    "that day", "that week", "otd", "to date", "till date",
}  # fmt: skip
_NOT_OURS = re.compile(
    r"centur|decade|\b\d?\d0 ?s\b|ninet|eighties|fortnight|earlier|\b(past|last|previous|now|current date|to date)\b"
)
_TWO_ENDS = re.compile(r"\b(to|through|thru|till|until|and|between)\b|[-–~/]")
_COMPACT = re.compile(r"[0-9]{8}")
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


@dataclass(frozen=True)
class Case:
    """One labelled text; `due` None means that no date may be found."""

    text: str
    said_at: datetime
    due: date | None
    precision: str | None
    split: str
    family: str = ""
    locale: str | None = None
    precision_open: bool = False
    context: str = ""
    also: tuple[date, ...] = ()


def data_dir() -> Path:
    """Where the evaluation data lies: PROMISSORY_EVAL_DATA, or shared/data beside the checkout."""
    named = os.environ.get("PROMISSORY_EVAL_DATA")
    return Path(named) if named else _HERE.parent.parent / "shared" / "data"


def split_of(key: str) -> str:
    """The split of an item: fixed by a hash of its text, decided before any result was looked at.

    What was once held out is divided by a second bit: "read_since" has been read and mended, "heldout" never.
    """
    bits = int(hashlib.sha256(key.encode()).hexdigest(), 16)
    return "dev" if bits % 2 == 0 else "read_since" if bits >> 1 & 1 else "heldout"


def recognizers_cases(path: Path) -> Iterator[Case]:
    """The recognizers entries that can be a deadline, with the day our conventions give them.

    An entry applies when it has exactly one result; that is a date, a date range, a date with time or
    such a range; it is resolved and is today or later at its reference time; and it is not open to the
    future ("after", "since"), anaphoric ("the week"), "now", a season, a decade or a fraction of a
    month; nor a bare run of eight digits, which we read as an order number, nor a fortnight, which we
    count as 14 days. Future and past readings: the first that is not past. Its last day is read by our
    conventions: weeks end on Friday, ranges on their last day, "mid-November" is the 15th.
    """
    for entry in json.loads(path.read_text(encoding="utf-8-sig")):
        said = entry.get("Context", {}).get("ReferenceDateTime")
        results = entry["Results"]
        if not said or len(results) > 1:
            continue
        at = datetime.fromisoformat(said[:19]).replace(tzinfo=_NEW_YORK)
        split = split_of(entry["Input"] + "|" + said)
        if not results:
            yield Case(entry["Input"], at, None, None, split)
            continue
        due = _expected(results[0], at)
        if due is not None:
            yield Case(entry["Input"], at, due, None, split)


def _expected(result: dict[str, Any], said: datetime) -> date | None:
    today = said.date()
    kind = str(result.get("TypeName", "")).rpartition(".")[2]
    words = str(result["Text"]).lower()
    if (
        kind not in {"date", "daterange", "datetime", "datetimerange"}
        or words in _ANAPHORA
        or _COMPACT.search(words)
    ):
        return None
    days = []
    for value in result["Resolution"]["values"]:
        if "PRESENT_REF" in value["timex"] and not value.get("end") or value.get("value") == "not resolved":
            return None
        if any(mod in value.get("Mod", "") for mod in ("after", "since", "undef", "start", "more", "less")):
            return None
        day = _last_day(value, words, said)
        if day is not None:
            days.append(day)
    # A bare weekday said on that weekday means the next one.
    bare = words.rpartition(" ")[2] in _WEEKDAYS
    later = sorted(day for day in days if day > today or (day == today and not (bare and len(days) > 1)))
    return later[0] if later else None


def _last_day(value: dict[str, Any], words: str, said: datetime) -> date | None:
    timex = str(value["timex"])
    if value["type"] in {"date", "datetime"}:
        return date.fromisoformat(value["value"][:10])
    end = value.get("end")
    if not end or _NOT_OURS.search(words):
        return None
    last = date.fromisoformat(end[:10])
    if value["type"] == "datetimerange":
        # "Later today" ends at midnight, which is the next day's.
        return last - timedelta(
            days=end.endswith("00:00:00") and last > date.fromisoformat(value["start"][:10])
        )
    before = value.get("Mod", "") in {"before", "until"}
    if before and not words.startswith(("before", "prior to", "earlier than")):
        return _by(timex, words, last, until=value["Mod"] == "until")
    if re.match(r"(the )?(rest|remaining|remainder|balance) of", words):
        # Their rest of a week or month already ends on its last day.
        return cal.friday_of(last) if "week" in words else last
    if "list" in value:
        return date.fromisoformat(str(value["list"]).split(",")[-1])
    if re.fullmatch(r"[\dX]{4}(-\d\d)?-W\d\d", timex) and not before:
        return cal.friday_of(last - timedelta(days=1))
    if value.get("Mod") == "mid":
        return (last - timedelta(days=1)).replace(day=15) if "11" in timex or len(timex) >= 7 else None
    if re.match(r"(the )?(week (of|beginning|starting|commencing)|w/c|wc)\b", words):
        return cal.friday_of(date.fromisoformat(value["start"]))
    if timex.startswith("(") and not before and re.search(r"\b(mid|middle of)\W*[a-z]+$", words):
        return (last - timedelta(days=1)).replace(day=15)
    if timex.startswith("(") and not before:
        span = timex.rstrip(")").rpartition(",")[2]
        if not _TWO_ENDS.search(words):
            # One name for the whole stretch ("next two weeks", "2017 q1", "H2"): its end is the day after;
            # but "within two weeks" counts from the day it begins, so its end is the last day.
            return last if re.search(r"\b(within|inside|less than)\b", words) else last - timedelta(days=1)
        if (
            span[-1] in "MY"
            and last.day == 1
            and not re.search(r"\b0?1(st)?\b|\bfirst\b", words)
            or span[-1] == "Y"
        ):
            # "August to October" runs to the end of October, "2014 to 2018" to that of 2018.
            if "end of" in words or "q" in words:
                return last - timedelta(days=1)
            return date(last.year, 12, 31) if span[-1] == "Y" else cal.month_end(last.year, last.month)
        return last
    return last - timedelta(days=1)


def _by(timex: str, words: str, last: date, until: bool) -> date:
    """ "By" and "until" a day are that day; a week, month or year counts to its own last day."""
    if "end" in words or until and re.fullmatch(r"[\dX]{4}(-\d\d)?(-W\d\d)?", timex):
        return last - timedelta(days=1)
    if re.fullmatch(r"[\dX]{4}(-\d\d)?-W\d\d", timex):
        return cal.friday_of(last)
    if re.fullmatch(r"[\dX]{4}-\d\d", timex):
        return cal.month_end(last.year, last.month)
    return date(last.year, 12, 31) if re.fullmatch(r"\d{4}", timex) else last


def own_cases(path: Path) -> Iterator[Case]:
    """Our own sentences: labels were made by the conventions before the code ran on them."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Case(
            row["text"],
            datetime.fromisoformat(row["said_at"]),
            date.fromisoformat(row["due"]) if row["due"] else None,
            row["precision"],
            "dev" if row["split"] == "dev" else "heldout",
        )


def fresh_cases(path: Path, split: str | None = None) -> Iterator[Case]:
    """Sentences of another hand, labelled by the conventions with the sender's locale; none without the file.

    `precision_open` marks a date whose precision may be read in two ways; those count for the day only.
    `also` are other days that a careful reader may take it for; they count as right.
    """
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        row = json.loads(line)
        yield Case(
            row["text"],
            datetime.fromisoformat(row["said_at"]),
            date.fromisoformat(row["due"]) if row.get("due") else None,
            row.get("precision"),
            split or row["split"],
            row.get("family", ""),
            row.get("locale"),
            bool(row.get("precision_open") or row.get("also")),
            also=tuple(date.fromisoformat(day) for day in row.get("also") or ()),
        )


def promise_cases(split: str) -> Iterator[Case]:
    """The quotes of our companies' labelled promises, each with the day its label gives it."""
    for text in texts(split):
        for gold in text.gold:
            if gold.due != "":
                due = date.fromisoformat(gold.due) if gold.due else None
                said = text.event.text
                yield Case(
                    said[gold.start : gold.end], text.event.at, due, None, split, context=said[: gold.start]
                )


def expression_right(case: Case) -> bool:
    """Whether exactly the expected day is found, and nothing else."""
    found = find_due_dates(case.text, case.said_at, day_first=False)
    return [one.due for one in found] == ([case.due] if case.due else [])


def sentence_right(case: Case, by_locale: bool = False) -> bool:
    """Whether the sentence resolves to the labelled day (or to none); `by_locale` tells who sent it."""
    locale = case.locale if by_locale else None
    found = resolve_due(case.text, case.said_at, locale=locale, context=case.context)
    day = found.due if found else None
    return day == case.due or day in case.also


def figure(name: str, value: float, n: int, **more: object) -> None:
    """Prints one figure as a JSON line."""
    print(json.dumps({"figure": name, "value": round(value, 4), "n": n, **more}))


def share(name: str, cases: list[Case], split: str, by_locale: bool = False) -> None:
    """Prints the share of sentences resolved rightly."""
    if cases:
        right = sum(sentence_right(case, by_locale) for case in cases)
        figure(name, right / len(cases), len(cases), split=split)


def wrongs(cases: list[Case]) -> None:
    """Prints the failures of a development split."""
    for case in cases:
        due = resolve_due(case.text, case.said_at, context=case.context)
        exact = case.precision is None or case.precision_open or (due and due.precision == case.precision)
        if not sentence_right(case) or not sentence_right(case, True) or (case.due and not exact):
            got = (str(due.due), due.precision.value, due.as_said) if due else None
            print(" ", f"{case.said_at:%a %F}", repr(case.text), "want", case.due, case.precision, "got", got)


def recognizers(path: Path, show: bool, only_dev: bool = False) -> None:
    """Prints the figures on the public date expressions."""
    cases = list(recognizers_cases(path))
    for split in ("dev", "read_since") if only_dev else ("dev", "read_since", "heldout"):
        part = [case for case in cases if case.split == split]
        dated = [case for case in part if case.due]
        plain = [case for case in part if not case.due]
        right = sum(expression_right(case) for case in dated)
        figure(f"due_dates_recognizers_{split}", right / len(dated), len(dated), split=split)
        false = sum(not expression_right(case) for case in plain)
        figure(f"due_dates_recognizers_false_{split}", float(false), len(plain), split=split)
        if show and split != "heldout":
            for case in part:
                if not expression_right(case):
                    got = [str(one.due) for one in find_due_dates(case.text, case.said_at, day_first=False)]
                    print(" ", case.said_at.date(), repr(case.text), "want", case.due, "got", got)


def sentences(name: str, cases: list[Case], show: bool, only_dev: bool = False) -> None:
    """Prints the figures on labelled sentences, those with a date and those without."""
    for split in dict.fromkeys(case.split for case in cases):
        if only_dev and split != "dev":
            continue
        part = [case for case in cases if case.split == split]
        dated = [case for case in part if case.due]
        plain = [case for case in part if not case.due and case.family not in _NO_DEADLINES]
        other = [case for case in part if not case.due and case.family in _NO_DEADLINES]
        share(f"due_dates_{name}_{split}", dated + plain, split)
        share(f"due_dates_{name}_dated_{split}", dated, split)
        if any(case.locale for case in dated):
            share(f"due_dates_{name}_dated_by_locale_{split}", dated, split, by_locale=True)
        for label, none in (("false", plain), ("no_deadline", other)):
            if none:
                false = sum(not sentence_right(case) for case in none)
                figure(f"due_dates_{name}_{label}_{split}", float(false), len(none), split=split)
        closed = [case for case in dated if not case.precision_open]
        found = [(case, resolve_due(case.text, case.said_at)) for case in closed]
        exact = sum(bool(due) and due.precision == case.precision for case, due in found if due)
        if closed:
            figure(f"due_dates_{name}_precision_{split}", exact / len(closed), len(closed), split=split)
        if show and split == "dev":
            wrongs(part)


def families(name: str, cases: list[Case]) -> None:
    """Prints the figure of each family of a development split: where the weak places are."""
    for family in dict.fromkeys(case.family for case in cases if case.split == "dev"):
        part = [case for case in cases if case.split == "dev" and case.family == family]
        right = sum(sentence_right(case, by_locale=True) for case in part)
        figure(f"due_dates_{name}_family_{family}", right / len(part), len(part), split="dev")


def main(argv: list[str]) -> int:
    """Prints every figure; with `--errors` also the failures of the dev splits, never of the others.

    `--dev` leaves the other splits unmeasured: so they are not looked at while something is being mended.
    """
    show, only_dev = "--errors" in argv, "--dev" in argv
    public = data_dir() / "recognizers-datetime-en.json"
    if public.exists():
        recognizers(public, show, only_dev)
    else:
        print(f"skipped the recognizers figures: no {public}", file=sys.stderr)
    data = _HERE / "data"
    own = list(own_cases(data / "due_dates_own.jsonl"))
    sentences("own", own, show, only_dev)
    fresh = [
        case
        for name in ("dev", "held", "none")
        for case in fresh_cases(data / f"due_dates_fresh_{name}.jsonl")
    ]
    sentences("fresh", fresh, show, only_dev)
    late = list(fresh_cases(data / "due_dates_late.jsonl"))
    sentences("late", late, show, only_dev)
    families("late", late)
    fourth = [
        case
        for split in ("dev", "held")
        for case in fresh_cases(data / f"due_dates_fourth_{split}.jsonl", split)
    ]
    sentences("fourth", fourth, show, only_dev)
    families("fourth", fourth)
    for split in ("train", "dev") if only_dev else ("train", "dev", "held_out"):
        promised = list(promise_cases(split))
        share(f"due_dates_promises_{split}", promised, split)
        share(f"due_dates_promises_dated_{split}", [case for case in promised if case.due], split)
        if show and split != "held_out":
            wrongs(promised)
    begun = time.perf_counter()
    for case in own:
        resolve_due(case.text, case.said_at)
    each = (time.perf_counter() - begun) * 1000 / len(own)
    figure("due_dates_ms_per_sentence", each, len(own), split="all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
