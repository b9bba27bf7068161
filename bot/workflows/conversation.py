"""What every chat surface needs from the rest of the house, and what a pressed button means."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from bot.replies import forms as f
from bot.replies.answers import error_reply
from bot.replies.form_checks import NO_DAY
from bot.replies.shapes import Form, Reply
from records.models import Event as Event

_NOBODY: Mapping[str, str] = {}


class Conversation(Protocol):
    """One person's conversation; `actor` is the mail address of a known reader.

    Nothing here raises for what a person did wrong: the reply carries a `notice` for them. Any
    other exception means that the work is not done and may be tried again.
    """

    def ask(
        self, question: str, *, actor: str, thread: str | None, viewers: Collection[str] | None = None
    ) -> Reply:
        """The answer to `actor`. `viewers` are the mail addresses of all who would see it posted where
        it was asked (None: only the actor); where not all of them may read all that it rests on, the
        reply is `private`."""
        ...

    def form(self, action: str, subject: str, *, actor: str) -> Form | Reply:
        """What a button of `bot.replies.forms.ASKS_FIRST` asks; a reply with a `notice` instead where
        the actor may not."""
        ...

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
        """`kind` is approve, edit, reject, release, snooze (with `until`) or show; `seen` is the mark of the change on
        the card or form that this was said of. The reply's blocks and `card` show the proposal as it now stands,
        also when the click was refused; `notice` then says why."""
        ...

    def reminder_click(
        self,
        promise_id: str,
        kind: str,
        *,
        actor: str,
        until: date | None = None,
        owner: str | None = None,
    ) -> Reply:
        """`kind` is done, snooze, not_a_promise, wrong_owner, still_open, move (`until` is the new due day)
        or leave. The blocks replace the clicked row; a reply with a `notice` changed nothing."""
        ...

    def reply_to(self, card: str, words: str, *, actor: str) -> Reply | None:
        """What somebody wrote below a card that we sent ("reminder:<id>"): understood as said of its promise or
        of an account that fell silent, it proposes what to do with buttons, or says what can be done; None
        where it is not, or the card is not theirs."""
        ...

    def insight(self, about: str, *, actor: str) -> Reply:
        """The insight card of an account, by its id or by a name."""
        ...

    def opened(self, room: str, *, actor: str) -> Reply | None:
        """The insight card when somebody opens the room of a deal ("#acme-renewal"); None where the name
        fits no account of theirs or they don't want it any more."""
        ...

    def dismiss_insight(self, account_id: str, *, actor: str) -> Reply:
        """Not shown unasked to this person any more, for good."""
        ...

    def let_go(self, account_id: str, *, actor: str) -> Reply:
        """The present silence of an account is not brought up again."""
        ...

    def promised_here(self, message: Event, thread: Sequence[Event], *, actor: str) -> Reply:
        """What was promised in this message and its thread, for the asker alone. `thread` may be empty."""
        ...

    def remember_form(self, message: Event, place: str, *, actor: str) -> Form | Reply:
        """Keeps the message aside and asks what is promised in it."""
        ...

    def remember(self, held: str, values: Mapping[str, str], *, actor: str) -> Reply:
        """Puts the promise of a message that was kept aside into the ledger, in its exact words."""
        ...

    def card(self, key: str, *, actor: str) -> Reply | None:
        """A card ("proposal:<id>", "reminder:<id>") as it now stands, for who may see it."""
        ...

    def search(self, words: str, *, actor: str) -> Sequence[tuple[str, str, str]]:
        """Promises that the actor may read and that fit the words: id, title and one line of each."""
        ...

    def promise(self, promise_id: str, *, actor: str) -> Reply | None:
        """One promise with its quote and source, for who may read it."""
        ...

    def home(self, *, actor: str) -> Reply:
        """What waits for this person: open promises, cards, health, settings."""
        ...

    def save_settings(self, values: Mapping[str, str], *, actor: str) -> Reply: ...

    def source(self, event_id: str, *, viewers: Collection[str]) -> Reply | None:
        """A source that we cite, where each of `viewers` may read it."""
        ...

    def suggestions(self, *, actor: str, room: str | None = None) -> Sequence[tuple[str, str]]:
        """Title and question of up to four prompts worth asking now; `room` is the channel in view."""
        ...

    def helped(self, answer: str, good: bool, *, actor: str) -> Reply:
        """Whether an answer helped."""
        ...

    def waiting(self, *, actor: str) -> Sequence[Reply]:
        """Cards and reminders that wait for this person."""
        ...

    def today(self, *, actor: str) -> date:
        """The date where the person is."""
        ...

    def who(self, slack_user_id: str, email: str | None) -> str | None:
        """A known reader's address, or None: fail closed."""
        ...


