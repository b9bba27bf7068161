"""An account that may be lost: its CRM entries wait until a manager has looked."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from policies.rules import Change, PolicyLimits, Rule
from records.models import AccountFacts, Verdict

_SHOWN_QUOTES = 3
_SHOWN_LENGTH = 160


def angry_support_pauses(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """Whoever is angry with support today should not find a rosy forecast tomorrow."""
    if facts.angry_support is None or not _within(
        facts.angry_support_at, facts.now, limits.angry_support_days
    ):
        return None
    return Verdict.pause(
        "angry_support",
        f"{_account(facts)} is at risk: 1 angry support thread is open{_on(facts.angry_support_at)}:"
        f" {_quoted(facts.angry_support.quote)}.",
        (f"angry_support:{facts.angry_support.event_id}",),
    )


def churn_threat_pauses(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """A customer who talks of leaving is a manager's business first."""
    if facts.churn_threat is None or not _within(facts.churn_threat_at, facts.now, limits.churn_threat_days):
        return None
    return Verdict.pause(
        "churn_threat",
        f"{_account(facts)} is at risk: 1 message threatens to leave{_on(facts.churn_threat_at)}:"
        f" {_quoted(facts.churn_threat.quote)}.",
        (f"churn_threat:{facts.churn_threat.event_id}",),
    )


def overdue_promises_pause(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """As long as we owe what we promised, the CRM should not say that all goes well."""
    quotes = tuple(dict.fromkeys(facts.overdue_ours))
    if not quotes:
        return None
    shown = ", ".join(_quoted(q) for q in quotes[:_SHOWN_QUOTES])
    more = f" and {len(quotes) - _SHOWN_QUOTES} more" if len(quotes) > _SHOWN_QUOTES else ""
    what = (
        "1 of our promises is overdue" if len(quotes) == 1 else f"{len(quotes)} of our promises are overdue"
    )
    return Verdict.pause(
        "overdue_promises",
        f"{_account(facts)} is at risk: {what}: {shown}{more}.",
        tuple(f"overdue_promises:{sha256(q.encode()).hexdigest()[:16]}" for q in quotes),
    )


def crm_flag_pauses(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """Somebody marked the account in the CRM, and had a reason."""
    if not facts.crm_at_risk:
        return None
    return Verdict.pause(
        "crm_at_risk", f"{_account(facts)} is at risk: the CRM marks the account.", ("crm_at_risk:flag",)
    )


RULES: tuple[Rule, ...] = (angry_support_pauses, churn_threat_pauses, overdue_promises_pause, crm_flag_pauses)


def _account(facts: AccountFacts) -> str:
    return facts.account or "The account"


def _within(at: datetime | None, now: datetime, days: int) -> bool:
    """Whether something is recent; of unknown date counts as recent."""
    return at is None or _aware(at) >= now - timedelta(days=days)


def _on(at: datetime | None) -> str:
    return f" (since {at.day} {at:%b})" if at else ""


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _quoted(text: str) -> str:
    """The words on one line between quotation marks, cut where a card would burst."""
    words = " ".join(text.split()).replace("“", '"').replace("”", '"').rstrip(".")
    if len(words) > _SHOWN_LENGTH:
        words = words[: _SHOWN_LENGTH - 1].rstrip() + "…"
    return f"“{words}”"
