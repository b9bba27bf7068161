"""When holidays fall: fixed days, nth weekdays, feasts around Easter, and those that differ by country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from retrieval.due_calendar import easter_sunday, holidays_in, nth_weekday
from retrieval.due_words import tokens_of

Rule = Callable[[int, str], date | None]
"""The day of a holiday in a year, by country ("" where it is not known); None when that year has none."""


def _fixed(month: int, day: int) -> Rule:
    return lambda year, country: date(year, month, day)


def _nth(month: int, weekday: int, nth: int) -> Rule:
    return lambda year, country: nth_weekday(year, month, weekday, nth)


def _easter(offset: int) -> Rule:
    return lambda year, country: easter_sunday(year) + timedelta(days=offset)


def _by_country(default: Rule, **others: Rule) -> Rule:
    """`others` is keyed by countries joined with underscores, as in GB_IE."""
    table = {country: rule for names, rule in others.items() for country in names.split("_")}
    return lambda year, country: table.get(country, default)(year, country)


def _calendar(home: str, *words: str) -> Rule:
    """The first day of a moveable feast, from the official holidays of a country that keeps it."""

    def on(year: int, country: str) -> date | None:
        named = sorted(holidays_in(home, year).items())
        days = [day for day, name in named if any(word in name for word in words)]
        return days[0] if days else None

    return on


def _last_weekday_before(month: int, day: int, weekday: int) -> Rule:
    def on(year: int, country: str) -> date:
        last = date(year, month, day)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return on


def _thanksgiving(year: int, country: str) -> date | None:
    return nth_weekday(year, 10, 0, 2) if country == "CA" else nth_weekday(year, 11, 3, 4)


def _after_thanksgiving(days: int) -> Rule:
    def on(year: int, country: str) -> date | None:
        found = nth_weekday(year, 11, 3, 4)
        return found + timedelta(days=days) if found else None

    return on


def _french_mothers(year: int, country: str) -> date | None:
    last = nth_weekday(year, 5, 6, -1)
    return nth_weekday(year, 6, 6, 1) if last == easter_sunday(year) + timedelta(days=49) else last


def _advent(year: int, country: str) -> date:
    return date(year, 12, 24) - timedelta(days=(date(year, 12, 24).weekday() + 1) % 7 + 21)


_SECOND_SUNDAY_OF_MAY = _nth(5, 6, 2)
_MAY_DAY = _fixed(5, 1)
_NATIONAL = _by_country(
    _fixed(7, 4), AT=_fixed(10, 26), CH=_fixed(8, 1), DE=_fixed(10, 3), FR=_fixed(7, 14), BE=_fixed(7, 21),
    LU=_fixed(6, 23), NO=_fixed(5, 17), SE=_fixed(6, 6), IT=_fixed(6, 2), ES=_fixed(10, 12), PT=_fixed(6, 10),
    CA=_fixed(7, 1), AU=_fixed(1, 26), IN=_fixed(8, 15), SG=_fixed(8, 9), PL=_fixed(11, 11),
    FI=_fixed(12, 6), AE=_fixed(12, 2), ZA=_fixed(4, 27), NZ=_fixed(2, 6), CN_HK=_fixed(10, 1),
    NL=_fixed(4, 27), PH=_fixed(6, 12), MX=_fixed(9, 16), BR=_fixed(9, 7), CZ=_fixed(10, 28),
)  # fmt: skip

# Names as people write them, parted by "|"; an apostrophe may be left out, see `_spellings`.
_NAMES: dict[str, Rule] = {
    "new year's day|new year's|new year day|new year|neujahr|neujahrstag|nouvel an|jour de l'an": _fixed(1, 1),
    "new year's eve|new year eve|silvester|sylvester|saint - sylvestre|silvesterabend": _fixed(12, 31),
    "epiphany|three kings|dreikönig|dreikönigstag|heilige drei könige|épiphanie": _fixed(1, 6),
    "inauguration day": _fixed(1, 20),
    "martin luther king day|martin luther king jr day|martin luther king jr . day|mlk day": _nth(1, 0, 3),
    "burns night": _fixed(1, 25),
    "australia day|republic day": _by_country(_fixed(1, 26), IT=_fixed(6, 2)),
    "groundhog day|candlemas|la chandeleur": _fixed(2, 2),
    "waitangi day": _fixed(2, 6),
    "super bowl sunday|superbowl sunday": _nth(2, 6, 2),
    "lincoln's birthday": _fixed(2, 12),
    "valentine's day|valentine's|valentinstag|saint - valentin|saint valentine's day": _fixed(2, 14),
    "president's day|presidents' day|washington's birthday|family day": _nth(2, 0, 3),
    "women's day|international women's day|frauentag|weltfrauentag": _fixed(3, 8),
    "pi day|white day": _fixed(3, 14),
    "st patrick's day|saint patrick's day|st . patrick's day|st paddy's day|paddy's day": _fixed(3, 17),
    "april fool's day|april fools' day|all fools' day|april fools": _fixed(4, 1),
    "tax day": _fixed(4, 15),
    "earth day": _fixed(4, 22),
    "st george's day|st . george's day|saint george's day": _fixed(4, 23),
    "anzac day": _fixed(4, 25),
    "king's day|koningsdag": _fixed(4, 27),
    "arbor day": _nth(4, 4, -1),
    "walpurgis night": _fixed(4, 30),
    "may day|international workers' day|workers' day|tag der arbeit|maifeiertag|fête du travail|"
    "worker's day": _MAY_DAY,
    "star wars day": _fixed(5, 4),
    "cinco de mayo|liberation day": _by_country(_fixed(5, 5), IT=_fixed(4, 25)),
    "victory day|ve day": _fixed(5, 8),
    "early may bank holiday|early may bank hol": _nth(5, 0, 1),
    "spring bank holiday|late may bank holiday|whitsun bank holiday": _nth(5, 0, -1),
    "summer bank holiday|august bank holiday|late summer bank holiday": _by_country(
        _nth(8, 0, -1), IE=_nth(8, 0, 1)
    ),
    "victoria day": _last_weekday_before(5, 24, 0),
    "memorial day": _nth(5, 0, -1),
    "mother's day|muttertag|fête des mères": _by_country(
        _SECOND_SUNDAY_OF_MAY, GB_IE=_easter(-21), FR=_french_mothers
    ),
    "mothering sunday": _easter(-21),
    "father's day|vatertag|fête des pères": _by_country(
        _nth(6, 6, 3), DE=_easter(39), AU_NZ=_nth(9, 6, 1), ES_IT_PT=_fixed(3, 19), AT_CH=_nth(6, 6, 2)
    ),
    "flag day": _fixed(6, 14),
    "juneteenth": _fixed(6, 19),
    "midsummer": _last_weekday_before(6, 25, 4),
    "st john's day|saint john the baptist day|baptiste day|saint - jean": _fixed(6, 24),
    "canada day": _fixed(7, 1),
    "independence day|us independence day|american independence day": _by_country(
        _fixed(7, 4), IN=_fixed(8, 15), PK=_fixed(8, 14), MX=_fixed(9, 16), BR=_fixed(9, 7),
        PH=_fixed(6, 12), NG=_fixed(10, 1), KE=_fixed(12, 12), GH=_fixed(3, 6), FI=_fixed(12, 6),
        PL=_fixed(11, 11), IL=_calendar("IL", "Independence Day"),
    ),
    "fourth of july": _fixed(7, 4),
    "bastille day|quatorze juillet": _fixed(7, 14),
    "assumption day|mariä himmelfahrt|assomption|ferragosto": _fixed(8, 15),
    "labor day|labour day": lambda year, country: (
        nth_weekday(year, 9, 0, 1) if country in {"", "US", "CA"} else date(year, 5, 1)
    ),
    "patriot day": _fixed(9, 11),
    "german unity day|day of german unity|tag der deutschen einheit|einheitstag": _fixed(10, 3),
    "gandhi jayanti": _fixed(10, 2),
    "columbus day|indigenous peoples' day|canadian thanksgiving": _nth(10, 0, 2),
    "nationalfeiertag": _by_country(_fixed(10, 26), CH=_fixed(8, 1), DE=_fixed(10, 3)),
    "national day|national holiday": _NATIONAL,
    "fête nationale": _by_country(_fixed(7, 14), BE=_fixed(7, 21), CH=_fixed(8, 1), LU=_fixed(6, 23)),
    "bundesfeiertag|bundesfeier|swiss national day": _fixed(8, 1),
    "reformation day|reformationstag": _fixed(10, 31),
    "halloween|all hallows' eve|hallowe'en": _fixed(10, 31),
    "all saints' day|all saints|all hallows' day|all hallows|allerheiligen|la toussaint|toussaint": _fixed(11, 1),
    "all souls' day|all souls|allerseelen": _fixed(11, 2),
    "melbourne cup day|melbourne cup": _nth(11, 1, 1),
    "election day": lambda year, country: date(year, 11, 2) + timedelta(days=(1 - date(year, 11, 2).weekday()) % 7),
    "guy fawkes day|guy fawkes night|guy fawkes|bonfire night": _fixed(11, 5),
    "veteran's day|veterans' day|armistice day|remembrance day|singles' day|single's day|"
    "martinmas|martinstag|armistice": _fixed(11, 11),
    "remembrance sunday": _nth(11, 6, 2),
    "thanksgiving day|thanksgiving": _thanksgiving,
    "black friday": _after_thanksgiving(1),
    "small business saturday": _after_thanksgiving(2),
    "cyber monday": _after_thanksgiving(4),
    "giving tuesday": _after_thanksgiving(5),
    "st andrew's day|st . andrew's day": _fixed(11, 30),
    "advent sunday|first advent|first sunday of advent|erster advent|ersten advent|1 . advent": _advent,
    "sinterklaas": _fixed(12, 5),
    "st nicholas day|saint nicholas day|st nicholas|nikolaus|nikolaustag|saint - nicolas": _fixed(12, 6),
    "christmas eve|xmas eve|christmas's eve|heiligabend|heilig abend|heiligen abend|veille de noël|"
    "réveillon": _fixed(12, 24),
    "christmas day|christmas|xmas day|xmas|weihnachten|noël|noel|erster weihnachtstag|ersten weihnachtstag":
        _fixed(12, 25),
    "boxing day|st stephen's day|stephanstag|zweiter weihnachtstag|zweiten weihnachtstag|"
    "second christmas day": _fixed(12, 26),
    "kwanzaa": _fixed(12, 26),
    "rosenmontag|rose monday": _easter(-48),
    "mardi gras|shrove tuesday|fat tuesday|pancake day|faschingsdienstag": _easter(-47),
    "ash wednesday|aschermittwoch|mercredi des cendres": _easter(-46),
    "palm sunday|palmsonntag|rameaux": _easter(-7),
    "maundy thursday|holy thursday|gründonnerstag|jeudi saint": _easter(-3),
    "good friday|karfreitag|vendredi saint": _easter(-2),
    "easter saturday|holy saturday|karsamstag": _easter(-1),
    "easter sunday|easter day|easter|ostern|ostersonntag|pâques|paques|dimanche de pâques": _easter(0),
    "easter monday|ostermontag|lundi de pâques": _easter(1),
    "ascension day|ascension|christi himmelfahrt|himmelfahrt|jeudi de l'ascension": _easter(39),
    "whit sunday|whitsun|whitsunday|pentecost|pfingsten|pfingstsonntag|pentecôte": _easter(49),
    "whit monday|pfingstmontag|lundi de pentecôte": _easter(50),
    "trinity sunday": _easter(56),
    "corpus christi|fronleichnam|fête - dieu": _easter(60),
    "buß - und bettag|buß - und bet tag": _last_weekday_before(11, 22, 2),
    "chinese new year|lunar new year": _calendar("SG", "Chinese New Year"),
    "diwali|deepavali|divali": _calendar("IN", "Diwali"),
    "holi": _calendar("IN", "Holi"),
    "dussehra": _calendar("IN", "Dussehra"),
    "eid al - fitr|eid - al - fitr|eid ul - fitr|eid al fitr": _calendar("IN", "Eid al-Fitr"),
    "eid al - adha|eid - al - adha|eid al adha": _calendar("IN", "Eid al-Adha"),
    "rosh hashanah": _calendar("IL", "Rosh Hashanah"),
    "yom kippur": _calendar("IL", "Yom Kippur"),
    "passover|pesach": _calendar("IL", "Pesach"),
}  # fmt: skip


def _spellings(name: str) -> set[tuple[str, ...]]:
    """A name in words, with its apostrophe, without it, and without its "s"."""
    forms = {name, name.replace("'s", "s"), name.replace("s'", "s")}
    if "'s " in name or "s' " in name:
        forms |= {name.replace("'s ", " "), name.replace("s' ", "'s "), name.replace("'s ", "s' ")}
    return {tuple(token.low for token in tokens_of(form)) for form in forms}


HOLIDAYS: dict[tuple[str, ...], Rule] = {
    spelt: rule for names, rule in _NAMES.items() for name in names.split("|") for spelt in _spellings(name)
}
_POSSESSIVE = ("'", "s", "day")
SHORT_HOLIDAYS = {
    name[:-3]: rule for name, rule in HOLIDAYS.items() if len(name) > 3 and name[-3:] == _POSSESSIVE
} | {("martin", "luther", "king"): HOLIDAYS["mlk", "day"], ("mlk",): HOLIDAYS["mlk", "day"]}
"""Names without their "'s day", which are holidays only with a year behind them: "saint patrick 2027"."""
HOLIDAY_STARTS = frozenset(name[0] for name in HOLIDAYS)
LONGEST_NAME = max(len(name) for name in HOLIDAYS)


def holiday_on(name: tuple[str, ...], today: date, year: int | None, country: str | None) -> date | None:
    """The day of a holiday in `year`, or its next one, today included; None where no calendar knows."""
    rule, where = HOLIDAYS.get(name) or SHORT_HOLIDAYS[name], (country or "").upper()
    if year:
        return rule(year, where)
    for candidate in (today.year, today.year + 1):
        found = rule(candidate, where)
        if found is not None and found >= today:
            return found
    return None


def bank_holiday_after(today: date, country: str) -> date | None:
    """The next official day off from today on, Sundays aside."""
    for year in (today.year, today.year + 1):
        for day in sorted(holidays_in(country, year)):
            if day >= today and day.weekday() != 6:
                return day
    return None


def weekend_of(day: date) -> date:
    """The last day of the weekend nearest to `day`; a Monday off belongs to it."""
    return (
        day if day.weekday() == 0 else day + timedelta(days=-2 if day.weekday() == 1 else 6 - day.weekday())
    )
