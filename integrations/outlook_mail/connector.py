"""One mailbox of Microsoft 365: a delta per folder, mails as MIME, ids that survive moves."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import AwareDatetime

from integrations.errors import Expired, Skip
from integrations.formats.mail import mail_to_event
from integrations.graph_api import GraphApi, Json, asking, moment, values
from integrations.graph_errors import Missing, TooLarge, Unwell
from integrations.graph_options import graph_options
from integrations.graph_subscriptions import renewed, subscribe, unsubscribe
from integrations.outlook_mail.folders import Folders, readable_folders, unread_folders
from integrations.outlook_mail.places import Deltas, Depth
from integrations.ports import Change, Credentials, Listed, Page, Source, Watch
from records.clock import Clock
from records.models import Frozen

PERMISSION = "Mail.Read"
_LANES = 3
_IDS_A_PAGE = 1000
_CHANGES_A_PAGE = 50
_MAILS_A_PAGE = 50
_FACTS = ["id", "parentFolderId", "receivedDateTime", "isDraft", "webLink"]
_OPTIONS = frozenset({"endpoint", "access", "timeout"})


_NEVER = datetime(1, 1, 2, tzinfo=UTC)


class Row(Frozen):
    """A line of a delta: this mail came, changed or left."""

    ref: str
    removed: bool
    draft: bool


class Round(Frozen):
    """One page of a folder's delta, and the link behind it; `last` when the folder has told all."""

    folder: str
    rows: tuple[Row, ...]
    link: str
    last: bool


class Mail(Frozen):
    """What Graph says of a mail beside its content."""

    ref: str
    folder: str
    received: AwareDatetime
    is_draft: bool
    link: str

    def is_read(self, folders: Folders) -> bool:
        return self.folder in folders.paths and not self.is_draft


