"""What may be written to the CRM at all, and what a second person must see first."""

import re
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from policies.rules import Change, PolicyLimits, Rule, as_amount
from records.models import AccountFacts, ProposalStatus, Verdict


def only_known_fields(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """We propose what we understand; every other field stays as people left it."""
    if change.path in limits.known_fields:
        return None
    return Verdict.deny("unknown_field", f"Promissory does not change the field {change.path}.")


def evidence_is_needed(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """A change that nobody said is a guess."""
    if any(e.quote.strip() for e in change.evidence):
        return None
    return Verdict.deny("no_evidence", "Nothing that was said supports this change.")


def internal_talk_stays_internal(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """What colleagues write among themselves, or privately, never becomes a CRM entry."""
    if not facts.internal_only:
        return None
    return Verdict.deny("internal_only", "It was said among colleagues only, so it stays out of the CRM.")


def doubtful_readings_are_dropped(
    change: Change, facts: AccountFacts, limits: PolicyLimits
) -> Verdict | None:
    """One wrong card costs more trust than ten missing ones."""
    if change.confidence >= limits.min_confidence:
        return None
    return Verdict.deny(
        "low_confidence",
        f"The reading is only {change.confidence:.0%} sure, below the floor of {limits.min_confidence:.0%}.",
    )


def values_must_be_readable(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """A date is a date and an amount is a number before anybody is asked to approve them."""
    problem = value_problem(change.field, change.new)
    return Verdict.deny("bad_value", problem) if problem else None


def unchanged_values_are_no_change(
    change: Change, facts: AccountFacts, limits: PolicyLimits
) -> Verdict | None:
    """Nobody should click for what the CRM already says."""
    if change.old is None or not _same(change.field, change.old, change.new):
        return None
    return Verdict.deny("value_unchanged", f"The CRM already holds this {change.label}.")


def large_amounts_need_a_manager(change: Change, facts: AccountFacts, limits: PolicyLimits) -> Verdict | None:
    """Big numbers move the forecast, so a second person looks, whatever else is allowed."""
    amount = change.amount
    if amount is None or amount < limits.large_amount:
        return None
    return Verdict.needs_approval(
        "large_amount", f"{amount:,.2f} is a large amount (from {limits.large_amount:,.0f} on)."
    )


def nothing_is_written_after_hours(
    change: Change, facts: AccountFacts, limits: PolicyLimits
) -> Verdict | None:
    """Where a company wants it, clicks in the evening wait for the office to open."""
    if not limits.business_hours_only or change.status is not ProposalStatus.pending:
        return None
    try:
        here = facts.now.astimezone(ZoneInfo(limits.business_tz))
    except (ZoneInfoNotFoundError, ValueError):
        here = facts.now
    opens, closes = limits.business_hours
    if here.weekday() < 5 and opens <= here.time().replace(tzinfo=None) < closes:
        return None
    return Verdict.pause(
        "business_hours",
        f"The CRM is changed only Monday to Friday, {opens:%H:%M} to {closes:%H:%M} ({limits.business_tz}).",
        (f"business_hours:{here.date().isoformat()}",),
    )


def every_write_needs_a_second_person(
    change: Change, facts: AccountFacts, limits: PolicyLimits
) -> Verdict | None:
    """The default: nothing reaches the CRM without a manager's or admin's click."""
    if change.path in limits.auto_allow_fields or change.field in limits.auto_allow_fields:
        return Verdict.allow("auto_allowed", f"The colleague's own click is enough for the {change.label}.")
    return Verdict.needs_approval("crm_write", "A manager or admin must approve every CRM update.")


RULES: tuple[Rule, ...] = (
    only_known_fields,
    evidence_is_needed,
    internal_talk_stays_internal,
    doubtful_readings_are_dropped,
    values_must_be_readable,
    unchanged_values_are_no_change,
    nothing_is_written_after_hours,
    large_amounts_need_a_manager,
    every_write_needs_a_second_person,
)


def value_problem(field: str, value: str) -> str | None:
    """What is wrong with a value in canonical text, as a sentence; None when it can be read."""
    if not value.strip():
        return f"The new {field.replace('_', ' ')} is empty."
    if "\x00" in value:
        return f"The new {field.replace('_', ' ')} contains a character that no CRM can hold."
    if field == "amount":
        amount = as_amount(value)
        if amount is None or not re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
            return "An amount is a plain number such as 52000.00."
        if amount < 0:
            return "An amount can't be negative."
    if field == "close_date" and not _is_iso_day(value.strip()):
        return "A close date is written like 2026-11-27."
    if field == "task":
        dated = re.match(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)", value)
        if dated and not _is_iso_day(dated[1]):
            return f"There is no day {dated[1]}."
        if dated and not value[dated.end() :].strip():
            return "A task needs words after its date."
    if field == "phone" and sum(ch.isdigit() for ch in value) < 5:
        return "A phone number has at least five digits."
    return None


def _is_iso_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _same(field: str, old: str, new: str) -> bool:
    if field == "amount":
        a, b = as_amount(old), as_amount(new)
        return a == b if a is not None and b is not None else old.strip() == new.strip()
    if field == "phone":
        digits = [re.sub(r"[^\d+]", "", re.sub(r"^\s*00", "+", text)) for text in (old, new)]
        return digits[0] == digits[1]
    return " ".join(old.split()) == " ".join(new.split())
