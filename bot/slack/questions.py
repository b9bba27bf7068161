"""Questions by mention or DM: a sign of life at once, then the answer, where only those see it who may read it."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from slack_bolt import App

from bot.replies.answers import unanswerable
from bot.replies.shapes import Context, Reply
from bot.replies.words import one_line
from bot.slack.assistant import Pane
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER, Identity
from bot.slack.messages import Messages
from bot.slack.replies_below import Subjects, answer_below
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import Conversation

Json = dict[str, Any]

LOOKING = "Looking through the ledger…"
LOOKING_HERE = "Looking…"
"""Says nothing of where the answer will be, because that is not known yet."""
ANSWERED_ELSEWHERE = "I answered you in a DM."

_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_BARE = re.compile(r"<(?:mailto:|[#!@])?([^<>|]*)>")


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Mentions in channels and messages in DMs."""
    parts = (conversation, workspaces, Subjects())
    desk.on("event:app_mention", partial(answer_mention, *parts), first=partial(feel_mention, workspaces))
    desk.on("event:message", partial(answer_direct, *parts), first=partial(feel_direct, workspaces))

    @app.event("app_mention")
    def mentioned(body: Json) -> None:
        desk.work(body)

    @app.event("message")
    def told(body: Json) -> None:
        desk.work(body)


class Showing(Protocol):
    """Where an answer will stand, after a sign of life."""

    def entitle(self, question: str) -> None: ...

    def say(self, words: str) -> None:
        """One of our own sentences instead of an answer."""
        ...

    def put(self, reply: Reply) -> None: ...


def feel_direct(workspaces: Workspaces, delivery: Delivery) -> None:
    """A sign of life, while the answer waits for its turn."""
    event = delivery.body["event"]
    _open(workspaces.of(delivery.body), delivery, event["channel"], event.get("thread_ts"))


def feel_mention(workspaces: Workspaces, delivery: Delivery) -> None:
    """The same in a channel, for somebody we know."""
    here, event = workspaces.of(delivery.body), delivery.body["event"]
    if event["channel"].startswith("D"):
        feel_direct(workspaces, delivery)
    elif here.identity.reader(event["user"]) is not None:
        thread = event.get("thread_ts") or event["ts"]
        StatusLine(here.messages, delivery, event["channel"], thread, words=LOOKING_HERE)


def _open(here: Workspace, delivery: Delivery, channel: str, thread: str | None) -> Showing:
    pane = Pane.open_in(here, delivery, channel, thread)
    return pane or StatusLine(here.messages, delivery, channel, thread)


def answer_direct(
    conversation: Conversation, workspaces: Workspaces, subjects: Subjects, delivery: Delivery
) -> None:
    """In a DM the answer takes the place of the status line; in the assistant pane it grows."""
    here = workspaces.of(delivery.body)
    event = delivery.body["event"]
    channel, thread = event["channel"], event.get("thread_ts")
    shown = _open(here, delivery, channel, thread)
    actor = here.identity.reader(event["user"])
    if actor is None:
        shown.say(STRANGER)
        return
    question, subject = question_of(delivery.body, here.identity), _subject(subjects, event)
    shown.entitle(question)
    below = answer_below(conversation, here, channel, thread, question, actor)
    shown.put(below or _answer(conversation, question, actor, subject))
    subjects.answered(subject, channel, thread or delivery.remembered("status"))


def answer_mention(
    conversation: Conversation, workspaces: Workspaces, subjects: Subjects, delivery: Delivery
) -> None:
    """Where everybody in the channel may read the answer it stands there, else the channel only learns of it."""
    here = workspaces.of(delivery.body)
    event = delivery.body["event"]
    channel, user, thread = event["channel"], event["user"], event.get("thread_ts") or event["ts"]
    if channel.startswith("D"):
        answer_direct(conversation, workspaces, subjects, delivery)
        return
    actor = here.identity.reader(user)
    if actor is None:
        here.messages.whisper(channel, user, STRANGER, thread=event.get("thread_ts"))
        return
    shown = StatusLine(here.messages, delivery, channel, thread, words=LOOKING_HERE)
    viewers = who_reads(here, channel, actor)
    question, subject = question_of(delivery.body, here.identity), _subject(subjects, event)
    reply = _answer(conversation, question, actor, subject, viewers)
    if viewers is None or reply.private or not _still(here, channel, viewers):
        _answer_elsewhere(here, delivery, user, question, reply, subjects, subject)
        shown.say(ANSWERED_ELSEWHERE)
    else:
        shown.put(replace(reply, answer=None))  # a thumb is for the asker, not for the channel


