"""Approval cards: waiting, paused, decided."""

from collections.abc import Iterable, Mapping, Sequence

from bot.replies.answers import source_runs
from bot.replies.forms import APPROVE, EDIT, REJECT, RELEASE
from bot.replies.shapes import (
    Block,
    Button,
    Buttons,
    Context,
    Field,
    Fields,
    Heading,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.replies.words import clip, confidence_words, field_name, field_value, moment, one_line, who
from records.models import Citation, Evidence, Proposal, ProposalStatus

_USUAL = frozenset({"crm_write", "every_write_needs_approval"})
"""Rules that hold for every change, so a card need not explain them."""


def proposal_key(proposal_id: str) -> str:
    return f"proposal:{proposal_id}"


def proposal_card(
    proposal: Proposal, *, citations: Sequence[Citation] = (), names: Mapping[str, str] | None = None
) -> Reply:
    """The card as the proposal now stands: waiting, paused or decided."""
    if proposal.status is ProposalStatus.pending:
        return approval_card(proposal, citations=citations, names=names)
    if proposal.status is ProposalStatus.paused:
        return paused_card(proposal, citations=citations, names=names)
    return decided_card(proposal, citations=citations, names=names)


def approval_card(
    proposal: Proposal,
    *,
    citations: Sequence[Citation] = (),
    names: Mapping[str, str] | None = None,
    deciders: str = "a manager or an admin",
) -> Reply:
    """A change that waits for a click; `citations` say where the evidence comes from."""
    return Reply(
        text=f"{_question(proposal)} {proposal_change(proposal)}",
        card=proposal_key(proposal.id),
        blocks=(
            Heading(_question(proposal)),
            *_change(proposal, citations),
            Context(
                " · ".join(
                    (
                        confidence_words(proposal.confidence).capitalize(),
                        _needs(proposal, deciders, names),
                        f"Expires {moment(proposal.expires_at)}",
                    )
                )
            ),
            Buttons(
                f"decide:{proposal.id}",
                (
                    Button(APPROVE, proposal.id, "Approve", "primary"),
                    Button(EDIT, proposal.id, "Edit…"),
                    Button(REJECT, proposal.id, "Reject…", "danger"),
                ),
            ),
        ),
    )


def paused_card(
    proposal: Proposal,
    *,
    citations: Sequence[Citation] = (),
    names: Mapping[str, str] | None = None,
    releasers: str = "a manager or an admin",
) -> Reply:
    """A change held back by policy, with the rule, the reason and what it rests on."""
    about = _about(proposal)
    but = f", but not {who(proposal.proposer, names)}, whose change it is" if proposal.proposer else ""
    return Reply(
        text=f"Paused: {about}. {one_line(proposal.verdict.reason, 200)}",
        card=proposal_key(proposal.id),
        blocks=(
            Heading(f"⏸️ Paused: {about}"),
            Paragraph((Run("Why it waits: ", bold=True), Run(clip(proposal.verdict.reason, 600)))),
            *_change(proposal, citations),
            Context(
                f"Rule {one_line(proposal.verdict.rule, 60)} · {confidence_words(proposal.confidence).capitalize()} · "
                f"Only {releasers} can release it{but} · Expires {moment(proposal.expires_at)}"
            ),
            Buttons(
                f"decide:{proposal.id}",
                (Button(RELEASE, proposal.id, "Release…"), Button(REJECT, proposal.id, "Reject…", "danger")),
            ),
        ),
    )


def decided_card(
    proposal: Proposal, *, citations: Sequence[Citation] = (), names: Mapping[str, str] | None = None
) -> Reply:
    """What became of a proposal; no buttons any more."""
    about, result = _about(proposal), _result(proposal, names)
    blocks: list[Block] = [Heading(about[0].upper() + about[1:]), Paragraph((Run(result, bold=True),))]
    if proposal.decision_reason:
        blocks.append(Paragraph((Run("Reason: "), Run(clip(proposal.decision_reason, 600), italic=True))))
    blocks += _change(proposal, citations)
    return Reply(
        text=f"{about[0].upper()}{about[1:]}: {result}", card=proposal_key(proposal.id), blocks=tuple(blocks)
    )


def _needs(proposal: Proposal, deciders: str, names: Mapping[str, str] | None) -> str:
    """Who must click, and why it is more than the usual approval."""
    reason = one_line(proposal.verdict.reason, 300)
    if proposal.released_by:
        return f"Released by {who(proposal.released_by, names)} although {reason}"
    if proposal.verdict.rule in _USUAL:
        return f"Needs {deciders}"
    return f"Needs {deciders}: {reason}"


def proposal_change(proposal: Proposal) -> str:
    """ "empty → Send the revised quote", on one line."""
    before = field_value(proposal.field, proposal.old) or "empty"
    return f"{before} → {field_value(proposal.field, proposal.new) or 'empty'}"


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
        blocks.append(Paragraph((Run("Why the change: ", bold=True), Run(clip(proposal.why, 500)))))
    if proposal.evidence:
        blocks.append(Quotes(_evidence(proposal.evidence, citations)))
    return tuple(blocks)


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