class Posts(Protocol):
    """Where one surface posted which card, so that every copy can be replaced."""

    def save(self, card: str, channel: str, ts: str, state: str | None = None) -> None:
        """Harmless when repeated; `state` is what the copy shows now."""
        ...

    def of(self, card: str) -> list[tuple[str, str]]: ...

    def card_at(self, channel: str, ts: str) -> str | None:
        """Which card a message is."""
        ...

    def drop(self, channel: str, ts: str | None = None) -> None:
        """The message is gone, or all of the channel is."""
        ...


class Surface(Protocol):
    """A chat platform that we may say something on unasked."""

    @property
    def name(self) -> str: ...

    def deliver(self, email: str, reply: Reply) -> bool:
        """A DM to a colleague; False if the platform does not know them. A card that already stands in
        their DM is replaced, so repeating is harmless."""
        ...

    def refresh(self, reply: Reply) -> None:
        """Repaints every posted copy of a card."""
        ...


class Deliveries(Protocol):
    """Every delivery is stored before it is acknowledged, and forgotten only when it was handled."""

    def accept(self, delivery_id: str, body: dict[str, Any]) -> bool:
        """Stores and claims; False if it was handled before or is being handled."""
        ...

    def done(self, delivery_id: str) -> None: ...

    def unfinished(self) -> list[tuple[str, dict[str, Any]]]:
        """Claims what an earlier process left undone."""
        ...

    def remember(self, delivery_id: str, key: str, value: str) -> None:
        """Keeps what was already done for a delivery, so that a second attempt goes on from there."""
        ...

    def remembered(self, delivery_id: str, key: str) -> str | None: ...


_DECISIONS = {
    f.APPROVE: "approve",
    f.EDIT: "edit",
    f.REJECT: "reject",
    f.RELEASE: "release",
    f.CARD_SNOOZE_DAY: "snooze",
    f.CARD_SNOOZE_WEEK: "snooze",
    f.CARD_SNOOZE_PICK: "snooze",
    f.SHOW_CARD: "show",
}
_ABOUT_PROMISES = {
    f.DONE: "done",
    f.NOT_A_PROMISE: "not_a_promise",
    f.WRONG_OWNER: "wrong_owner",
    f.SNOOZE_DAY: "snooze",
    f.SNOOZE_WEEK: "snooze",
    f.SNOOZE_PICK: "snooze",
    f.STILL_OPEN: "still_open",
    f.MOVE_DUE: "move",
    f.LEAVE_IT: "leave",
}
_TOMORROW = frozenset((f.SNOOZE_DAY, f.CARD_SNOOZE_DAY))
_NEXT_WEEK = frozenset((f.SNOOZE_WEEK, f.CARD_SNOOZE_WEEK))
OUTDATED = "That button is from an older version of me; ask again to get a fresh one."


def press(
    conversation: Conversation,
    action: str,
    subject: str,
    *,
    actor: str,
    values: Mapping[str, str] = _NOBODY,
) -> Reply:
    """Does what a button says; `values` come from its form, if it has one, by the names of its inputs.

    What follows an "@" in the subject is a day ("<promise id>@2026-11-24"), or the mark of what a card or form showed.
    """
    if any(map(_is_broken, (subject, *values.values()))):
        return error_reply(OUTDATED)
    if action in _DECISIONS or action in _ABOUT_PROMISES:
        subject, _, more = subject.partition("@")
        until = _until(action, values.get("until") or more, lambda: conversation.today(actor=actor))
        if until is None and (action in (f.SNOOZE_PICK, f.CARD_SNOOZE_PICK, f.MOVE_DUE)):
            return error_reply(NO_DAY)
        if kind := _DECISIONS.get(action):
            return conversation.decide(
                subject,
                kind,
                actor=actor,
                reason=values.get("reason"),
                value=values.get("value"),
                until=until,
                seen=more or None,
            )
        return conversation.reminder_click(
            subject, _ABOUT_PROMISES[action], actor=actor, until=until, owner=values.get("owner")
        )
    match action:
        case f.SETTINGS:
            return conversation.save_settings(values, actor=actor)
        case f.FORGET_LEAD:
            return conversation.let_go(subject, actor=actor)
        case f.INSIGHT:
            return conversation.insight(subject, actor=actor)
        case f.DISMISS_INSIGHT:
            return conversation.dismiss_insight(subject, actor=actor)
        case f.GOOD_ANSWER | f.BAD_ANSWER:
            return conversation.helped(subject, action == f.GOOD_ANSWER, actor=actor)
        case f.REMEMBER:
            return conversation.remember(subject, values, actor=actor)
    return error_reply(OUTDATED)


def _is_broken(text: str) -> bool:
    """Half a character, which no keyboard types and no database takes."""
    return any("\ud800" <= c <= "\udfff" for c in text)


def _until(action: str, day: str, today: Callable[[], date]) -> date | None:
    """Snoozing never ends on a weekend: "tomorrow" on a Friday is Monday."""
    if action in _NEXT_WEEK:
        return today() + timedelta(days=7 - today().weekday())
    if action in _TOMORROW:
        return today() + timedelta(days={4: 3, 5: 2}.get(today().weekday(), 1))
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None
