"""Misspelt weekdays, months and "tomorrow", as people type them in a hurry."""

from __future__ import annotations

from string import ascii_lowercase

_NAMES = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
    "september", "october", "november", "december", "tomorrow", "yesterday", "donnerstag", "mittwoch",
    "dienstag", "samstag", "vendredi", "mercredi", "novembre", "septembre", "octobre", "dezember",
    "übermorgen",
)  # fmt: skip
# Two slips in one word are too many to guess; these are the usual ones.
_USUAL = {
    "wensday": "wednesday", "wendsday": "wednesday", "wedensday": "wednesday", "wednsday": "wednesday",
    "wendesday": "wednesday", "thirsday": "thursday", "thurdsay": "thursday",
    "thrusday": "thursday", "thusday": "thursday", "thurday": "thursday", "teusday": "tuesday",
    "tusday": "tuesday", "tuseday": "tuesday", "saterday": "saturday", "satuday": "saturday",
    "febuary": "february", "feburary": "february", "febraury": "february", "janurary": "january",
    "septmber": "september", "sepetmber": "september", "ocotber": "october", "noverber": "november",
    "decmeber": "december", "tommorrow": "tomorrow", "tomorow": "tomorrow", "tommorow": "tomorrow",
    "tomarrow": "tomorrow", "tommorw": "tomorrow", "tomrw": "tomorrow", "2morrow": "tomorrow",
    "agust": "august", "augst": "august", "aprl": "april", "apirl": "april", 
    "juen": "june", "jnue": "june", "jluy": "july", "marhc": "march", "mrach": "march", "todya": "today", "tonigth": "tonight",
    "weeek": "week", "nxt": "next",
}  # fmt: skip
# Words, plurals and names one slip away from a date.
_WORDS = frozenset(
    {
        "sundry", "sundae", "sunder", "augusta", "monda", "sundays", "mondays", "tuesdays", "wednesdays",
        "thursdays", "fridays", "saturdays", "tomorrows", "septembers", "octobers", "decembers",
        "novembers", "januarys", "februarys", "decembrer", "remember", "member", "sonday", "sundy", "moday",
        "ember", "octopber", "fridy", "faraday", "dienstags", "mittwochs", "samstags", "donnerstags",
        "sunda", "munday", "holiday", "friary", "frida", "sundar", "sundan", "mondal", "sundas", "octobre", "novembre", "septembre", "decembre", "dezember",
        "februar", "januar", "oktober", "friday", "weeks",
    }
)  # fmt: skip


def _slips(word: str) -> set[str]:
    """What becomes of a word when a letter is dropped, doubled, swapped, added or mistaken."""
    cuts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + letter + b for a, b in cuts for letter in ascii_lowercase}
    found |= {a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase}
    return found - _WORDS - set(_NAMES) - {f"{name}s" for name in _NAMES}


# The first letter is never wrong.
MISSPELT: dict[str, str] = {slip: name for name in _NAMES for slip in _slips(name)} | _USUAL
