"""What buttons are called, and what some of them ask before they count."""

from dataclasses import dataclass, replace

from bot.replies.shapes import Form, Input
from bot.replies.words import clip

APPROVE, EDIT, REJECT, RELEASE = "approve_change", "edit_change", "reject_change", "release_change"
CARD_SNOOZE_DAY, CARD_SNOOZE_WEEK = "card_snooze_tomorrow", "card_snooze_next_week"
CARD_SNOOZE_PICK, SHOW_CARD = "card_snooze_pick", "show_card"
DONE, NOT_A_PROMISE, WRONG_OWNER = "promise_done", "not_a_promise", "wrong_owner"
SNOOZE_DAY, SNOOZE_WEEK, SNOOZE_PICK = "snooze_tomorrow", "snooze_next_week", "snooze_pick"
STILL_OPEN, MOVE_DUE, LEAVE_IT = "still_open", "move_due", "leave_it"
SETTINGS = "settings"
INSIGHT, DISMISS_INSIGHT = "insight", "dismiss_insight"
GOOD_ANSWER, BAD_ANSWER = "good_answer", "bad_answer"
REMEMBER = "remember"
FORGET_LEAD = "forget_lead"

ON_CARDS = frozenset(
    (APPROVE, EDIT, REJECT, RELEASE, CARD_SNOOZE_DAY, CARD_SNOOZE_WEEK, CARD_SNOOZE_PICK, SHOW_CARD)
)
ON_PROMISES = frozenset(
    (
        DONE,
        NOT_A_PROMISE,
        WRONG_OWNER,
        SNOOZE_DAY,
        SNOOZE_WEEK,
        SNOOZE_PICK,
        STILL_OPEN,
        MOVE_DUE,
        LEAVE_IT,
        FORGET_LEAD,
    )
)
DECIDES = frozenset((APPROVE, EDIT, REJECT, RELEASE))
"""These count only for the change that was looked at, so they say with its mark which one that was."""
ACTIONS = ON_CARDS | ON_PROMISES | {SETTINGS, INSIGHT, DISMISS_INSIGHT, GOOD_ANSWER, BAD_ANSWER, REMEMBER}
ASKS_FIRST = frozenset((EDIT, REJECT, RELEASE, CARD_SNOOZE_PICK, WRONG_OWNER, SNOOZE_PICK, SETTINGS))
"""A click on these opens a form; `Conversation.form` makes it."""


@dataclass(frozen=True, slots=True)
class ValueInput(Input):
    """A new value of a CRM field, so that what is typed can be checked as one."""

    field: str = ""


_VALUE = ValueInput("value", "New value; the card then waits for approval")
_FORMS = {
    EDIT: ("Edit the change", "Save", _VALUE),
    REJECT: ("Reject the change", "Reject", Input("reason", "Why? It helps to propose better")),
    RELEASE: ("Release the change", "Release", Input("reason", "Why is it safe to go on?")),
    CARD_SNOOZE_PICK: ("Ask again later", "Snooze", Input("until", "Ask me again on", "date")),
    WRONG_OWNER: ("Wrong owner", "Hand over", Input("owner", "Who owes it?", "person")),
    SNOOZE_PICK: ("Remind me later", "Snooze", Input("until", "Remind me again on", "date")),
}


def form_for(action: str, subject: str, *, initial: str = "", field: str = "") -> Form | None:
    """The question to ask before `action` counts, or nothing if the click is enough; `field` is the one of the CRM
    that is edited."""
    if action not in _FORMS:
        return None
    title, submit, asked = _FORMS[action]
    filled = replace(asked, initial=clip(initial, 2000))
    if isinstance(filled, ValueInput):
        filled = replace(filled, field=field)
    return Form(action, subject, title, submit, (filled,))
