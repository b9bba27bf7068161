"""What all drafts of one event look at together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from records.models import Account, Contact, Deal, Event, Evidence, Intent, Participant, Promise
from retrieval.sentences import Sentence, split
from retrieval.sides import Sides, everybody, speaker_at


@dataclass(frozen=True)
class DraftScene:
    """One event with its promises and signals, and the account, contacts and deal it concerns."""

    event: Event
    promises: tuple[Promise, ...]
    intents: tuple[Intent, ...]
    account: Account
    contacts: tuple[Contact, ...]
    deal: Deal | None
    sides: Sides

    def evidence(self, start: int, end: int) -> Evidence:
        return Evidence(event_id=self.event.id, quote=self.event.text[start:end], start=start, end=end)

    def customer_sentences(self) -> Iterator[tuple[Sentence, Participant]]:
        """Sentences said by the other side, with who says them."""
        for sentence in split(self.event.text, self.event.said):
            who = speaker_at(self.event, sentence.start)
            if who is not None and not self.sides.is_ours(who):
                yield sentence, who

    def contact_of(self, who: Participant) -> Contact | None:
        """The CRM contact behind an address, or behind a name that only one contact has."""
        if who.email:
            return next((c for c in self.contacts if c.email.lower() == who.email.lower()), None)
        wanted = (who.name or "").casefold()
        named = [c for c in self.contacts if wanted and (c.name or "").casefold() == wanted]
        return named[0] if len(named) == 1 else None

    def our_person(self) -> str | None:
        """The colleague this event concerns first: who wrote it or whom it was written to."""
        for who in everybody(self.event):
            if who.email and self.sides.is_ours(who):
                return who.email
        return self.account.owner

    def first_name(self, address: str) -> str:
        """A short name for an address: the given name where known, else its first part."""
        known = {c.email.lower(): c.name for c in self.contacts if c.name}
        known |= {email.lower(): shown.title() for shown, email in self.sides.names.items()}
        known |= {p.email: p.name for p in everybody(self.event) if p.name}
        name = known.get(address.lower()) or address.partition("@")[0].replace("_", ".").split(".")[0].title()
        if "," in name:
            name = name.split(",", 1)[1]
        return name.split()[0] if name.split() else ""
