"""Questions in a private chat or by mention: a sign of life at once, then the answer, seen only by who may."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.replies.answers import unanswerable
from bot.replies.forms import BAD_ANSWER, GOOD_ANSWER, SETTINGS
from bot.replies.shapes import Button, Buttons, Context, Form, Paragraph, Reply, Run
from bot.replies.words import one_line
from bot.teams import activities, forms
from bot.teams.connector import Gone, Spot
from bot.teams.desk import Delivery
from bot.teams.identity import STRANGER
from bot.teams.references import Reference
from bot.teams.tenant import Tenant

Json = dict[str, Any]

ANSWERED_ELSEWHERE = "I answered you in a private chat."
NOT_ADDED = (
    "Not everybody here may read the answer, and I have no private chat with you yet. Find me under Apps, choose "
    "Add, and ask me again."
)
WELCOME = (
    "Hello! I keep the ledger of what was promised to customers. Ask me in your own words, for example: "
    "“What did we promise Acme last month?”"
)
COMMANDS = {
    "home": "what waits for you",
    "settings": "when I may write to you",
    "insight Acme": "where a customer stands",
}
"""What may be typed in a private chat besides questions."""


def feel_direct(here: Tenant, delivery: Delivery) -> None:
    """A sign of life, while the answer waits for its turn."""
    here.messages.typing(_spot(delivery.body))


def feel_mention(here: Tenant, delivery: Delivery) -> None:
    """The same where others read along, for somebody we know."""
    if here.identity.reader(delivery.body) is not None:
        feel_direct(here, delivery)


def _spot(activity: Json) -> Spot:
    return Spot(activities.service_url(activity), activities.conversation(activity))


def answer_direct(here: Tenant, delivery: Delivery) -> None:
    """In a private chat only the asker reads."""
    activity = delivery.body
    spot = _spot(activity)
    here.messages.typing(spot)  # again: what showed at once fades after a few seconds
    actor = here.identity.reader(activity)
    if actor is None:
        here.messages.say(spot, STRANGER, delivery)
        return
    here.references.see(activity, actor)
    words = activities.question(activity)
    reply = (
        unanswerable(words)
        or _bound(here, activity, words, actor)
        or _command(here, words, actor)
        or here.conversation.ask(words, actor=actor, thread=activities.conversation(activity))
    )
    if isinstance(reply, Form):
        shown = forms.form_card(reply, people=here.colleagues())
        here.messages.post_form(spot, shown, reply.title, delivery)
    else:
        here.messages.post(spot, with_thumbs(reply), delivery)


def answer_mention(here: Tenant, delivery: Delivery) -> None:
    """Where others read along: there if all of them may read it, otherwise in the asker's private chat."""
    activity = delivery.body
    spot = _spot(activity)
    actor = here.identity.reader(activity)
    if actor is None:
        here.messages.say(spot, STRANGER, delivery)
        return
    here.messages.typing(spot)
    here.references.see(activity)
    words = activities.question(activity)
    viewers = here.identity.viewers(activity)
    reply = unanswerable(words) or here.conversation.ask(
        words, actor=actor, thread=activities.conversation(activity), viewers=viewers
    )
    public = viewers is not None and not reply.private and not delivery.remembered("elsewhere")
    if public and _still(here, activity, viewers or ()):
        here.messages.post(spot, reply, delivery)
        return
    delivery.remember("elsewhere", "yes")
    asked = Context(f"You asked: {one_line(words, 300) or '(nothing)'}")
    told = _in_private(here, delivery, actor, replace(reply, blocks=(asked, *reply.blocks)))
    here.messages.say(spot, ANSWERED_ELSEWHERE if told else NOT_ADDED, delivery, "note")


def _still(here: Tenant, activity: Json, viewers: Sequence[str]) -> bool:
    """Nobody came in while the answer was looked for."""
    now = here.identity.viewers(activity)
    return now is not None and set(now) <= set(viewers)


def _in_private(here: Tenant, delivery: Delivery, actor: str, reply: Reply) -> bool:
    """False where the asker has no private chat with us and we may not open one."""
    known = here.references.personal(actor)
    if known is not None and _put(here, known, delivery, actor, reply):
        return True
    opened = here.messages.open(actor)
    return opened is not None and _put(here, opened, delivery, actor, reply)


def _put(here: Tenant, chat: Reference, delivery: Delivery, actor: str, reply: Reply) -> bool:
    """False where the chat is not theirs, or not ours, any more."""
    spot = Spot(chat.service_url, chat.conversation_id)
    if chat.user_id is None or here.identity.reader_at(spot, chat.user_id) != actor:
        return False
    try:
        here.messages.post(spot, with_thumbs(reply), delivery, name="private")
    except Gone:
        here.messages.left(chat.conversation_id)
        return False
    return True


def with_thumbs(reply: Reply) -> Reply:
    """An answer with two buttons that say whether it helped."""
    if reply.answer is None:
        return reply
    thumbs = (
        Button(GOOD_ANSWER, reply.answer, "👍 Helpful"),
        Button(BAD_ANSWER, reply.answer, "👎 Not helpful"),
    )
    return replace(reply, blocks=(*reply.blocks, Buttons("thumbs", thumbs)))


def welcome() -> Reply:
    also = " ".join(f"“{word}” shows {what}." for word, what in COMMANDS.items())
    return Reply(text=WELCOME, blocks=(Paragraph((Run(WELCOME),)), Context(f"You can also type: {also}")))


def _bound(here: Tenant, activity: Json, words: str, actor: str) -> Reply | None:
    """What was written below one of our cards is said of what that card is about."""
    answered = activities.replied_to(activity)
    card = here.posts.card_at(activities.place(activity), answered) if answered else None
    return here.conversation.reply_to(card, words, actor=actor) if card and words else None


def _command(here: Tenant, words: str, actor: str) -> Reply | Form | None:
    first, _, rest = words.partition(" ")
    match (first.casefold(), rest.strip()):
        case ("help", ""):
            return welcome()
        case ("home", ""):
            return here.conversation.home(actor=actor)
        case ("settings", ""):
            return here.conversation.form(SETTINGS, "", actor=actor)
        case ("insight", about) if about:
            return here.conversation.insight(about, actor=actor)
    return None
