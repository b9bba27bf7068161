"""The row of buttons below a promise that is shown outside of a reminder."""

from bot.replies.forms import DONE, NOT_A_PROMISE, SNOOZE_DAY, SNOOZE_PICK, SNOOZE_WEEK, WRONG_OWNER
from bot.replies.shapes import Button, Buttons, Menu
from records.models import Promise


def promise_buttons(promise: Promise) -> Buttons:
    one = promise.id
    later = (
        Button(SNOOZE_DAY, one, "Until tomorrow"),
        Button(SNOOZE_WEEK, one, "Until next week"),
        Button(SNOOZE_PICK, one, "Pick a day…"),
    )
    return Buttons(
        f"promise:{one}",
        (
            Button(DONE, one, "Done", "primary"),
            Menu("Snooze", later),
            Button(NOT_A_PROMISE, one, "Not a promise"),
            Button(WRONG_OWNER, one, "Wrong owner…"),
        ),
    )
