"""What every source and every CRM offers."""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from policies.gate import ApprovedChange
from records.models import Account, Contact, Deal, Event, Frozen


class Quarantined(Frozen):
    """An item that could not be read: where it lies and why, in one plain sentence."""

    path: str
    reason: str
    sha256: str = ""


class FileUnit(Frozen):
    """One file to read: `path` as shown to people, `size` in bytes, `kind` mbox|eml|ics|vtt|srt."""

    path: str
    kind: str
    size: int
    mtime: float


class ReadItem(Frozen):
    """One thing read from a unit; `offset` is where reading goes on after it (bytes, or size at the end)."""

    offset: int
    event: Event | None = None
    quarantined: Quarantined | None = None


class FileSource(Protocol):
    name: ClassVar[str]

    def scan(self, paths: list[str]) -> Iterator[FileUnit | Quarantined]: ...

    def read(self, unit: FileUnit, since: int = 0) -> Iterator[ReadItem]: ...


class CrmSnapshot(Frozen):
    """What the CRM knows: imported into the ledger's accounts before matching."""

    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    deals: tuple[Deal, ...]


class Applied(Frozen):
    """What a write did; `already` when the same change had been written before."""

    old: str | None
    new: str
    already: bool = False
    entity_id: str = ""


class Crm(Protocol):
    """A CRM. `read` and `apply` speak canonical text (dates ISO, amounts "52000.00")."""

    name: str

    def snapshot(self) -> CrmSnapshot: ...

    def read(self, entity: str, entity_id: str, field: str) -> str | None:
        """The field's current value. Raises Rejected for an unknown entity or field."""
        ...

    def apply(self, change: ApprovedChange) -> Applied:
        """Compare-and-set in one transaction on `change.old`. Raises Drift when the CRM holds another
        value, Rejected when validation fails (rolled back), Retry when busy."""
        ...
