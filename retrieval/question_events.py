"""The call, meeting or mail in which something was said, as a question names it."""

import re
from dataclasses import dataclass

from records.models import EventKind
from retrieval.question_words import ACCOUNT, COLLEAGUE, CONTACT, TIME

_TALK = (EventKind.transcript, EventKind.meeting)
_NOUNS: dict[str, tuple[EventKind, ...]] = {
    **dict.fromkeys(["call", "calls", "phone call", "conference", "zoom", "anruf", "telefonat", "appel", "call-transkript"], _TALK),
    **dict.fromkeys(
        ["meeting", "meetings", "review", "kick-off", "kickoff", "workshop", "qbr", "sync", "demo", "visit", "session", "catch-up", "standup", "interview", "check-in", "checkin", "walkthrough", "retro", "debrief", "briefing", "steering", "presentation", "negotiation", "conversation", "discussion", "tour", "rundgang", "runde", "abstimmung", "jour fixe", "point mensuel", "échange", "retrospective",
         "termin", "besprechung", "treffen", "gespräch", "sitzung", "réunion", "entretien", "rendez-vous", "atelier", "visite"],
        _TALK,
    ),
    **dict.fromkeys(["mail", "mails", "email", "emails", "e-mail", "e-mails", "letter", "nachricht", "mails", "courriel", "courriels"], (EventKind.mail,)),
    **dict.fromkeys(["chat", "slack"], (EventKind.chat,)),
    **dict.fromkeys(["ticket", "tickets"], (EventKind.ticket,)),
}  # fmt: skip
_ANY = "|".join(sorted(map(re.escape, _NOUNS), key=len, reverse=True))
_NAMES = f"{ACCOUNT}{CONTACT}{COLLEAGUE}{TIME}"
_EVENT = re.compile(
    rf"(?<!\w)(?:on|in|of|during|at|from|over|after|since|im|in der|in dem|am|beim|bei der|bei dem|aus dem|aus der|während des|während der|nach dem|lors de|lors d['’]|pendant|dans|à|au cours de|depuis)\s+"
    rf"(?:(?:the|our|that|this|my|their|his|her|a|an|le|la|l['’]|notre|dem|der|unserem|unserer|last|your)\s+|l['’])?"
    rf"(?P<words>(?:[\w{_NAMES}-]+(?:['’]s)?\s+){{0,4}}?)(?P<noun>{_ANY})(?!\w)(?P<after>(?:\s+(?:de|du|d['’]|zu|zur|zum)\s+(?:la |le |l['’]|der |die |dem |den |the )?[\w-]+)?)",
)  # fmt: skip
_EVENT_FIRST = re.compile(
    rf"^\W*(?:(?:and|so|ok|the|our|that|this|last|my)\s+)*(?P<words>(?:[\w{_NAMES}-]+(?:['’]s)?\s+){{0,3}}?)(?P<noun>{_ANY})\s*(?:[,:–-]\s*)?(?=(?:what|which|who|did|does|any|anything|promises|commitments|was|wer|welche|qui|que|qu['’]))"
)
"""A call or meeting named first of all: "security review call, what did they promise"."""
_DULL_TEXT = """
the our that this my their his her last first second next latest recent old phone video zoom teams weekly big long
kick off in a an of with we had said promised promise owe send
"""
_DULL = frozenset(_DULL_TEXT.split())
_ASKING = frozenset(
    ["what", "which", "who", "when", "did", "does", "any", "no", "wer", "was", "wann", "qui", "quand"]
)


@dataclass(frozen=True)
class Scene:
    """`skeleton[start:end]` names an event by its kind and some words of its title."""

    kinds: tuple[EventKind, ...]
    words: tuple[str, ...]
    noun: str
    start: int
    end: int


def scene_of(plain: str) -> Scene | None:
    """The event a lower-case skeleton speaks of."""
    for match in _EVENT.finditer(plain):
        words = [re.sub(r"['’]s$", "", w) for w in match["words"].split()]
        words = [w for w in words if w not in _DULL and not set(w) & set(_NAMES)]
        title = bool(re.match(r"\s+(?:de|du|d['’]|zu|zur|zum)\s", match["after"]))
        end = match.end() if title and not words else match.end("noun")
        if title and not words:
            words = [w for w in re.findall(r"[\w-]+", match["after"])[1:] if len(w) > 3]
        return Scene(_NOUNS[match["noun"]], tuple(words), match["noun"], match.start(), end)
    if first := _EVENT_FIRST.match(plain):
        words = [re.sub(r"['’]s$", "", w) for w in first["words"].split()]
        if not set(words) & _ASKING:
            words = [w for w in words if w not in _DULL and not set(w) & set(_NAMES)]
            return Scene(_NOUNS[first["noun"]], tuple(words), first["noun"], first.start(), first.end("noun"))
    return None
