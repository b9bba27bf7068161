"""Reminders and other rows about a promise: done, snooze, not a promise, wrong owner, moved; a click changes its own row."""

from functools import partial

from slack_bolt import App

from bot.replies.forms import ASKS_FIRST, ON_PROMISES
from bot.slack.buttons import listen
from bot.slack.clicks import click_of, values_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.outcomes import outcome_of, tell
from bot.slack.workspaces import Workspaces
from bot.workflows.conversation import Conversation, press

NOT_A_COLLEAGUE = "I don't know that person here, so I can't hand it over. Please ask an admin to add them."
NOTING = "⏳ Noting it…"


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Buttons and a menu that settle at once, and two that ask for a colleague or a day."""
    settle = partial(settle_by_click, conversation, workspaces)
    for action in ON_PROMISES:
        desk.on(f"{'view' if action in ASKS_FIRST else 'action'}:{action}", settle)
    listen(app, desk, conversation, workspaces, ON_PROMISES)


def settle_by_click(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """Shows that the click was felt, settles the promise, then puts the result in place of the buttons."""
    click, here = click_of(delivery.body), workspaces.of(delivery.body)
    actor = here.identity.reader(click.user)
    if actor is None:
        tell(here, click, STRANGER)
        return
    outcome = outcome_of(here, conversation, delivery)
    values = values_of(click, here.identity)
    if values is None:
        outcome.refused(NOT_A_COLLEAGUE)
        return
    outcome.working(NOTING)
    reply = press(conversation, click.action, click.subject, actor=actor, values=values)
    if reply.notice or not reply.blocks:
        outcome.refused(reply.notice or reply.text)
        return
    here.messages.refresh(reply)
    if reply.card is None or here.messages.card_at(click.channel, click.ts) != reply.card:
        outcome.row(reply)
