"""Clicks on cards: the clicker gets the fresh card in the same breath, every other copy follows."""

import logging
from dataclasses import dataclass, replace
from typing import Any

from bot.replies.answers import text_reply
from bot.replies.cards import proposal_key
from bot.replies.forms import (
    ACTIONS,
    ASKS_FIRST,
    DISMISS_INSIGHT,
    INSIGHT,
    ON_CARDS,
    ON_PROMISES,
    SHOW_CARD,
)
from bot.replies.shapes import Reply
from bot.teams import activities, forms, invokes, render
from bot.teams.connector import Spot
from bot.teams.desk import Delivery, Desk
from bot.teams.identity import STRANGER
from bot.teams.tenant import Tenant
from bot.workflows.conversation import OUTDATED, press

Json = dict[str, Any]

ROUTE = "click"
SHOW_PROMISE = "show_promise"
"""Verb of the button on what a message extension inserted."""
NOT_YOURS = "You may not read this one, or it is not in the ledger any more."
ANSWERED_BELOW = "I answered below."
NOT_A_COLLEAGUE = "I don't know anybody here by that mail address, so nothing was changed."
CANCELLED = "Cancelled; nothing was changed."
_LONGEST = 500
_MAKE_ROOM = ON_CARDS | {DISMISS_INSIGHT}
"""What is put aside is gone from where it stood, for the one who did it."""
_VERBS = ACTIONS | {render.REFRESH, forms.CANCEL, SHOW_PROMISE}
log = logging.getLogger("promissory.teams")


@dataclass(frozen=True, slots=True)
class Click:
    """Who clicked what is said by Teams; `verb`, `subject` and the rest by whoever made the request."""

    verb: str
    subject: str
    card: str
    sent: bool
    values: dict[str, str]
    place: str
    message: str
    viewer: str
    """For whom Teams keeps a view of their own; nobody in a private chat, where one message is one view."""


def click_of(activity: Json) -> Click | None:
    """None for what none of our buttons says."""
    action = activities.part(activities.part(activity.get("value")).get("action"))
    data, verb = action.get("data"), action.get("verb")
    if action.get("type") not in ("Action.Execute", "Action.Submit") or not isinstance(data, dict):
        return None
    subject, card = data.get("subject", ""), data.get("card", "")
    fits = all(isinstance(one, str) and len(one) <= _LONGEST for one in (verb, subject, card))
    if not fits or data.get("sent", False) not in (True, False) or verb not in _VERBS:
        return None
    return Click(
        verb=str(verb),
        subject=subject,
        card=card,
        sent=data.get("sent") is True,
        # Only a form says more than what it is about, whatever else the request carries.
        values=forms.values_of(data) if data.get("sent") is True and verb in ASKS_FIRST else {},
        place=activities.place(activity),
        message=activities.said(activity.get("replyToId")),
        viewer="" if activities.kind(activity) == activities.PERSONAL else activities.sender(activity),
    )


def answer_click(here: Tenant, desk: Desk, activity: Json) -> Json:
    """The answer to one click, in the shape that Teams waits for."""
    click = click_of(activity)
    if click is None:
        return _unknown(activity)
    actor = here.identity.reader(activity)
    if actor is None:
        return invokes.sentence(STRANGER)
    if click.verb in (render.REFRESH, forms.CANCEL, SHOW_PROMISE):
        return _shown(here, click, actor)
    if click.verb in ASKS_FIRST and not click.sent:
        return _asked(here, click, actor)
    if (owner := click.values.get("owner")) is not None:
        known = here.conversation.who("", owner.casefold())
        if known is None:
            return invokes.sentence(NOT_A_COLLEAGUE)
        click.values["owner"] = known
    delivery = desk.take(ROUTE, activities.key(activity), activity)
    if delivery is None:  # it was sent twice: things are as the first one left them
        return _present(here, click, actor)
    try:
        reply = press(here.conversation, click.verb, click.subject, actor=actor, values=click.values)
    except Exception as error:  # noqa: BLE001 - who clicked hears that it failed, and nothing more
        log.warning("delivery %s (%s) failed: %s", delivery.id, click.verb, type(error).__name__)
        desk.done(delivery)
        return invokes.sentence(f"{invokes.FAILED} (reference {activities.said(activity.get('id'))[-12:]}).")
    try:
        delivery.remember("pressed", "yes")
        delivery.remember("actor", actor)
        _note_copies(here, click, reply, delivery)
    except Exception as error:  # noqa: BLE001 - it is done, and must not be called failed; pressing again does no harm
        log.warning("delivery %s (%s) could not be noted: %s", delivery.id, click.verb, type(error).__name__)
    desk.work(delivery)
    return _outcome(here, click, actor, reply)


