"""Frozen types that cross room boundaries: events, promises, proposals, decisions, reminders."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field, model_validator

from records.company_models import Account as Account
from records.company_models import Contact as Contact
from records.company_models import Deal as Deal
from records.company_models import Match as Match
from records.company_models import PairMatch as PairMatch
from records.frozen import Frozen as Frozen

Span = tuple[int, int]
"""Half-open character range in an event's normalised text."""


class EventKind(StrEnum):
    mail = "mail"
    meeting = "meeting"
    transcript = "transcript"
    chat = "chat"
    ticket = "ticket"
    billing = "billing"
    change = "change"


class Direction(StrEnum):
    ours = "ours"
    theirs = "theirs"


class Strength(StrEnum):
    firm = "firm"
    soft = "soft"
    conditional = "conditional"


class Precision(StrEnum):
    minute = "minute"
    day = "day"
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


class PromiseStatus(StrEnum):
    """`broken` is never stored: it is `open` whose due day has passed (see `Promise.status_at`)."""

    open = "open"
    kept = "kept"
    broken = "broken"
    changed = "changed"
    withdrawn = "withdrawn"
    unsure = "unsure"
    dismissed = "dismissed"


class Role(StrEnum):
    rep = "rep"
    manager = "manager"
    admin = "admin"


class Outcome(StrEnum):
    """What policy says; later is stricter."""

    allow = "allow"
    needs_approval = "needs_approval"
    pause = "pause"
    deny = "deny"


class ProposalStatus(StrEnum):
    pending = "pending"
    paused = "paused"
    approved = "approved"
    applied = "applied"
    rejected = "rejected"
    expired = "expired"
    superseded = "superseded"
    failed = "failed"


class Person(Frozen):
    """Somebody who works here; `tz` is an IANA zone."""

    email: str
    role: Role
    name: str | None = None
    team: str | None = None
    tz: str = "UTC"
    slack_id: str | None = None


class Participant(Frozen):
    """An address in a mail, an attendee, or a speaker; `email` is lower case, "" if only a name is known."""

    email: str
    name: str | None = None

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    @property
    def label(self) -> str:
        return self.name or self.email


class Attachment(Frozen):
    """A file that came along; `text` is kept only for .txt and .ics."""

    name: str
    media_type: str
    size: int
    sha256: str
    text: str | None = None


class Turn(Frozen):
    """Who speaks in `text[start:end]` of a transcript or chat."""

    start: int
    end: int
    speaker: Participant


