"""Approval cards: waiting, paused, decided, put off."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from bot.replies.answers import source_runs
from bot.replies.forms import (
    APPROVE,
    CARD_SNOOZE_DAY,
    CARD_SNOOZE_PICK,
    CARD_SNOOZE_WEEK,
    EDIT,
    REJECT,
    RELEASE,
    SHOW_CARD,
)
from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Field,
    Fields,
    Heading,
    Menu,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.words import clip, confidence_words, day, field_name, field_value, moment, one_line, who
from policies.approvals import what_is_shown
from records.models import Citation, Evidence, Outcome, Person, Proposal, ProposalStatus, Verdict

Names = Mapping[str, str]

_QUOTED = re.compile(r": “[^”]*”")
_FEW = 3
"""Up to so many people who may decide are named; more of them are called by their roles."""
_FIXED = {"id", "crm", "entity", "entity_id", "account_id", "promise_id", "proposer", "created_at"}
_POLICY_SAYS = {
    Outcome.allow: "Policy lets it pass",
    Outcome.needs_approval: "Policy asks for approval",
    Outcome.pause: "Policy pauses it",
    Outcome.deny: "Policy refuses it",
}


def proposal_key(subject: str) -> str:
    """The card of a proposal; `subject` is its id, or what an Approve button says ("<id>@<mark>")."""
    return f"proposal:{subject.partition('@')[0]}"


def proposal_state(p: Proposal) -> str:
    """A short mark of all that a card of this proposal shows and that may change."""
    shown = p.model_dump_json(exclude=_FIXED)
    return f"{p.status.value}:{sha256(shown.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def pause_sources(verdict: Verdict) -> list[str]:
    """What a pause names as its ground: ids of events, and digests that are none."""
    return [name for _, _, name in (key.partition(":") for key in verdict.evidence) if name]


def proposal_card(
    proposal: Proposal,
    *,
    citations: Sequence[Citation] = (),
    names: Names | None = None,
    deciders: Sequence[Person] | None = None,
    rests_on: Sequence[Citation] = (),
) -> Reply:
    """The card as the proposal now stands: waiting, paused or decided.

    `citations` say where its evidence comes from, `deciders` who may approve or release it, and
    `rests_on` are the words that a pause rests on.
    """
    if proposal.status is ProposalStatus.pending:
        return approval_card(proposal, citations=citations, names=names, deciders=deciders)
    if proposal.status is ProposalStatus.paused:
        return paused_card(proposal, citations=citations, names=names, deciders=deciders, rests_on=rests_on)
    return decided_card(proposal, citations=citations, names=names)


def approval_card(
    proposal: Proposal,
    *,
    citations: Sequence[Citation] = (),
    names: Names | None = None,
    deciders: Sequence[Person] | None = None,
) -> Reply:
    """A change that waits for a click."""
    return _card(
        proposal,
        card_title(proposal),
        Heading(_question(proposal)),
        *_change(proposal, citations),
        Context(
            f"{confidence_words(proposal.confidence).capitalize()} · Expires {moment(proposal.expires_at)}"
        ),
        Context(f"{_policy(proposal, names)} · {_who_may(proposal, 'approve', deciders, names)}"),
        Buttons(
            f"decide:{proposal.id}",
            (
                # What is approved is what stood on this card, whatever became of it meanwhile.
                Button(APPROVE, f"{proposal.id}@{what_is_shown(proposal)}", "Approve", "primary"),
                Button(EDIT, proposal.id, "Edit…"),
                Button(REJECT, proposal.id, "Reject…", "danger"),
                _snooze(proposal.id),
            ),
        ),
    )


def paused_card(
    proposal: Proposal,
    *,
    citations: Sequence[Citation] = (),
    names: Names | None = None,
    deciders: Sequence[Person] | None = None,
    rests_on: Sequence[Citation] = (),
) -> Reply:
    """A change held back by policy, with the rule, the reason and what it rests on."""
    about = _about(proposal)
    named = proposal.proposer and (deciders is None or deciders)
    but = f", but not {who(proposal.proposer, names)}, whose change it is" if named else ""
    grounds = tuple(
        Quote(clip(" ".join(c.quote.split()), 600), source=source_runs(c))
        for c in rests_on
        if c.quote.strip()
    )[:4]
    return _card(
        proposal,
        f"Paused: {about}. {one_line(proposal.verdict.reason, 200)}",
        Heading(f"⏸️ Paused: {about}"),
        Paragraph(
            (Run("Why it waits: ", bold=True), Run(clip(_without(proposal.verdict.reason, grounds), 600)))
        ),
        *((Quotes(grounds),) if grounds else ()),
        *_change(proposal, citations),
        Context(
            f"Rule: {one_line(proposal.verdict.rule, 60).replace('_', ' ')} · {confidence_words(proposal.confidence).capitalize()} · "
            f"Expires {moment(proposal.expires_at)}"
        ),
        Context(f"Only {_who_may(proposal, 'release', deciders, names, first=False)}{but}"),
        Buttons(
            f"decide:{proposal.id}",
            (
                Button(RELEASE, proposal.id, "Release…"),
                Button(REJECT, proposal.id, "Reject…", "danger"),
                _snooze(proposal.id),
            ),
        ),
    )


def _without(reason: str, quotes: Sequence[Quote]) -> str:
    """The reason without the words that stand below it anyway."""
    shown = {_letters(quote.text) for quote in quotes}
    return _QUOTED.sub(lambda told: "" if _letters(told[0]) in shown else told[0], reason)


def _letters(words: str) -> str:
    """What is left of words when marks and spaces are taken away: those are written differently here and there."""
    return "".join(c for c in words.casefold() if c.isalnum())


def decided_card(
    proposal: Proposal, *, citations: Sequence[Citation] = (), names: Names | None = None
) -> Reply:
    """What became of a proposal; no buttons any more."""
    about, result = _about(proposal), _result(proposal, names)
    title = f"{about[0].upper()}{about[1:]}"
    blocks: list[Block] = [Heading(title), Paragraph((Run(result, bold=True),))]
    if proposal.decision_reason:
        blocks.append(Paragraph((Run("Reason: "), Run(clip(proposal.decision_reason, 600), italic=True))))
    return _card(proposal, f"{title}: {result}", *blocks, *_change(proposal, citations))


def asleep_card(proposal: Proposal, until: date) -> Reply:
    """In place of a card that this person put off; the other copies stay as they are."""
    words = f"💤 Snoozed until {day(until)}: {_about(proposal)}"
    return Reply(
        text=words,
        blocks=(
            Context(words),
            Buttons(f"decide:{proposal.id}", (Button(SHOW_CARD, proposal.id, "Show it now"),)),
        ),
    )


def not_written(p: Proposal) -> str | None:
    """What to tell whoever approved a change that did not reach the CRM after all; None where it did."""
    match p.status:
        case ProposalStatus.pending:
            now = field_value(p.field, p.old) or "nothing"
            return f"Not written: the CRM now holds {now} there, so look at the change again and decide anew."
        case ProposalStatus.paused:
            return f"Not written: {one_line(p.verdict.reason, 300)}"
        case ProposalStatus.failed:
            return f"Not written: {one_line(p.failure or 'the CRM did not accept it', 300)}"
        case ProposalStatus.approved:
            return "Approved; the CRM does not answer yet, and it is written as soon as it does."
    return None


def _card(proposal: Proposal, text: str, *blocks: Block) -> Reply:
    return Reply(text=text, blocks=blocks, card=proposal_key(proposal.id), state=proposal_state(proposal))


def _snooze(proposal_id: str) -> Menu:
    days = {
        CARD_SNOOZE_DAY: "Until tomorrow",
        CARD_SNOOZE_WEEK: "Until next week",
        CARD_SNOOZE_PICK: "Pick a day…",
    }
    return Menu("Snooze", tuple(Button(action, proposal_id, label) for action, label in days.items()))


def _policy(proposal: Proposal, names: Names | None) -> str:
    reason = one_line(proposal.verdict.reason, 300).rstrip(".")
    if proposal.released_by:
        return f"Released by {who(proposal.released_by, names)} although {reason}"
    return f"{_POLICY_SAYS[proposal.verdict.outcome]}: {reason}"


def _who_may(
    proposal: Proposal,
    verb: str,
    deciders: Sequence[Person] | None,
    names: Names | None,
    *,
    first: bool = True,
) -> str:
    """ "Tom Reyes or Ana Lima can approve it (managers)"; `first` in its sentence."""
    people = [one_line(p.name or who(p.email, names), 80) for p in deciders or ()]
    roles = sorted({p.role.value for p in deciders or ()})
    if verb == "approve" and proposal.proposer and proposal.verdict.outcome is Outcome.allow:
        people, roles = [who(proposal.proposer, names), *people], []
    if deciders is not None and not people:
        other = f" other than {who(proposal.proposer, names)}" if proposal.proposer else ""
        return f"{'A' if first else 'a'} manager or an admin{other} can {verb} it; there is none yet"
    if deciders is None or len(people) > _FEW:
        return f"{'A' if first else 'a'} manager or an admin can {verb} it"
    kind = f" ({roles[0]}{'s' if len(people) > 1 else ''})" if len(roles) == 1 else ""
    return f"{' or '.join(filter(None, (', '.join(people[:-1]), people[-1])))} can {verb} it{kind}"


def proposal_change(proposal: Proposal) -> str:
    """ "empty → Send the revised quote", on one line."""
    before = field_value(proposal.field, proposal.old) or "empty"
    return f"{before} → {field_value(proposal.field, proposal.new) or 'empty'}"


def card_title(proposal: Proposal) -> str:
    """ "Update the amount for Acme? 49,400.00 → 52,000.00", for a form that stands away from its card."""
    return f"{_question(proposal)} {proposal_change(proposal)}"


def _question(proposal: Proposal) -> str:
    about = _about(proposal)
    return f"Add a {about}?" if proposal.field == "task" else f"Update the {about}?"


def _about(proposal: Proposal) -> str:
    whose = one_line(proposal.account or f"{proposal.entity} {proposal.entity_id}".strip(), 90)
    return f"{field_name(proposal.field).lower()} for {whose}"


def _change(proposal: Proposal, citations: Sequence[Citation]) -> tuple[Block, ...]:
    before, after = field_value(proposal.field, proposal.old), field_value(proposal.field, proposal.new)
    blocks: list[Block] = [Fields((Field(field_name(proposal.field), before, after or "empty"),))]
    if proposal.why:
        blocks.append(Paragraph((Run("Why the change: ", bold=True), Run(_capital(clip(proposal.why, 500))))))
    if proposal.evidence:
        blocks.append(Quotes(_evidence(proposal.evidence, citations)))
    return tuple(blocks)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _evidence(evidence: Iterable[Evidence], citations: Sequence[Citation]) -> tuple[Quote, ...]:
    known = {c.event_id: c for c in citations}
    return tuple(
        Quote(
            clip(" ".join(e.quote.split()), 600),
            source=source_runs(known[e.event_id]) if e.event_id in known else (),
        )
        for e in evidence
    )[:8]


def _result(proposal: Proposal, names: Mapping[str, str] | None) -> str:
    by = who(proposal.decided_by, names)
    at = f" on {moment(proposal.decided_at)}" if proposal.decided_at else ""
    match proposal.status:
        case ProposalStatus.applied:
            return f"✅ Approved by {by}{at} and written to the CRM"
        case ProposalStatus.approved:
            return f"✅ Approved by {by}{at}; being written to the CRM"
        case ProposalStatus.rejected:
            return f"❌ Rejected by {by}{at}"
        case ProposalStatus.expired:
            return f"⌛ Expired on {moment(proposal.expires_at)}; nothing was changed"
        case ProposalStatus.superseded:
            return "↪️ Replaced by a newer proposal; nothing was changed"
        case ProposalStatus.failed:
            why = one_line(proposal.failure or "the CRM did not accept it", 300)
            return f"⚠️ Approved by {by}{at}, but nothing was written: {why}"
        case _:
            return f"Now {proposal.status.value}"
