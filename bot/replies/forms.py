"""What buttons are called, and what some of them ask before they count."""

from bot.replies.shapes import Form
from bot.replies.words import clip

APPROVE, EDIT, REJECT, RELEASE = "approve_change", "edit_change", "reject_change", "release_change"
DONE, NOT_A_PROMISE, WRONG_OWNER = "promise_done", "not_a_promise", "wrong_owner"
SNOOZE_DAY, SNOOZE_WEEK = "snooze_tomorrow", "snooze_next_week"
ACTIONS = frozenset(
    (APPROVE, EDIT, REJECT, RELEASE, DONE, NOT_A_PROMISE, WRONG_OWNER, SNOOZE_DAY, SNOOZE_WEEK)
)


_FORMS = {
    EDIT: ("Edit the change", "New value; the card then waits for approval", "Save", False),
    REJECT: ("Reject the change", "Why? It helps to propose better", "Reject", False),
    RELEASE: ("Release the change", "Why is it safe to go on?", "Release", False),
    WRONG_OWNER: ("Wrong owner", "Who owes it?", "Hand over", True),
}


def form_for(action: str, value: str, *, initial: str = "") -> Form | None:
    """The question to ask before `action` counts, or nothing if the click is enough."""
    if action not in _FORMS:
        return None
    title, label, submit, person = _FORMS[action]
    return Form(action, value, title, label, submit, initial=clip(initial, 2000), person=person)
