"""Two things to do with a message: see what was promised in it, and remember a promise that we missed."""

import logging
from functools import partial
from hashlib import sha256
from typing import Any

from slack_bolt import Ack, App

from bot.replies.answers import text_reply
from bot.replies.forms import REMEMBER
from bot.replies.shapes import Form, Reply
from bot.slack.buttons import NOT_OPENED, show_form
from bot.slack.clicks import Click, click_of, values_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.outcomes import update_view
from bot.slack.reminders import NOT_A_COLLEAGUE
from bot.slack.views import again, title_of, window
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Conversation, Event, press

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

HERE, THIS = "promised_here", "remember_this"
TITLE, ASKING_TITLE = "Promised here", "Remember a promise"
LOOKING, SAVING = "Looking…", "Noting it…"
UNREADABLE = "I can't read that message: it has no words of a person in it."
NOT_LISTENING = (
    "I keep nothing of what is said in Slack here, so I can't look into that message. "
    "An admin can set me up to listen in channels."
)


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """One that opens a window and then works, one that asks before it does."""
    desk.on(f"shortcut:{HERE}", partial(show_promised, conversation, workspaces))
    desk.on(f"view:{REMEMBER}", partial(save_promise, conversation, workspaces))

    @app.shortcut(HERE)
    def look(ack: Ack, body: Json) -> None:
        ack()
        _opened(workspaces.of(body), body, window(TITLE, text_reply(LOOKING), name=name_of(body)))
        desk.work(body)

    @app.shortcut(THIS)
    def remember(ack: Ack, body: Json) -> None:
        ack()
        ask_what(conversation, workspaces, body)

    @app.view(REMEMBER)
    def submitted(ack: Ack, body: Json) -> None:
        ack(response_action="update", view=window(title_of(body["view"]), text_reply(SAVING)))
        desk.work(body)


def show_promised(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """In the window that was opened, or in the DM where that is closed by now."""
    body, here = delivery.body, workspaces.of(delivery.body)
    actor = here.identity.reader(body["user"]["id"])
    read = _read(workspaces, body)
    if actor is None:
        reply = text_reply(STRANGER)
    elif read is None:
        reply = text_reply(_why_not(workspaces))
    else:
        reply = conversation.promised_here(read[0], (), actor=actor)
    show_in_window(here, delivery, TITLE, reply, user=body["user"]["id"], name=name_of(body))


def ask_what(conversation: Conversation, workspaces: Workspaces, body: Json) -> None:
    """At once, because Slack opens a form only within three seconds."""
    here = workspaces.of(body)
    try:
        asked = _form(conversation, workspaces, body)
        if isinstance(asked, Form):
            opened = show_form(here, body["trigger_id"], asked, {})
        else:
            opened = _opened(here, body, window(ASKING_TITLE, asked))
    except Exception as error:  # noqa: BLE001 - a click must never look as if it went unheard
        log.warning("shortcut %s failed: %s", THIS, type(error).__name__)
        opened = False
    if not opened:
        here.messages.whisper("", body["user"]["id"], NOT_OPENED)


def save_promise(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """What became of it stands in the window that asked."""
    click, here = click_of(delivery.body), workspaces.of(delivery.body)
    actor = here.identity.reader(click.user)
    values = values_of(click, here.identity)
    if actor is None:
        reply = text_reply(STRANGER)
    elif values is None:
        reply = text_reply(NOT_A_COLLEAGUE)
    else:
        reply = press(conversation, REMEMBER, click.subject, actor=actor, values=values)
    show_saved(here, delivery, reply, click)


def show_saved(here: Workspace, delivery: Delivery, reply: Reply, click: Click) -> None:
    """In the window that asked; where something is wrong it asks again, with everything as it was filled in."""
    if reply.notice and update_view(here, again(delivery.body["view"], reply.notice), view_id=click.view):
        return
    title = title_of(delivery.body["view"])
    show_in_window(here, delivery, title, reply, user=click.user, view_id=click.view)


def show_in_window(
    here: Workspace,
    delivery: Delivery,
    title: str,
    reply: Reply,
    *,
    user: str,
    view_id: str | None = None,
    name: str | None = None,
) -> None:
    if not update_view(here, window(title, reply, name=name), view_id=view_id, name=name):
        here.messages.post(here.messages.direct_channel(user), reply, delivery)


def name_of(body: Json) -> str:
    """The same for every attempt at one shortcut, so that a later one finds the window of the first."""
    parts = (body["user"]["id"], body.get("action_ts"), body.get("trigger_id"))
    return f"shortcut:{sha256('|'.join(map(str, parts)).encode()).hexdigest()[:32]}"


def _form(conversation: Conversation, workspaces: Workspaces, body: Json) -> Form | Reply:
    actor = workspaces.of(body).identity.reader(body["user"]["id"])
    if actor is None:
        return text_reply(STRANGER)
    read = _read(workspaces, body)
    if read is None:
        return text_reply(_why_not(workspaces))
    return conversation.remember_form(*read, actor=actor)


def _read(workspaces: Workspaces, body: Json) -> tuple[Event, str] | None:
    """The message as an event, and the place that it was said in."""
    return workspaces.read_message(body) if workspaces.read_message is not None else None


def _why_not(workspaces: Workspaces) -> str:
    """Why a message was not read."""
    return UNREADABLE if workspaces.read_message is not None else NOT_LISTENING


def _opened(here: Workspace, body: Json, view: Json) -> bool:
    try:
        return here.messages.open_form(body["trigger_id"], view)
    except Exception as error:  # noqa: BLE001 - the answer finds another way
        log.warning("a window did not open: %s", type(error).__name__)
        return False
