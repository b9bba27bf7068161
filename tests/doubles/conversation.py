"""A conversation about one small story, kept in memory; it decides and settles as the real one does."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.replies.answers import answer_reply, error_reply, text_reply
from bot.replies.cards import proposal_card
from bot.replies.reminders import reminder_card
from bot.replies.shapes import Reply
from records.models import ProposalStatus
from tests.pictures import samples


@dataclass
class StoryConversation:
    """`asked`, `decided` and `settled` list what was really done, `before_answer` may block or raise."""

    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    decided: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    settled: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    before_decision: Callable[[], None] = lambda: None
    reply: Reply | None = None
    people: dict[str, str] = field(
        default_factory=lambda: {samples.MIRA.email: "rep", samples.TOM.email: "manager"}
    )

    def __post_init__(self) -> None:
        self.proposal = samples.proposal()
        self.paused = samples.paused()
        self._lock = threading.Lock()

    def ask(self, question: str, *, actor: str, thread: str | None) -> Reply:
        self.before_answer()
        self.asked.append((question, actor, thread))
        return self.reply or answer_reply(samples.answer())

    def decide(
        self, proposal_id: str, kind: str, *, actor: str, reason: str | None = None, value: str | None = None
    ) -> Reply:
        self.before_decision()
        with self._lock:
            found = next((p for p in (self.proposal, self.paused) if p.id == proposal_id), None)
            if found is None:
                return error_reply("There is no such proposal any more.")
            notice = None
            if self.people[actor] != "manager":
                notice = "Only a manager or an admin can decide this."
            elif found.status not in (ProposalStatus.pending, ProposalStatus.paused):
                notice = f"Tom Reyes decided this already: it is {found.status.value}."
            else:
                self.decided.append((proposal_id, kind, actor, value or reason))
                status = {
                    "reject": ProposalStatus.rejected,
                    "release": ProposalStatus.pending,
                }.get(kind, ProposalStatus.applied)
                found = found.model_copy(
                    update={
                        "status": status,
                        "decided_by": None if kind == "release" else actor,
                        "decided_at": None if kind == "release" else samples.NOW,
                        "released_by": actor if kind == "release" else None,
                        "decision_reason": reason,
                        "new": value or found.new,
                    }
                )
                if found.id == self.proposal.id:
                    self.proposal = found
                else:
                    self.paused = found
            card = proposal_card(found, names=samples.NAMES)
            return Reply(card.text, card.blocks, card.card, notice)

    def reminder_click(
        self,
        promise_id: str,
        kind: str,
        *,
        actor: str,
        until: date | None = None,
        owner: str | None = None,
    ) -> Reply:
        if not promise_id.startswith("pr-"):
            return error_reply("That promise is not in the ledger any more.")
        self.settled.append((promise_id, kind, actor, owner or (until.isoformat() if until else None)))
        done = {
            "done": "✅ Kept, you said so",
            "snooze": f"💤 Asleep until {until}",
            "not_a_promise": "Not a promise: I'll learn from it",
            "wrong_owner": f"Handed over to {owner}",
        }
        return text_reply(done[kind])

    def new_value(self, proposal_id: str, *, actor: str) -> str | None:
        return self.proposal.new

    def waiting(self, *, actor: str) -> Sequence[Reply]:
        return (
            proposal_card(self.proposal, citations=samples.citations(), names=samples.NAMES),
            proposal_card(self.paused, citations=samples.paused_citations(), names=samples.NAMES),
            reminder_card(
                samples.reminders(), samples.MIRA, samples.DAY_BEFORE, citations=samples.citations()
            ),
        )

    def today(self, *, actor: str) -> date:
        return samples.TODAY

    def who(self, slack_user_id: str, email: str | None) -> str | None:
        return email if email in self.people else None


@dataclass
class MemoryPosts:
    """Where cards were posted, for as long as the test runs."""

    posted: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def save(self, card: str, channel: str, ts: str) -> None:
        spots = self.posted.setdefault(card, [])
        if (channel, ts) not in spots:
            spots.append((channel, ts))

    def of(self, card: str) -> list[tuple[str, str]]:
        return list(self.posted.get(card, ()))
