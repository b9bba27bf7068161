"""The message extension: the list that the asker alone sees tells; what they insert tells nothing to others.

Nobody knows who reads the chat that a result is put into, so what is put there is a button. Who presses it and may
read the promise sees it, in a view of their own.
"""

from html import escape
from typing import Any

from bot.replies.words import one_line
from bot.teams import activities, invokes
from bot.teams.connector import ADAPTIVE
from bot.teams.decisions import SHOW_PROMISE
from bot.teams.identity import STRANGER
from bot.teams.tenant import Tenant

Json = dict[str, Any]

COMMAND = "searchPromises"
MOST = 25
"""Results that Teams shows at once."""
LONGEST_WORDS = 300
NOTHING = "I found no promise like that among what you may read."
INSERTED = "A promise from the ledger. Who may read it can open it here."
FIRST = "Add me for yourself first: find me under Apps and choose Add. Then I know who you are."


def answer_query(here: Tenant, activity: Json) -> Json:
    """What Teams lists for the words that somebody typed."""
    value = activities.part(activity.get("value"))
    if value.get("commandId") != COMMAND:
        return invokes.message(invokes.NOT_UNDERSTOOD)
    actor = here.identity.reader(activity)
    if actor is None:
        known = here.references.personal_with(activities.sender(activity)) is not None
        return invokes.message(STRANGER if known else FIRST)
    words = activities.parameter(value, "query") or activities.parameter(value, "words")
    options = activities.part(value.get("queryOptions"))
    found = here.conversation.search(one_line(words, LONGEST_WORDS), actor=actor)
    start, count = _number(options.get("skip"), 0), _number(options.get("count"), MOST)
    page = list(found)[start : start + min(count, MOST)]
    if not page:
        return invokes.message(NOTHING)
    return invokes.results([_attachment(*one) for one in page])


def _attachment(promise_id: str, title: str, line: str) -> Json:
    """What is inserted is `content`; `preview` is for the list, which only the asker sees."""
    preview = {"title": escape(one_line(title, 200)), "text": escape(one_line(line, 300))}
    return {
        "contentType": ADAPTIVE,
        "content": inserted(promise_id),
        "preview": {"contentType": "application/vnd.microsoft.card.thumbnail", "content": preview},
    }


def inserted(promise_id: str) -> Json:
    """A card without a word of the ledger."""
    show = {
        "type": "Action.Execute",
        "title": "Show it to me",
        "verb": SHOW_PROMISE,
        "data": {"action": SHOW_PROMISE, "subject": promise_id},
    }
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": "This needs a newer version of Teams.",
        "body": [
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": INSERTED}]},
            {"type": "ActionSet", "actions": [show]},
        ],
    }


def _number(told: Any, instead: int) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= 10_000 else instead
