"""What every chat surface needs from the rest of the house, and what a pressed button means."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from bot.replies.answers import error_reply
from bot.replies.forms import (
    APPROVE,
    DONE,
    EDIT,
    NOT_A_PROMISE,
    REJECT,
    RELEASE,
    SNOOZE_DAY,
    SNOOZE_WEEK,
    WRONG_OWNER,
)
from bot.replies.shapes import Reply


class Conversation(Protocol):
    """One person's conversation; `actor` is the mail address of a known reader.

    Nothing here raises for what a person did wrong: the reply carries a `notice` for them. Any
    other exception means that the work is not done and may be tried again.
    """

    def ask(self, question: str, *, actor: str, thread: str | None) -> Reply: ...

    def decide(
        self,
        proposal_id: str,
        kind: str,
        *,
        actor: str,
        reason: str | None = None,
        value: str | None = None,
    ) -> Reply:
        """`kind` is approve, edit, reject or release. The reply's blocks and `card` show the proposal
        as it now stands, also when the click was refused; `notice` then says why."""
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
        """`kind` is done, snooze, not_a_promise or wrong_owner. The blocks replace the clicked row;
        a reply with a `notice` changed nothing."""
        ...

    def new_value(self, proposal_id: str, *, actor: str) -> str | None:
        """The proposed value, to start an edit from; None if the actor may not see it."""
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
    """Where a card was posted, so that every copy can be replaced."""

    def save(self, card: str, channel: str, ts: str) -> None:
        """Harmless when repeated."""
        ...

    def of(self, card: str) -> list[tuple[str, str]]: ...


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


_DECISIONS = {APPROVE: "approve", EDIT: "edit", REJECT: "reject", RELEASE: "release"}
_ABOUT_PROMISES = {
    DONE: "done",
    NOT_A_PROMISE: "not_a_promise",
    WRONG_OWNER: "wrong_owner",
    SNOOZE_DAY: "snooze",
    SNOOZE_WEEK: "snooze",
}


def press(
    conversation: Conversation,
    action: str,
    subject: str,
    *,
    actor: str,
    words: str | None = None,
    owner: str | None = None,
) -> Reply:
    """Does what a button says; `words` and `owner` come from its form, if it has one."""
    if kind := _DECISIONS.get(action):
        value, reason = (words, None) if action == EDIT else (None, words)
        return conversation.decide(subject, kind, actor=actor, reason=reason, value=value)
    if kind := _ABOUT_PROMISES.get(action):
        until = _until(action, conversation.today(actor=actor))
        return conversation.reminder_click(subject, kind, actor=actor, until=until, owner=owner)
    return error_reply("That button is from an older version of me; ask again to get a fresh one.")


def _until(action: str, today: date) -> date | None:
    """Snoozing never ends on a weekend: "tomorrow" on a Friday is Monday."""
    if action == SNOOZE_WEEK:
        return today + timedelta(days=7 - today.weekday())
    if action == SNOOZE_DAY:
        return today + timedelta(days={4: 3, 5: 2}.get(today.weekday(), 1))
    return None
