"""An IMAP mailbox as a Source: folders compared with what was told of them, and a backfill newest first."""

import itertools
import logging
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from integrations.errors import Retry
from integrations.imap.ahead import one_ahead
from integrations.imap.answers import Selected
from integrations.imap.cursor import Known, Reached, read_cursor, read_reached, write_cursor, write_reached
from integrations.imap.failures import BUSY_FOR, Refused
from integrations.imap.folders import Folder, holds_everything, refuse_wrong_names, to_read
from integrations.imap.following import (
    INDEXED,
    Memory,
    Visit,
    indexed,
    is_unchanged,
    refuse_new_numbers,
    visit,
)
from integrations.imap.idle import Listener
from integrations.imap.mails import SOURCE, change_of, fetched, parse_ref, ref_of
from integrations.imap.options import Options, read_options
from integrations.imap.queue import Item, Place, Queue
from integrations.imap.session import Body, Session
from integrations.imap.uid_sets import UidSet
from integrations.ports import Change, Credentials, Listed, Page, Source
from records.clock import Clock

log = logging.getLogger(__name__)

_GONE = 1000
"""Deletions a page."""


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The mailbox `account`; nothing is connected yet. Raises Rejected for a wrong option."""
    return ImapSource(read_options(account, options), credentials, clock)


class ImapSource:
    """See `Source` and `Waiting`. One thread may read while another waits."""

    name: ClassVar[str] = SOURCE

    def __init__(self, options: Options, credentials: Credentials, clock: Clock) -> None:
        self._options, self._credentials = options, credentials
        self._wanted = options.wanted
        self._clock = clock
        self._session = Session(options, credentials)
        self._waiting = Session(options, credentials)
        self._listener: Listener | None = None

    def begin(self) -> str:
        listed = self._session.folders()
        refuse_wrong_names(listed, self._wanted)
        known = {}
        for folder in to_read(listed, self._wanted):
            status = folder.status
            if status.get("messages") == 0 and "uidnext" in status and "uidvalidity" in status:
                modseq = status.get("highestmodseq", 0)
                known[folder.raw] = Known(status["uidvalidity"], status["uidnext"], modseq, UidSet())
                continue
            try:
                seen = self._session.examine(folder.raw)
                held = self._session.uids(folder.raw)
            except Refused:
                _tell_of_a_closed_folder()
            else:
                known[folder.raw] = Known(seen.validity, seen.next, seen.modseq, held)
        return write_cursor(known)

    def changes(self, since: str) -> Iterator[Page]:
        memory = Memory(read_cursor(since))
        folders = self._folders()
        visits = self._visits(memory, folders)
        cursor = since
        # What came is told before what went, so that a mail that was moved is known all the time.
        for changes in itertools.chain(self._arrived(memory, visits), self._gone(memory, visits, folders)):
            cursor = memory.cursor()
            yield Page(changes=changes, cursor=cursor)
        for one in visits:
            memory.settle(one.folder.raw, one.seen)
        for raw in memory.lost(f.raw for f in folders):
            memory.drop(raw)
        if (settled := memory.cursor()) != cursor:
            yield Page(changes=(), cursor=settled)

    def _visits(self, memory: Memory, folders: Sequence[Folder]) -> list[Visit]:
        """A look into every folder in which something happened. Raises Expired before anything is told."""
        for folder in folders:
            refuse_new_numbers(memory.get(folder.raw), folder.status.get("uidvalidity"))
        visits = []
        for folder in folders:
            before = memory.get(folder.raw)
            if is_unchanged(before, folder.status):
                continue
            try:
                visits.append(visit(self._session, folder, before))
            except Refused:
                _tell_of_a_closed_folder()
        return visits

    def _arrived(self, memory: Memory, visits: Sequence[Visit]) -> Iterator[tuple[Change, ...]]:
        queue, places = Queue(), [Place(v.folder, v.seen.validity) for v in visits]
        for place, one in enumerate(visits):
            queue.put(place, one.arrived)
        for items in queue.oldest_first():
            read = self._read(places, items)
            for place, several in itertools.groupby(sorted(read, key=_place_of), key=_place_of):
                at = places[place]
                memory.tell(at.folder.raw, at.validity, (item.meta.uid for item in several))
            yield tuple(read.values())

    def _gone(
        self, memory: Memory, visits: Sequence[Visit], folders: Sequence[Folder]
    ) -> Iterator[tuple[Change, ...]]:
        gone = [(v.folder.raw, v.seen.validity, v.gone) for v in visits]
        lost = memory.lost(f.raw for f in folders)
        gone += [(raw, known.validity, known.held) for raw, known in lost.items()]
        for raw, validity, uids in gone:
            for portion in uids.portions(_GONE):
                memory.forget(raw, portion)
                yield tuple(Change(ref=ref_of(raw, validity, uid), gone=True) for uid in portion)

    def backfill(self, after: str | None) -> Iterator[Page]:
        session = Session(self._options, self._credentials)
        pages = self._pages(session, read_reached(after) if after else None)
        for places, items, bodies, remaining in one_ahead(pages, session.close):
            last = items[-1]
            reached = Reached(last.meta.at, places[last.place].folder.raw, last.meta.uid)
            changes = tuple(self._understood(places, items, bodies).values())
            yield Page(changes=changes, cursor=write_reached(reached), remaining=remaining)

    def _pages(
        self, session: Session, reached: Reached | None
    ) -> Iterator[tuple[list[Place], list[Item], dict[Item, Body | None], int]]:
        """Messages behind `reached`, newest first, with how many are left after each page."""
        queue, places = Queue(), []
        for folder in to_read(session.folders(), self._wanted):
            if folder.status.get("messages") == 0:
                continue
            try:
                places.append(Place(folder, session.examine(folder.raw).validity))
                for portion in session.uids(folder.raw).portions(INDEXED):
                    queue.put(len(places) - 1, session.index(folder.raw, portion))
            except Refused:
                _tell_of_a_closed_folder()
        for items in queue.newest_first([p.folder.raw for p in places], reached):
            yield places, items, _bodies(session, places, items), len(queue)

    def listed(self) -> Iterator[Listed]:
        for folder in self._folders():
            if folder.status.get("messages") == 0:
                continue
            try:
                seen = self._session.examine(folder.raw)
                uids = self._session.uids(folder.raw)
            except Refused:
                _tell_of_a_closed_folder()
                continue
            for uid in uids:
                yield Listed(ref=ref_of(folder.raw, seen.validity, uid))

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        left = dict.fromkeys(refs)
        wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
        for ref in left:
            if (parsed := parse_ref(ref)) is not None:
                wanted[parsed[:2]].append(parsed[2])
        queue, places = Queue(), []
        for folder in self._folders() if wanted else ():
            for (raw, validity), uids in wanted.items():
                if raw == folder.raw and self._opened(raw).validity == validity:
                    places.append(Place(folder, validity))
                    queue.put(len(places) - 1, indexed(self._session, folder, UidSet.of(uids)))
        for items in queue.oldest_first():
            for change in self._read(places, items).values():
                if change.ref in left:
                    del left[change.ref]
                    yield change
        for ref in left:
            yield Change(ref=ref, gone=True)

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """As `Waiting` says, for the inbox alone, or the folder of all mail where that is what is read.

        On a new connection True at once: nobody knows what came before it.
        """
        waiting = self._waiting
        try:
            if self._listener is not None and waiting.is_open:
                return self._listener.wait_for_news(seconds, stop)
            everything = [f.raw for f in waiting.folders() if holds_everything(f)]
            folder = everything[0] if everything and not self._wanted.only else "INBOX"
            self._listener = Listener(waiting, folder)
        except Refused:
            raise Retry("the mail server won't let us wait for mail", BUSY_FOR) from None
        return True

    def close(self) -> None:
        self._session.close()
        self._waiting.close()

    def _folders(self) -> list[Folder]:
        return to_read(self._session.folders(), self._wanted)

    def _opened(self, raw: str) -> Selected:
        try:
            return self._session.examine(raw)
        except Refused:
            raise Retry("a folder of this mailbox can't be opened at the moment", BUSY_FOR) from None

    def _read(self, places: Sequence[Place], items: Sequence[Item]) -> dict[Item, Change]:
        """These messages as they are now, in this order; those that have gone meanwhile are left out."""
        return self._understood(places, items, _bodies(self._session, places, items))

    def _understood(
        self, places: Sequence[Place], items: Sequence[Item], bodies: Mapping[Item, Body | None]
    ) -> dict[Item, Change]:
        now = self._clock.now()
        return {
            item: change_of(
                places[item.place].folder, places[item.place].validity, item.meta, bodies[item], now
            )
            for item in items
            if item in bodies
        }


def _bodies(session: Session, places: Sequence[Place], items: Sequence[Item]) -> dict[Item, Body | None]:
    """The messages, folder by folder."""
    found: dict[Item, Body | None] = {}
    for place, several in itertools.groupby(sorted(items, key=_place_of), key=_place_of):
        batch = list(several)
        bodies = fetched(session, places[place].folder, [item.meta for item in batch])
        found |= {item: bodies[item.meta.uid] for item in batch if item.meta.uid in bodies}
    return found


def _place_of(item: Item) -> int:
    return item.place


def _tell_of_a_closed_folder() -> None:
    log.warning("a folder of an IMAP mailbox can't be opened")
