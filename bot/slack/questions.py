"""Questions by mention or DM: a sign of life at once, then the answer, which only the asker sees."""

import html
import re
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import App

from bot.replies.answers import unanswerable
from bot.replies.shapes import Context, Reply
from bot.replies.words import one_line
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER, Identity
from bot.slack.messages import Messages
from bot.workflows.conversation import Conversation

Json = dict[str, Any]

LOOKING = "Looking through the ledger…"
LOOKING_ELSEWHERE = "Looking… I'll answer you in a DM, because not everybody here may read it."
ANSWERED_ELSEWHERE = "I answered you in a DM."

_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_BARE = re.compile(r"<(?:mailto:|[#!@])?([^<>|]*)>")


def register(
    app: App, desk: Desk, conversation: Conversation, identity: Identity, messages: Messages
) -> None:
    """Mentions in channels and messages in DMs."""
    parts = (conversation, identity, messages)
    desk.on("event:app_mention", partial(answer_mention, *parts))
    desk.on("event:message", partial(answer_direct, *parts))

    @app.event("app_mention")
    def mentioned(body: Json) -> None:
        desk.work(body)

    @app.event("message")
    def told(body: Json) -> None:
        desk.work(body)


def answer_direct(
    conversation: Conversation, identity: Identity, messages: Messages, delivery: Delivery
) -> None:
    """In a DM the answer takes the place of the status line."""
    event = delivery.body["event"]
    channel, thread = event["channel"], event.get("thread_ts")
    status = _show_status(messages, delivery, channel, LOOKING, thread)
    actor = identity.reader(event["user"])
    if actor is None:
        messages.change(channel, status, STRANGER)
        return
    _, reply = _answer(conversation, identity, delivery.body, actor)
    messages.post(channel, reply, _Pages(delivery, status), thread=thread)


def answer_mention(
    conversation: Conversation, identity: Identity, messages: Messages, delivery: Delivery
) -> None:
    """In a channel others read along, so the channel only learns that an answer was given."""
    event = delivery.body["event"]
    channel, user, thread = event["channel"], event["user"], event.get("thread_ts") or event["ts"]
    if channel.startswith("D"):
        answer_direct(conversation, identity, messages, delivery)
        return
    actor = identity.reader(user)
    if actor is None:
        messages.whisper(channel, user, STRANGER, thread=event.get("thread_ts"))
        return
    status = _show_status(messages, delivery, channel, LOOKING_ELSEWHERE, thread)
    question, reply = _answer(conversation, identity, delivery.body, actor)
    asked = Context(f"You asked: {one_line(question, 300) or '(nothing)'}")
    messages.post(messages.direct_channel(user), replace(reply, blocks=(asked, *reply.blocks)), delivery)
    messages.change(channel, status, ANSWERED_ELSEWHERE)


def question_of(body: Json, identity: Identity) -> str:
    """What was asked, in plain words: without the mention of us, other people by name."""
    event = body["event"]
    us = {a.get("user_id") for a in body.get("authorizations") or []}
    text = str(event.get("text") or "")
    if event["type"] == "app_mention" and not us - {None} and (first := _USER.search(text)):
        us = {first[1]}
    text = _USER.sub(lambda m: "" if m[1] in us else identity.name(m[1]), text[:100_000])
    text = _BARE.sub(r"\1", _LABELLED.sub(r"\1", text))
    return html.unescape(text).strip()


def _answer(conversation: Conversation, identity: Identity, body: Json, actor: str) -> tuple[str, Reply]:
    event = body["event"]
    question = question_of(body, identity)
    thread = f"{event['channel']}:{event.get('thread_ts') or event['ts']}"
    return question, unanswerable(question) or conversation.ask(question, actor=actor, thread=thread)


def _show_status(messages: Messages, delivery: Delivery, channel: str, words: str, thread: str | None) -> str:
    status = delivery.remembered("status") or messages.say(channel, words, thread=thread)
    delivery.remember("status", status)
    return status


class _Pages:
    """A delivery's memory in which the status line counts as the first page."""

    def __init__(self, delivery: Delivery, status: str) -> None:
        self._delivery, self._status = delivery, status

    def remember(self, key: str, value: str) -> None:
        self._delivery.remember(key, value)

    def remembered(self, key: str) -> str | None:
        return self._status if key == "page0" else self._delivery.remembered(key)
