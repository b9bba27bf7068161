"""`/promises`: asked anywhere, answered only to whoever asked."""

import logging
import re
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.replies.answers import text_reply, unanswerable
from bot.replies.forms import SETTINGS
from bot.replies.shapes import Context, Paragraph, Reply, Run
from bot.replies.words import one_line
from bot.slack.buttons import NOT_OPENED, show_form
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.questions import plain_words
from bot.slack.responses import Responses
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Conversation

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

COMMAND = "/promises"
LOOKING = "Looking…"
MINE = "What do I owe this week?"
HELP = (
    ("/promises", "what you owe this week"),
    ("/promises Acme", "what we promised Acme"),
    ("/promises what is overdue with Acme?", "any question, in your words"),
    ("/promises about Acme", "where things stand with Acme"),
    ("/promises settings", "when and how often I remind you"),
)
_ABOUT = re.compile(r"about\s+(?P<who>\S.*)", re.IGNORECASE | re.DOTALL)
_ASKING = re.compile(
    r"(?:wh(?:at|en|om?|ose|ich|ere|y)|how|d(?:id|o|oes)|is|are|was|were|ha(?:s|ve|d)|will|would|can|could|should"
    r"|show|list|tell|give|find|any|anything)",
    re.IGNORECASE,
)
_LONGEST_NAME = 4
"""Words; more of them are a sentence."""


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """One command for everything."""
    desk.on(f"command:{COMMAND}", partial(answer_command, conversation, workspaces))

    @app.command(COMMAND)
    def commanded(ack: Ack, body: Json) -> None:
        if _words(body).lower() == SETTINGS:
            ack()
            open_settings(conversation, workspaces, body)
        else:
            ack(text=LOOKING, response_type="ephemeral")
        desk.work(body)


def open_settings(conversation: Conversation, workspaces: Workspaces, body: Json) -> None:
    """At once, because Slack opens a form only within three seconds."""
    here = workspaces.of(body)
    try:
        sorry = _open_settings(conversation, here, body)
    except Exception as error:  # noqa: BLE001 - a command must never look as if it went unheard
        log.warning("the settings did not open: %s", type(error).__name__)
        sorry = NOT_OPENED
    if sorry:
        here.messages.whisper(body["channel_id"], body["user_id"], sorry)


def _open_settings(conversation: Conversation, here: Workspace, body: Json) -> str | None:
    actor = here.identity.reader(body["user_id"])
    if actor is None:
        return STRANGER
    asked = conversation.form(SETTINGS, "", actor=actor)
    if isinstance(asked, Reply):
        return asked.notice or asked.text
    return None if show_form(here, body["trigger_id"], asked, {}) else NOT_OPENED


def answer_command(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """Beside the command, where nobody else sees it; in the DM when that is too late."""
    body, here = delivery.body, workspaces.of(delivery.body)
    words = _words(body)
    if words.lower() == SETTINGS:
        return  # the form is open
    actor = here.identity.reader(body["user_id"])
    if actor is None:
        reply = text_reply(STRANGER)
    else:
        reply = _answer(conversation, here, body, words, actor)
    left = Responses(here.client, str(body.get("response_url") or ""), delivery).put(reply, instead=True)
    if left:
        here.messages.post(here.messages.direct_channel(body["user_id"]), reply, delivery)


def _answer(conversation: Conversation, here: Workspace, body: Json, words: str, actor: str) -> Reply:
    if words.lower() == "help":
        return help_reply()
    about = _ABOUT.fullmatch(words)
    if about is not None:
        return conversation.insight(plain_words(about["who"], here.identity, set()), actor=actor)
    asked = question_of(plain_words(words, here.identity, set()))
    thread = f"{body['channel_id']}:{COMMAND}:{body['user_id']}"
    reply = unanswerable(asked) or conversation.ask(asked, actor=actor, thread=thread)
    said = Context(f"You asked: {one_line(asked, 300)}")
    return replace(reply, blocks=(said, *reply.blocks), answer=None)


def question_of(words: str) -> str:
    """A name alone asks what we promised them; nothing at all asks for one's own."""
    if not words:
        return MINE
    plain = words.split()
    asks = "?" in words or len(plain) > _LONGEST_NAME or _ASKING.fullmatch(plain[0])
    return words if asks or unanswerable(words) else f"What did we promise {words}?"


def help_reply() -> Reply:
    lines = [Paragraph((Run(command, bold=True), Run(f"  {meaning}"))) for command, meaning in HELP]
    return Reply(text="What /promises can do", blocks=(*lines, Context("Only you see the answers.")))


def _words(body: Json) -> str:
    return str(body.get("text") or "").strip()
