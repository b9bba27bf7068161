"""The Google Meet transcripts that one person may read, for as long as Google keeps them in its API."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from integrations.errors import Expired, Rejected, Skip
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
from integrations.google_meet.normalise import participant_names, time_of, transcript_change
from integrations.ports import Change, Credentials, Listed, Page, Source
from records.clock import Clock
from records.models import Frozen

SCOPE = "https://www.googleapis.com/auth/meetings.space.readonly"
KEPT = timedelta(days=30)
"""After that Google forgets a conference by itself, which says nothing about its transcript."""
_SETTLED = timedelta(days=1)
"""So long after a conference no further transcript of it is waited for."""
_PORTION = 10
_MOST_ENTRIES = 20_000


class MeetOptions(Frozen):
    """What an admin may set."""

    endpoint: Annotated[str, AfterValidator(checked_endpoint)] = "https://meet.googleapis.com"
    timeout: float = Field(30.0, gt=0, le=300)
    requests_per_minute: float = Field(600.0, gt=0)
    """Meet's quota of one user."""


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """The transcripts that `account` may read. Raises Rejected for an unfit option; calls nobody yet."""
    return MeetSource(account, options_of(MeetOptions, options, "google_meet"), credentials, clock)


class Known(Frozen):
    """What a cursor remembers of one conference."""

    refs: tuple[str, ...] = ()
    settled: bool = False


