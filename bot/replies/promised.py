"""A promise in a few words, who owes it, where it was said, and the row of buttons below it."""

from collections.abc import Mapping

from bot.replies.answers import source_runs
from bot.replies.forms import (
    DONE,
    NOT_A_PROMISE,
    SNOOZE_DAY,
    SNOOZE_PICK,
    SNOOZE_WEEK,
    STILL_OPEN,
    WRONG_OWNER,
)
from bot.replies.shapes import Button, Buttons, Menu, Run
from bot.replies.source_links import SourceLink
from bot.replies.words import one_line, who
from records.models import Citation, Direction, Promise, PromiseStatus
from retrieval.draft_text import without_due


def what(promise: Promise, longest: int) -> str:
    """Without the day that was said: it stands beside this, and may have been moved since. A day that begins
    the sentence stays, it may be what the sentence is about ("Monday is the last thing I agree to")."""
    if promise.due_as_said and promise.action.startswith(promise.due_as_said):
        return one_line(promise.action, longest)
    return one_line(without_due(promise.action, promise.due_as_said), longest)


def who_owes(promise: Promise, names: Mapping[str, str]) -> str:
    """ "Mara Lindqvist owes Acme", "Dana Whitfield (Acme) owes us"."""
    owner = who(promise.owner, names)
    account = one_line(promise.account or "", 80)
    if promise.direction is Direction.theirs:
        return f"{owner}{f' ({account})' if account else ''} owes us"
    return f"{owner} owes {account or who(promise.beneficiary, names)}"


def said_where(
    source: Citation | None, names: Mapping[str, str], link: SourceLink | None = None
) -> tuple[Run, ...]:
    """Subject, sender and day; a sender who is given by address alone is named where we know the name."""
    if source is None:
        return ()
    sender = names.get((source.sender or "").casefold(), source.sender)
    return source_runs(source.model_copy(update={"sender": sender}), link)


def promise_buttons(promise: Promise, *, unsure: bool | None = None) -> Buttons:
    """One that is perhaps settled is asked about; `unsure` where that is not what its status says."""
    one = promise.id
    buttons: list[Button | Menu] = [
        Button(DONE, one, "Done", "primary"),
        Menu(
            "Snooze",
            (
                Button(SNOOZE_DAY, one, "Until tomorrow"),
                Button(SNOOZE_WEEK, one, "Until next week"),
                Button(SNOOZE_PICK, one, "Pick a day…"),
            ),
        ),
        Button(NOT_A_PROMISE, one, "Not a promise"),
        Button(WRONG_OWNER, one, "Wrong owner…"),
    ]
    if promise.status is PromiseStatus.unsure if unsure is None else unsure:
        buttons.insert(1, Button(STILL_OPEN, one, "Still open"))
    return Buttons(f"promise:{one}", tuple(buttons))
