"""Who may read what; every doubt ends in no."""

from collections.abc import Collection, Iterable


def may_read(reader: str | None, readers: Collection[str]) -> bool:
    """Whether `reader` (a mail address) is among the people who may read; nobody known reads nothing."""
    wanted = _address(reader)
    return bool(wanted) and any(wanted == _address(r) for r in readers)


def audience(readers_of_events: Iterable[Collection[str]]) -> frozenset[str]:
    """People who may read every one of the given events, as lower-case addresses.

    Without any event, or with one that nobody may read, that is nobody: what rests on nothing can't
    be shown to anyone by virtue of it.
    """
    common: frozenset[str] | None = None
    for readers in readers_of_events:
        these = frozenset(filter(None, map(_address, readers)))
        common = these if common is None else common & these
    return common or frozenset()


def may_show(viewers: Collection[str], readers_of_events: Iterable[Collection[str]]) -> bool:
    """Whether everybody in a room may read every event that a message shown there rests on."""
    everyone = audience(readers_of_events)
    return bool(viewers) and all(_address(v) in everyone for v in viewers)


def _address(person: str | None) -> str:
    return (person or "").strip().casefold()