class MeetSource:
    """Meet tells no changes: each look compares what is there with what the cursor remembers.

    A ref begins with the transcript's start, so that what Google forgot can be told from what is gone.
    """

    name: ClassVar[str] = "google_meet"
    forgets_after: ClassVar[timedelta] = KEPT
    """A ref that is older and no longer listed is kept: the vendor ran out of time, not the owner of interest."""

    def __init__(
        self,
        account: str,
        options: MeetOptions,
        credentials: Credentials,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._api = GoogleApi(
            "meet",
            "v2",
            credentials,
            clock,
            connector="google_meet",
            scope=SCOPE,
            endpoint=options.endpoint,
            timeout=options.timeout,
            pace=pace_of("meet", account.lower(), options.requests_per_minute),
            sleep=sleep,
        )

    def begin(self) -> str:
        return _cursor(self._conferences({}))

    def changes(self, since: str) -> Iterator[Page]:
        before = _known(since)
        now = self._conferences(before)
        held = {ref for known in before.values() for ref in known.refs}
        there = {ref for known in now.values() for ref in known.refs}
        gone = [ref for ref in sorted(held - there) if not self.is_forgotten(ref)]
        fresh = sorted(there - held)
        told = dict(before)
        for start in range(0, len(fresh), _PORTION):
            some = fresh[start : start + _PORTION]
            changes = tuple(self._read(some))
            for ref in some:
                record = _record(ref)
                refs = told.get(record, Known()).refs
                told[record] = Known(refs=(*refs, ref))
            yield Page(changes=changes, cursor=_cursor(told))
        if gone or now != told:
            yield Page(changes=tuple(Change(ref=ref, gone=True) for ref in gone), cursor=_cursor(now))

    def backfill(self, after: str | None) -> Iterator[Page]:
        refs = sorted((one.ref for one in self.listed()), reverse=True)
        if after is not None:
            refs = [ref for ref in refs if ref < after]
        for start in range(0, len(refs), _PORTION):
            some = refs[start : start + _PORTION]
            changes = tuple(change for change in self._read(some) if not change.gone)
            yield Page(changes=changes, cursor=some[-1], remaining=len(refs) - start - len(some))

    def listed(self) -> Iterator[Listed]:
        for known in self._conferences({}).values():
            for ref in known.refs:
                yield Listed(ref=ref)

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        """Nothing is told of what Google has forgotten by itself."""
        for change in self._read(list(dict.fromkeys(refs))):
            if not (change.gone and self.is_forgotten(change.ref)):
                yield change

    def close(self) -> None:
        self._api.close()

    def is_forgotten(self, ref: str) -> bool:
        """Whether Google may have dropped this by itself: a conference ends after its transcript began."""
        try:
            began = datetime.strptime(ref.partition("/")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return False
        return began + KEPT - timedelta(days=1) <= self._clock.now()

    @property
    def _records(self) -> Any:
        return self._api.resource.conferenceRecords()

    def _conferences(self, before: Mapping[str, Known]) -> dict[str, Known]:
        """Conferences and their finished transcripts; of those settled before, what was known then."""
        found: dict[str, Known] = {}
        for record in self._pages(self._records.list, "conferenceRecords"):
            name = str(record["name"])
            known = before.get(name)
            if known is not None and known.settled:
                found[name] = known
                continue
            transcripts = self._pages(self._records.transcripts().list, "transcripts", parent=name)
            finished = [one for one in transcripts if one.get("state") in ("ENDED", "FILE_GENERATED")]
            refs = sorted(ref for ref in map(_ref, finished) if ref)
            found[name] = Known(refs=tuple(refs), settled=self._is_settled(record))
        return found

    def _is_settled(self, record: Mapping[str, Any]) -> bool:
        try:
            return time_of(record.get("endTime")) + _SETTLED < self._clock.now()
        except Skip:
            return False  # it goes on

    def _pages(self, listing: Any, items: str, **which: Any) -> Iterator[dict[str, Any]]:
        page: str | None = None
        while True:
            try:
                answer = self._api.call(listing(pageSize=100, pageToken=page, **which))
            except Missing:
                return  # the conference was forgotten between two requests
            yield from answer.get(items) or []
            page = answer.get("nextPageToken")
            if not page:
                return

    def _read(self, refs: Sequence[str]) -> Iterator[Change]:
        for ref in refs:
            try:
                yield self._transcript(ref)
            except Missing:
                yield Change(ref=ref, gone=True)
            except (Unfit, TooLarge) as problem:
                yield Change(ref=ref, refused=str(problem))
            except Faulty as problem:
                self._api.call(self._records.list(pageSize=1))  # raises when Meet fails altogether
                yield Change(ref=ref, refused=str(problem))

    def _transcript(self, ref: str) -> Change:
        name = ref.partition("/")[2]
        record = _record(ref)
        transcript = self._api.call(self._records.transcripts().get(name=name))
        entries: list[dict[str, Any]] = []
        for entry in self._pages(self._records.transcripts().entries().list, "entries", parent=name):
            entries.append(entry)
            if len(entries) > _MOST_ENTRIES:
                raise TooLarge(f"the transcript has more than {_MOST_ENTRIES:,} utterances")
        people = self._pages(self._records.participants().list, "participants", parent=record)
        names = participant_names(people)
        return transcript_change(ref, transcript, entries, names, self._code(record), self.name)

    def _code(self, record: str) -> str:
        """The code that the meeting's address ends with, such as abc-mnop-xyz."""
        try:
            space = str(self._api.call(self._records.get(name=record)).get("space") or "")
            found = self._api.call(self._api.resource.spaces().get(name=space)) if space else {}
        except (Missing, Rejected):
            return ""
        return str(found.get("meetingCode") or "")


def _ref(transcript: Mapping[str, Any]) -> str:
    try:
        began = time_of(transcript.get("startTime")).astimezone(UTC)
    except Skip:
        return ""
    return f"{began:%Y%m%dT%H%M%SZ}/{transcript['name']}"


def _record(ref: str) -> str:
    return ref.partition("/")[2].partition("/transcripts/")[0]


def _cursor(known: Mapping[str, Known]) -> str:
    return json.dumps({name: [list(one.refs), one.settled] for name, one in known.items()})


def _known(cursor: str) -> dict[str, Known]:
    try:
        return {
            str(name): Known(refs=tuple(refs), settled=settled)
            for name, (refs, settled) in json.loads(cursor).items()
        }
    except (ValueError, AttributeError, TypeError) as problem:
        raise Expired("this cursor is none of Google Meet's") from problem
