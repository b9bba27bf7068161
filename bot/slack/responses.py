"""What only the person who acted sees, through the address that Slack gave for it: half an hour and five times long."""

import logging
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.replies.shapes import Reply
from bot.slack.messages import Memory
from bot.slack.render import Page, pages

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")
_QUIET = logging.getLogger("promissory.slack.bolt")
"""The one whose level keeps what people read out of the log."""

MOST_USES = 5
SLACKS_OWN = ("https", "hooks.slack.com")


class Responses:
    """One `response_url`. `memory` counts its uses and knows which pages were already said."""

    def __init__(self, client: WebClient, url: str, memory: Memory) -> None:
        self._url, self._memory = url, memory
        self._usable = is_slacks(url, client)
        if not self._usable:
            log.warning("a response address is not Slack's: nothing is sent there")

    def put(self, reply: Reply, *, instead: bool = False) -> list[Page]:
        """All pages of a reply, the first one `instead` of what was clicked; returns what did not fit any more."""
        shown = pages(reply)
        for n, page in enumerate(shown):
            if not self._send(f"response{n}", page, instead and n == 0):
                return shown[n:]
        return []

    def _send(self, key: str, page: Page, instead: bool) -> bool:
        """At most once: a page that an earlier attempt said stands there already."""
        if self._memory.remembered(key):
            return True
        used = int(self._memory.remembered("responses") or 0)
        if not self._usable or used >= MOST_USES:
            return False
        self._memory.remember("responses", str(used + 1))
        webhook = WebhookClient(self._url, timeout=10, logger=_QUIET)
        webhook.retry_handlers = [
            ConnectionErrorRetryHandler(),
            RateLimitErrorRetryHandler(max_retry_count=2),
        ]
        body: Json = {"response_type": "ephemeral", "replace_original": instead, "text": page.text}
        answer = webhook.send_dict(body | ({"blocks": page.blocks} if page.blocks else {}))
        if answer.status_code != 200:
            log.info("a response address is used up or too old (%d)", answer.status_code)
            return False
        self._memory.remember(key, "said")
        return True


def is_slacks(url: str, client: WebClient) -> bool:
    """Whether an address belongs to Slack, or to whatever stands in for Slack in the settings."""
    try:
        told, ours = urlsplit(url), urlsplit(str(getattr(client, "base_url", "")))
        _ = told.port  # raises for what is none
    except ValueError:
        return False
    if not told.hostname or "@" in told.netloc or "\\" in url:
        return False
    return (told.scheme, told.hostname) in (SLACKS_OWN, (ours.scheme, ours.hostname))
