"""A transcript as Meet gives it, utterance by utterance, to an Event: pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

from integrations.errors import Skip
from integrations.formats.charsets import one_line
from integrations.formats.subtitles import transcript_event
from integrations.ports import Change
from records.models import Event

_LINK = "https://docs.google.com/"


def transcript_change(
    ref: str,
    transcript: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    code: str,
    source: str,
) -> Change:
    """What a finished transcript says; `names` are its participants', `code` the meeting's. Never raises."""
    try:
        return Change(ref=ref, events=(_event(transcript, entries, names, code, source),))
    except Skip as why:
        return Change(ref=ref, refused=str(why))
    except Exception as failure:
        return Change(ref=ref, refused=f"the transcript can't be understood ({type(failure).__name__})")


def participant_names(participants: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What each participant is called, by resource name. Meet tells no addresses."""
    found: dict[str, str] = {}
    for each in participants:
        user = each.get("signedinUser") or each.get("anonymousUser") or each.get("phoneUser") or {}
        if name := one_line(str(user.get("displayName") or ""), 200):
            found[str(each.get("name", ""))] = name
    return found


def time_of(given: object) -> datetime:
    """Raises Skip for what is no time."""
    try:
        return datetime.fromisoformat(str(given).replace("Z", "+00:00"))
    except ValueError as failure:
        raise Skip("the transcript has no start") from failure


def _event(
    transcript: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    code: str,
    source: str,
) -> Event:
    """Written as WebVTT and read as such a file is, so that there is one way to read what was said."""
    began = time_of(transcript.get("startTime"))
    lines = ["WEBVTT", "", f"NOTE Title: {one_line(f'Google Meet {code}', 200)}"]
    lines += [f"Date: {format_datetime(began)}", ""]
    for entry in entries:
        words = escape(one_line(str(entry.get("text") or ""), 20_000), quote=False)
        if not words:
            continue
        speaker = escape(names.get(str(entry.get("participant", "")), "Somebody"), quote=False)
        start = _since(began, entry.get("startTime"))
        end = max(start, _since(began, entry.get("endTime")))
        lines += [f"{_stamp(start)} --> {_stamp(end)}", f"<v {speaker}>{words}", ""]
    name = str(transcript["name"]).rpartition("/")[2]
    event = transcript_event("\n".join(lines).encode("utf-8", "replace"), name, began, source)
    link = str((transcript.get("docsDestination") or {}).get("exportUri") or "")
    return event.model_copy(update={"link": link[:1000] if link.startswith(_LINK) else None})


def _since(began: datetime, given: object) -> timedelta:
    try:
        return min(max(time_of(given) - began, timedelta()), timedelta(hours=99))
    except Skip:
        return timedelta()


def _stamp(offset: timedelta) -> str:
    seconds, rest = divmod(offset // timedelta(milliseconds=1), 1000)
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}.{rest:03}"
