"""Approval cards: approve, edit, reject and release, with every posted copy kept current."""

import logging
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.replies.cards import proposal_key
from bot.replies.forms import APPROVE, EDIT, REJECT, RELEASE, form_for
from bot.slack.clicks import Click, click_of, metadata_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER, Identity
from bot.slack.messages import Messages
from bot.slack.render import modal
from bot.workflows.conversation import Conversation, press

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

NOT_OPENED = "I could not open the form in time. Please click again."

_DOING = {
    APPROVE: "⏳ Approving…",
    EDIT: "⏳ Changing…",
    REJECT: "⏳ Rejecting…",
    RELEASE: "⏳ Releasing…",
}


def register(
    app: App, desk: Desk, conversation: Conversation, identity: Identity, messages: Messages
) -> None:
    """One button that decides at once, three that ask something first."""
    decide = partial(decide_by_click, conversation, identity, messages)
    for route in (f"action:{APPROVE}", f"view:{EDIT}", f"view:{REJECT}", f"view:{RELEASE}"):
        desk.on(route, decide)

    @app.action(APPROVE)
    def approve(ack: Ack, body: Json) -> None:
        ack()
        desk.work(body)

    def ask_first(ack: Ack, body: Json) -> None:
        ack()
        open_form(conversation, identity, messages, body)

    def submitted(ack: Ack, body: Json) -> None:
        ack()
        desk.work(body)

    for action in (EDIT, REJECT, RELEASE):
        app.action(action)(ask_first)
        app.view(action)(submitted)


def open_form(conversation: Conversation, identity: Identity, messages: Messages, body: Json) -> None:
    """Slack opens a form only within three seconds of the click, so this is not queued and not tried again."""
    click = click_of(body)
    try:
        sorry = _open(conversation, identity, messages, click, body["trigger_id"])
    except Exception as error:  # noqa: BLE001 - a click must never look as if it went unheard
        log.warning("form %s did not open: %s", click.action, type(error).__name__)
        sorry = NOT_OPENED
    if sorry:
        messages.whisper(click.channel, click.user, sorry)


def _open(
    conversation: Conversation, identity: Identity, messages: Messages, click: Click, trigger_id: str
) -> str | None:
    actor = identity.reader(click.user)
    if actor is None:
        return STRANGER
    initial = conversation.new_value(click.subject, actor=actor) if click.action == EDIT else None
    form = form_for(click.action, click.subject, initial=initial or "")
    messages.note_shown(click)
    opened = form is not None and messages.open_form(trigger_id, modal(form, metadata=metadata_of(click)))
    return None if opened else NOT_OPENED


def decide_by_click(
    conversation: Conversation, identity: Identity, messages: Messages, delivery: Delivery
) -> None:
    """Shows that the click was felt, decides, then repaints the card wherever it stands."""
    click = click_of(delivery.body)
    actor = identity.reader(click.user)
    if actor is None:
        messages.whisper(click.channel, click.user, STRANGER)
        return
    key = proposal_key(click.subject)
    messages.adopt(key, click.channel, click.ts)
    with messages.one_at_a_time(key):
        messages.working(click, _DOING[click.action])
        reply = press(conversation, click.action, click.subject, actor=actor, words=click.words)
        if reply.card and reply.blocks:
            messages.refresh(reply)
        else:
            messages.restore(click)
    if reply.notice:
        messages.whisper(click.channel, click.user, reply.notice)
