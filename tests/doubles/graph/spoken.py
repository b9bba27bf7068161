"""/onlineMeetings: transcripts of one organiser, their delta, and their WebVTT."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.doubles.graph.mailbox import encoded
from tests.doubles.graph.refusals import Refused, bad_request, not_found
from tests.doubles.graph.rounds import Rounds, Touch
from tests.doubles.graph.wire import Request, Response, answer

SCOPE = "transcripts"


@dataclass
class Transcript:
    id: str
    meeting_id: str
    created: datetime
    ended: datetime
    vtt: bytes


@dataclass
class Transcripts:
    user_id: str
    base: str
    held: dict[str, Transcript] = field(default_factory=dict)
    rounds: Rounds = field(default_factory=Rounds)

    def add(self, vtt: bytes, created: datetime, ended: datetime) -> Transcript:
        n = len(self.rounds.log)
        made = Transcript(
            encoded("VjIj", "transcript", n), encoded("MSox", "meeting", n), created, ended, vtt
        )
        self.held[made.id] = made
        self.rounds.touch(SCOPE, made.id, made.id)
        return made

    def answer(self, segments: list[str], request: Request) -> Response:
        match segments:
            case ["getAllTranscripts", *rest]:
                if rest[:1] != [f"meetingOrganizerUserId='{self.user_id}"]:
                    raise bad_request("meetingOrganizerUserId is required.")
                return self._delta(request) if rest[-1] == "delta" else self._list()
            case [meeting, "transcripts"]:
                found = [each for each in self.held.values() if each.meeting_id == meeting]
                return answer({"value": [self._json(each) for each in found]})
            case [meeting, "transcripts", name]:
                return answer(self._json(self._one(meeting, name)))
            case [meeting, "transcripts", name, "content"]:
                return Response(200, self._one(meeting, name).vtt, content_type="text/vtt")
        raise Refused(404, "NotFound", "No such segment.")

    def _one(self, meeting: str, name: str) -> Transcript:
        found = self.held.get(name)
        if found is None or found.meeting_id != meeting:
            raise not_found()
        return found

    def _list(self) -> Response:
        return answer({"value": [self._json(each) for each in self.held.values()]})

    def _delta(self, request: Request) -> Response:
        everything = [Touch(SCOPE, each, each) for each in self.held]
        touches, _, link = self.rounds.page(request, SCOPE, everything)
        values = [self._json(self.held[each.key]) for each in touches if each.key in self.held]
        kind = "@odata.nextLink" if link.startswith("$skip") else "@odata.deltaLink"
        path = f"getAllTranscripts(meetingOrganizerUserId='{self.user_id}')/delta"
        address = f"{self.base}/onlineMeetings/{path}?{link}"
        return answer({"@odata.count": len(values), kind: address, "value": values})

    def _json(self, each: Transcript) -> dict[str, Any]:
        content = f"{self.base}/onlineMeetings/{each.meeting_id}/transcripts/{each.id}/content"
        return {
            "@odata.type": "#microsoft.graph.callTranscript",
            "id": each.id,
            "meetingId": each.meeting_id,
            "createdDateTime": f"{each.created.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.7411768Z",
            "endDateTime": f"{each.ended.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.2346Z",
            "transcriptContentUrl": content,
            "meetingOrganizer": {
                "application": None,
                "user": {"id": self.user_id, "displayName": None, "userIdentityType": "aadUser"},
            },
        }
