"""One Gmail mailbox as a source: what is there, what happens in it, and the notices that Gmail sends."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from integrations.errors import Expired, Reauth, Rejected, Retry
from integrations.gmail.normalise import arrived_at, is_place, mail_change
from integrations.google_api import (
    Faulty,
    GoogleApi,
    Missing,
    TooLarge,
    Unfit,
    checked_endpoint,
    options_of,
    pace_of,
)
from integrations.ports import Change, Credentials, Listed, Page, Source, Watch
from records.clock import Clock
from records.errors import PromissoryError
from records.models import Frozen

SCOPE = "https://www.googleapis.com/auth/gmail.readonly"
# Quota units of each method; where they are from is in integration.yml.
_GET, _LIST, _HISTORY, _SMALL, _WATCH, _STOP = 20, 5, 2, 1, 100, 50
_PORTION = 50
"""Mails that are stored at once."""
_FIELDS = "id,labelIds,internalDate,raw"


class GmailOptions(Frozen):
    """What an admin may set for a mailbox."""

    endpoint: Annotated[str, AfterValidator(checked_endpoint)] = "https://gmail.googleapis.com"
    timeout: float = Field(30.0, gt=0, le=300)
    units_per_minute: float = Field(6000.0, gt=0)
    """Gmail's quota of one user; projects older than May 2026 have 15,000."""
    batch: int = Field(10, ge=1, le=50)
    """Mails asked for in one round trip."""


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The mailbox of `account`. Raises Rejected for an unfit option; calls nobody yet."""
    return GmailSource(account, options_of(GmailOptions, options, "gmail"), credentials, clock)


class _Backfill(Frozen):
    """How far a backfill is. A page token may grow old; then it goes on below the oldest mail so far."""

    page: str | None = None
    before: int | None = None
    done: int = 0
    total: int | None = None
    over: bool = False


class GmailSource:
    name: ClassVar[str] = "gmail"

    def __init__(
        self,
        account: str,
        options: GmailOptions,
        credentials: Credentials,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account, self._options, self._clock = account, options, clock
        self._api = GoogleApi(
            "gmail",
            "v1",
            credentials,
            clock,
            connector="gmail",
            scope=SCOPE,
            endpoint=options.endpoint,
            timeout=options.timeout,
            pace=pace_of("gmail", account.lower(), options.units_per_minute),
            sleep=sleep,
        )
        self._label_names: dict[str, str] | None = None

    def begin(self) -> str:
        """Also makes sure that the grant opens this mailbox. Raises Rejected when it opens another one."""
        history = str(self._profile().get("historyId") or "")
        if not history.isdigit():
            raise Retry("Gmail gave no place to go on from", 60.0)
        return json.dumps({"history": history})

    def changes(self, since: str) -> Iterator[Page]:
        start = told = _history_id(since)
        page: str | None = None
        while True:
            answer = self._history(start, page)
            for touched, last in _portions(answer.get("history") or []):
                told = last
                yield Page(changes=tuple(self._now(touched)), cursor=json.dumps({"history": last}))
            page = answer.get("nextPageToken")
            if page is None:
                break
        end = str(answer.get("historyId") or told)
        if end != told:
            yield Page(changes=(), cursor=json.dumps({"history": end}))

    def backfill(self, after: str | None) -> Iterator[Page]:
        at = _Backfill.model_validate_json(after) if after else _Backfill()
        while not at.over:
            if at.total is None:
                at = at.model_copy(update={"total": int(self._profile().get("messagesTotal") or 0)})
            answer = self._listing(at)
            refs = [str(one["id"]) for one in answer.get("messages") or []]
            changes, oldest = self._read(refs)
            at = _Backfill(
                page=answer.get("nextPageToken"),
                before=oldest + 1 if oldest is not None else at.before,
                done=at.done + len(refs),
                total=at.total,
                over=answer.get("nextPageToken") is None,
            )
            yield Page(
                changes=tuple(change for change in changes if not change.gone),
                cursor=at.model_dump_json(),
                remaining=0 if at.over else max(0, (at.total or 0) - at.done),
            )

    def listed(self) -> Iterator[Listed]:
        drafts = set(self._ids(labelIds=["DRAFT"]))
        for ref in self._ids():
            if ref not in drafts:
                yield Listed(ref=ref)

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        for start in range(0, len(refs), _PORTION):
            yield from self._read(list(dict.fromkeys(refs[start : start + _PORTION])))[0]

    def close(self) -> None:
        self._api.close()

    def watch(self, notify_url: str, now: datetime) -> list[Watch]:
        """Notices through the Pub/Sub topic `notify_url`, as projects/PROJECT/topics/NAME."""
        parts = notify_url.split("/")
        if len(parts) != 4 or parts[0] != "projects" or parts[2] != "topics" or not all(parts):
            raise Rejected("Gmail sends notices to a Pub/Sub topic: projects/PROJECT/topics/NAME")
        request = self._users.watch(userId="me", body={"topicName": notify_url})
        try:
            answer = self._api.call(request, _WATCH)
            ends = datetime.fromtimestamp(int(answer["expiration"]) / 1000, UTC)
        except (Missing, Unfit) as problem:
            reason = "Gmail can't use this topic: it must exist and let Gmail's own account publish to it"
            raise Rejected(reason) from problem
        except (KeyError, ValueError) as problem:
            raise Retry("Gmail did not say how long it will send notices", 60.0) from problem
        return [Watch(resource=self._account, remote_id=notify_url, secret="", expires_at=ends)]

    def renew(self, watch: Watch, now: datetime) -> Watch:
        """Asking again is renewing; Gmail keeps one watch of a mailbox."""
        return self.watch(watch.remote_id, now)[0]

    def unwatch(self, watch: Watch) -> None:
        try:
            self._api.call(self._users.stop(userId="me"), _STOP)
        except (Missing, Reauth):
            return  # no grant, no notices

    @property
    def _users(self) -> Any:
        return self._api.resource.users()

    def _profile(self) -> dict[str, Any]:
        profile = self._api.call(self._users.getProfile(userId="me"), _SMALL)
        opened = str(profile.get("emailAddress", ""))
        if opened.lower() != self._account.lower():
            raise Rejected(
                f"the grant opens the mailbox {opened}, not {self._account}: connect it by that name"
            )
        return profile

    def _history(self, start: str, page: str | None) -> dict[str, Any]:
        request = self._users.history().list(
            userId="me", startHistoryId=start, maxResults=500, pageToken=page
        )
        try:
            return self._api.call(request, _HISTORY)
        except (Missing, Unfit) as problem:
            raise Expired("Gmail no longer tells what happened since then") from problem

    def _listing(self, at: _Backfill) -> dict[str, Any]:
        """The next page of ids; below the oldest mail known when Gmail does not take the page token."""
        messages = self._users.messages()
        below = f"before:{at.before}" if at.before is not None else None
        if at.page is not None:
            try:
                request = messages.list(userId="me", maxResults=_PORTION, pageToken=at.page)
                return self._api.call(request, _LIST)
            except (Missing, Unfit):
                pass
        return self._api.call(messages.list(userId="me", maxResults=_PORTION, q=below), _LIST)

    def _ids(self, **which: Any) -> Iterator[str]:
        page: str | None = None
        while True:
            request = self._users.messages().list(userId="me", maxResults=500, pageToken=page, **which)
            answer = self._api.call(request, _LIST)
            for one in answer.get("messages") or []:
                yield str(one["id"])
            page = answer.get("nextPageToken")
            if page is None:
                return

    def _now(self, touched: Mapping[str, bool]) -> Iterator[Change]:
        """What became of these, where True means deleted for good."""
        for ref, deleted in touched.items():
            if deleted:
                yield Change(ref=ref, gone=True)
        yield from self._read([ref for ref, deleted in touched.items() if not deleted])[0]

    def _read(self, refs: list[str]) -> tuple[list[Change], int | None]:
        """These mails in their order, and when the oldest came in (seconds)."""
        changes: list[Change] = []
        times: list[int] = []
        for start in range(0, len(refs), self._options.batch):
            some = refs[start : start + self._options.batch]
            for ref, answer in zip(some, self._messages(some), strict=True):
                if isinstance(answer, Missing):
                    changes.append(Change(ref=ref, gone=True))
                elif isinstance(answer, PromissoryError):
                    changes.append(Change(ref=ref, refused=str(answer)))
                else:
                    changes.append(self._change(answer))
                    times += [at for at in (arrived_at(answer),) if at is not None]
        return changes, min(times, default=None)

    def _change(self, message: Mapping[str, Any]) -> Change:
        names = self._names(message.get("labelIds") or ())
        return mail_change(
            message, account=self._account, names=names, now=self._clock.now(), source=self.name
        )

    def _messages(self, refs: list[str]) -> list[dict[str, Any] | PromissoryError]:
        """The messages, each or why it can't be had. Raises Retry when it is not about one mail."""
        messages = self._users.messages()
        requests = {ref: messages.get(userId="me", id=ref, format="raw", fields=_FIELDS) for ref in refs}
        found: dict[str, dict[str, Any] | PromissoryError] = {}
        if len(refs) > 1:
            try:
                found = self._api.each(requests, _GET)
            except (TooLarge, Missing, Unfit):
                found = {}  # together too large, or an endpoint without batches
        for ref in refs:
            if ref not in found:
                try:
                    found[ref] = self._api.call(requests[ref], _GET)
                except (Missing, Unfit, TooLarge, Faulty) as problem:
                    found[ref] = problem
        if any(isinstance(one, Faulty) for one in found.values()):
            self._profile()  # raises when Gmail fails altogether
        return [found[ref] for ref in refs]

    def _names(self, ids: Sequence[str]) -> dict[str, str]:
        """Names of the owner's labels; asked for again when one is new."""
        if self._label_names is None or any(
            each.startswith("Label_") and each not in self._label_names for each in ids
        ):
            answer = self._api.call(self._users.labels().list(userId="me"), _SMALL)
            found = {str(one["id"]): str(one.get("name", "")) for one in answer.get("labels") or []}
            self._label_names = found | {each: each for each in ids if each not in found}
        return self._label_names


