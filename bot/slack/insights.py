"""The insight card: on request, and once when somebody opens the channel of a deal; and whether an answer helped."""

import logging
from functools import partial

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.replies.forms import BAD_ANSWER, DISMISS_INSIGHT, GOOD_ANSWER, INSIGHT
from bot.slack.buttons import listen
from bot.slack.clicks import click_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.outcomes import outcome_of, tell
from bot.slack.render import card
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Conversation, press

log = logging.getLogger("promissory.slack")

HANDLED = (INSIGHT, DISMISS_INSIGHT, GOOD_ANSWER, BAD_ANSWER)
_DOING = {INSIGHT: "⏳ Putting it together…"}


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Buttons under cards and answers."""
    look = partial(look_by_click, conversation, workspaces)
    for action in HANDLED:
        desk.on(f"action:{action}", look)
    listen(app, desk, conversation, workspaces, HANDLED)


def look_by_click(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """An insight comes beside what was clicked; one that is not wanted makes room; a thumb is thanked for."""
    click, here = click_of(delivery.body), workspaces.of(delivery.body)
    actor = here.identity.reader(click.user)
    if actor is None:
        tell(here, click, STRANGER)
        return
    outcome = outcome_of(here, conversation, delivery)
    outcome.working(_DOING.get(click.action, "⏳ Noting it…"))
    reply = press(conversation, click.action, click.subject, actor=actor)
    if reply.notice or not reply.blocks:
        outcome.refused(reply.notice or reply.text)
    elif click.action == INSIGHT:
        outcome.beside(reply)
    elif click.action == DISMISS_INSIGHT:
        outcome.whole(reply)
    else:
        outcome.row(reply)


def greet_with_insight(
    conversation: Conversation, here: Workspace, channel: str, room: str, user: str
) -> bool:
    """Whoever opens the channel of a deal sees its insight card there, and nobody else does.

    `room` is the channel's name ("#acme-renewal"). False if there is nothing for them to see.
    """
    actor = here.identity.reader(user)
    reply = conversation.opened(room, actor=actor) if actor is not None else None
    if reply is None:
        return False
    page = card(reply)
    try:
        here.client.chat_postEphemeral(channel=channel, user=user, text=page.text, blocks=page.blocks)
    except SlackApiError as error:  # gone again, or the channel is: there is nobody to greet
        log.info("nobody was greeted in %s: %s", channel, error.response.get("error"))
        return False
    return True
