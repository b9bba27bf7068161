"""`promissory chat`: the same conversation as in Slack, with numbered buttons; works piped."""

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.replies.answers import error_reply, text_reply, unanswerable
from bot.replies.forms import EDIT, form_for
from bot.replies.shapes import Button, Form, Reply
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
        initial = ""
        if button.action == EDIT:
            initial = self._conversation.new_value(button.value, actor=self._actor) or ""
        self._form = form_for(button.action, button.value, initial=initial)
        if self._form is None:
            self._show(press(self._conversation, button.action, button.value, actor=self._actor))
            return
        now = f" (now: {self._form.initial})" if self._form.initial else ""
        who = " (mail address)" if self._form.person else ""
        self._show(text_reply(f"{self._form.label}{now}{who} An empty line cancels."))

    def _fill_in(self, form: Form, words: str) -> None:
        self._form = None
        if not words:
            self._show(text_reply(CANCELLED))
            return
        owner = self._conversation.who("", words.lower()) if form.person else None
        if form.person and owner is None:
            self._show(error_reply("I don't know anybody here by that mail address."))
            return
        answer = None if form.person else words
        self._show(
            press(self._conversation, form.action, form.value, actor=self._actor, words=answer, owner=owner)
        )

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