def _history_id(cursor: str) -> str:
    try:
        found = str(json.loads(cursor)["history"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Expired("this cursor is none of Gmail's") from problem
    if not found.isdigit():
        raise Expired("this cursor is none of Gmail's")
    return found


def _portions(records: Sequence[Mapping[str, Any]]) -> Iterator[tuple[dict[str, bool], str]]:
    """Ids touched by some records in order, whether each was deleted, and the last record's history id."""
    touched: dict[str, bool] = {}
    last = ""
    for record in records:
        for ref, deleted in _touched(record):
            touched.pop(ref, None)
            touched[ref] = deleted
        last = str(record["id"])
        if len(touched) >= _PORTION:
            yield touched, last
            touched = {}
    if touched or (records and last):
        yield touched, last


def _touched(record: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Mails that this record is about, without those that were only read, starred or are being written."""
    for one in record.get("messagesAdded") or ():
        if "DRAFT" not in (one["message"].get("labelIds") or ()):
            yield str(one["message"]["id"]), False
    for kind in ("labelsAdded", "labelsRemoved"):
        for one in record.get(kind) or ():
            labels = one.get("labelIds") or ()
            if not labels or any(is_place(str(label)) for label in labels):
                yield str(one["message"]["id"]), False
    for one in record.get("messagesDeleted") or ():
        yield str(one["message"]["id"]), True
