"""Which account the name of a room, or a line of text, names; in doubt none."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from records.account_names import normalise_name
from records.company_name import umlauts_spelled_out
from records.models import Account
from retrieval.promise_words import words

_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST = 3
"""Characters of the shortest name that a room is understood by: "#ab-test" is not AB's room."""
_TELLING = 5
"""Characters from which on a name's first word alone may stand for it."""
_MANY = 60
"""Words of a text that are looked at."""
_LINKS = words("and und et y e")
_OF_DEALS = words(
    "account accounts client customer deal deals ext external opportunity onboarding partner pilot poc project renewal "
    "renewals rollout shared trial"
)
_PERIOD = re.compile(r"(?:20\d\d|q[1-4]|fy\d\d)")
_COMMON = _OF_DEALS | words(
    "all announcements beta channel chat clients company customers demo dev engineering finance for general global "
    "group help hq internal it legal marketing new news office ops partners pipeline product projects random sales "
    "success support team test the watercooler work"
)
"""What rooms are called everywhere: alone, none of these names an account."""

_Place = tuple[int, int, Account]


def named_in(text: str, accounts: Sequence[Account]) -> list[Account]:
    """The accounts whose whole name, alias or domain stands in `text`.

    Where one name contains another ("Acme Robotics" and "Acme") only the longer counts.
    """
    return _longest(_whole_names(_tokens(text), accounts))


def of_room(room: str, accounts: Sequence[Account]) -> list[Account]:
    """The accounts that the name of a room means: one for "#acme-renewal" or "deal-globex-2026".

    The first words of a name are enough where there are two of them, or where the room says that it is
    about a deal.
    """
    tokens = _tokens(room)
    return _longest(_whole_names(tokens, accounts)) or _longest(_first_words(tokens, accounts))


def _whole_names(tokens: Sequence[str], accounts: Sequence[Account]) -> list[_Place]:
    return [
        (start, end, account)
        for account in accounts
        for name in _names(account)
        if len("".join(name)) >= _SHORTEST and not set(name) <= _COMMON
        for start, end in _places(tokens, name)
    ]


def _first_words(tokens: Sequence[str], accounts: Sequence[Account]) -> list[_Place]:
    of_a_deal = any(t in _OF_DEALS or _PERIOD.fullmatch(t) for t in tokens)
    return [
        (start, end, account)
        for account in accounts
        for name in _names(account)
        for size in range(1 if of_a_deal else 2, len(name))
        if len("".join(name[:size])) >= _TELLING and not set(name[:size]) <= _COMMON
        for start, end in _places(tokens, name[:size])
    ]


def _longest(found: Sequence[_Place]) -> list[Account]:
    def inside(start: int, end: int) -> bool:
        return any(a <= start and end <= b and (a, b) != (start, end) for a, b, _ in found)

    return list({a.id: a for start, end, a in found if not inside(start, end)}.values())


def _names(account: Account) -> set[tuple[str, ...]]:
    said = {normalise_name(name) for name in (account.name, *account.aliases)}
    said |= {domain.partition(".")[0] for domain in account.domains}
    return {name for one in said if (name := tuple(_tokens(one)))}


def _places(tokens: Sequence[str], name: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words of a name stand in a row, also run together as in "bluelake"."""
    whole = umlauts_spelled_out("".join(name))
    for start in range(len(tokens)):
        joined = ""
        for size, token in enumerate(tokens[start:], 1):
            joined = umlauts_spelled_out(joined + token)
            if joined == whole:
                yield start, start + size
            if len(joined) >= len(whole):
                break


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:5000].casefold())
    found = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return [t for t in found if t not in _LINKS][:_MANY]
