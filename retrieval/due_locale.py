"""Whose calendar a sender keeps: the country behind an address or a locale, and its order of day and month."""

from __future__ import annotations

from datetime import timedelta

_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "MP", "FM", "MH", "PW"})
# Domains of countries that everybody uses.
_ANYBODY = frozenset(
    {"io", "co", "ai", "tv", "me", "ly", "to", "fm", "cc", "gg", "so", "sh", "ws", "eu", "la", "vc", "gl"}
)
_OTHER_NAMES = {"UK": "GB", "EL": "GR"}
_LANGUAGES = {
    "DE": "de", "AT": "de", "FR": "fr", "GB": "en", "US": "en", "IE": "en", "AU": "en", "NZ": "en", "IN": "en",
}  # fmt: skip


def country_of_address(address: str) -> str | None:
    """The country (ISO 3166) a mail address ends in; None for .com and the like."""
    ending = address.strip().rstrip(">").rpartition(".")[2].lower()
    if len(ending) != 2 or not ending.isalpha() or ending in _ANYBODY:
        return None
    return _OTHER_NAMES.get(ending.upper(), ending.upper())


def country_of_locale(locale: str) -> str | None:
    """The country of "en_GB" or "de-AT"; None where it names only a language."""
    parts = locale.replace("-", "_").split("_")
    found = next((part for part in parts[1:] if len(part) == 2 and part.isalpha()), None)
    return _OTHER_NAMES.get(found.upper(), found.upper()) if found else None


def language_of_locale(locale: str) -> str | None:
    """The language of "en_GB" or "fr"; None for "C" and the like."""
    first = locale.replace("-", "_").split("_")[0].lower()
    return first if len(first) == 2 and first.isalpha() else None


def language_of_country(country: str) -> str | None:
    """The one language most mail from there is written in, where there is one we read."""
    return _LANGUAGES.get(country.upper())


def day_comes_first(country: str | None, offset: timedelta | None) -> bool:
    """Whether 3/4 is the third of April: by the country, else by whether the clock is America's."""
    if country:
        return country.upper() not in _MONTH_FIRST
    return not timedelta(hours=-10) <= (offset or timedelta(0)) <= timedelta(hours=-4)
