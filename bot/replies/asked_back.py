"""What we ask back when somebody wrote something below a reminder: a proposal to press, or which promise is meant."""

from collections.abc import Sequence

from bot.replies.forms import LEAVE_IT
from bot.replies.promised import what
from bot.replies.shapes import Button, Buttons, Menu, Paragraph, Reply, Run
from bot.replies.words import one_line
from records.models import Promise

MOST = 10
"""Of so many promises one can be picked."""


def proposed(question: str, promise: Promise, offers: Sequence[Button]) -> Reply:
    """The question, the buttons that do it, and one that does nothing."""
    leave = Button(LEAVE_IT, promise.id, "Leave it")
    return Reply(
        text=question,
        blocks=(Paragraph((Run(question),)), Buttons(f"proposed:{promise.id}", (*offers, leave))),
    )


def which_one(card: str, options: Sequence[tuple[Promise, Sequence[Button]]]) -> Reply:
    """One button for each promise that may be meant; a menu where several things may be."""
    question = "Which one?"
    items = tuple(_option(promise, offers) for promise, offers in options[:MOST])
    leave = Button(LEAVE_IT, options[0][0].id, "None of them")
    return Reply(
        text=question, blocks=(Paragraph((Run(question),)), Buttons(f"which:{card}", (*items, leave)))
    )


def _option(promise: Promise, offers: Sequence[Button]) -> Button | Menu:
    account = f"{one_line(promise.account, 25)}: " if promise.account else ""
    label = f"{account}{what(promise, 45)}"
    if len(offers) == 1:
        return Button(offers[0].action, offers[0].value, label)
    return Menu(label, tuple(offers))