def who_reads(here: Workspace, channel: str, actor: str) -> Sequence[str] | None:
    """All who read a channel; None where that can't be said. If not even the one who acts there is shown to us,
    not everybody is."""
    viewers = here.identity.viewers(channel)
    return viewers if viewers and actor in viewers else None


def _still(here: Workspace, channel: str, viewers: Sequence[str]) -> bool:
    """Nobody came in while the answer was looked for."""
    now = here.identity.viewers(channel)
    return now is not None and set(now) <= set(viewers)


def _answer_elsewhere(
    here: Workspace,
    delivery: Delivery,
    user: str,
    question: str,
    reply: Reply,
    subjects: Subjects,
    subject: str,
) -> None:
    asked = Context(f"You asked: {one_line(question, 300) or '(nothing)'}")
    channel, pages = here.messages.direct_channel(user), _Pages(delivery, "dm ")
    here.messages.post(channel, replace(reply, blocks=(asked, *reply.blocks)), pages)
    subjects.answered(subject, channel, pages.remembered("page0"))


def question_of(body: Json, identity: Identity) -> str:
    """What was asked, in plain words: without the mention of us, other people by name."""
    event = body["event"]
    us = {a.get("user_id") for a in body.get("authorizations") or []}
    text = str(event.get("text") or "")
    if event["type"] == "app_mention" and not us - {None} and (first := _USER.search(text)):
        us = {first[1]}
    return plain_words(text, identity, us)


def plain_words(text: str, identity: Identity, us: set[str | None]) -> str:
    """Slack's markup as a person reads it."""
    text = _USER.sub(lambda m: "" if m[1] in us else identity.name(m[1]), text[:100_000])
    text = _BARE.sub(r"\1", _LABELLED.sub(r"\1", text))
    return html.unescape(text).strip()


def _subject(subjects: Subjects, event: Json) -> str:
    return subjects.of(event["channel"], event.get("thread_ts") or event["ts"])


def _answer(
    conversation: Conversation,
    question: str,
    actor: str,
    subject: str,
    viewers: Sequence[str] | None = None,
) -> Reply:
    return unanswerable(question) or conversation.ask(question, actor=actor, thread=subject, viewers=viewers)


class StatusLine:
    """A message that says that we are at it, and then becomes the answer."""

    def __init__(
        self,
        messages: Messages,
        delivery: Delivery,
        channel: str,
        thread: str | None,
        *,
        words: str = LOOKING,
    ) -> None:
        self._messages, self._delivery = messages, delivery
        self._channel, self._thread = channel, thread
        status = delivery.remembered("status") or messages.say(channel, words, thread=thread)
        delivery.remember("status", status)
        delivery.remember("status line", "yes")
        self._status = status

    def entitle(self, question: str) -> None:
        """A message needs no title."""

    def say(self, words: str) -> None:
        self._messages.change(self._channel, self._status, words)

    def put(self, reply: Reply) -> None:
        pages = _Pages(self._delivery, first=self._status)
        self._messages.post(self._channel, reply, pages, thread=self._thread)


@dataclass(frozen=True, slots=True)
class _Pages:
    """A delivery's memory of one of two places; in one of them a status line counts as the first page."""

    delivery: Delivery
    place: str = ""
    first: str | None = None

    def remember(self, key: str, value: str) -> None:
        self.delivery.remember(self.place + key, value)

    def remembered(self, key: str) -> str | None:
        if key == "page0" and self.first is not None:
            return self.delivery.remembered("page0") or self.first
        return self.delivery.remembered(self.place + key)
