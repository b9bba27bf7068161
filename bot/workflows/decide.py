"""What a click on a card does: checked by policy again, decided once, audited."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.replies.words import day, one_line
from bot.workflows.apply import refresh_from_crm
from bot.workflows.facts import Facts
from integrations.ports import Crm
from policies.approvals import already_decided, may_see, what_is_shown, why_not
from policies.crm_writes import value_problem
from policies.engine import Policy
from policies.gate import Denied, Paused, approve
from records.accounts import Accounts
from records.audit_log import AuditLog
from records.card_snoozes import CardSnoozes
from records.clock import Clock
from records.errors import AlreadyDecided, NotAllowed
from records.models import Decision, DecisionKind, Outcome, Person, Proposal, ProposalStatus
from records.people import People
from records.proposals import OPEN, Proposals

_CHANGED = "; the value was changed by"
_LOOK_AGAIN = "look at it again, then decide."
_MORNING = time(8)
_FURTHEST = timedelta(days=3650)


@dataclass(frozen=True)
class Decide:
    """`write` brings an approved proposal into the CRM; durable where an engine runs.

    Proposals expire by `wall`; `clock` is the calendar that people look at when they name a day.
    """

    crm: Crm | None
    policy: Policy
    facts: Facts
    proposals: Proposals
    snoozes: CardSnoozes
    people: People
    accounts: Accounts
    audit: AuditLog
    clock: Clock
    wall: Clock
    write: Callable[[str], None]

    def decide(
        self,
        proposal_id: str,
        kind: DecisionKind,
        actor: str,
        *,
        reason: str | None = None,
        value: str | None = None,
        until: date | None = None,
        seen: str | None = None,
        surface: str = "terminal",
    ) -> Proposal:
        """The proposal as it stands afterwards. Raises a plain sentence when the click can't count.

        `until` is the day on which a snoozed card comes back to this person. `seen` is the mark of the change
        on the card or form that this was said of (`policies.approvals.what_is_shown`), where it had one.
        """
        person = self.people.get(actor)
        self.proposals.expire(self.wall.now())
        p = self.proposals.get(proposal_id)
        made = Decision(
            proposal_id=p.id,
            kind=kind,
            actor=person.email,
            at=self.wall.now(),
            reason=(reason or "").strip() or None,
            value=(value or "").strip() or None,
            surface=surface,
        )
        problem = why_not(person, p, made, wall_now=made.at, names=self._names(made))
        if problem:
            late = p.status not in OPEN and may_see(person, p)
            raise AlreadyDecided(problem) if late else NotAllowed(problem)
        if seen is not None and kind is not DecisionKind.snooze and seen != what_is_shown(p):
            if self._was_edited_so(p, made):
                return p
            raise NotAllowed(self._moved_on(p, made))
        match kind:
            case DecisionKind.approve:
                self._approve(p, made, person)
            case DecisionKind.edit:
                self._edit(p, made, person)
            case DecisionKind.reject:
                self._move(p, made, person, ProposalStatus.rejected, "rejected")
            case DecisionKind.release:
                self._move(p, made, person, ProposalStatus.pending, "released")
            case DecisionKind.snooze:
                self._snooze(p, made, person, until)
        return self.proposals.get(p.id)

    def wake(self, proposal_id: str, actor: str) -> Proposal:
        """The person wants to see a card now that they had put off; nothing is decided by that."""
        person, p = self.people.get(actor), self.proposals.get(proposal_id)
        if not may_see(person, p):
            raise NotAllowed("You can't see this proposal: a manager or admin can.")
        self.snoozes.clear(p.id, person.email)
        return p

    def _approve(self, p: Proposal, made: Decision, person: Person) -> None:
        if self.crm is None:
            raise NotAllowed("No CRM is connected, so there is nothing to write to: see docs/how-to/crm.md.")
        refresh_from_crm(self.crm, self.accounts)
        verdict = self.policy.evaluate(p, self.facts.of(p.account_id))
        try:
            approve(p, made, person, verdict, wall_now=made.at)
        except Paused as stop:
            noted = self._noted(p, made, "paused_at_click", stop.verdict.rule)
            if not self.proposals.set_verdict(
                p.id, stop.verdict, ProposalStatus.paused, expected=p.status, noted=noted
            ):
                self._check_open(p, made, person)
            raise
        except Denied as stop:
            self._noted(p, made, "denied_at_click", stop.verdict.rule)()
            raise
        self._move(p, made, person, ProposalStatus.approved, "approved")
        self.write(p.id)

    def _edit(self, p: Proposal, made: Decision, person: Person) -> None:
        unreadable = value_problem(p.field, made.value or "")
        if unreadable:
            raise NotAllowed(unreadable)
        changed = p.model_copy(update={"new": made.value})
        verdict = self.policy.evaluate(changed, self.facts.of(p.account_id))
        if verdict.outcome is Outcome.deny:
            raise NotAllowed(f"Policy refuses this value: {verdict.reason}")
        paused = verdict.outcome is Outcome.pause
        then = ProposalStatus.paused if paused else ProposalStatus.pending
        if not self.proposals.decide(
            made,
            p.status,
            then,
            new=made.value,
            why=f"{p.why.split(_CHANGED)[0]}{_CHANGED} {person.name or person.email}, so the quote may say otherwise",
            verdict=None if p.released_by and not paused else verdict,
            seen=p,
            noted=self._noted(p, made, "edited", verdict.rule),
        ):
            raise self._late(p, made, person)

    def _snooze(self, p: Proposal, made: Decision, person: Person, until: date | None) -> None:
        """For this person only: the proposal waits on, and the others still see it."""
        if until is None:
            raise NotAllowed("Say on which day you want to be asked again.")
        zone = ZoneInfo(person.tz)
        ahead = until - self.clock.now().astimezone(zone).date()
        if ahead < timedelta() or ahead > _FURTHEST:
            raise NotAllowed(f"{day(until)} is no day to ask again on: pick one that is still to come.")
        wakes = datetime.combine(made.at.astimezone(zone).date() + ahead, _MORNING, zone)
        if wakes <= made.at:
            raise NotAllowed("The morning of that day is over already: pick a later day.")
        if wakes >= p.expires_at:
            raise NotAllowed(
                f"This proposal expires on {day(p.expires_at.astimezone(zone))}, before you would see it "
                "again: pick an earlier day, or decide it now."
            )
        noted = self._noted(p, made, "snoozed", p.verdict.rule, until=wakes.date().isoformat())
        self.snoozes.set(p.id, person.email, wakes, noted=noted)
        self._check_open(p, made, person)  # what was decided meanwhile is shown as decided, not as asleep

    def _move(self, p: Proposal, made: Decision, person: Person, then: ProposalStatus, action: str) -> None:
        noted = self._noted(p, made, action, p.verdict.rule)
        if not self.proposals.decide(made, p.status, then, seen=p, noted=noted):
            raise self._late(p, made, person)

    def _check_open(self, p: Proposal, made: Decision, person: Person) -> None:
        now = self.proposals.get(p.id)
        if now.status not in OPEN:
            raise AlreadyDecided(already_decided(now, names=self._names(made), tz=person.tz))

    def _late(self, p: Proposal, made: Decision, person: Person) -> AlreadyDecided:
        """`p` is how this person found the proposal before somebody else was faster."""
        self._check_open(p, made, person)
        now, names = self.proposals.get(p.id), self._names(made)
        if (now.old, now.new) != (p.old, p.new):
            return AlreadyDecided(self._moved_on(now, made))
        if now.released_by and now.released_by != p.released_by:
            by = _called(now.released_by, names)
            return AlreadyDecided(f"{by} released this proposal just now: {_LOOK_AGAIN}")
        return AlreadyDecided(f"This proposal changed just now: {_LOOK_AGAIN}")

    def _was_edited_so(self, p: Proposal, made: Decision) -> bool:
        """Whether this very edit counted before, and its form came a second time."""
        last = self.proposals.last_change(p.id) if made.kind is DecisionKind.edit else None
        mine = last is not None and (last.kind, last.actor) == (made.kind, made.actor)
        return mine and p.new == made.value

    def _moved_on(self, now: Proposal, made: Decision) -> str:
        """It shows another change by now: somebody edited it, or the CRM held something else when they approved."""
        last = self.proposals.last_change(now.id)
        if last is None:
            return f"This proposal changed since: {_LOOK_AGAIN}"
        by = _called(last.actor, self._names(made))
        if last.kind is DecisionKind.edit:
            return f"{by} changed this proposal since: {_LOOK_AGAIN}"
        return f"{by} approved this, but the CRM holds another value by now: {_LOOK_AGAIN}"

    def _names(self, made: Decision) -> dict[str, str]:
        """How to call people. At a terminal they go by their addresses, which is how one names them there."""
        if made.surface == "terminal":
            return {}
        return {x.email: x.name for x in self.people.all() if x.name} | {made.actor: "you"}

    def _noted(self, p: Proposal, made: Decision, action: str, rule: str, **more: object) -> "partial[bool]":
        """The audit row of a click, written together with what it changed."""
        told = {
            "field": f"{p.entity}.{p.field}",
            "surface": made.surface,
            "rule": rule,
            "reason_given": made.reason is not None,
            **more,
        }
        return partial(self.audit.record, made.actor, action, p.id, told)


def _called(address: str, names: dict[str, str]) -> str:
    """At the start of a sentence."""
    name = one_line(names.get(address, address), 80)
    return "You" if name == "you" else name
