"""Approval cards: approve, edit, reject, release and snooze, with every posted copy kept current."""

from functools import partial

from slack_bolt import App

from bot.replies.answers import text_reply
from bot.replies.cards import proposal_key
from bot.replies.forms import (
    APPROVE,
    ASKS_FIRST,
    CARD_SNOOZE_DAY,
    CARD_SNOOZE_PICK,
    CARD_SNOOZE_WEEK,
    EDIT,
    ON_CARDS,
    REJECT,
    RELEASE,
    SHOW_CARD,
)
from bot.replies.shapes import Reply
from bot.slack.buttons import listen
from bot.slack.clicks import Click, click_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.outcomes import InMessage, Outcome, outcome_of, tell
from bot.slack.workspaces import SlackSurface, Workspace, Workspaces
from bot.workflows.conversation import Conversation, press

NOT_FOUND_HERE = (
    "I could not send you the card here. Please ask an admin whether Slack knows your mail address."
)

_DOING = {
    APPROVE: "⏳ Approving…",
    EDIT: "⏳ Changing…",
    REJECT: "⏳ Rejecting…",
    RELEASE: "⏳ Releasing…",
    CARD_SNOOZE_DAY: "⏳ Putting it aside…",
    CARD_SNOOZE_WEEK: "⏳ Putting it aside…",
    CARD_SNOOZE_PICK: "⏳ Putting it aside…",
    SHOW_CARD: "⏳ Fetching the card…",
}


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Buttons that decide at once, a menu, and buttons that ask something first."""
    decide = partial(decide_by_click, conversation, workspaces)
    for action in ON_CARDS:
        desk.on(f"{'view' if action in ASKS_FIRST else 'action'}:{action}", decide)
    listen(app, desk, conversation, workspaces, ON_CARDS)


def decide_by_click(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """Shows that the click was felt, decides, then repaints the card wherever it stands."""
    click, here = click_of(delivery.body), workspaces.of(delivery.body)
    actor = here.identity.reader(click.user)
    if actor is None:
        tell(here, click, STRANGER)
        return
    outcome, key = outcome_of(here, conversation, delivery), proposal_key(click.subject)
    here.messages.audience.note(click.channel, click.user)
    in_message = isinstance(outcome, InMessage)
    outcome.working(_DOING[click.action])
    with here.messages.one_at_a_time(key):
        reply = _press_once(conversation, delivery, click, actor)
        in_place = in_message and _stands_there(here, click, reply, key)
        if in_place:
            here.messages.adopt(key, click)
        SlackSurface(workspaces).refresh(reply)
    if not (reply.card and reply.blocks):
        _without_a_card(reply, outcome)
    elif not in_place and click.action == SHOW_CARD:
        _send(here, actor, reply, outcome)
    elif not in_place:
        outcome.row(text_reply(reply.notice or reply.text))
    elif reply.notice:
        tell(here, click, reply.notice)


def _without_a_card(reply: Reply, outcome: Outcome) -> None:
    if reply.blocks and not reply.notice:
        outcome.whole(reply)  # put aside by this person: their copy makes room, the others stay
    else:
        outcome.refused(reply.notice or reply.text)


def _press_once(conversation: Conversation, delivery: Delivery, click: Click, actor: str) -> Reply:
    """Whoever decided is not told that it is decided already because the card could not be drawn at first."""
    action = SHOW_CARD if delivery.remembered("decided") else click.action
    reply = press(conversation, action, click.subject, actor=actor, values=click.values)
    if reply.card and not reply.notice:
        delivery.remember("decided", click.action)
    return reply


def _send(here: Workspace, actor: str, reply: Reply, outcome: Outcome) -> None:
    if here.messages.deliver(actor, reply):
        outcome.row(text_reply(f"I put it into our messages: {reply.text}"))
    else:
        outcome.refused(NOT_FOUND_HERE)


def _stands_there(here: Workspace, click: Click, reply: Reply, key: str) -> bool:
    """Whether the card can be drawn where it was clicked: it is one, and whoever reads it there may see it."""
    shown = reply.card == key and bool(reply.blocks) and _is_the_card(here, click, key)
    return shown and here.messages.audience.may_see(click.channel, reply)


def _is_the_card(here: Workspace, click: Click, key: str) -> bool:
    """Whether the clicked message shows this card and nothing else: a list of cards is none of them."""
    known = here.messages.card_at(click.channel, click.ts)
    if known is not None:
        return known == key
    return len([block for block in click.shown if block.get("type") == "actions"]) <= 1
