"""Transcripts of the Teams meetings that one person organised, by Microsoft's delta over all of them."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import ValidationError

from integrations.errors import Expired, Rejected, Skip
from integrations.formats.mime_limits import MAX_SUBTITLES
from integrations.graph_api import GraphApi, Json, asking, moment, values
from integrations.graph_errors import Missing, TooLarge, Unwell
from integrations.graph_options import graph_options
from integrations.ports import Change, Credentials, Listed, Page, Source
from integrations.teams_transcripts.normalise import spoken_event
from records.clock import Clock
from records.models import Frozen

PERMISSION = "OnlineMeetingTranscript.Read.All"
_A_PAGE = 20
_OPTIONS = frozenset({"endpoint", "access", "timeout", "user_id"})


class Place(Frozen):
    """Graph's link to the transcripts that come next."""

    link: str


class Spoken(Frozen):
    """One transcript as it is listed, without its words."""

    meeting_id: str
    transcript_id: str
    begins: datetime
    ends: datetime | None

    @property
    def ref(self) -> str:
        return f"{self.meeting_id}/{self.transcript_id}"


class TeamsTranscripts:
    """Application permission only: Microsoft lists all transcripts of a person to no other kind of grant."""

    name: ClassVar[str] = "teams_transcripts"

    def __init__(self, api: GraphApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def begin(self) -> str:
        link = ""
        for _, after in self._rounds(None):
            link = after
        return Place(link=link).model_dump_json()

    def changes(self, since: str) -> Iterator[Page]:
        """New transcripts. Deletions are not told by Microsoft; comparing with `listed` finds them."""
        try:
            place = Place.model_validate_json(since)
        except ValidationError as failure:
            raise Expired("the place can't be understood; everything is listed anew") from failure
        for found, link in self._rounds(place.link):
            changes = tuple(self._read(found))
            if changes or link != place.link:
                yield Page(changes=changes, cursor=Place(link=link).model_dump_json())

    def backfill(self, after: str | None) -> Iterator[Page]:
        """The latest first. The list comes in no order, so it is read whole; `after` is the last one stored."""
        every = sorted(self._all(), key=lambda each: (each.begins, each.ref), reverse=True)
        if after:
            every = [each for each in every if f"{each.begins.isoformat()} {each.ref}" < after]
        for at in range(0, len(every), _A_PAGE):
            some = every[at : at + _A_PAGE]
            yield Page(
                changes=tuple(self._read(some)),
                cursor=f"{some[-1].begins.isoformat()} {some[-1].ref}",
                remaining=len(every) - at - len(some),
            )

    def listed(self) -> Iterator[Listed]:
        for each in self._all():
            yield Listed(ref=each.ref)

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        for ref in dict.fromkeys(refs):
            meeting_id, _, transcript_id = ref.partition("/")
            try:
                item = self._transcript(meeting_id, transcript_id)
                found = _spoken(self._api.ask(lambda item=item: item.get(asking())))  # type: ignore[misc]
            except Missing:
                found = None
            if found is None:
                yield Change(ref=ref, gone=True)
            else:
                yield from (each.model_copy(update={"ref": ref}) for each in self._read([found]))

    def close(self) -> None:
        self._api.close()

    def _transcript(self, meeting_id: str, transcript_id: str) -> Any:
        user = self._api.client.users.by_user_id(self._api.options.user_id)
        meeting = user.online_meetings.by_online_meeting_id(meeting_id)
        return meeting.transcripts.by_call_transcript_id(transcript_id)

    def _all(self) -> list[Spoken]:
        found: dict[str, Spoken] = {}
        for some, _ in self._rounds(None):
            found.update({each.ref: each for each in some})
        return list(found.values())

    def _rounds(self, link: str | None) -> Iterator[tuple[list[Spoken], str]]:
        """Pages of the delta, each with the link behind it. The SDK has the list but not its delta, so the
        documented address is given to it."""
        user = self._api.options.user_id
        meetings = self._api.client.users.by_user_id(user).online_meetings
        calls = meetings.get_all_transcriptsmeeting_organizer_user_id_meeting_organizer_user_id_with_start_date_time_with_end_date_time
        start = (
            f"{self._api.options.base_url}/users/{user}/onlineMeetings"
            f"/getAllTranscripts(meetingOrganizerUserId='{user}')/delta"
        )
        last = False
        if link is not None and not link.startswith(self._api.options.base_url + "/"):
            raise Expired("the place is one of another endpoint; everything is listed anew")
        while not last:
            there = link or start
            lost = Expired("the place is gone; everything is listed anew") if link else None
            page = self._api.must(lambda there=there: calls.with_url(there).get(asking()), lost)  # type: ignore[misc]
            link, last = self._api.onward(page)
            yield [each for each in map(_spoken, values(page)) if each is not None], link

    def _read(self, some: Sequence[Spoken]) -> Iterator[Change]:
        items = [self._transcript(each.meeting_id, each.transcript_id) for each in some]
        calls = [lambda item=item: item.content.get(asking()) for item in items]
        for each, vtt in zip(some, self._api.contents(calls), strict=True):
            yield self._change(each, vtt)

    def _change(self, each: Spoken, vtt: bytes | Missing | TooLarge | Unwell) -> Change:
        if isinstance(vtt, Missing):
            return Change(ref=each.ref, gone=True)
        if isinstance(vtt, Unwell):
            raise vtt
        if isinstance(vtt, TooLarge) or len(vtt) > MAX_SUBTITLES:
            return Change(ref=each.ref, refused="the transcript is too large to be read")
        try:
            event = spoken_event(
                vtt,
                source=self.name,
                transcript_id=each.transcript_id,
                meeting_id=each.meeting_id,
                begins=each.begins,
                ends=each.ends,
                organizer=self._api.options.account,
            )
        except Skip as why:
            return Change(ref=each.ref, refused=str(why))
        except Exception as failure:
            reason = f"the transcript can't be understood ({type(failure).__name__})"
            return Change(ref=each.ref, refused=reason)
        return Change(ref=each.ref, events=(event,))


def _spoken(item: Json) -> Spoken | None:
    begins, meeting = moment(item.get("createdDateTime")), item.get("meetingId")
    if begins is None or not isinstance(meeting, str) or not isinstance(item.get("id"), str):
        return None
    return Spoken(
        meeting_id=meeting,
        transcript_id=item["id"],
        begins=begins,
        ends=moment(item.get("endDateTime")),
    )


def open_source(account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock) -> Source:
    """Transcripts of meetings that `account` organised. Options: endpoint, access (application only), timeout,
    user_id (the person's object id in Entra, which this API wants instead of an address).

    Raises Rejected for a wrong option; Microsoft is asked nothing yet.
    """
    return transcripts(account, options, credentials, clock)


def transcripts(
    account: str,
    options: Mapping[str, str],
    credentials: Credentials,
    clock: Clock,
    sleep: Callable[[float], None] = time.sleep,
) -> TeamsTranscripts:
    """As `open_source`, with a choice of how to wait."""
    settings = graph_options(account, {"access": "application", **options}, _OPTIONS)
    if settings.access != "application":
        raise Rejected(
            "Microsoft lists transcripts to an application permission only; set access to application"
        )
    if not settings.user_id:
        raise Rejected('the option "user_id" is missing: the object id of the person, as Entra shows it')
    api = GraphApi(settings, credentials, permission=PERMISSION, lanes=2, requests=1_500, sleep=sleep)
    return TeamsTranscripts(api, clock)
