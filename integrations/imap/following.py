"""What happened in a folder since it was last looked at: what came, and what went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from integrations.errors import Expired
from integrations.imap.answers import Meta, Selected
from integrations.imap.cursor import Known, write_cursor
from integrations.imap.folders import Folder
from integrations.imap.session import Session
from integrations.imap.uid_sets import UidSet

INDEXED = 5000
"""Messages whose dates are asked for at once."""


class Memory:
    """What was told so far of each folder; grows page by page, so that every page has its own cursor."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = dict(known)

    def get(self, raw: str) -> Known | None:
        return self._known.get(raw)

    def lost(self, here: Iterable[str]) -> dict[str, Known]:
        """Folders that were known and are not among these."""
        left = set(here)
        return {raw: known for raw, known in self._known.items() if raw not in left}

    def tell(self, raw: str, validity: int, uids: Iterable[int]) -> None:
        """These were told. Where to look from stays as it was, until `settle`."""
        before = self._known.get(raw)
        if before is None or before.validity != validity:
            before = Known(validity, 1, 0, UidSet())
        self._known[raw] = replace(before, held=before.held | UidSet.of(uids))

    def forget(self, raw: str, uids: UidSet) -> None:
        """These were told to be gone."""
        before = self._known[raw]
        self._known[raw] = replace(before, held=before.held - uids)

    def settle(self, raw: str, seen: Selected) -> None:
        """All that was seen at this moment is told."""
        before = self._known.get(raw)
        held = before.held if before is not None and before.validity == seen.validity else UidSet()
        self._known[raw] = Known(seen.validity, seen.next, seen.modseq, held)

    def drop(self, raw: str) -> None:
        """The folder is no more."""
        self._known.pop(raw, None)

    def cursor(self) -> str:
        return write_cursor(self._known)


@dataclass(frozen=True)
class Visit:
    """What a look into one folder found."""

    folder: Folder
    seen: Selected
    arrived: list[Meta]
    gone: UidSet


def refuse_new_numbers(before: Known | None, validity: int | None) -> None:
    """Raises Expired when the folder's messages were numbered anew."""
    if before is not None and before.held and validity is not None and validity != before.validity:
        raise Expired("the mail server has numbered a folder anew")


def is_unchanged(before: Known | None, status: Mapping[str, int]) -> bool:
    """Whether the status alone shows that nothing came or went: numbers only grow, so that the count
    and the next number together tell."""
    return before is not None and (
        status.get("uidvalidity"),
        status.get("uidnext"),
        status.get("messages"),
    ) == (before.validity, before.next, len(before.held))


def visit(session: Session, folder: Folder, before: Known | None) -> Visit:
    """Look into the folder. Raises Expired as `refuse_new_numbers` does, Refused when it can't be opened."""
    seen = session.examine(folder.raw)
    refuse_new_numbers(before, seen.validity)
    if before is None or before.validity != seen.validity:
        before = Known(seen.validity, 1, 0, UidSet())
    new = session.uids(folder.raw, before.next) - before.held
    gone = UidSet()
    if len(before.held) + len(new) != seen.exists:
        gone = _gone(session, folder, before, seen.exists - len(new))
    return Visit(folder, seen, indexed(session, folder, new), gone)


def _gone(session: Session, folder: Folder, before: Known, left: int) -> UidSet:
    """Which are no longer there; by the server's account of it if that adds up to `left`, else by comparing."""
    gone = session.vanished(folder.raw, before.modseq, before.held)
    if gone is None or len(before.held) - len(gone) != left:
        gone = before.held - session.uids(folder.raw)
    return gone


def indexed(session: Session, folder: Folder, uids: UidSet) -> list[Meta]:
    """Date and size of each that is there."""
    return [m for portion in uids.portions(INDEXED) for m in session.index(folder.raw, portion)]
