"""Says a due date in words of three languages, and knows which day is meant."""

import random
from calendar import monthrange
from datetime import date, datetime, timedelta

Said = tuple[str, date | None, str | None]
"""The words, the last day that keeps the promise, its precision."""

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi"),
}
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}


def phrase(dice: random.Random, language: str, at: datetime) -> Said:
    """When something is due, said at `at`."""
    today = at.date()
    ways = {"en": _english, "de": _german, "fr": _french}[language](dice, today, at.hour)
    return dice.choices([way for _, way in ways], [weight for weight, _ in ways])[0]


def _workday(dice: random.Random, today: date, least: int, most: int) -> date:
    day = today + timedelta(days=dice.randint(least, most))
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _friday(today: date, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(days=4 + 7 * weeks)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _next(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _english(dice: random.Random, today: date, hour: int) -> list[tuple[int, Said]]:
    months, days = _MONTHS["en"], _DAYS["en"]
    soon, later = _next(today, dice.randrange(5)), _workday(dice, today, 8, 45)
    month_end = _end_of_month(today + timedelta(days=25))
    named = f"{later.day} {months[later.month - 1]}"
    ways: list[tuple[int, Said]] = [
        (5, (f"by {days[soon.weekday()]}", soon, "day")),
        (3, (f"on {days[soon.weekday()]}", soon, "day")),
        (5, (f"by {named}", later, "day")),
        (3, (f"by {months[later.month - 1]} {later.day}", later, "day")),
        (3, (f"on {days[later.weekday()]}, {named}", later, "day")),
        (2, ("by the end of next week", _friday(today, 1), "day")),
        (2, ("next week", _friday(today, 1), "week")),
        (2, (f"by the end of {months[month_end.month - 1]}", month_end, "month")),
        (1, (f"no later than {named}", later, "day")),
        (1, ("shortly", None, None)),
        (1, ("in two weeks", today + timedelta(days=14), "day")),
    ]
    if today.weekday() < 4:
        ways.append((3, ("tomorrow", today + timedelta(days=1), "day")))
    if today.weekday() < 3:
        ways.append((2, ("by the end of the week", _friday(today, 0), "day")))
    if hour < 12:
        ways.append((1, ("this afternoon", today, "day")))
    return ways


def _german(dice: random.Random, today: date, hour: int) -> list[tuple[int, Said]]:
    months, days = _MONTHS["de"], _DAYS["de"]
    soon, later = _next(today, dice.randrange(5)), _workday(dice, today, 8, 40)
    month_end = _end_of_month(today + timedelta(days=20))
    ways: list[tuple[int, Said]] = [
        (4, (f"bis {days[soon.weekday()]}", soon, "day")),
        (2, (f"am {days[soon.weekday()]}", soon, "day")),
        (4, (f"bis zum {later.day}. {months[later.month - 1]}", later, "day")),
        (2, (f"bis Ende {months[month_end.month - 1]}", month_end, "month")),
        (2, ("nächste Woche", _friday(today, 1), "week")),
    ]
    if today.weekday() < 4:
        ways.append((2, ("morgen", today + timedelta(days=1), "day")))
    return ways


def _french(dice: random.Random, today: date, hour: int) -> list[tuple[int, Said]]:
    months, days = _MONTHS["fr"], _DAYS["fr"]
    soon, later = _next(today, dice.randrange(5)), _workday(dice, today, 8, 40)
    ways: list[tuple[int, Said]] = [
        (4, (f"d'ici {days[soon.weekday()]}", soon, "day")),
        (2, (days[soon.weekday()], soon, "day")),
        (4, (f"d'ici le {later.day} {months[later.month - 1]}", later, "day")),
        (2, ("d'ici la fin du mois", _end_of_month(today), "month")),
        (2, ("la semaine prochaine", _friday(today, 1), "week")),
    ]
    if today.weekday() < 4:
        ways.append((2, ("demain", today + timedelta(days=1), "day")))
    return ways
