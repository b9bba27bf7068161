"""What was promised in a message that somebody points at, and a promise that they want remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from bot.replies.answers import error_reply
from bot.replies.remember import THEM, US, Read, promised_card, remember_form, remembered_card
from bot.replies.shapes import Form, Reply
from bot.replies.source_links import SourceLink
from bot.replies.words import one_line
from bot.workflows.by_hand import ByHand, as_promise, best_draft, first_words
from bot.workflows.cite import citation, names_of
from bot.workflows.extract import Digest
from records.account_names import best
from records.audit_log import AuditLog
from records.clock import Clock
from records.conversations import Conversations
from records.errors import PromissoryError
from records.held_messages import HeldMessages
from records.models import Account, Direction, Event, Person, PromiseDraft, PromiseStatus
from records.people import People
from records.promises import ledger_row
from records.reading import Reading
from retrieval.cleaning import clean
from retrieval.room_accounts import named_in, of_room
from retrieval.sides import Sides, everybody
from retrieval.verbatim import find_words

_LEAST_YEAR, _MOST_YEAR = 1970, 9999
_LONGEST = 1500
"""Characters of the words that are filled in."""
_FORGOTTEN = "I don't have that message any more: choose “Remember this as a promise” on it again."
_STRANGER = "I don't know you yet: an admin can add you."


@dataclass(frozen=True)
class Remember:
    """Asking stores nothing; what is remembered stays in its exact words, whoever reads it again later."""

    people: People
    reading: Reading
    digest: Digest
    held: HeldMessages
    conversations: Conversations
    audit: AuditLog
    clock: Clock
    link: SourceLink = lambda event_id: None

    # What was promised here

    def promised_here(self, message: Event, thread: Sequence[Event], actor: str) -> Reply:
        person = self.people.find(actor)
        if person is None:
            return error_reply(_STRANGER)
        told = {e.id: clean(e) for e in (*thread, message)}
        in_order = sorted(told.values(), key=lambda e: (e.at, e.id))
        found = self._in_ledger(in_order, person.email)
        logged = self.reading.events(person.email, list(told))
        sides = self.digest.sides()
        for event in (e for e in in_order if e.id not in logged):
            for draft in self.digest.read(event, sides).promises:
                account = self._account_of(event, draft, person.email, sides)
                row = ledger_row(draft, event, account_id=account.id if account else None, extractor="")
                named = row.model_copy(update={"account": account.name if account else None})
                found.append(Read(named, citation(event, draft.start, draft.end), False))
        found.sort(key=lambda one: (one.promise.at, one.promise.start))
        names = names_of(self.people.all(), in_order)
        return promised_card(
            found, self._today(person), with_thread=len(told) > 1, names=names, link=self.link
        )

    def _in_ledger(self, events: Sequence[Event], reader: str) -> list[Read]:
        """What the ledger holds of these events, as far as the reader may read them."""
        readable = self.reading.events(reader, [e.id for e in events])
        if not readable:
            return []
        at = sorted(e.at for e in readable.values())
        rows = self.reading.promises(
            reader, said_from=at[0], said_to=at[-1], today=self.clock.now().date(), limit=2_000
        )
        return [
            Read(p, citation(readable[p.event_id], p.start, p.end), True)
            for p in rows
            if p.event_id in readable and p.status is not PromiseStatus.dismissed
        ]

    # Remember this

    def form(self, message: Event, place: str, actor: str) -> Form | Reply:
        """Keeps the message and asks what is promised in it, with what is known filled in."""
        person = self.people.find(actor)
        if person is None:
            return error_reply(_STRANGER)
        event = clean(message)
        if not any(event.text[i:j].strip() for i, j in event.said) or not _can_be_kept(event):
            return error_reply("There are no words in that message that I could remember.")
        sides = self.digest.sides()
        known = [one.promise for one in self._in_ledger([event], person.email)]
        draft = best_draft(self.digest, event, sides, known=[(p.start, p.end) for p in known])
        account = self._account_of(event, draft, person.email, sides)
        sender = self.people.find(event.sender.email) if event.sender and event.sender.email else None
        is_ours = event.sender is None or sides.is_ours(event.sender)
        return remember_form(
            self.held.hold(event, place, person.email),
            words=draft.quote if draft else first_words(event, _LONGEST),
            side=draft.direction if draft else Direction.ours if is_ours else Direction.theirs,
            person=(sender or person).email,
            account=account.name if account else "",
            due=draft.due if draft else None,
            known=[p.action for p in known],
        )

    def save(self, held: str, values: Mapping[str, str], actor: str) -> Reply:
        """Puts it into the ledger, once, as told by this person."""
        person = self.people.find(actor)
        kept = self.held.get(held, person.email) if person else None
        if person is None or kept is None:
            return error_reply(_FORGOTTEN)
        if kept.event is None:
            return self._shown(kept.promise_id or "", person, new=False)
        try:
            told = self._told(kept.event, values, person)
        except PromissoryError as problem:
            return error_reply(str(problem))
        return self._store(held, kept.event, kept.place, told, person)

    def _told(self, event: Event, values: Mapping[str, str], person: Person) -> ByHand:
        """What the form says. Raises PromissoryError with a sentence for what can't be."""
        span = find_words(event.text, values.get("words", ""), event.said)
        if span is None:
            if find_words(event.text, values.get("words", ""), event.quoted) is not None:
                raise PromissoryError("Those words are quoted there: open the message that says them first.")
            raise PromissoryError("Those words are not in the message: please copy them from it as they are.")
        owner = (values.get("person") or "").strip()
        colleague = self.people.find(owner) if owner else None
        ours = values.get("owes", US) != THEM
        if ours and owner and colleague is None:
            raise PromissoryError(f"{one_line(owner, 80)} is not known here: choose a colleague I know.")
        return ByHand(
            start=span[0],
            end=span[1],
            direction=Direction.ours if ours else Direction.theirs,
            owner=colleague.email if colleague else person.email,
            account=self._account_named(values.get("account", ""), person.email),
            due=_day(values.get("due", "")),
            by=person.email,
        )

    def _account_named(self, words: str, reader: str) -> Account | None:
        if not words.strip():
            return None
        match = best(words, self.reading.accounts(reader))
        if match.account is None:
            why = f" It {match.why}." if match.why.startswith("could be") else ""
            raise PromissoryError(
                f"I know no single customer called “{one_line(words, 60)}”.{why} Leave it empty, or name another."
            )
        return match.account

    def _store(self, held: str, event: Event, place: str, told: ByHand, person: Person) -> Reply:
        sides = self.digest.sides()
        item = self.digest.digest(event, sides)
        if told.account is None and len(item.accounts) == 1:
            told = replace(told, account=next(iter(self.reading.accounts_among(item.accounts)), None))
        promise = as_promise(
            told, event, sides, best_draft(self.digest, event, sides, near=(told.start, told.end))
        )
        detail = {"event": event.id, "account": promise.account_id, "direction": promise.direction.value}
        done = self.held.remember(
            held,
            promise,
            item,
            mailbox_id=self._mailbox(event, place, person.email),
            version=self.digest.version,
            by=person.email,
            noted=partial(self.audit.record, person.email, "remembered", promise.id, detail),
        )
        return error_reply(_FORGOTTEN) if done is None else self._shown(done.promise_id, person, new=done.new)

    def _mailbox(self, event: Event, place: str, actor: str) -> str:
        """The conversation's, where we listen and the actor is one of its readers; else one of their own."""
        if place and self.conversations.has_begun(event.source, place):
            mailbox_id = self.conversations.mailbox_of(event.source, place)
            if actor in self.conversations.readers(mailbox_id):
                return mailbox_id
        return self.people.mailbox_of(actor, event.source)

    def _shown(self, promise_id: str, person: Person, *, new: bool) -> Reply:
        today = self._today(person)
        found = self.reading.promises(person.email, ids=[promise_id], today=today)
        events = self.reading.events(person.email, [p.event_id for p in found])
        if not found or found[0].event_id not in events:
            return error_reply("It is not in the ledger any more.")
        p = found[0]
        source = citation(events[p.event_id], p.start, p.end)
        names = names_of(self.people.all(), events.values())
        return remembered_card(p, source, today, new=new, names=names, link=self.link)

    # Who and where

    def _account_of(
        self, event: Event, draft: PromiseDraft | None, reader: str, sides: Sides
    ) -> Account | None:
        """By somebody's address, by the room's name, or by a name in the words; only what the reader may know."""
        known = self.reading.accounts(reader)
        by_domain = {domain: a for a in known for domain in a.domains}
        said = [draft.owner, draft.beneficiary] if draft else []
        addresses = [*said, *(p.email for p in everybody(event) if not sides.is_ours(p))]
        for domain in (a.rpartition("@")[2] for a in addresses if "@" in a):
            parts = domain.split(".")
            for wider in (".".join(parts[i:]) for i in range(len(parts) - 1)):
                if wider in by_domain:
                    return by_domain[wider]
        for named in (of_room(event.subject, known), named_in(event.said_text, known)):
            if len(named) == 1:
                return named[0]
        return None

    def _today(self, person: Person) -> date:
        return self.clock.now().astimezone(ZoneInfo(person.tz)).date()


def _can_be_kept(event: Event) -> bool:
    try:
        (event.text + event.subject).encode()
    except UnicodeEncodeError:
        return False
    return True


def _day(words: str) -> date | None:
    """Raises PromissoryError for what is no day."""
    if not words.strip():
        return None
    try:
        day = date.fromisoformat(words.strip())
    except ValueError:
        day = None
    if day is None or not _LEAST_YEAR < day.year < _MOST_YEAR:
        raise PromissoryError("That is no day: please give it as 2026-11-24.")
    return day
