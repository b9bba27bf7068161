"""What tests of `/promises` share: typing it, and reading what only the one who typed it sees."""

from typing import Any

from tests.doubles.slack import Message
from tests.doubles.slack_world import MIRA, World

ANSWER = "We made Acme three promises"


def command(here: World, text: str, *, user: str = MIRA, **more: Any) -> Any:
    body = here.slack.command(user, text, **more)
    here.slack.deliver(here, body)
    here.settle()
    return body


def whispered(here: World, words: str) -> Message:
    found: Message = here.slack.wait(lambda: next((w for w in here.slack.whispers if words in w.words), None))
    return found
