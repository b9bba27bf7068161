"""An answer that grows while it is read, block by block.

Slack reads streamed text as markdown, where words from a mail could become a link or a mention, so none is
streamed: what grows are the same inert blocks that a posted message is made of.
"""

import logging
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.replies.shapes import Reply
from bot.slack.messages import Memory
from bot.slack.render import pages
from bot.slack.workspaces import Workspace

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

_CALLS_BACK = frozenset({"ratelimited", "internal_error", "service_unavailable", "fatal_error"})
"""What passes by itself, so that the whole work is tried again."""
_BEGINS = frozenset({"header", "divider", "context"})
"""Blocks before which a portion ends."""


def stream(here: Workspace, channel: str, thread: str, user: str, reply: Reply, memory: Memory) -> None:
    """Shows a reply in a thread. The first page grows; what can't be streamed is posted.

    `memory` keeps the page's place from the moment it exists: an attempt that follows one which broke off
    replaces what stands there, so there is never a second answer.
    """
    shown = pages(reply)
    before = memory.remembered("page0")
    if before is None:
        whole = bool(shown[0].blocks) and _grow(here, channel, thread, user, shown[0].blocks, memory)
    else:
        whole = memory.remembered("streamed") is not None
        if not whole:
            _end(here, channel, before)
    if len(shown) > 1 or not whole:
        here.messages.post(channel, reply, memory, thread=thread)


def _grow(here: Workspace, channel: str, thread: str, user: str, blocks: list[Json], memory: Memory) -> bool:
    """False if the first page must be posted, or replaced, as a whole."""
    try:
        started = here.client.chat_startStream(
            channel=channel, thread_ts=thread, recipient_team_id=here.team, recipient_user_id=user
        )
    except SlackApiError as error:
        _note(error)
        return False
    ts = str(started["ts"])
    memory.remember("page0", ts)
    memory.remember("status", ts)
    *growing, last = portions(blocks)
    try:
        for portion in growing:
            here.client.chat_appendStream(
                channel=channel, ts=ts, chunks=[{"type": "blocks", "blocks": portion}]
            )
        here.client.chat_stopStream(channel=channel, ts=ts, blocks=last)
    except SlackApiError as error:
        _end(here, channel, ts)
        _note(error)
        return False
    memory.remember("streamed", "whole")
    return True


def _end(here: Workspace, channel: str, ts: str) -> None:
    """A message can't be replaced while it grows. Slack ends one by itself after some minutes."""
    try:
        here.client.chat_stopStream(channel=channel, ts=ts)
    except SlackApiError as error:
        log.info("a stream had ended: %s", error.response.get("error"))


def _note(error: SlackApiError) -> None:
    problem = error.response.get("error")
    if problem in _CALLS_BACK:
        raise error
    log.info("not streamed, but posted: %s", problem)


def portions(blocks: list[Json]) -> Iterator[list[Json]]:
    """The answer itself, then what it stands on, then the small print."""
    portion: list[Json] = []
    for block in blocks:
        if portion and block["type"] in _BEGINS:
            yield portion
            portion = []
        portion.append(block)
    yield portion
