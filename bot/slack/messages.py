"""Puts replies into Slack: answers, cards that stay current wherever they stand, and words for one person."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.replies.shapes import Reply
from bot.slack.clicks import Click
from bot.slack.render import card, escape, pages, status_row
from bot.workflows.conversation import Posts

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

_QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
_GONE = frozenset(
    {"message_not_found", "channel_not_found", "cant_update_message", "is_archived", "not_in_channel"}
)


class Memory(Protocol):
    """Keeps which message was already posted, across attempts."""

    def remember(self, key: str, value: str) -> None: ...

    def remembered(self, key: str) -> str | None: ...


class Messages:
    """Everything we say in Slack goes through here."""

    def __init__(self, client: WebClient, posts: Posts) -> None:
        self._client, self._posts = client, posts
        self._locks = [threading.RLock() for _ in range(64)]
        self._shown: OrderedDict[tuple[str, str], list[Json]] = OrderedDict()

    def one_at_a_time(self, key: str) -> threading.RLock:
        """Held around a decision and its repaint, so that an older state never covers a newer one."""
        return self._locks[hash(key) % len(self._locks)]

    def direct_channel(self, user_id: str) -> str:
        return str(self._client.conversations_open(users=user_id)["channel"]["id"])

    def say(self, channel: str, text: str, *, thread: str | None = None) -> str:
        """One of our own sentences; returns its ts."""
        posted = self._client.chat_postMessage(channel=channel, text=text, thread_ts=thread, **_QUIET)
        return str(posted["ts"])

    def change(self, channel: str, ts: str, text: str) -> None:
        with _unless_gone(channel, ts):
            self._client.chat_update(channel=channel, ts=ts, text=text, blocks=[])

    def post(self, channel: str, reply: Reply, memory: Memory, *, thread: str | None = None) -> None:
        """All pages of a reply. What `memory` knows as `page0` (a status, or an attempt that crashed) is replaced."""
        for n, page in enumerate(pages(reply)):
            if ts := memory.remembered(f"page{n}"):
                self._client.chat_update(channel=channel, ts=ts, text=page.text, blocks=page.blocks)
            else:
                ts = self._post(channel, page.text, page.blocks, thread)
                memory.remember(f"page{n}", ts)
            thread = thread or ts  # further pages hang below the first

    def deliver(self, email: str, reply: Reply) -> bool:
        """Sends a card or reminder as a DM to a colleague; False if Slack does not know them.

        A card that already stands in their DM is replaced, so repeating is harmless.
        """
        try:
            user_id = self._client.users_lookupByEmail(email=email)["user"]["id"]
        except SlackApiError as error:
            if error.response.get("error") == "users_not_found":
                return False
            raise
        channel = self.direct_channel(user_id)
        page = card(reply)
        if reply.card and (known := [ts for where, ts in self._posts.of(reply.card) if where == channel]):
            self._paint(channel, known[-1], page.text, page.blocks)
            return True
        ts = self._post(channel, page.text, page.blocks, None)
        if reply.card:
            self._posts.save(reply.card, channel, ts)
        return True

    def refresh(self, reply: Reply) -> None:
        """Repaints every posted copy of a card."""
        if reply.card is None or not reply.blocks:
            return
        page = card(reply)
        for channel, ts in dict.fromkeys(self._posts.of(reply.card)):
            self._paint(channel, ts, page.text, page.blocks)

    def adopt(self, key: str, channel: str, ts: str) -> None:
        """A card that was clicked is one that must be kept current, whoever posted it."""
        self._posts.save(key, channel, ts)

    def replace_row(self, click: Click, blocks: list[Json]) -> bool:
        """Puts `blocks` where the clicked row of buttons was; the rest of the message stays.

        False if what the message shows is not known any more: a form that was sent in after a restart.
        """
        spot = (click.channel, click.ts)
        with self.one_at_a_time(f"{click.channel}:{click.ts}"):
            now = self._shown.get(spot) or click.shown
            if not any(old.get("block_id") == click.row for old in now):
                return False
            rows = [block | ({"block_id": click.row} if n == 0 else {}) for n, block in enumerate(blocks)]
            after = [new for old in now for new in (rows if old.get("block_id") == click.row else [old])]
            self._paint(*spot, click.text or "…", after)
        return True

    def working(self, click: Click, words: str) -> None:
        """The first thing a click shows: its buttons make room for what is being done."""
        self.replace_row(click, [status_row(words)])

    def restore(self, click: Click) -> None:
        """Nothing came of the click, so its buttons come back."""
        self.replace_row(click, [block for block in click.shown if block.get("block_id") == click.row])

    def note_shown(self, click: Click) -> None:
        """Keeps what a message shows while its form is filled in."""
        self._shown.setdefault((click.channel, click.ts), click.shown)

    def open_form(self, trigger_id: str, view: Json) -> bool:
        """False if the click is too old for Slack to open anything."""
        try:
            self._client.views_open(trigger_id=trigger_id, view=view)
        except SlackApiError as error:
            if error.response.get("error") in (
                "expired_trigger_id",
                "exchanged_trigger_id",
                "invalid_trigger_id",
            ):
                return False
            raise
        return True

    def whisper(self, channel: str, user_id: str, text: str, *, thread: str | None = None) -> None:
        """Says something that only one person sees; in their DM if the channel won't have it."""
        try:
            self._client.chat_postEphemeral(
                channel=channel, user=user_id, text=escape(text), thread_ts=thread
            )
        except SlackApiError as error:
            log.info("whisper in %s refused: %s", channel, error.response.get("error"))
            self.say(self.direct_channel(user_id), escape(text))

    def _post(self, channel: str, text: str, blocks: list[Json], thread: str | None) -> str:
        posted = self._client.chat_postMessage(
            channel=channel, text=text, blocks=blocks, thread_ts=thread, **_QUIET
        )
        return str(posted["ts"])

    def _paint(self, channel: str, ts: str, text: str, blocks: list[Json]) -> None:
        self._shown[channel, ts] = blocks
        self._shown.move_to_end((channel, ts))
        while len(self._shown) > 500:
            self._shown.popitem(last=False)
        with _unless_gone(channel, ts):
            self._client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks)


@contextmanager
def _unless_gone(channel: str, ts: str) -> Iterator[None]:
    """A copy that somebody deleted needs no repainting."""
    try:
        yield
    except SlackApiError as error:
        if error.response.get("error") not in _GONE:
            raise
        log.info("message %s in %s is gone: %s", ts, channel, error.response.get("error"))
