"""A person's own settings: the form that asks for them, and the sentence that says what holds."""

from datetime import time

from bot.replies.forms import SETTINGS
from bot.replies.shapes import Form, Input
from bot.replies.words import counted, one_line

_HOURS = tuple((str(hour), f"{hour:02}:00") for hour in range(24))


def settings_form(digest: time, quiet: tuple[int, int], cap: int, tz: str) -> Form:
    """Everything filled in as it holds now."""
    first, last = (str(hour % 24) for hour in quiet)
    return Form(
        SETTINGS,
        "mine",
        "My reminders",
        "Save",
        (
            Input("digest_at", "Morning digest at", "time", f"{digest:%H:%M}", optional=True),
            Input("quiet_from", "Quiet hours from", "choice", first, _HOURS, optional=True),
            Input("quiet_until", "Quiet hours until", "choice", last, _HOURS, optional=True),
            Input("cap", "Messages a day, at most", "number", str(cap), optional=True),
            Input("tz", "Time zone", "text", one_line(tz, 64), optional=True),
        ),
        note="What is due comes as one digest in the morning of business days. What comes up later that day "
        "comes by itself, and what is too much for one day waits for the next morning.",
    )


def settings_words(digest: time, quiet: tuple[int, int], cap: int, tz: str) -> str:
    first, last = quiet[0] % 24, quiet[1] % 24
    silence = (
        "and there are no quiet hours"
        if first == last
        else f"and nothing between {first:02}:00 and {last:02}:00"
    )
    return (
        f"Your digest comes at {digest:%H:%M} on business days ({one_line(tz, 64)}). "
        f"You get at most {counted(cap, 'message')} a day, {silence}."
    )
