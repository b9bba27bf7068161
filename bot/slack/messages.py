"""Puts replies into Slack: answers, cards that stay current wherever they stand, and words for one person."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.replies.answers import text_reply
from bot.replies.shapes import Reply
from bot.slack.audience import Audience
from bot.slack.clicks import Click, Over
from bot.slack.identity import Identity, is_colleague
from bot.slack.render import LONGEST_TEXT, card, escape, pages, plain, status_row
from bot.workflows.conversation import Posts

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

_QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
_DELETED = "message_not_found"
_SHUT = frozenset({"channel_not_found", "cant_update_message", "is_archived", "not_in_channel"})
"""We can't change anything there any more."""
_NO_THREAD = frozenset({"thread_not_found", "cannot_reply_to_message"})
_LEFT = frozenset({"users_not_found", "user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot"})
_NO_HOME = frozenset({"not_enabled", "user_not_found", "user_disabled", "user_not_visible"})

NOT_YOURS = "This card is not yours any more."


class Memory(Protocol):
    """Keeps which message was already posted, across attempts."""

    def remember(self, key: str, value: str) -> None: ...

    def remembered(self, key: str) -> str | None: ...


class Messages:
    """Everything we say in Slack goes through here."""

    def __init__(self, client: WebClient, posts: Posts, identity: Identity) -> None:
        """`identity` says who may get a card and keep it."""
        self._client, self._posts = client, posts
        self.audience = Audience(client, identity)
        self._locks = [threading.RLock() for _ in range(64)]
        self._delivering = [threading.Lock() for _ in range(64)]
        """Apart from the others, because a decision that is held may wait for a delivery, but never the other way."""
        self._shown: OrderedDict[tuple[str, str], list[Json]] = OrderedDict()

    def one_at_a_time(self, key: str) -> threading.RLock:
        """Held around a decision and its repaint, so that an older state never covers a newer one."""
        return self._locks[hash(key) % len(self._locks)]

    def direct_channel(self, user_id: str) -> str:
        channel = str(self._client.conversations_open(users=user_id)["channel"]["id"])
        self.audience.note(channel, user_id)
        return channel

    def say(self, channel: str, text: str, *, thread: str | None = None) -> str:
        """A sentence that is all ours, which Slack may read for a mention; returns its ts."""
        return self._post(channel, text, None, thread)

    def say_plainly(self, channel: str, words: str) -> str:
        """A sentence that may repeat words from outside: Slack finds no mention, bold or link in it."""
        return self._post(channel, escape(words) or "…", [sentence(words)], None)

    def change(self, channel: str, ts: str, text: str) -> None:
        self._update(channel, ts, text, [])

    def post(self, channel: str, reply: Reply, memory: Memory, *, thread: str | None = None) -> None:
        """All pages of a reply. What `memory` knows as `page0` (a status, or an attempt that crashed) is replaced."""
        for n, page in enumerate(pages(reply)):
            ts = memory.remembered(f"page{n}")
            if not ts or self._update(channel, ts, page.text, page.blocks) == _DELETED:
                ts = self._post(channel, page.text, page.blocks, thread)
                memory.remember(f"page{n}", ts)
            thread = thread or ts  # further pages hang below the first

    def deliver(self, email: str, reply: Reply) -> bool:
        """Sends a card or reminder as a DM to a colleague; False if Slack does not know them, or no more.

        Whoever Slack finds by the address must be that very reader: an address that nobody confirmed, or an
        account that belongs to another reader, gets nothing. A card that already stands in their DM is
        replaced, so repeating is harmless.
        """
        try:
            user = self._client.users_lookupByEmail(email=email)["user"]
            if not is_colleague(user, None) or not self.audience.is_reader(user["id"], email):
                return False
            channel = self.direct_channel(user["id"])
            with self._delivering[hash(reply.card or channel) % len(self._delivering)]:
                self._deliver(channel, reply)
        except SlackApiError as error:
            if error.response.get("error") in _LEFT:
                return False
            raise
        return True

    def _deliver(self, channel: str, reply: Reply) -> None:
        page, ts = card(reply), None
        if reply.card and (known := [ts for where, ts in self._posts.of(reply.card) if where == channel]):
            ts = known[-1] if self._paint(channel, known[-1], page.text, page.blocks) else None
        ts = ts or self._post(channel, page.text, page.blocks, None)
        if reply.card:
            self._posts.save(reply.card, channel, ts, reply.state)

    def refresh(self, reply: Reply) -> None:
        """Repaints every posted copy of a card; one that fails does not keep the others old.

        A copy that its reader may not see any more makes room for one sentence.
        """
        if reply.card is None or not reply.blocks:
            return
        page, problem = card(reply), None
        for channel, ts in dict.fromkeys(self._posts.of(reply.card)):
            try:
                if not self.audience.may_see(channel, reply):
                    self._take_back(channel, ts)
                elif self._paint(channel, ts, page.text, page.blocks):
                    self._posts.save(reply.card, channel, ts, reply.state)
            except (SlackApiError, OSError) as error:
                problem = error
        if problem is not None:
            raise problem

    def _take_back(self, channel: str, ts: str) -> None:
        page = card(text_reply(NOT_YOURS))
        if self._paint(channel, ts, page.text, page.blocks):
            self._posts.drop(channel, ts)

    def card_at(self, channel: str, ts: str) -> str | None:
        """Which card a message of ours is."""
        return self._posts.card_at(channel, ts)

    def adopt(self, key: str, click: Click) -> None:
        """A card that was clicked is one that must be kept current, whoever posted it."""
        self._posts.save(key, click.channel, click.ts)

    def replace_row(self, click: Click, blocks: list[Json]) -> bool:
        """Puts `blocks` where the clicked row of buttons was; the rest of the message stays.

        False if what the message shows is not known any more: a form that was sent in after a restart.
        """
        spot = (click.channel, click.ts)
        if not click.channel:  # in a view, which is published anew as a whole
            return False
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

    def replace_message(self, click: Click, reply: Reply) -> None:
        """Puts a reply in the place of the whole clicked message, which is no card from then on."""
        if click.channel:
            page = card(reply)
            with self.one_at_a_time(f"{click.channel}:{click.ts}"):
                if (key := self._posts.card_at(click.channel, click.ts)) is not None:
                    self._posts.save(key, click.channel, click.ts)  # it is here, so it is ours to drop
                self._posts.drop(click.channel, click.ts)
                self._paint(click.channel, click.ts, page.text, page.blocks)

    def publish_home(self, user_id: str, view: Json | Callable[[], Json], hash: str | None = None) -> bool:
        """A person's home tab. Where it changed meanwhile, `view` is asked once more for what it shows now.

        `hash` is that of the tab in which somebody clicked. False if this person has no home tab.
        """
        shown = view if callable(view) else lambda: view
        with self.one_at_a_time(f"home:{user_id}"):
            try:
                self._publish(user_id, shown(), hash)
            except SlackApiError as error:
                problem = error.response.get("error")
                if problem in _NO_HOME:
                    return False
                if problem != "hash_conflict":
                    raise
                self._publish(user_id, shown(), None)
        return True

    def _publish(self, user_id: str, view: Json, hash: str | None) -> None:
        self._client.views_publish(user_id=user_id, view=view, **({"hash": hash} if hash else {}))

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
        """Says something that only one person sees; in their DM if there is no channel or it won't have it.

        It may repeat words from a mail, so it is said in a block, in which Slack finds no markup.
        """
        said, blocks = escape(text) or "…", [sentence(text)]
        if channel:
            try:
                self._client.chat_postEphemeral(
                    channel=channel, user=user_id, text=said, blocks=blocks, thread_ts=thread
                )
                return
            except SlackApiError as error:
                log.info("whisper in %s refused: %s", channel, error.response.get("error"))
        self.say_plainly(self.direct_channel(user_id), text)

    def _post(self, channel: str, text: str, blocks: list[Json] | None, thread: str | None) -> str:
        try:
            posted = self._client.chat_postMessage(
                channel=channel, text=text, blocks=blocks, thread_ts=thread, **_QUIET
            )
        except SlackApiError as error:
            if thread and error.response.get("error") in _NO_THREAD:
                raise Over("the message that this was for was deleted") from error
            raise
        return str(posted["ts"])

    def _paint(self, channel: str, ts: str, text: str, blocks: list[Json]) -> bool:
        """False if Slack did not take it: that copy was deleted or stands where we can't change it any more,
        and is forgotten."""
        self._shown[channel, ts] = blocks
        self._shown.move_to_end((channel, ts))
        while len(self._shown) > 500:
            self._shown.popitem(last=False)
        taken = self._update(channel, ts, text, blocks) is None
        if not taken:
            self._shown.pop((channel, ts), None)
            self._posts.drop(channel, ts)
        return taken

    def _update(self, channel: str, ts: str, text: str, blocks: list[Json]) -> str | None:
        """None if Slack took it, otherwise why it never will."""
        try:
            self._client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks)
        except SlackApiError as error:
            problem = str(error.response.get("error"))
            if problem != _DELETED and problem not in _SHUT:
                raise
            log.info("message %s in %s can't be changed: %s", ts, channel, problem)
            return problem
        return None


def sentence(text: str) -> Json:
    """Words as they are: Slack finds no bold and no link in them."""
    return {"type": "section", "text": plain(text, LONGEST_TEXT)}