def follow_up(here: Tenant, delivery: Delivery) -> None:
    """Repaints every copy of what was clicked. A click during which we died is done now, as it was meant."""
    click = click_of(delivery.body)
    actor = delivery.remembered("actor") or here.identity.reader(delivery.body)
    if click is None or actor is None:
        return
    if not delivery.remembered("pressed"):
        reply = press(here.conversation, click.verb, click.subject, actor=actor, values=click.values)
        _note_copies(here, click, reply, delivery)
    if instead := delivery.remembered("instead"):
        _give_way(here, click, instead)
    if card := delivery.remembered("card"):
        with here.messages.one_at_a_time(card):
            now = here.conversation.card(card, actor=actor)
            if now is not None:
                here.messages.refresh(now)


def _give_way(here: Tenant, click: Click, words: str) -> None:
    """Only in a private chat: elsewhere others read what stands there, and it is no message of ours."""
    chat = here.references.at(click.place)
    if chat is not None and chat.kind == activities.PERSONAL and click.message:
        spot = Spot(chat.service_url, chat.conversation_id)
        here.messages.give_way(spot, click.message, text_reply(words))


def _note_copies(here: Tenant, click: Click, reply: Reply, delivery: Delivery) -> None:
    """What must look different from now on: every copy of a card, or only what was clicked."""
    if reply.card:
        delivery.remember("card", reply.card)
    elif reply.notice or not reply.blocks:
        return
    elif click.verb in _MAKE_ROOM:
        delivery.remember("instead", reply.text)
    elif click.verb in ON_PROMISES and (known := _key(here, click)):
        delivery.remember("card", known)


def _outcome(here: Tenant, click: Click, actor: str, reply: Reply) -> Json:
    """What the clicker sees."""
    key = _key(here, click)
    if reply.card and reply.blocks:
        if click.verb == SHOW_CARD and here.messages.show(actor, reply):
            return invokes.sentence(ANSWERED_BELOW)
        if key in (None, reply.card):
            return invokes.reply_card(reply, click.viewer)
        return invokes.sentence(reply.notice or reply.text)
    if reply.notice or not reply.blocks:
        return invokes.sentence(reply.notice or reply.text)
    if click.verb == INSIGHT:
        if here.messages.show(actor, reply):
            return invokes.sentence(ANSWERED_BELOW)
        return invokes.reply_card(reply)
    if click.verb in _MAKE_ROOM:
        return invokes.reply_card(reply)
    now = here.conversation.card(key, actor=actor) if key else None
    if now is not None:
        return invokes.reply_card(replace(now, notice=reply.text), click.viewer)
    # A form that was sent must make room; anything else may stay and be clicked again.
    return invokes.reply_card(reply) if click.sent else invokes.sentence(reply.text)


def _shown(here: Tenant, click: Click, actor: str) -> Json:
    """A look at something, which changes nothing."""
    if click.verb == SHOW_PROMISE:
        promise = here.conversation.promise(click.subject, actor=actor)
        return invokes.reply_card(promise) if promise is not None else invokes.sentence(NOT_YOURS)
    now = here.conversation.card(click.card, actor=actor) if click.card else None
    if now is not None:
        return invokes.reply_card(now, click.viewer)
    return invokes.reply_card(text_reply(CANCELLED if click.verb == forms.CANCEL else NOT_YOURS))


def _asked(here: Tenant, click: Click, actor: str) -> Json:
    form = here.conversation.form(click.verb, click.subject, actor=actor)
    if isinstance(form, Reply):
        return invokes.sentence(form.notice or form.text)
    key = _key(here, click)
    # What it is about stays in sight, and stands there once.
    about = here.conversation.card(key, actor=actor) if key and not form.note else None
    return invokes.card(forms.form_card(form, card=key, people=here.colleagues(), about=about))


def _present(here: Tenant, click: Click, actor: str) -> Json:
    """How what was clicked stands now."""
    key = _key(here, click)
    now = here.conversation.card(key, actor=actor) if key else None
    return (
        invokes.reply_card(now, click.viewer)
        if now is not None
        else invokes.sentence("That is done already.")
    )


def _key(here: Tenant, click: Click) -> str | None:
    """The card that was clicked: by what we posted there, else by what the button is about."""
    known = here.posts.card_at(click.place, click.message) if click.message else None
    return known or (proposal_key(click.subject) if click.verb in ON_CARDS else None)


def _unknown(activity: Json) -> Json:
    verb = activities.part(activities.part(activity.get("value")).get("action")).get("verb")
    log.info("a click that is none of ours: %s", "unknown verb" if isinstance(verb, str) else "no verb")
    return invokes.sentence(OUTDATED) if isinstance(verb, str) else invokes.refused(invokes.NOT_UNDERSTOOD)
