"""The conversation behind every surface: sentences and clicks in, replies out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from bot.replies.answers import answer_reply, error_reply, rests_on_citations, text_reply, unanswerable
from bot.replies.cards import asleep_card, card_title, not_written
from bot.replies.forms import DECIDES, EDIT, ON_CARDS, ON_PROMISES, SETTINGS, SNOOZE_PICK, form_for
from bot.replies.shapes import Form, Reply
from bot.replies.source_links import SourceLink
from bot.workflows.ask import Ask
from bot.workflows.cite import Cite
from bot.workflows.correct import Correct
from bot.workflows.decide import Decide
from bot.workflows.find import Find
from bot.workflows.home_view import HomeView
from bot.workflows.insight import Insights
from bot.workflows.preferences import Preferences
from bot.workflows.remember import Remember
from bot.workflows.remind import Remind
from bot.workflows.reply_to import ReplyTo
from bot.workflows.show import Show
from policies.access import may_show
from policies.approvals import what_is_shown
from records.errors import PromissoryError
from records.event_log import EventLog
from records.feedback import Feedback
from records.models import Answer, DecisionKind, Direction, Event, PromiseStatus, Proposal
from records.people import People
from records.proposals import Proposals
from records.reading import Reading

_SAID = {
    "done": "Noted as kept: {action}.",
    "not_a_promise": "Taken off the ledger: {action}.",
    "still_open": "Still open: {action}.",
    "snooze": "I'll ask again on {until}: {action}.",
    "move": "Now due on {until}: {action}.",
    "wrong_owner": "Handed to {owner}: {action}.",
}
_THAT = "that promise"
SHOW = "show"
CHATS = frozenset(("slack", "teams"))
"""Surfaces on which something can be said unasked."""


@dataclass(frozen=True)
class Talk:
    """Implements `bot.workflows.conversation.Conversation` over the workflows."""

    asking: Ask
    deciding: Decide
    correcting: Correct
    replying: ReplyTo
    insights: Insights
    remembering: Remember
    home_view: HomeView
    citing: Cite
    finding: Find
    preferences: Preferences
    show: Show
    people: People
    proposals: Proposals
    reading: Reading
    log: EventLog
    feedback: Feedback
    reminding: Callable[[], Remind]
    surface: str
    link: SourceLink = lambda event_id: None

    # Questions

    def ask(
        self, question: str, *, actor: str, thread: str | None, viewers: Collection[str] | None = None
    ) -> Reply:
        odd = unanswerable(question)
        if odd is not None:
            return odd
        self._note_where(actor)
        try:
            answer = self.asking.ask(question, actor, thread=thread)
        except PromissoryError as problem:
            return replace(error_reply(str(problem)), private=True)
        if viewers is None or not self._may_show(answer, viewers):
            return replace(self._answered(answer, actor), private=viewers is not None)
        return self._answered(answer, actor, shared=True)

    def _answered(self, answer: Answer, actor: str, *, shared: bool = False) -> Reply:
        about = "|".join((actor, answer.answer, *(c.event_id for c in answer.citations)))
        name = None if answer.refused else f"an_{sha256(about.encode()).hexdigest()[:16]}"
        return answer_reply(answer, shared=shared, answer_id=name, link=self.link)

    def _may_show(self, answer: Answer, viewers: Collection[str]) -> bool:
        """Whether each viewer may read all that the answer rests on; what rests on nothing is for the asker."""
        events = {c.event_id for c in answer.citations} | {p.event_id for p in answer.promises}
        settling = (p.settled_by for p in answer.promises if p.settled_by)
        events |= {name for name in settling if not name.startswith("click:")}
        return rests_on_citations(answer) and may_show(viewers, [self.log.readers(e) for e in events])

    def _note_where(self, actor: str) -> None:
        """Where somebody talks to us is where they want to be told."""
        if self.surface in CHATS and self.people.find(actor) is not None:
            self.preferences.note_surface(actor, self.surface)

    def helped(self, answer: str, good: bool, *, actor: str) -> Reply:
        self.feedback.note_answer(answer, good, actor)
        return text_reply(
            "Thank you." if good else "Thank you: it counts against me in the weekly report. What was wrong?"
        )

    def search(self, words: str, *, actor: str) -> Sequence[tuple[str, str, str]]:
        return self.finding.search(words, actor)

    def promise(self, promise_id: str, *, actor: str) -> Reply | None:
        return self.finding.promise(promise_id, actor)

    def source(self, event_id: str, *, viewers: Collection[str]) -> Reply | None:
        return self.citing.source(event_id, viewers)

    # Cards and promises

    def form(self, action: str, subject: str, *, actor: str) -> Form | Reply:
        if action == SETTINGS:
            try:
                return self.preferences.form(actor)
            except PromissoryError as problem:
                return error_reply(str(problem))
        initial = note = field = ""
        if action in ON_CARDS:
            p = self._seen(subject.partition("@")[0], actor)
            if p is None:
                return error_reply("That proposal is not there any more, or it is not yours to decide.")
            initial, note, field = p.new if action == EDIT else "", card_title(p), p.field
            if action in DECIDES:  # what is sent in counts for the change that stood above the form
                subject = f"{p.id}@{what_is_shown(p)}"
        elif action in ON_PROMISES:
            note = self.finding.title(subject.partition("@")[0], actor)
        if action == SNOOZE_PICK:
            initial = subject.partition("@")[2]
        form = form_for(action, subject, initial=initial, field=field)
        return replace(form, note=note) if form else error_reply("There is nothing to ask about that.")

    def _seen(self, proposal_id: str, actor: str) -> Proposal | None:
        try:
            p = self.proposals.get(proposal_id)
        except PromissoryError:
            return None
        return p if self.show.may_see_proposal(p, actor) else None

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
        notice = None
        self._note_where(actor)
        try:
            if kind == SHOW:
                return self.show.proposal(self.deciding.wake(proposal_id, actor))
            p = self.deciding.decide(
                proposal_id,
                DecisionKind(kind),
                actor,
                reason=reason,
                value=value,
                until=until,
                seen=seen,
                surface=self.surface,
            )
            if kind == DecisionKind.snooze.value and until is not None:
                return asleep_card(p, until)
        except PromissoryError as problem:
            notice = str(problem)
            known = self._seen(proposal_id, actor)
            if known is None:
                return error_reply(notice)
            p = known
        if notice is None and kind == DecisionKind.approve.value:
            notice = not_written(p)  # of an edit or a release nobody expects to find it in the CRM
        return replace(self.show.proposal(p), notice=notice)

    def card(self, key: str, *, actor: str) -> Reply | None:
        return self.show.card(key) if self.show.may_see(key, actor) else None

    def reminder_click(
        self, promise_id: str, kind: str, *, actor: str, until: date | None = None, owner: str | None = None
    ) -> Reply:
        if kind == "leave":
            return text_reply("Left as it was.")
        try:
            promise = self.correcting.correct(promise_id, kind, actor, until=until, owner=owner)
        except PromissoryError as problem:
            return error_reply(str(problem))
        # A manager may settle what they may not read; then it is not read out to them either.
        action = promise.action if self.finding.title(promise.id, actor) or promise.owner == actor else _THAT
        return text_reply(_SAID[kind].format(action=action, until=until, owner=promise.owner))

    def reply_to(self, card: str, words: str, *, actor: str) -> Reply | None:
        return self.replying.read(card, words, actor)

    def waiting(self, *, actor: str) -> Sequence[Reply]:
        person = self.people.find(actor)
        if person is None:
            return []
        cards = self.show.waiting(actor)
        today = self.show.today(person)
        late = [
            p
            for p in self.reading.promises(
                person.email,
                direction=Direction.ours,
                owner=person.email,
                today=today,
                statuses=[PromiseStatus.open, PromiseStatus.broken],
            )
            if p.due is not None and p.due <= today
        ]
        return [*cards, self.show.reminder(late[:5], person)] if late else cards

    # What was said, and by whom it is known

    def insight(self, about: str, *, actor: str) -> Reply:
        return self.insights.card(about, actor)

    def opened(self, room: str, *, actor: str) -> Reply | None:
        return self.insights.opened(room, actor)

    def dismiss_insight(self, account_id: str, *, actor: str) -> Reply:
        return self.insights.dismiss(account_id, actor)

    def let_go(self, account_id: str, *, actor: str) -> Reply:
        return self.reminding().let_go(account_id, actor)

    def promised_here(self, message: Event, thread: Sequence[Event], *, actor: str) -> Reply:
        return self.remembering.promised_here(message, thread, actor)

    def remember_form(self, message: Event, place: str, *, actor: str) -> Form | Reply:
        return self.remembering.form(message, place, actor)

    def remember(self, held: str, values: Mapping[str, str], *, actor: str) -> Reply:
        return self.remembering.save(held, values, actor)

    # The person

    def home(self, *, actor: str) -> Reply:
        self._note_where(actor)
        return self.home_view.of(actor)

    def suggestions(self, *, actor: str, room: str | None = None) -> Sequence[tuple[str, str]]:
        return self.home_view.suggestions(actor, room)

    def save_settings(self, values: Mapping[str, str], *, actor: str) -> Reply:
        return self.preferences.save(values, actor)

    def today(self, *, actor: str) -> date:
        return self.show.today(self.people.find(actor))

    def who(self, slack_user_id: str, email: str | None) -> str | None:
        person = self.people.by_slack_id(slack_user_id) if slack_user_id else None
        if person is None and email:
            person = self.people.find(email)
        return person.email if person else None
