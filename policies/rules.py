"""What a rule is given and what it may say; the limits that a company sets."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal, InvalidOperation

from pydantic import Field

from records.models import AccountFacts, ChangeDraft, Evidence, Frozen, Proposal, ProposalStatus, Verdict


class PolicyLimits(Frozen):
    """The numbers and switches that an admin sets; the defaults are the house rules."""

    large_amount: Decimal = Decimal(50_000)
    """From this amount on, the card says that the number is large."""
    expires_after_days: int = Field(default=7, ge=1)
    """How long a proposal waits for a decision."""
    angry_support_days: int = Field(default=30, ge=0)
    churn_threat_days: int = Field(default=90, ge=0)
    min_confidence: float = Field(default=0.5, ge=0, le=1)
    business_hours_only: bool = False
    business_hours: tuple[time, time] = (time(8), time(18))
    business_tz: str = "UTC"
    auto_allow_fields: tuple[str, ...] = ()
    """`deal.next_step` or `next_step`: the colleague's own click is enough, nobody else needs to look."""
    known_fields: tuple[str, ...] = (
        "deal.next_step",
        "deal.close_date",
        "deal.amount",
        "deal.stage",
        "contact.phone",
        "contact.title",
        "task.task",
    )


class Change(Frozen):
    """The part of a draft or a stored proposal that rules look at."""

    entity: str
    entity_id: str
    field: str
    old: str | None
    new: str
    evidence: tuple[Evidence, ...]
    confidence: float
    proposer: str | None
    status: ProposalStatus | None
    """None for a draft that nobody has seen yet."""

    @classmethod
    def of(cls, source: "ChangeDraft | Proposal", old: str | None = None) -> "Change":
        stored = source if isinstance(source, Proposal) else None
        return cls(
            entity=source.entity,
            entity_id=source.entity_id,
            field=source.field,
            old=stored.old if stored else old,
            new=source.new,
            evidence=source.evidence,
            confidence=source.confidence,
            proposer=source.proposer if isinstance(source, Proposal) else source.owner,
            status=stored.status if stored else None,
        )

    @property
    def path(self) -> str:
        return f"{self.entity}.{self.field}"

    @property
    def label(self) -> str:
        """The field in the words of people: "close date"."""
        return self.field.replace("_", " ")

    @property
    def amount(self) -> Decimal | None:
        """The new amount, where the field is one and the text is a number."""
        return as_amount(self.new) if self.field == "amount" else None


def as_amount(text: str | None) -> Decimal | None:
    """A canonical amount ("52000.00") as a number; None for anything else."""
    try:
        value = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


Rule = Callable[[Change, AccountFacts, PolicyLimits], Verdict | None]