class OutlookMail:
    """Reads what lies in the folders; the caller stores each cursor."""

    name: ClassVar[str] = "outlook_mail"

    def __init__(self, api: GraphApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._unread: list[str] | None = None

    def begin(self) -> str:
        """One round of ids through every folder, up to the link that tells what comes later."""
        folders = self._folders()
        links: dict[str, str] = {}
        for each in self._rounds(dict.fromkeys(folders.paths), _IDS_A_PAGE):
            if each.last:
                links[each.folder] = each.link
        return Deltas(folders=links, unread=self._unread or []).text

    def changes(self, since: str) -> Iterator[Page]:
        """Folder by folder. Graph tells moves as a removal here and an arrival there, in any order, so
        whatever is said of a mail is looked up before it is told."""
        cursor = stored = Deltas.read(since)
        self._unread = cursor.unread
        folders = self._folders()
        told: dict[str, tuple[str, ...]] = {}
        starts: dict[str, str | None] = {**dict.fromkeys(folders.paths), **cursor.folders}
        for each in self._rounds(starts, _CHANGES_A_PAGE):
            here = (folders.paths.get(each.folder, ""),)
            refs = dict.fromkeys(row.ref for row in each.rows if row.removed or told.get(row.ref) != here)
            changes = tuple(self._looked_up(list(refs), folders))
            told.update({change.ref: change.labels for change in changes})
            cursor = cursor.moved(each.folder, each.link)
            if changes:
                stored = cursor
                yield Page(changes=changes, cursor=cursor.text)
        if cursor != stored:
            yield Page(changes=(), cursor=cursor.text)
        for folder in set(cursor.folders) - set(folders.paths):
            yield from self._left(folder, cursor)
            cursor = cursor.moved(folder, None)

    def _left(self, folder: str, cursor: Deltas) -> Iterator[Page]:
        """A folder that went to the trash took all its mails along."""
        for each in self._rounds({folder: None}, _IDS_A_PAGE):
            gone = tuple(Change(ref=row.ref, gone=True) for row in each.rows)
            if each.last:
                cursor = cursor.moved(folder, None)
            yield Page(changes=gone, cursor=cursor.text)

    def backfill(self, after: str | None) -> Iterator[Page]:
        """By the time of receipt, across all folders."""
        folders = self._folders()
        depth = Depth.read(after) if after else Depth()
        link: str | None = None
        while True:
            mails, link = self._page(depth, link)
            seen = set(depth.seen)
            fresh = [each for each in mails if each.ref not in seen]
            if not fresh:
                if link is None:
                    return
                continue
            wanted = [each for each in fresh if each.is_read(folders)]
            depth = depth.after([(each.ref, each.received) for each in fresh], len(wanted))
            yield Page(
                changes=tuple(self._read(wanted, folders)),
                cursor=depth.text,
                remaining=max(0, folders.items - depth.done),
            )
            link = None

    def _page(self, depth: Depth, link: str | None) -> tuple[list[Mail], str | None]:
        """Mails from there on, newest first, and the link to more of the same question."""
        messages = self._api.user.messages
        if link is not None:
            page = self._api.must(lambda: messages.with_url(link).get(asking()))
        else:
            query: dict[str, Any] = {
                "orderby": ["receivedDateTime desc"],
                "select": _FACTS,
                "top": _MAILS_A_PAGE,
            }
            if depth.filter:
                query["filter"] = depth.filter
            page = self._api.must(lambda: messages.get(asking(**query)))
        return [_mail(each) for each in values(page)], self._api.link(page, "@odata.nextLink")

    def listed(self) -> Iterator[Listed]:
        """Every mail of every folder that is read; Graph lists a folder's ids without gaps by a delta."""
        told: set[str] = set()
        starts = dict.fromkeys(self._folders().paths)
        for each in self._rounds(starts, _IDS_A_PAGE, select=["id", "isDraft"]):
            for row in each.rows:
                if not (row.removed or row.draft or row.ref in told):
                    told.add(row.ref)
                    yield Listed(ref=row.ref)

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        wanted = list(dict.fromkeys(refs))
        folders = self._folders() if wanted else None
        for at in range(0, len(wanted), _MAILS_A_PAGE):
            if folders is not None:
                yield from self._looked_up(wanted[at : at + _MAILS_A_PAGE], folders)

    def close(self) -> None:
        self._api.close()

    def watch(self, notify_url: str, now: datetime) -> list[Watch]:
        """One subscription to all mails; what is in a notice is not trusted, it only says that there is news."""
        return [subscribe(self._api, "messages", notify_url, now)]

    def renew(self, watch: Watch, now: datetime) -> Watch:
        return renewed(self._api, watch, now)

    def unwatch(self, watch: Watch) -> None:
        unsubscribe(self._api, watch)

    def _folders(self) -> Folders:
        if self._unread is None:
            self._unread = unread_folders(self._api)
        return readable_folders(self._api, self._unread)

    def _rounds(
        self, starts: Mapping[str, str | None], size: int, select: Sequence[str] = ("id",)
    ) -> Iterator[Round]:
        """Pages of the folders' deltas, a few folders at a time; a start of None is the folder from scratch."""
        todo = list(starts.items())
        while todo:
            now, todo = todo[:_LANES], todo[_LANES:]
            more: list[tuple[str, str | None]] = []
            pages = self._api.ask_all([self._delta(folder, link, size, select) for folder, link in now])
            for (folder, _), page in zip(now, pages, strict=True):
                if isinstance(page, Missing):
                    if starts[folder] is None:
                        continue  # it went while its list was being read
                    raise Expired("a folder of the mailbox is gone for good; everything is listed anew")
                link, last = self._api.onward(page)
                yield Round(folder=folder, rows=tuple(map(_row, values(page))), link=link, last=last)
                if not last:
                    more.append((folder, link))
            todo = more + todo

    def _delta(self, folder: str, link: str | None, size: int, select: Sequence[str]) -> Callable[[], Any]:
        delta = self._api.user.mail_folders.by_mail_folder_id(folder).messages.delta
        prefer = f"odata.maxpagesize={size}"
        if link is not None:
            if not link.startswith(self._api.options.base_url + "/"):
                raise Expired("the place is one of another endpoint; everything is listed anew")
            return lambda: delta.with_url(link).get(asking(prefer))
        return lambda: delta.get(asking(prefer, select=list(select)))

    def _looked_up(self, refs: Sequence[str], folders: Folders) -> Iterator[Change]:
        """What became of these mails, whatever was said of them."""
        messages = self._api.user.messages
        calls = [lambda ref=ref: messages.by_message_id(ref).get(asking(select=_FACTS)) for ref in refs]
        there: list[Mail] = []
        for ref, facts in zip(refs, self._api.ask_all(calls), strict=True):
            mail = None if isinstance(facts, Missing) else _mail({**facts, "id": ref})
            if mail is not None and mail.is_read(folders):
                there.append(mail)
            else:
                yield Change(ref=ref, gone=True)
        yield from self._read(there, folders)

    def _read(self, mails: Sequence[Mail], folders: Folders) -> Iterator[Change]:
        """The mails themselves, in order."""
        found = self._api.contents([self._content(each.ref) for each in mails])
        for mail, raw in zip(mails, found, strict=True):
            yield self._change(mail, self._once_more(mail.ref) if isinstance(raw, Unwell) else raw, folders)

    def _content(self, ref: str) -> Callable[[], Any]:
        content = self._api.user.messages.by_message_id(ref).content
        return lambda: content.get(asking())

    def _once_more(self, ref: str) -> bytes | Missing | TooLarge | Unwell:
        """Outlook can't render some mails, for good: if the mailbox answers and this mail still fails, it is one.

        Raises Retry when the mailbox does not answer either.
        """
        facts = self._api.user.messages.by_message_id(ref)
        try:
            self._api.ask(lambda: facts.get(asking(select=["id"])))
        except Missing as gone:
            return gone
        return self._api.contents([self._content(ref)])[0]

    def _change(self, mail: Mail, raw: bytes | Missing | TooLarge | Unwell, folders: Folders) -> Change:
        ref, labels = mail.ref, (folders.paths[mail.folder],)
        if isinstance(raw, Missing):
            return Change(ref=ref, gone=True)
        if isinstance(raw, TooLarge):
            return Change(ref=ref, labels=labels, refused="the mail is too large to be read")
        if isinstance(raw, Unwell):
            return Change(ref=ref, labels=labels, refused="Outlook can't hand this mail out")
        try:
            event = mail_to_event(raw, now=self._clock.now(), fallback_at=mail.received, source=self.name)
        except Skip as why:
            return Change(ref=ref, labels=labels, refused=str(why))
        except Exception as failure:
            reason = f"the mail can't be understood ({type(failure).__name__})"
            return Change(ref=ref, labels=labels, refused=reason)
        if mail.link.startswith("https://"):
            event = event.model_copy(update={"link": mail.link[:1000]})
        return Change(ref=ref, labels=labels, events=(event,))


def _mail(facts: Json) -> Mail:
    """A mail without a date of receipt is as old as can be, so that a backfill comes to it last."""
    return Mail(
        ref=facts["id"],
        folder=str(facts.get("parentFolderId") or ""),
        received=moment(facts.get("receivedDateTime")) or _NEVER,
        is_draft=bool(facts.get("isDraft")),
        link=str(facts.get("webLink") or ""),
    )


def _row(line: Json) -> Row:
    return Row(ref=line["id"], removed="@removed" in line, draft=bool(line.get("isDraft")))


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The mailbox `account`. Options: endpoint, access (delegated or application), timeout (seconds).

    Raises Rejected for a wrong option; Microsoft is asked nothing yet.
    """
    return mailbox(account, options, credentials, clock)


def mailbox(
    account: str,
    options: Mapping[str, str],
    credentials: Credentials,
    clock: Clock,
    sleep: Callable[[float], None] = time.sleep,
) -> OutlookMail:
    """As `open_source`, with a choice of how to wait."""
    settings = graph_options(account, options, _OPTIONS)
    api = GraphApi(settings, credentials, permission=PERMISSION, lanes=_LANES, requests=7_500, sleep=sleep)
    return OutlookMail(api, clock)
