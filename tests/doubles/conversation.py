"""A conversation about one small story, kept in memory; it decides and settles as the real one does."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.replies.answers import answer_reply, error_reply, text_reply
from bot.replies.cards import asleep_card, proposal_card
from bot.replies.forms import EDIT, SETTINGS, form_for
from bot.replies.home import home_page
from bot.replies.insight import insight_card
from bot.replies.reminders import reminder_card
from bot.replies.shapes import Form, Reply
from policies.approvals import what_is_shown
from records.models import Event, ProposalStatus
from tests.pictures import sample_pages, samples


@dataclass
class StoryConversation:
    """Its lists say what was really done; `before_answer` and `before_decision` may block or raise."""

    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    decided: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    settled: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    before_decision: Callable[[], None] = lambda: None
    reply: Reply | None = None
    may_read: frozenset[str] = frozenset()
    """Who may read what answers rest on, besides the asker."""
    sources: dict[str, frozenset[str]] = field(default_factory=dict)
    """Event -> who may read it."""
    page: Reply | None = None
    """What the home tab shows, if not the story."""
    below: list[tuple[str, str, str]] = field(default_factory=list)
    put_off: list[tuple[str, str, str]] = field(default_factory=list)
    read: list[tuple[str, str]] = field(default_factory=list)
    remembered: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    saved: list[tuple[dict[str, str], str]] = field(default_factory=list)
    dismissed: list[tuple[str, str]] = field(default_factory=list)
    thumbs: list[tuple[str, bool, str]] = field(default_factory=list)
    looked_up: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    shown_unasked: set[tuple[str, str]] = field(default_factory=set)
    people: dict[str, str] = field(
        default_factory=lambda: {samples.MIRA.email: "rep", samples.TOM.email: "manager"}
    )

    def __post_init__(self) -> None:
        self.proposal = samples.proposal()
        self.paused = samples.paused()
        self._lock = threading.Lock()

    def ask(
        self, question: str, *, actor: str, thread: str | None, viewers: Collection[str] | None = None
    ) -> Reply:
        self.before_answer()
        self.asked.append((question, actor, thread))
        reply = self.reply or answer_reply(samples.answer(), answer_id="an_story")
        everybody = viewers is not None and set(viewers) - {actor} <= self.may_read
        return replace(reply, private=viewers is not None and not everybody)

    def decide(
        self,
        proposal_id: str,
        kind: str,
        *,
        actor: str,
        reason: str | None = None,
        value: str | None = None,
        until: date | None = None,
        seen: str | None = None,
    ) -> Reply:
        self.before_decision()
        with self._lock:
            found = next((p for p in (self.proposal, self.paused) if p.id == proposal_id), None)
            if found is None:
                return error_reply("There is no such proposal any more.")
            notice = None
            if kind == "snooze" and until is not None:
                self.put_off.append((proposal_id, actor, until.isoformat()))
                return asleep_card(found, until)
            if kind == "show":
                pass
            elif self.people[actor] != "manager":
                notice = "Only a manager or an admin can decide this."
            elif found.status not in (ProposalStatus.pending, ProposalStatus.paused):
                notice = f"Tom Reyes decided this already: it is {found.status.value}."
            elif seen is not None and seen != what_is_shown(found):
                notice = "The change is another one by now: look at it again, then decide."
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
            "still_open": "Still open",
            "move": f"Now due on {until}",
            "leave": "Left as it was",
        }
        return text_reply(done[kind])

    def form(self, action: str, subject: str, *, actor: str) -> Form | Reply:
        if action == SETTINGS:
            return sample_pages.settings()
        asked = form_for(action, subject, initial=self.proposal.new if action == EDIT else "")
        return asked or error_reply("There is nothing to ask.")

    def reply_to(self, card: str, words: str, *, actor: str) -> Reply | None:
        self.below.append((card, words, actor))
        return sample_pages.moved() if "moved to" in words else None

    def insight(self, about: str, *, actor: str) -> Reply:
        if about.casefold() not in ("acme", "ac-acme"):
            return error_reply(f"I know no customer called “{about}”.")
        return insight_card(sample_pages.account_insight())

    def opened(self, room: str, *, actor: str) -> Reply | None:
        """Once for each person, as the real one."""
        if "acme" not in room or (actor, "ac-acme") in self.shown_unasked:
            return None
        self.shown_unasked.add((actor, "ac-acme"))
        return insight_card(sample_pages.account_insight())

    def dismiss_insight(self, account_id: str, *, actor: str) -> Reply:
        self.dismissed.append((account_id, actor))
        return text_reply("I won't show you Acme unasked any more.")

    def let_go(self, account_id: str, *, actor: str) -> Reply:
        self.dismissed.append((account_id, actor))
        return text_reply("I won't bring Acme up again until they write.")

    def promised_here(self, message: Event, thread: Sequence[Event], *, actor: str) -> Reply:
        self.before_answer()
        self.read.append((message.text, actor))
        return sample_pages.promised_here()

    def remember_form(self, message: Event, place: str, *, actor: str) -> Form | Reply:
        self.read.append((message.text, actor))
        return sample_pages.remembering()

    def remember(self, held: str, values: Mapping[str, str], *, actor: str) -> Reply:
        self.before_decision()
        if "quote" not in values.get("words", ""):
            return error_reply("Those words are not in the message: please copy them from it as they are.")
        self.remembered.append((held, dict(values), actor))
        return sample_pages.remembered()

    def card(self, key: str, *, actor: str) -> Reply | None:
        return proposal_card(self.proposal) if key == f"proposal:{self.proposal.id}" else None

    def search(self, words: str, *, actor: str) -> Sequence[tuple[str, str, str]]:
        return [(p.id, p.action, p.quote) for p in samples.reminders() if words.casefold() in p.action]

    def promise(self, promise_id: str, *, actor: str) -> Reply | None:
        return sample_pages.remembered() if promise_id == "pr-ev-quote" else None

    def home(self, *, actor: str) -> Reply:
        self.before_answer()
        return replace(self.page or home_page(sample_pages.home()), private=True)

    def save_settings(self, values: Mapping[str, str], *, actor: str) -> Reply:
        if values.get("digest_at") == "19:00":
            return error_reply("19:00 lies in your quiet hours (18:00 to 08:00): choose another time.")
        self.saved.append((dict(values), actor))
        return text_reply("Your digest comes at 08:00 on business days.")

    def source(self, event_id: str, *, viewers: Collection[str]) -> Reply | None:
        self.looked_up.append((event_id, tuple(viewers)))
        known = event_id in self.sources and bool(viewers)
        return sample_pages.source() if known and set(viewers) <= self.sources[event_id] else None

    def suggestions(self, *, actor: str, room: str | None = None) -> Sequence[tuple[str, str]]:
        about = f"What did we promise {room.strip('#')}?" if room else "What is late?"
        return [(about, about), ("What do I owe this week?", "What do I owe this week?")]

    def helped(self, answer: str, good: bool, *, actor: str) -> Reply:
        self.thumbs.append((answer, good, actor))
        return text_reply("Thank you.")

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
    states: dict[tuple[str, str, str], str | None] = field(default_factory=dict)

    def save(self, card: str, channel: str, ts: str, state: str | None = None) -> None:
        self.states[card, channel, ts] = state or self.states.get((card, channel, ts))
        spots = self.posted.setdefault(card, [])
        if (channel, ts) not in spots:
            spots.append((channel, ts))

    def of(self, card: str) -> list[tuple[str, str]]:
        return list(self.posted.get(card, ()))

    def card_at(self, channel: str, ts: str) -> str | None:
        return next((card for card, spots in self.posted.items() if (channel, ts) in spots), None)

    def drop(self, channel: str, ts: str | None = None) -> None:
        for card, spots in self.posted.items():
            self.posted[card] = [s for s in spots if s[0] != channel or ts not in (None, s[1])]
