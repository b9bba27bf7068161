"""What we ask of an IMAP server, over a connection that is opened when needed and again when lost."""

import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from integrations.errors import Expired, Rejected, Retry
from integrations.imap.answers import Meta, Selected, folders_of, metas_of, numbers_of, told, vanished_of
from integrations.imap.failures import BUSY_FOR, Garbled, Lost, Refused, translated
from integrations.imap.folders import Folder
from integrations.imap.opening import open_connection
from integrations.imap.options import Options
from integrations.imap.uid_sets import UidSet
from integrations.ports import Credentials
from integrations.retry import patiently

if TYPE_CHECKING:
    from integrations.imap.wire import Client

T = TypeVar("T")
log = logging.getLogger(__name__)

_STATUS = "MESSAGES UIDNEXT UIDVALIDITY"
MOST_MAILS = 5_000_000
"""In one folder."""
_AT_ONCE = 20
"""Commands that are sent before the first answer is read."""

Body = tuple[frozenset[bytes], bytes]
"""A message's flags and its bytes."""


class Session:
    """One connection, used by one thread. Calls raise Retry, Reauth or Rejected as those of a Source do,
    and Refused where the server says no to this one thing."""

    def __init__(self, options: Options, credentials: Credentials) -> None:
        self._options = options
        self._credentials = credentials
        self._client: Client | None = None
        self._selected = ""
        self._worked = False
        self._validities: dict[str, int] = {}

    def folders(self) -> list[Folder]:
        """Every folder, with as much of its status as the server tells."""
        return self.run(self._folders)

    def examine(self, raw: str) -> Selected:
        """The folder's state at this moment; it stays open, and nothing in it changes by that."""
        return self.run(lambda: self._examine(raw))

    def uids(self, raw: str, first: int = 1) -> UidSet:
        """The message numbers in the folder from `first` on."""

        def ask() -> UidSet:
            client = self.inside(raw)
            what = "ALL" if first <= 1 else f"UID {first}:*"
            if client.has_capability("ESEARCH"):
                lines = told(client, "ESEARCH", lambda: client._imap.uid("SEARCH", "RETURN (ALL)", what))
                found = numbers_of(lines, compressed=True)
            else:
                lines = told(client, "SEARCH", lambda: client._imap.uid("SEARCH", what))
                found = numbers_of(lines, compressed=False)
            if len(found) > MOST_MAILS:
                # "1:4294967295" is a short answer, and a list of it would fill the memory.
                raise Rejected(
                    f"{self._options.host} says that a folder holds more than {MOST_MAILS:,} mails"
                )
            # "n:*" matches the last message whatever its number.
            return found.since(first)

        return self.run(ask)

    def index(self, raw: str, uids: UidSet) -> list[Meta]:
        """Number, time of arrival and size of those messages that are there."""
        items = "(UID INTERNALDATE RFC822.SIZE)"

        def ask() -> list[Meta]:
            client = self.inside(raw)
            return metas_of(told(client, "FETCH", lambda: client._imap.uid("FETCH", str(uids), items)))

        return self.run(ask) if uids else []

    def bodies(self, raw: str, uids: Sequence[int]) -> dict[int, Body]:
        """Those messages that are there, left unread.

        Raises Refused also when the server breaks off at this request, while all else works.
        """

        def ask() -> dict[int, Body]:
            client = self.inside(raw)
            client._imap.untagged_responses.pop("FETCH", None)
            found = client.fetch(uids, ["FLAGS", "BODY.PEEK[]"])
            return {
                uid: (frozenset(data.get(b"FLAGS") or ()), data[b"BODY[]"])
                for uid, data in found.items()
                if isinstance(data.get(b"BODY[]"), bytes)
            }

        try:
            return self.run(ask)
        except Lost:
            self.run(lambda: self.client().noop())
            raise Refused from None

    def vanished(self, raw: str, modseq: int, among: UidSet) -> UidSet | None:
        """Those of `among` that went since `modseq`; None where the server keeps no account of that."""

        def ask() -> UidSet | None:
            client = self.inside(raw)
            if not client.has_capability("QRESYNC"):
                return None
            span, changed = among.span(), f"(CHANGEDSINCE {modseq} VANISHED)"
            lines = told(client, "VANISHED", lambda: client._imap.uid("FETCH", span, "(UID)", changed))
            client._imap.untagged_responses.pop("FETCH", None)
            return vanished_of(lines) & among

        return self.run(ask) if modseq and among else None

    def client(self) -> "Client":
        """The library's connection, opened if need be."""
        if self._client is None:
            # Whoever can't begin comes back later; work that was under way deserves some patience.
            attempts = 3 if self._worked else 1
            self._client = patiently(
                lambda: open_connection(self._options, self._credentials), attempts=attempts
            )
            self._worked = True
        return self._client

    @property
    def is_open(self) -> bool:
        return self._client is not None

    def run(self, call: Callable[[], T]) -> T:
        """The call's result; once more on a new connection when an old one was lost, as all calls only read."""
        had = self.is_open
        try:
            return self.run_once(call)
        except Lost:
            if not had:
                raise
            return self.run_once(call)

    def close(self) -> None:
        """Say goodbye, if anybody is listening."""
        if self._client is not None:
            with contextlib.suppress(Exception):
                self._client.logout()
        self._drop()

    def _drop(self) -> None:
        client, self._client, self._selected = self._client, None, ""
        if client is not None:
            with contextlib.suppress(Exception):
                client.shutdown()

    def run_once(self, call: Callable[[], T]) -> T:
        """The call's result; a connection that is lost, or can't be understood, is hung up."""
        try:
            with translated(self._options.host, self._options.port):
                return call()
        except Retry as problem:
            if isinstance(problem, Garbled) or not isinstance(problem, Refused):
                self._drop()
            raise

    def inside(self, raw: str) -> "Client":
        """The library's connection with the folder open."""
        client = self.client()
        if self._selected != raw:
            before = self._validities.get(raw)
            if before not in (None, self._examine(raw).validity):
                raise Expired("the mail server has numbered a folder anew")
        return client

    def _examine(self, raw: str) -> Selected:
        client = self.client()
        self._selected = ""
        said = client.select_folder(raw, readonly=True)
        self._selected = raw
        validity, following, modseq = (
            said.get(key) for key in (b"UIDVALIDITY", b"UIDNEXT", b"HIGHESTMODSEQ")
        )
        if not isinstance(validity, int):
            raise Rejected(f"{self._options.host} gives mail no lasting numbers, so it can't be followed")
        self._validities[raw] = validity
        if not isinstance(following, int):
            following = max(self.uids(raw), default=0) + 1
        return Selected(said[b"EXISTS"], following, validity, modseq if isinstance(modseq, int) else 0)

    def _folders(self) -> list[Folder]:
        client = self.client()
        imap = client._imap
        if self._selected:
            # The status of an open folder need not be up to date.
            self._selected = ""
            if client.has_capability("UNSELECT"):
                client.unselect_folder()
            else:
                client.close_folder()  # it was opened read-only, so nothing is expunged
        items = _STATUS + (" HIGHESTMODSEQ" if client.has_capability("CONDSTORE") else "")
        imap.untagged_responses.pop("STATUS", None)
        more = []
        if client.has_capability("LIST-STATUS"):
            special = "SPECIAL-USE " if client.has_capability("SPECIAL-USE") else ""
            more = [f"RETURN ({special}STATUS ({items}))"]
        listed = told(client, "LIST", lambda: imap._simple_command("LIST", '""', '"*"', *more))
        folders = folders_of(listed, ())
        if not any(f.raw == "INBOX" for f in folders):
            raise Retry(f"{self._options.host} lists no inbox at the moment", BUSY_FOR)
        if not more:
            names = [f.raw for f in folders if not f.flags & {"\\noselect", "\\nonexistent"}]
            for n in range(0, len(names), _AT_ONCE):
                self._ask_status(names[n : n + _AT_ONCE], items)
        return folders_of(listed, imap.untagged_responses.pop("STATUS", ()))

    def _ask_status(self, names: Sequence[str], items: str) -> None:
        """Of several folders before waiting for the first; one that is refused leaves the others be."""
        import imaplib

        client = self.client()
        imap = client._imap
        tags = [imap._command("STATUS", client._normalise_folder(name), f"({items})") for name in names]
        for tag in tags:
            try:
                imap._command_complete("STATUS", tag)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                log.info("the status of a folder was refused")
