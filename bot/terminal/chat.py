"""`promissory chat`: the same conversation as in Slack, with numbered buttons; works piped."""

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.replies.answers import error_reply, text_reply, unanswerable
from bot.replies.forms import ASKS_FIRST
from bot.replies.shapes import Button, Form, Input, Reply
from bot.terminal.render import render
from bot.workflows.conversation import Conversation, press

HELP = (
    'Ask what was promised ("what did we promise Acme last November?"), type a number to press that '
    "button, `cards` to see what waits for you, `quit` to leave."
)
GREETING = "Hello. Ask what was promised, or type help."
CANCELLED = "Left as it was."


class Chat:
    """One person at one terminal. Numbers run on, so buttons further up can still be pressed."""

    def __init__(self, conversation: Conversation, *, actor: str, console: Console) -> None:
        self._conversation, self._actor, self._console = conversation, actor, console
        self._buttons: list[Button] = []
        self._form: Form | None = None
        self._values: dict[str, str] = {}

    def hear(self, line: str) -> bool:
        """Answers one line; False when the person leaves."""
        words = line.strip()
        if self._form is not None:
            self._fill_in(self._form, words)
        elif words.lower() in ("quit", "exit", "bye"):
            return False
        elif words.lower() in ("help", "?"):
            self._show(text_reply(HELP))
        elif words.lower() in ("cards", "card", "reminders"):
            self._show_waiting()
        elif words.isdecimal() and len(words) < 6:
            self._press(int(words))
        elif words:
            self._ask(words)
        return True

    def _ask(self, words: str) -> None:
        with self._console.status("Looking through the ledger…"):
            reply = unanswerable(words) or self._conversation.ask(words, actor=self._actor, thread="terminal")
        self._show(reply)

    def _show_waiting(self) -> None:
        replies = self._conversation.waiting(actor=self._actor)
        for reply in replies:
            self._show(reply)
        if not replies:
            self._show(text_reply("Nothing waits for you."))

    def _press(self, number: int) -> None:
        if not 1 <= number <= len(self._buttons):
            self._show(
                error_reply(f"There is no button {number} here; type `cards` to see what waits for you.")
            )
            return
        button = self._buttons[number - 1]
        if button.action not in ASKS_FIRST:
            self._show(press(self._conversation, button.action, button.value, actor=self._actor))
            return
        form = self._conversation.form(button.action, button.value, actor=self._actor)
        if isinstance(form, Reply):
            self._show(form)
            return
        self._form, self._values = form, {}
        self._ask_for(form.inputs[0])

    def _ask_for(self, asked: Input) -> None:
        now = f" (now: {asked.initial})" if asked.initial else ""
        choices = ", ".join(f"{key} = {label}" for key, label in asked.options)
        how = {"person": "mail address", "date": "as 2026-11-24", "time": "as 08:30", "choice": choices}
        hint = f" ({how[asked.kind]})" if asked.kind in how else ""
        end = "An empty line leaves it as it is." if asked.optional else "An empty line cancels."
        self._show(text_reply(f"{asked.label}{now}{hint} {end}"))

    def _fill_in(self, form: Form, words: str) -> None:
        asked = form.inputs[len(self._values)]
        if not words and not asked.optional:
            self._form = None
            self._show(text_reply(CANCELLED))
            return
        if asked.kind == "person" and words:
            known = self._conversation.who("", words.lower())
            if known is None:
                self._form = None
                self._show(error_reply("I don't know anybody here by that mail address."))
                return
            words = known
        self._values[asked.name] = words or asked.initial
        if len(self._values) < len(form.inputs):
            self._ask_for(form.inputs[len(self._values)])
            return
        self._form = None
        values = {name: value for name, value in self._values.items() if value}
        self._show(press(self._conversation, form.action, form.value, actor=self._actor, values=values))

    def _show(self, reply: Reply) -> None:
        self._console.print(render(reply, self._number))
        self._console.print()

    def _number(self, button: Button) -> int:
        self._buttons.append(button)
        return len(self._buttons)


def run(
    conversation: Conversation,
    *,
    actor: str,
    console: Console | None = None,
    lines: Iterable[str] | None = None,
) -> None:
    """Talks until `quit` or the end of input. Piped lines are echoed, so that the output reads on its own."""
    console = console or Console()
    chat = Chat(conversation, actor=actor, console=console)
    console.print(Text(GREETING, style="dim"))
    for line in lines if lines is not None else typed(sys.stdin, console):
        if not chat.hear(line):
            break


def typed(stream: TextIO, console: Console) -> Iterator[str]:
    """Lines from a keyboard with a prompt, or from a pipe with an echo."""
    while True:
        if stream.isatty():
            try:
                line = console.input("[bold]›[/bold] ")
            except (EOFError, KeyboardInterrupt):
                return
        else:
            line = stream.readline()
            if not line:
                return
            console.print(Text(f"› {line.rstrip()}", style="bold"))
        yield line
