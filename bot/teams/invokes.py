"""What Teams wants to hear at once: a card, a plain sentence, a list to choose from, or that something was wrong."""

from collections.abc import Sequence
from typing import Any

from bot.replies.shapes import Paragraph, Reply, Run
from bot.replies.words import one_line
from bot.teams import render
from bot.teams.connector import ADAPTIVE

Json = dict[str, Any]

ACTION, QUERY = "adaptiveCard/action", "composeExtension/query"
LONGEST_SENTENCE = 1_000
STILL_AT_IT = "I am still at it. Have a look again in a minute, there is no need to press twice."
FAILED = "Sorry, that did not work, and nothing was changed. Please try again later"
NOT_UNDERSTOOD = "I don't understand that button. Ask me again to get a fresh one."


def card(made: Json) -> Json:
    """A card in place of the clicked one, for the clicker."""
    return {"statusCode": 200, "type": ADAPTIVE, "value": made}


def sentence(text: str) -> Json:
    """A plain sentence for the clicker; what they clicked stays as it is."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": _linkless(text)}


def refused(text: str) -> Json:
    """What was sent can't come from one of our cards."""
    wrong = {"code": "BadRequest", "message": text}
    return {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": wrong}


def reply_card(reply: Reply, viewer: str = "") -> Json:
    """A reply as a card; what only the clicker should know stands above it."""
    return card(render.card(with_notice(reply), viewers=[viewer] if viewer and reply.card else ()))


def with_notice(reply: Reply) -> Reply:
    if not reply.notice or not reply.card:
        return reply
    said = Paragraph((Run(reply.notice, bold=True),))
    return Reply(reply.text, (said, *reply.blocks), reply.card, state=reply.state)


def results(attachments: Sequence[Json]) -> Json:
    """What a message extension lists."""
    listed = {"type": "result", "attachmentLayout": "list", "attachments": list(attachments)}
    return {"composeExtension": listed}


def message(text: str) -> Json:
    """A sentence where a message extension would list something."""
    return {"composeExtension": {"type": "message", "text": _linkless(text)}}


def _linkless(text: str) -> str:
    """Here nobody can say that a text is plain, so what a mail said must not be a link as markdown either."""
    return one_line(text, LONGEST_SENTENCE).replace("](", "] (").replace("][", "] [").replace("<", "‹")


def for_name(name: str, text: str) -> Json:
    """A sentence in the shape that this kind of invoke wants."""
    return message(text) if name == QUERY else sentence(text)