class Event(Frozen):
    """One mail, meeting, chat message, transcript, ticket, billing event or CRM change, normalised once
    and never edited.

    `text` is Unicode NFC-untouched text with "\\n" line ends, no NUL and no lone surrogates. The
    span lists are half-open character ranges in it, sorted, without overlap; characters outside
    every list are neither said nor quoted (for example a forwarded header block). `at` keeps the
    sender's own UTC offset. Text that a person can't see is not in `text` at all.
    """

    id: str
    source: str
    external_id: str
    version: int = 1
    kind: EventKind
    at: AwareDatetime
    sender: Participant | None = None
    to: tuple[Participant, ...] = ()
    cc: tuple[Participant, ...] = ()
    subject: str = ""
    text: str = ""
    said: tuple[Span, ...] = ()
    quoted: tuple[Span, ...] = ()
    signature: tuple[Span, ...] = ()
    turns: tuple[Turn, ...] = ()
    thread: str = ""
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[str, ...] = ()
    """`date_missing`, `date_absurd`, `message_id_missing`, `message_id_reused`, `auto_reply`,
    `bulk`, `cancelled`, `recurring`, `personal`, `truncated`, `internal_note`, ... What names its account
    otherwise than by a person's address stands here too: `account:<domain, name or CRM id>`, `deal:<CRM id>`;
    and `done_by_us` or `done_by_them` where a record tells what one side did, whoever wrote it down."""
    link: str | None = None
    ends_at: AwareDatetime | None = None
    location: str | None = None

    @property
    def participants(self) -> tuple[Participant, ...]:
        first = (self.sender,) if self.sender else ()
        return first + self.to + self.cc

    @property
    def said_text(self) -> str:
        return "\n".join(self.text[i:j] for i, j in self.said)

    def was_said(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` lies inside one said span."""
        return any(i <= start and end <= j for i, j in self.said)


class Intent(Frozen):
    """What a sentence does besides promising: `objection`, `competitor`, `budget`, `frustration`,
    `churn_threat`, `next_step`, `request`, `contact_change`, `close_date`, `amount`."""

    label: str
    quote: str
    start: int
    end: int
    confidence: float = Field(ge=0, le=1)


class PromiseDraft(Frozen):
    """A promise as extracted from one event, before it has an account or an id."""

    event_id: str
    start: int
    end: int
    quote: str
    direction: Direction
    owner: str
    """Mail address of who owes it; a name where no address is known."""
    beneficiary: str
    action: str
    """Short imperative-less phrase, e.g. "send the revised quote"."""
    strength: Strength
    due_as_said: str | None = None
    due: date | None = None
    due_at: AwareDatetime | None = None
    precision: Precision | None = None
    confidence: float = Field(ge=0, le=1)
    at: AwareDatetime

    @model_validator(mode="after")
    def _spans_are_ordered(self) -> "PromiseDraft":
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise ValueError("a promise's span must be as long as its quote")
        return self


class Promise(PromiseDraft):
    """A row of the ledger."""

    id: str
    account_id: str | None = None
    account: str | None = None
    status: PromiseStatus = PromiseStatus.open
    superseded_by: str | None = None
    settled_by: str | None = None
    """Event id that settled it, or `click:<person>`."""
    extractor: str = ""
    """Version of the code and model that found it."""

    def status_at(self, today: date) -> PromiseStatus:
        """The status a reader sees: an open promise past its due day is broken."""
        if self.status is PromiseStatus.open and self.due is not None and self.due < today:
            return PromiseStatus.broken
        return self.status


class Extraction(Frozen):
    """Everything that one event says."""

    promises: tuple[PromiseDraft, ...] = ()
    intents: tuple[Intent, ...] = ()


class Settlement(Frozen):
    """A later event that changes what became of a promise."""

    promise_id: str
    status: PromiseStatus
    event_id: str
    start: int
    end: int
    quote: str
    confidence: float = Field(ge=0, le=1)
    why: str
    new_due: date | None = None
    superseded_by: str | None = None
    """Id of the newer promise where the change was itself a promise."""


class Evidence(Frozen):
    event_id: str
    quote: str
    start: int = 0
    end: int = 0


class Verdict(Frozen):
    """What policy says of a proposal, always with the rule and a reason for people."""

    outcome: Outcome
    rule: str
    reason: str
    evidence: tuple[str, ...] = ()
    """What it rests on, as `<rule>:<event id or digest>`: a release lifts a pause for exactly this."""

    @classmethod
    def allow(cls, rule: str, reason: str) -> "Verdict":
        return cls(outcome=Outcome.allow, rule=rule, reason=reason)

    @classmethod
    def needs_approval(cls, rule: str, reason: str) -> "Verdict":
        return cls(outcome=Outcome.needs_approval, rule=rule, reason=reason)

    @classmethod
    def pause(cls, rule: str, reason: str, evidence: tuple[str, ...] = ()) -> "Verdict":
        return cls(outcome=Outcome.pause, rule=rule, reason=reason, evidence=evidence)

    @classmethod
    def deny(cls, rule: str, reason: str) -> "Verdict":
        return cls(outcome=Outcome.deny, rule=rule, reason=reason)


class ChangeDraft(Frozen):
    """One field change read out of an event or promise, before it is a proposal."""

    entity: str
    """`deal`, `contact`, `account` or `task`."""
    entity_id: str
    """The CRM's own id; "" for a task that is yet to be created."""
    field: str
    """`next_step`, `close_date`, `amount`, `phone`, `title`, `task`."""
    new: str
    """Canonical text: dates ISO, amounts as decimal "52000.00"."""
    evidence: tuple[Evidence, ...]
    confidence: float = Field(ge=0, le=1)
    why: str
    account_id: str
    promise_id: str | None = None
    owner: str | None = None
    """The colleague it concerns: sees the card first, and counts as proposer for four eyes."""


class Proposal(Frozen):
    """One proposed change of one CRM field; `old` is what the CRM held when it was proposed."""

    id: str
    crm: str
    entity: str
    entity_id: str
    field: str
    old: str | None
    new: str
    evidence: tuple[Evidence, ...]
    confidence: float
    why: str = ""
    account_id: str | None = None
    account: str | None = None
    promise_id: str | None = None
    proposer: str | None = None
    verdict: Verdict
    status: ProposalStatus
    created_at: AwareDatetime
    expires_at: AwareDatetime
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    decision_reason: str | None = None
    released_by: str | None = None
    failure: str | None = None


class DecisionKind(StrEnum):
    approve = "approve"
    edit = "edit"
    reject = "reject"
    release = "release"
    snooze = "snooze"


class Decision(Frozen):
    proposal_id: str
    kind: DecisionKind
    actor: str
    at: AwareDatetime
    reason: str | None = None
    value: str | None = None
    surface: str = "terminal"


class ReminderKind(StrEnum):
    due_soon = "due_soon"
    overdue = "overdue"
    forgotten = "forgotten"
    digest = "digest"


class Occasion(Frozen):
    """What is told to a person once: a promise that is due or late, or an account that fell silent."""

    key: str
    promise_id: str | None = None
    account_id: str | None = None
    since: AwareDatetime | None = None
    """When the person was last in touch with the account."""


class Reminder(Frozen):
    """One DM to one person; `occurrence` makes it unique: at most one is ever sent."""

    id: str
    person: str
    kind: ReminderKind
    promise_ids: tuple[str, ...]
    account_id: str | None = None
    """Of a reminder that is about an account only."""
    told: tuple[Occasion, ...] = ()
    """Everything it tells; no two reminders tell the same."""
    occurrence: str
    send_at: AwareDatetime
    sent_at: AwareDatetime | None = None


class AccountFacts(Frozen):
    """What the policies know of an account at one moment; gathered by a workflow, pure data."""

    account_id: str | None
    account: str | None
    crm_at_risk: bool = False
    angry_support: Evidence | None = None
    angry_support_at: datetime | None = None
    churn_threat: Evidence | None = None
    churn_threat_at: datetime | None = None
    overdue_ours: tuple[str, ...] = ()
    """Quotes of our promises that are past due."""
    internal_only: bool = False
    now: AwareDatetime


class Citation(Frozen):
    n: int
    event_id: str
    source: str
    external_id: str
    subject: str
    at: AwareDatetime
    quote: str
    link: str | None = None
    sender: str | None = None


class Coverage(Frozen):
    """What an answer looked at: source names with counts, and how fresh the newest event is."""

    sources: tuple[str, ...]
    as_of: AwareDatetime | None
    events: int = 0
    note: str | None = None


class Answer(Frozen):
    answer: str
    promises: tuple[Promise, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    refused: bool
    model: str | None = None
    ms: float = 0.0


class Hit(Frozen):
    """One passage found by search; `text` is a verbatim slice of the event's text."""

    event_id: str
    external_id: str
    score: float
    text: str
    start: int
    end: int
