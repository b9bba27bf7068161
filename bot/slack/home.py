"""The home tab: what a person promised, what waits for them, what is connected, and their settings."""

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.replies.answers import text_reply
from bot.replies.forms import SETTINGS
from bot.slack.buttons import listen
from bot.slack.clicks import click_of, values_of
from bot.slack.desk import Delivery, Desk
from bot.slack.identity import STRANGER
from bot.slack.outcomes import show_home
from bot.slack.reminders import NOT_A_COLLEAGUE
from bot.slack.shortcuts import show_saved
from bot.slack.views import title_of, window
from bot.slack.workspaces import Workspaces
from bot.workflows.conversation import Conversation, press

Json = dict[str, Any]

SAVING = "Saving…"


def register(app: App, desk: Desk, conversation: Conversation, workspaces: Workspaces) -> None:
    """Drawn when it is opened and after every click in it; the settings are asked for in a window."""
    desk.on("event:app_home_opened", partial(open_home, conversation, workspaces))
    desk.on(f"view:{SETTINGS}", partial(save_settings, conversation, workspaces))

    @app.event("app_home_opened")
    def opened(body: Json) -> None:
        desk.work(body)

    @app.view(SETTINGS)
    def submitted(ack: Ack, body: Json) -> None:
        ack(response_action="update", view=window(title_of(body["view"]), text_reply(SAVING)))
        desk.work(body)

    listen(app, desk, conversation, workspaces, (SETTINGS,))


def open_home(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    event = delivery.body["event"]
    if event.get("tab", "home") == "home":
        show_home(workspaces.of(delivery.body), conversation, event["user"])


def save_settings(conversation: Conversation, workspaces: Workspaces, delivery: Delivery) -> None:
    """What became of it stands in the window that asked, and the home tab shows it."""
    click, here = click_of(delivery.body), workspaces.of(delivery.body)
    actor = here.identity.reader(click.user)
    values = values_of(click, here.identity)
    if actor is None or values is None:
        reply = text_reply(STRANGER if actor is None else NOT_A_COLLEAGUE)
    else:
        emptied = dict.fromkeys(delivery.body["view"]["state"]["values"], "")
        reply = press(conversation, SETTINGS, click.subject, actor=actor, values=emptied | values)
    show_saved(here, delivery, reply, click)
    show_home(here, conversation, click.user)
