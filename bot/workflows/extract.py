"""One event -> what it says: cleaned text, promises, intents, accounts; the same for files and live sources."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from records.accounts import Accounts
from records.event_log import Digested, EventLog
from records.models import Direction, Event, EventKind, Extraction, Participant, Promise, PromiseDraft
from records.people import People
from records.promises import ledger_row
from records.subjects import subject_key
from retrieval import chunking
from retrieval.extract import Sides, extract, extractor_version

_NEVER_SENT = frozenset({"label:Draft", "label:Spam", "label:Trash"})
"""What was never sent, or thrown away, binds nobody."""
_FIELDS = (EventKind.billing, EventKind.change)
"""What a record says settles promises and makes none: nobody gave a customer these words."""
_READERS = 2
"""Events read at once: Python runs one at a time, and one more keeps the encoder busy beside it."""
_ROBOT = re.compile(
    r"(?:no|do-?not)-?_?reply\S*|newsletter\S*|mailer-daemon|postmaster|bounces?\S*|notifications?|marketing|mailing"
)
log = logging.getLogger("promissory.extract")


@dataclass(frozen=True)
class Digest:
    """Reads events on behalf of the people who work here.

    `threshold` says from which probability on a clause counts as a promise in this home; None is what
    the shipped model says.
    """

    log: EventLog
    people: People
    accounts: Accounts
    threshold: float | None = None

    @property
    def version(self) -> str:
        """What reads here: rules, models and the threshold of this home."""
        return extractor_version(self.threshold)

    def sides(self) -> Sides:
        everybody = self.people.all()
        return Sides(
            our_domains=self.people.our_domains(),
            our_people=frozenset(p.email for p in everybody),
            names=self.log.names_of(self.people.our_domains(), [p.email for p in everybody])
            | {p.name.casefold(): p.email for p in everybody if p.name},
        )

    def digest(self, event: Event, sides: Sides) -> Digested:
        """Everything that is stored of one cleaned event."""
        event = self._with_addresses(_known_bulk(event))
        return self._digested(event, sides, _careful(event, sides, self.threshold))

    def read(self, event: Event, sides: Sides, *, threshold: float | None = None) -> Extraction:
        """What a cleaned event says, and nothing is stored: no account is made up for it either. `threshold` takes
        the place of this home's own."""
        return _careful(_known_bulk(event), sides, self.threshold if threshold is None else threshold)

    def digest_all(self, events: Iterable[Event], sides: Sides) -> list[Digested]:
        """`digest` of each, in order: while the encoder reads one's sentence, the others' words are read.

        The database is touched on the caller's thread only. An interruption drops what was not begun.
        """
        named = [self._with_addresses(_known_bulk(event)) for event in events]
        with ThreadPoolExecutor(_READERS, thread_name_prefix="extract") as readers:
            reading = [readers.submit(_careful, event, sides, self.threshold) for event in named]
            try:
                return [
                    self._digested(event, sides, found.result())
                    for event, found in zip(named, reading, strict=True)
                ]
            except BaseException:
                readers.shutdown(wait=False, cancel_futures=True)
                raise

    def _digested(self, event: Event, sides: Sides, found: Extraction) -> Digested:
        by_address = self.accounts.resolve(event, [p for p in _everybody(event) if sides.is_ours(p)])
        return Digested(
            event=event,
            subject_key=subject_key(event.subject),
            passages=[(p.start, p.end) for p in chunking.passages(event)],
            promises=_unique(
                ledger_row(
                    draft,
                    event,
                    account_id=_account_of(draft, event, by_address),
                    extractor=self.version,
                )
                for draft in found.promises
            ),
            intents=found.intents,
            accounts=sorted(set(by_address.values())),
        )

    def _with_addresses(self, event: Event) -> Event:
        """Speakers that a transcript only names get the address under which they write."""
        nameless = {t.speaker.name for t in event.turns if t.speaker.name and not t.speaker.email}
        known = self.log.addresses_of(nameless) if nameless else {}
        if not known:
            return event

        def named(who: Participant) -> Participant:
            address = known.get((who.name or "").casefold())
            return Participant(email=address, name=who.name) if address and not who.email else who

        return event.model_copy(
            update={
                "turns": tuple(t.model_copy(update={"speaker": named(t.speaker)}) for t in event.turns),
                "to": tuple(named(p) for p in event.to),
            }
        )

    def again(self, event: Event, sides: Sides) -> None:
        """Read a logged event with a newer extractor."""
        done = self.digest(event, sides)
        self.log.replace_findings(event.id, self.version, done.promises, done.intents, done.accounts)


def binds_nobody(event: Event, sides: Sides) -> bool:
    """What was never sent or thrown away, and mail in a colleague's name that our server did not send."""
    if _NEVER_SENT & set(event.flags):
        return True
    return "authentication_failed" in event.flags and event.sender is not None and sides.is_ours(event.sender)


def _known_bulk(event: Event) -> Event:
    """Newsletters and robots often forget the header that says so; their address tells."""
    if (
        event.sender is None
        or "bulk" in event.flags
        or not _ROBOT.fullmatch(event.sender.email.partition("@")[0])
    ):
        return event
    return event.model_copy(update={"flags": (*event.flags, "bulk")})


def _careful(event: Event, sides: Sides, threshold: float | None) -> Extraction:
    """One mail that our own code can't cope with must not stop the other 20,000."""
    if binds_nobody(event, sides):
        return Extraction()
    if event.kind in _FIELDS or "internal_note" in event.flags:
        return Extraction()
    try:
        return extract(event, sides, threshold=threshold)
    except Exception as problem:
        log.error("event %s: nothing extracted (%s)", event.id, type(problem).__name__)
        return Extraction()


def _everybody(event: Event) -> list[Participant]:
    return [*event.participants, *(t.speaker for t in event.turns)]


def _unique(promises: Iterable[Promise]) -> list[Promise]:
    return list({p.id: p for p in promises}.values())


def _account_of(draft: PromiseDraft, event: Event, by_address: Mapping[str, str]) -> str | None:
    """The account on the other side: whoever owes us, or whoever we owe."""
    other = draft.owner if draft.direction is Direction.theirs else draft.beneficiary
    order: Sequence[str] = [other, *(p.email for p in _everybody(event)), ""]
    return next((by_address[a] for a in order if a in by_address), None)
