"""How the labels and people that somebody excludes are written, and when a mail is among them."""

import re
import unicodedata
from collections.abc import Iterable

from records.errors import PromissoryError
from records.free_mail import FREE_MAIL

PRIVATE_MAIL = "private-mail"
"""Stands for every provider at which people have private addresses."""
_LONGEST = 200
_BELOW = ("/", ".", "\\")
"""What separates a folder from the one it lies in, at any vendor."""
_PATH = re.compile(r"\s*[/.\\]\s*")


def label_term(words: str) -> str:
    """A label or folder to exclude, as it was typed. Raises PromissoryError for none."""
    term = " ".join(words.split())
    if not _plain(term) or len(term) > _LONGEST:
        raise PromissoryError(f"{words[:60]!r} is not a label: give its name as your mail program shows it.")
    return term


def person_term(words: str) -> str:
    """An address, a domain or `private-mail` in lower case. Raises PromissoryError for anything else."""
    term = words.strip().casefold().removeprefix("@")
    local, at, domain = term.rpartition("@")
    good = "." in domain.strip(".") and not any(c.isspace() for c in term) and (bool(local) or not at)
    if (good and len(term) <= 320) or term == PRIVATE_MAIL:
        return term
    raise PromissoryError(
        f"{words[:60]!r} is nobody to exclude: give an address, a domain like lawyers.example, "
        f"or {PRIVATE_MAIL}."
    )


def excluded_label(labels: Iterable[str], terms: Iterable[str]) -> str | None:
    """The first term that excludes one of the labels: the label itself, or one below it."""
    held = [_plain(label) for label in labels]
    for term in terms:
        wanted = _plain(term)
        if wanted and any(h == wanted or h.startswith(tuple(wanted + b for b in _BELOW)) for h in held):
            return term
    return None


def filed_under(labels: Iterable[str], names: Iterable[str]) -> str | None:
    """The first of the names that one of the labels has, itself or as a folder somewhere on its path."""
    parts = {part for label in labels for part in _PATH.split(_plain(label))}
    return next((name for name in names if _plain(name) in parts), None)


def excluded_person(addresses: Iterable[str], terms: Iterable[str]) -> str | None:
    """The first term that excludes one of the addresses; a domain stands for what lies below it too."""
    people = [a.strip().casefold() for a in addresses]
    domains = {a.rpartition("@")[2] for a in people} - {""}
    for term in terms:
        if term == PRIVATE_MAIL:
            found = bool(domains & FREE_MAIL)
        elif "@" in term:
            found = term in people
        else:
            found = any(d == term or d.endswith("." + term) for d in domains)
        if found:
            return term
    return None


def _plain(label: str) -> str:
    """Case, spacing and the inbox that some servers put before every folder make no difference."""
    words = " ".join(unicodedata.normalize("NFKC", label).casefold().split()).strip('"')
    for between in _BELOW:
        below = words.removeprefix("inbox" + between)
        if below != words and below:
            return below
    return words
