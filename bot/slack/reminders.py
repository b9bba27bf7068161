"""Reminders in a DM: done, snooze, not a promise, wrong owner; a click changes its own row only."""

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.replies.forms import DONE, NOT_A_PROMISE, SNOOZE_DAY, SNOOZE_WEEK, WRONG_OWNER
from bot.slack.clicks import click_of
from bot.slack.decisions import open_form
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER, Identity
from bot.slack.messages import Messages
from bot.slack.render import pages
from bot.workflows.conversation import Conversation, press

Json = dict[str, Any]

NOT_A_COLLEAGUE = "I don't know that person here, so I can't hand it over. Please ask an admin to add them."


def register(
    app: App, desk: Desk, conversation: Conversation, identity: Identity, messages: Messages
) -> None:
    """Two buttons, a menu, and one button that asks for a colleague."""
    settle = partial(settle_by_click, conversation, identity, messages)
    for action in (DONE, NOT_A_PROMISE, SNOOZE_DAY, SNOOZE_WEEK):
        desk.on(f"action:{action}", settle)
    desk.on(f"view:{WRONG_OWNER}", settle)

    def clicked(ack: Ack, body: Json) -> None:
        ack()
        desk.work(body)

    for action in (DONE, NOT_A_PROMISE, SNOOZE_DAY):  # the menu goes by its first option
        app.action(action)(clicked)
    app.view(WRONG_OWNER)(clicked)

    @app.action(WRONG_OWNER)
    def ask_who(ack: Ack, body: Json) -> None:
        ack()
        open_form(conversation, identity, messages, body)


def settle_by_click(
    conversation: Conversation, identity: Identity, messages: Messages, delivery: Delivery
) -> None:
    """Shows that the click was felt, settles the promise, then puts the result in place of the buttons."""
    click = click_of(delivery.body)
    actor = identity.reader(click.user)
    if actor is None:
        messages.whisper(click.channel, click.user, STRANGER)
        return
    owner = identity.reader(click.chosen) if click.chosen else None
    if click.action == WRONG_OWNER and owner is None:
        messages.whisper(click.channel, click.user, NOT_A_COLLEAGUE)
        return
    messages.working(click, "⏳ Noting it…")
    reply = press(conversation, click.action, click.subject, actor=actor, owner=owner)
    if reply.notice or not reply.blocks:
        messages.restore(click)
        messages.whisper(click.channel, click.user, reply.notice or reply.text)
    elif not messages.replace_row(click, pages(reply)[0].blocks):
        messages.whisper(click.channel, click.user, reply.text)
