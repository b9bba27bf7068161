"""One small story in real model objects: the answer, the cards and the reminder that it leads to."""

from datetime import UTC, date, datetime, timedelta, timezone

from records.models import (
    Answer,
    Citation,
    Coverage,
    Direction,
    Evidence,
    Person,
    Precision,
    Promise,
    PromiseStatus,
    Proposal,
    ProposalStatus,
    Role,
    Strength,
    Verdict,
)

NOW = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
TODAY = NOW.date()
DAY_BEFORE = date(2025, 11, 27)
"""When the reminder of the promise for Friday goes out."""
CET = timezone(timedelta(hours=1), "CET")

MIRA = Person(email="mira@lumenworks.example", role=Role.rep, name="Mira Okafor", tz="Europe/Berlin")
TOM = Person(email="tom@lumenworks.example", role=Role.manager, name="Tom Reyes", tz="Europe/Berlin")
NAMES = {MIRA.email: "Mira Okafor", TOM.email: "Tom Reyes"}

QUESTION = "What did we promise Acme this month?"

_QUOTES = {
    "ev-quote": "I'll send you the revised quote with the volume discount by Friday.",
    "ev-sso": "We will have single sign-on switched on for your pilot group by end of next week.",
    "ev-onsite": "Let me get you two dates for the on-site workshop early next week.",
}


def promise(
    event_id: str = "ev-quote",
    *,
    id: str | None = None,
    action: str = "send the revised quote",
    due: date | None = date(2025, 11, 28),
    said: str | None = "by Friday",
    status: PromiseStatus = PromiseStatus.open,
    direction: Direction = Direction.ours,
    quote: str | None = None,
    account: str = "Acme",
    owner: str = MIRA.email,
) -> Promise:
    words = quote or _QUOTES[event_id]
    return Promise(
        id=id or f"pr-{event_id}",
        event_id=event_id,
        start=0,
        end=len(words),
        quote=words,
        direction=direction,
        owner=owner,
        beneficiary="dana@acme.example",
        action=action,
        strength=Strength.firm,
        due_as_said=said,
        due=due,
        precision=Precision.day if due else None,
        confidence=0.93,
        at=datetime(2025, 11, 24, 9, 2, tzinfo=CET),
        account_id="ac-acme",
        account=account,
        status=status,
    )


def citations() -> tuple[Citation, ...]:
    return (
        _citation(
            1, "ev-quote", "mail", "Re: Volume pricing for 2026", datetime(2025, 11, 24, 9, 2, tzinfo=CET)
        ),
        _citation(
            2, "ev-sso", "transcript", "Acme pilot check-in", datetime(2025, 11, 12, 10, 0, tzinfo=CET)
        ),
        _citation(3, "ev-onsite", "mail", "Workshop in Rotterdam", datetime(2025, 11, 6, 9, 41, tzinfo=CET)),
    )


def _citation(n: int, event_id: str, source: str, subject: str, at: datetime) -> Citation:
    return Citation(
        n=n,
        event_id=event_id,
        source=source,
        external_id=f"<{event_id}@lumenworks.example>",
        subject=subject,
        at=at,
        quote=_QUOTES[event_id],
        link=f"https://promissory.lumenworks.example/events/{event_id}",
        sender="Mira Okafor",
    )


def answer() -> Answer:
    return Answer(
        answer=(
            "We made Acme three promises in November 2025. One is still open: the revised quote, due Friday [1]. "
            "Single sign-on for the pilot was kept on 20 November [2]. "
            "The workshop dates were never sent and are late [3]."
        ),
        promises=(
            promise("ev-quote"),
            promise(
                "ev-sso",
                action="switch on single sign-on for the pilot group",
                due=date(2025, 11, 21),
                said="by end of next week",
                status=PromiseStatus.kept,
            ),
            promise(
                "ev-onsite",
                action="send two dates for the on-site workshop",
                due=date(2025, 11, 14),
                said="early next week",
                status=PromiseStatus.broken,
            ),
        ),
        citations=citations(),
        coverage=Coverage(
            sources=("mail (1,204)", "calendar (96)", "transcripts (3)"),
            as_of=datetime(2025, 11, 24, 8, 12, tzinfo=UTC),
            events=1303,
        ),
        refused=False,
        ms=38.0,
    )


def proposal(id: str = "cp-7f3a", *, status: ProposalStatus = ProposalStatus.pending) -> Proposal:
    return Proposal(
        id=id,
        crm="sqlcrm",
        entity="deal",
        entity_id="D-1182",
        field="next_step",
        old="Follow up in January",
        new="Send the revised quote with volume discount by Fri 28 Nov",
        evidence=(Evidence(event_id="ev-quote", quote=_QUOTES["ev-quote"]),),
        confidence=0.93,
        why="Mira promised it to Dana at Acme, and the CRM still says to wait until January.",
        account_id="ac-acme",
        account="Acme",
        promise_id="pr-ev-quote",
        proposer=MIRA.email,
        verdict=Verdict.needs_approval(
            "field_next_step", "every change of a deal is seen by a second person"
        ),
        status=status,
        created_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )


def paused() -> Proposal:
    return proposal("cp-91be").model_copy(
        update={
            "account": "Globex",
            "account_id": "ac-globex",
            "entity_id": "D-0977",
            "field": "close_date",
            "old": "2025-11-28",
            "new": "2025-12-19",
            "status": ProposalStatus.paused,
            "why": "Their buyer moved the signature to the week before Christmas.",
            "evidence": (
                Evidence(
                    event_id="ev-move",
                    quote="Realistically we sign in the week of December 15th, not this month.",
                ),
                Evidence(
                    event_id="ev-angry",
                    quote="Third outage this month. If this isn't fixed we will look elsewhere.",
                ),
            ),
            "verdict": Verdict.pause(
                "at_risk_support",
                "Globex has an angry support thread that is still open, so changes to its deals wait for a manager.",
            ),
            "confidence": 0.81,
        }
    )


def paused_citations() -> tuple[Citation, ...]:
    sources = (
        (
            "ev-move",
            "mail",
            "Re: Contract timeline",
            datetime(2025, 11, 21, 16, 20, tzinfo=CET),
            "Ian Brandt",
        ),
        (
            "ev-angry",
            "ticket",
            "Ticket 4471: dashboard down again",
            datetime(2025, 11, 22, 7, 58, tzinfo=CET),
            "Ian Brandt",
        ),
    )
    return tuple(
        Citation(
            n=n,
            event_id=event_id,
            source=source,
            external_id=event_id,
            subject=subject,
            at=at,
            quote="",
            link=f"https://promissory.lumenworks.example/events/{event_id}",
            sender=sender,
        )
        for n, (event_id, source, subject, at, sender) in enumerate(sources, 1)
    )


def reminders() -> tuple[Promise, ...]:
    return (promise("ev-quote"),)
