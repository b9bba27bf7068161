"""The three seconds after a click: a form opens at once, anything else is stored to be worked on."""

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.replies.form_checks import mistakes
from bot.replies.forms import ASKS_FIRST, ValueInput
from bot.replies.shapes import Form, Reply
from bot.slack.clicks import Click, click_of, metadata_of, pressed
from bot.slack.desk import Desk
from bot.slack.identity import STRANGER
from bot.slack.outcomes import keepsake, origin_of, tell
from bot.slack.views import modal
from bot.slack.workspaces import Workspace, Workspaces
from bot.workflows.conversation import OUTDATED, Conversation

Json = dict[str, Any]
log = logging.getLogger("promissory.slack")

NOT_OPENED = "I could not open the form in time. Please click again."


def listen(
    app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces, actions: Iterable[str]
) -> None:
    """A menu goes by the name of its first option, so every name is heard whatever was picked."""

    def clicked(ack: Ack, body: Json) -> None:
        ack()
        action, _ = pressed(body)
        if action in ASKS_FIRST:
            open_form(conversation, workspaces, body)
        elif f"action:{action}" in desk.routes:
            desk.work(body)
        else:
            tell(workspaces.of(body), click_of(body), OUTDATED)

    def submitted(ack: Ack, body: Json) -> None:
        ack()
        desk.work(body)

    for action in actions:
        app.action(action)(clicked)
        if f"view:{action}" in desk.routes:
            desk.check(f"view:{action}", wrong_in)
            app.view(action)(submitted)


def open_form(conversation: Conversation, workspaces: Workspaces, body: Json) -> None:
    """Slack opens a form only within three seconds of the click, so this is not queued and not tried again."""
    click, here = click_of(body), workspaces.of(body)
    try:
        sorry = _open(conversation, here, click, body)
    except Exception as error:  # noqa: BLE001 - a click must never look as if it went unheard
        log.warning("form %s did not open: %s", click.action, type(error).__name__)
        sorry = NOT_OPENED
    if sorry:
        tell(here, click, sorry)


def _open(conversation: Conversation, here: Workspace, click: Click, body: Json) -> str | None:
    actor = here.identity.reader(click.user)
    if actor is None:
        return STRANGER
    form = conversation.form(click.action, click.subject, actor=actor)
    if isinstance(form, Reply):
        return form.notice or form.text
    here.messages.note_shown(click)
    origin = json.loads(metadata_of(click)) | origin_of(body) | keepsake(click)
    origin |= _to_check_by(form, conversation, actor)
    opened = show_form(here, body["trigger_id"], form, origin)
    return None if opened else NOT_OPENED


def _to_check_by(form: Form, conversation: Conversation, actor: str) -> dict[str, str]:
    """What it takes to tell a mistake in the form when it comes back, when there is no time to look anything up."""
    known = {}
    for asked in form.inputs:
        if isinstance(asked, ValueInput):
            known["field"] = asked.field
        elif asked.kind == "date":
            known["today"] = conversation.today(actor=actor).isoformat()
    return known


def wrong_in(body: Json) -> dict[str, str]:
    """What is wrong with a form that was sent in, by its inputs, as far as it says itself."""
    click, view = click_of(body), body["view"]
    told = json.loads(view.get("private_metadata") or "{}")
    found = mistakes(
        click.action, click.values, today=str(told.get("today", "")), field=str(told.get("field", ""))
    )
    return {name: words for name, words in found.items() if name in view["state"]["values"]}


def show_form(here: Workspace, trigger_id: str, form: Form, origin: Json) -> bool:
    """False if the click is too old for Slack to open anything. `origin` is where its result belongs."""
    view = modal(form, metadata=json.dumps(origin | {"subject": form.value}), users=_users(here, form))
    if origin.get("view") != "modal":
        return here.messages.open_form(trigger_id, view)
    try:
        here.client.views_push(trigger_id=trigger_id, view=view)  # on top of the window that was clicked in
    except SlackApiError as error:
        log.info("a form was not put on top: %s", error.response.get("error"))
        return False
    return True


def _users(here: Workspace, form: Form) -> dict[str, str]:
    """The Slack users of the colleagues that are filled in; one who is not found is left to be chosen."""
    found: dict[str, str] = {}
    for email in {i.initial for i in form.inputs if i.kind == "person" and i.initial}:
        with suppress(SlackApiError):
            found[email] = str(here.client.users_lookupByEmail(email=email)["user"]["id"])
    return found
