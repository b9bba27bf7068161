"""Tells whose side a speaker is on, and which person a name in a text means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from records.models import Direction, Event, Participant


@dataclass(frozen=True)
class Sides:
    """Who "we" are: mail domains, single addresses, and display names (casefolded) with their address."""

    our_domains: frozenset[str]
    our_people: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def is_ours(self, who: Participant) -> bool:
        """Whether a person is one of us; somebody with neither a known address nor a known name is not."""
        email = who.email.lower()
        if not email and who.name:
            email = self.names.get(who.name.casefold(), "")
        if not email:
            return False
        if email in self.our_people:
            return True
        domain = email.rpartition("@")[2]
        return any(domain == d or domain.endswith("." + d) for d in self.our_domains if d)

    def direction_of(self, who: Participant) -> Direction:
        return Direction.ours if self.is_ours(who) else Direction.theirs


@dataclass(frozen=True)
class Owed:
    """Who owes, to whom, and so in which direction; `strange` if a named owner is not known here."""

    owner: str
    beneficiary: str
    direction: Direction
    strange: bool = False


def everybody(event: Event) -> Iterator[Participant]:
    """Sender, recipients and speakers, each address or name once."""
    seen: set[str] = set()
    for who in (*event.participants, *(turn.speaker for turn in event.turns)):
        key = who.email.lower() or (who.name or "").casefold()
        if key and key not in seen:
            seen.add(key)
            yield who


def speaker_at(event: Event, position: int) -> Participant | None:
    """Who says the character at a position: the turn's speaker, else the sender."""
    for turn in event.turns:
        if turn.start <= position < turn.end:
            return _with_address(event, turn.speaker)
    return event.sender


def _with_address(event: Event, who: Participant) -> Participant:
    if who.email or not who.name:
        return who
    wanted = who.name.casefold()
    for other in event.participants:
        if other.email and (other.name or "").casefold() == wanted:
            return other
    return who


def person_named(name: str, event: Event, sides: Sides) -> Participant | None:
    """The participant or colleague a name means: full name, else first name, else the address's first part."""
    wanted = name.casefold().strip(" .")
    if not wanted:
        return None
    first = wanted.split()[0]
    people = list(everybody(event))
    known = [Participant(email=email, name=shown) for shown, email in sides.names.items()]
    for group in (people, known):
        for who in group:
            if (who.name or "").casefold() == wanted:
                return _address_from_names(who, sides)
    # a longer name than the one we know ("Bob Meyer" for "Bob") must not match another Bob
    if " " in wanted:
        return next((w for w in people if _local_parts(w)[:2] == wanted.split()[:2]), None)
    for group in (people, known):
        for who in group:
            if (
                first in (who.name or "").casefold().replace(",", " ").split()[:2]
                or first in _local_parts(who)[:1]
            ):
                return _address_from_names(who, sides)
    return None


def _address_from_names(who: Participant, sides: Sides) -> Participant:
    if who.email or not who.name:
        return who
    return Participant(email=sides.names.get(who.name.casefold(), ""), name=who.name)


def _local_parts(who: Participant) -> list[str]:
    return [part for part in re.split(r"[._+-]", who.email.lower().partition("@")[0]) if part]


def company_named(name: str, event: Event, sides: Sides) -> Participant | Direction | None:
    """Somebody of the company a name means, or only its side where nobody of it takes part."""
    wanted = re.sub(r"[^a-z0-9]", "", name.casefold())
    if len(wanted) < 2:
        return None
    for who in everybody(event):
        stem = re.sub(r"[^a-z0-9]", "", who.domain.partition(".")[0].lower())
        if stem and (
            stem == wanted
            or (len(wanted) > 3 and (stem.startswith(wanted) or wanted.startswith(stem)) and len(stem) > 3)
        ):
            return who
    for domain in sides.our_domains:
        stem = re.sub(r"[^a-z0-9]", "", domain.partition(".")[0].lower())
        if stem and (stem == wanted or (len(wanted) > 3 and stem.startswith(wanted))):
            return Direction.ours
    return None


def owed(named: str, affiliation: str, event: Event, position: int, sides: Sides) -> Owed | None:
    """Who owes what is promised at a position; None when nobody can be made out."""
    speaker = speaker_at(event, position)
    if named:
        found = _named(named, affiliation, event, speaker, sides)
        if found:
            return found
    if speaker is None or not (speaker.email or speaker.name):
        return None
    address = speaker.email or sides.names.get((speaker.name or "").casefold(), "") or speaker.name or ""
    direction = sides.direction_of(speaker)
    return Owed(address, _beneficiary(event, direction, speaker, sides), direction)


def _named(
    named: str, affiliation: str, event: Event, speaker: Participant | None, sides: Sides
) -> Owed | None:
    who = person_named(named, event, sides)
    if who:
        direction = sides.direction_of(who)
        return Owed(who.email or who.name or named, _beneficiary(event, direction, who, sides), direction)
    company = company_named(named, event, sides)
    if isinstance(company, Participant):
        direction = sides.direction_of(company)
        # a company owes through whoever speaks for it, if that is the speaker
        if speaker and speaker.domain == company.domain:
            company = speaker
        return Owed(company.email, _beneficiary(event, direction, company, sides), direction)
    if company is Direction.ours and speaker and sides.is_ours(speaker):
        return Owed(speaker.email or named, _beneficiary(event, company, speaker, sides), company)
    side = company_named(affiliation, event, sides) if affiliation else None
    if isinstance(side, Participant):
        side = sides.direction_of(side)
    elif side is None and affiliation and not re.search(r"\bus\b|our", affiliation.lower()):
        side = None if speaker is None else Direction.theirs if sides.is_ours(speaker) else None
    if side is None and speaker is not None:
        side = sides.direction_of(speaker)
    if side is None:
        return None
    return Owed(named, _beneficiary(event, side, speaker, sides), side, strange=True)


def _beneficiary(event: Event, direction: Direction, owner: Participant | None, sides: Sides) -> str:
    """The first one of the other side; else the first other person."""
    others = [*event.to, *event.cc, *everybody(event)]
    for who in others:
        if sides.direction_of(who) is not direction:
            return who.email or who.name or ""
    for who in others:
        if owner is None or (who.email, who.name) != (owner.email, owner.name):
            return who.email or who.name or ""
    return ""
