"""What every source and every CRM offers."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from pydantic import AwareDatetime, SecretStr

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


class Listed(Frozen):
    """One item that a source holds now; `version` differs whenever the item was edited ("" if it never is)."""

    ref: str
    version: str = ""


class Change(Frozen):
    """What became of one item of a source.

    `ref` is the source's own id, unique in its mailbox and stable for as long as the item is there.
    Exactly one of these holds: `gone` (deleted, moved to trash or spam, or out of what is read),
    `refused` (it is there and can't be read; one plain sentence), or neither: `events` is the item
    as it stands now (one mail is one event, a recurring meeting may be several, a draft none).
    """

    ref: str
    version: str = ""
    events: tuple[Event, ...] = ()
    labels: tuple[str, ...] = ()
    """Folders or labels in which this mailbox keeps it, as its owner named them."""
    gone: bool = False
    refused: str | None = None


class Page(Frozen):
    """Changes that are stored in one transaction with the cursor behind them."""

    changes: tuple[Change, ...]
    cursor: str
    """Opaque; where to go on once this page is stored."""
    remaining: int | None = None
    """About how many items a backfill still has to bring; None if the source can't tell."""


class Source(Protocol):
    """One mailbox or calendar of one person, as it lies with its vendor.

    Nothing is remembered between calls: everything that is needed to go on is in a cursor. Calls raise
    `Retry` (busy, throttled or unreachable), `Reauth` (the grant is gone or too narrow), `Rejected`
    (wrong settings, for good) or `Expired` (this cursor is no longer served: list everything anew).
    One item that can't be read is a `Change` with `refused`, never an exception.
    """

    name: ClassVar[str]
    """The connector's folder, such as "gmail"; also the `source` of its events."""

    def begin(self) -> str:
        """The cursor of this moment: `changes` from here on tells all that happens later."""
        ...

    def changes(self, since: str) -> Iterator[Page]:
        """What happened after `since`, oldest first; nothing if nothing did. May tell an item twice.

        Raises Expired when the source no longer serves this cursor.
        """
        ...

    def backfill(self, after: str | None) -> Iterator[Page]:
        """Everything that is there, newest first; `after` is the cursor of the last page stored, if any."""
        ...

    def listed(self) -> Iterator[Listed]:
        """Every item that the source holds now, cheaply: ids and versions, no content."""
        ...

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        """These items as they are now, in any order, each exactly once; `gone` for what is not there."""
        ...

    def close(self) -> None: ...


class AccessToken(Frozen):
    """A bearer token of a vendor, and until when it is good."""

    value: SecretStr
    expires_at: AwareDatetime


class Credentials(Protocol):
    """What opens one mailbox; held sealed, and unsealed only in memory."""

    def token(self) -> AccessToken:
        """A token good for some minutes yet, renewed if need be.

        Raises Reauth when the grant is gone, Retry when the vendor can't be reached.
        """
        ...

    def renewed(self) -> AccessToken:
        """A new token, after the vendor refused the last one before its time. Raises like `token`."""
        ...

    def password(self) -> SecretStr:
        """The mailbox's (app) password, where it is opened by one. Raises Reauth where there is none."""
        ...


class Watch(Frozen):
    """A vendor's promise to push. `secret` is what its notices must carry; it is stored sealed."""

    resource: str
    """What is watched, such as a folder or calendar; unique in its connection."""
    remote_id: str
    """The vendor's id of the subscription or channel."""
    secret: str
    expires_at: AwareDatetime
    detail: str = ""
    """Whatever else is needed to stop it, for example Google's resourceId."""


class Watching(Protocol):
    """What a source that can push offers besides `Source`."""

    def watch(self, notify_url: str, now: datetime) -> list[Watch]:
        """Ask for notices at our public address (or the topic, for Gmail). Raises as a Source does."""
        ...

    def renew(self, watch: Watch, now: datetime) -> Watch:
        """The same watch with a later end, or a new one in its place."""
        ...

    def unwatch(self, watch: Watch) -> None:
        """Stop it; harmless when it is gone already."""
        ...


@runtime_checkable
class Forgetting(Protocol):
    """What a source offers whose vendor drops items by age: what it forgot is not deleted here."""

    def is_forgotten(self, ref: str) -> bool:
        """Whether an item of that ref is too old to be listed any more."""
        ...


@runtime_checkable
class Waiting(Protocol):
    """What a source offers whose server tells news over an open connection (IMAP IDLE)."""

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Block until there is news (True), the time is over or `stop` is set. Raises as a Source does."""
        ...


class WebhookKeys(Frozen):
    """What shows that a delivery is genuine; several secrets while one takes over from another."""

    scheme: str = "generic"
    """generic, zendesk, stripe or hubspot."""
    secrets: tuple[SecretStr, ...]
    address: str = ""
    """The address that the sender calls, where it signs that too (HubSpot)."""


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
