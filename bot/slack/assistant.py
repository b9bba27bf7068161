"""The assistant pane: a greeting with prompts worth asking, a status at once, and an answer that grows."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.replies.shapes import Reply
from bot.replies.words import one_line
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.streaming import stream
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Conversation

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

GREETING = "Ask me what was promised to whom, and I answer with the words that were used."
STATUS = "is looking through the ledger…"
PROMPTS_TITLE = "Worth asking now"
MOST_PROMPTS = 4
LONGEST_TITLE = 60


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Somebody opens the pane, or looks at another channel beside it. What they write arrives as a DM."""
    desk.on("event:assistant_thread_started", partial(open_pane, conversation, workspaces))
    desk.on("event:assistant_thread_context_changed", partial(follow, conversation, workspaces))

    @app.event("assistant_thread_started")
    def started(body: Json) -> None:
        desk.work(body)

    @app.event("assistant_thread_context_changed")
    def changed(body: Json) -> None:
        desk.work(body)


def open_pane(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """Says hello, and to whom we don't know nothing else."""
    here, pane = workspaces.of(delivery.body), delivery.body["event"]["assistant_thread"]
    actor = here.identity.reader(pane["user_id"])
    if delivery.remembered("greeting") is None:
        words = GREETING if actor is not None else STRANGER
        said = here.messages.say(pane["channel_id"], words, thread=pane["thread_ts"])
        delivery.remember("greeting", said)
    if actor is not None:
        _advise(conversation, here, delivery, actor)


def follow(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """Another channel is in view: other things are worth asking."""
    here = workspaces.of(delivery.body)
    actor = here.identity.reader(delivery.body["event"]["assistant_thread"]["user_id"])
    if actor is not None:
        _advise(conversation, here, delivery, actor)


def _advise(conversation: Conversation, here: Workspace, delivery: Delivery, actor: str) -> None:
    """Prompts for what is in view; where that is the channel of a deal, its insight card, once."""
    pane = delivery.body["event"]["assistant_thread"]
    channel, thread = pane["channel_id"], pane["thread_ts"]
    room = _room(here, str((pane.get("context") or {}).get("channel_id") or ""))
    suggested = conversation.suggestions(actor=actor, room=room)[:MOST_PROMPTS]
    if prompts := [{"title": _inert(title), "message": _inert(question)} for title, question in suggested]:
        _try(
            lambda: here.client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, thread_ts=thread, title=PROMPTS_TITLE, prompts=prompts
            )
        )
    card = conversation.opened(room, actor=actor) if room is not None else None
    if card is not None:
        here.messages.post(channel, card, delivery, thread=thread)


def _room(here: Workspace, channel: str) -> str | None:
    """The name of a channel that we can see ("#acme-renewal")."""
    if not channel:
        return None
    try:
        name = here.client.conversations_info(channel=channel)["channel"].get("name")
    except SlackApiError as error:
        log.info("channel %s can't be seen: %s", channel, error.response.get("error"))
        return None
    return f"#{name}" if name else None


def _inert(words: str) -> str:
    """A prompt is sent in the user's name as it stands, so it must not hold a mention."""
    return one_line(words.replace("<", "").replace(">", ""), 200)


class Pane:
    """An answer in the pane. `open_in` says whether there is one."""

    def __init__(self, here: Workspace, delivery: Delivery, channel: str, thread: str) -> None:
        self._here, self._delivery = here, delivery
        self._channel, self._thread = channel, thread

    @classmethod
    def open_in(cls, here: Workspace, delivery: Delivery, channel: str, thread: str | None) -> "Pane | None":
        """With its status set; None where Slack knows no status here, so that a message has to do."""
        if thread is None or delivery.remembered("status line"):
            return None
        worked = delivery.remembered("pane") is not None or _try(
            lambda: here.client.assistant_threads_setStatus(
                channel_id=channel, thread_ts=thread, status=STATUS
            )
        )
        if worked:
            delivery.remember("pane", "yes")
        return cls(here, delivery, channel, thread) if worked else None

    def entitle(self, question: str) -> None:
        """By what was asked, so that the thread is found again in the history."""
        if title := one_line(question, LONGEST_TITLE):
            _try(
                lambda: self._here.client.assistant_threads_setTitle(
                    channel_id=self._channel, thread_ts=self._thread, title=title
                )
            )

    def say(self, words: str) -> None:
        """One of our own sentences instead of an answer; it ends the status."""
        if self._delivery.remembered("said") is None:
            said = self._here.messages.say(self._channel, words, thread=self._thread)
            self._delivery.remember("said", said)

    def put(self, reply: Reply) -> None:
        user = self._delivery.body["event"]["user"]
        stream(self._here, self._channel, self._thread, user, reply, self._delivery)


def _try(call: Callable[[], object]) -> bool:
    """What makes the pane nicer must not keep anybody from an answer."""
    try:
        call()
    except SlackApiError as error:
        log.info("the pane is not to be had: %s", error.response.get("error"))
        return False
    return True
