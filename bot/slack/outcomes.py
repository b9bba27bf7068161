"""Where a click shows what came of it: in its message, in words that one person sees, in a window, or at home."""

import json
from dataclasses import dataclass
from typing import Any, Protocol

from slack_sdk.errors import SlackApiError

from bot.replies.answers import text_reply
from bot.replies.shapes import Reply
from bot.slack.clicks import Click, click_of
from bot.slack.desk import Delivery
from bot.slack.identity import STRANGER
from bot.slack.messages import Memory
from bot.slack.render import pages, status_row
from bot.slack.responses import Responses
from bot.slack.views import MOST_IN_A_VIEW, home, title_of, window
from bot.slack.workspaces import Workspace
from bot.workflows.conversation import Conversation

Json = dict[str, Any]

LONGEST_KEEPSAKE = 2000
"""Of the 3,000 characters that a form keeps for us."""
SENT = "I sent it to you as a message."
_CLOSED = frozenset({"not_found", "view_not_found", "hash_conflict", "expired_trigger_id"})


class Outcome(Protocol):
    def working(self, words: str) -> None:
        """The first thing that a click shows."""
        ...

    def row(self, reply: Reply) -> None:
        """The result, in place of the row that was clicked."""
        ...

    def whole(self, reply: Reply) -> None:
        """The result, in place of everything that the row belongs to."""
        ...

    def beside(self, reply: Reply) -> None:
        """Something more to read, for the one who clicked."""
        ...

    def refused(self, words: str) -> None:
        """Nothing came of it, and this is why."""
        ...


def outcome_of(here: Workspace, conversation: Conversation, delivery: Delivery) -> Outcome:
    """By where the click was made; of a form, by where its button was."""
    body, click = delivery.body, click_of(delivery.body)
    origin = origin_of(body)
    if address := origin.get("response_url"):
        return InWhisper(here, click, Responses(here.client, address, delivery), delivery)
    if click.channel and click.ts:
        return InMessage(
            here, click, delivery, origin.get("thread"), _row(click.shown, click.row) or _kept(body)
        )
    if origin.get("view") == "home":
        return AtHome(here, click, conversation, delivery, dict(body["view"]))
    if origin.get("view") == "modal" and body["type"] == "block_actions":
        return InWindow(here, click, delivery, dict(body["view"]))
    return InPerson(here, click, delivery)


def origin_of(body: Json) -> dict[str, str]:
    """What kind of thing was clicked in: words that only one person sees, a view, or a message in a thread."""
    if body["type"] == "view_submission":
        told = json.loads(body["view"].get("private_metadata") or "{}")
    elif (body.get("container") or {}).get("is_ephemeral"):
        told = {"response_url": body.get("response_url")}
    else:
        told = {
            "view": (body.get("view") or {}).get("type"),
            "thread": (body.get("message") or {}).get("thread_ts"),
        }
    return {name: str(told[name]) for name in ("response_url", "view", "thread") if told.get(name)}


def keepsake(click: Click) -> dict[str, Json]:
    """The clicked row, for the form that it opens: it comes back where nothing comes of the form."""
    row = _row(click.shown, click.row)
    return {"buttons": row[0]} if row and len(json.dumps(row[0])) <= LONGEST_KEEPSAKE else {}


def apologise(here: Workspace, conversation: Conversation, delivery: Delivery, words: str) -> None:
    """The last word on a click, or on a form that was sent in, after work that failed every time."""
    outcome_of(here, conversation, delivery).refused(words)


def _kept(body: Json) -> list[Json]:
    told = json.loads((body.get("view") or {}).get("private_metadata") or "{}")
    return [told["buttons"]] if told.get("buttons") else []


def _row(blocks: list[Json], name: str) -> list[Json]:
    return [block for block in blocks if block.get("block_id") == name]


def tell(here: Workspace, click: Click, words: str, *, thread: str | None = None) -> None:
    """Words for the one who clicked and nobody else."""
    here.messages.whisper(click.channel, click.user, words, thread=thread)


def show_home(here: Workspace, conversation: Conversation, user: str, *, note: str = "") -> None:
    """Draws a person's home tab as things now are; whom we don't know reads one sentence there."""

    def view() -> Json:
        actor = here.identity.reader(user)
        return (
            home(text_reply(STRANGER)) if actor is None else home(conversation.home(actor=actor), note=note)
        )

    here.messages.publish_home(user, view)


@dataclass(frozen=True, slots=True)
class InPerson:
    """Nothing stands there any more that could change, so everything is told in the DM."""

    here: Workspace
    click: Click
    memory: Memory

    def working(self, words: str) -> None:
        """There is nothing to show it in."""

    def row(self, reply: Reply) -> None:
        self.beside(reply)

    def whole(self, reply: Reply) -> None:
        self.beside(reply)

    def beside(self, reply: Reply) -> None:
        messages = self.here.messages
        messages.post(messages.direct_channel(self.click.user), reply, self.memory)

    def refused(self, words: str) -> None:
        self.beside(text_reply(words))


@dataclass(frozen=True, slots=True)
class InMessage:
    """A message that everybody in its channel sees: what is for one person is whispered or sent to their DM."""

    here: Workspace
    click: Click
    memory: Memory
    thread: str | None
    buttons: list[Json]
    """The row that was clicked, as it was."""

    def working(self, words: str) -> None:
        self.here.messages.working(self.click, words)

    def row(self, reply: Reply) -> None:
        if not self.here.messages.replace_row(self.click, pages(reply)[0].blocks):
            self._tell(reply.text)

    def whole(self, reply: Reply) -> None:
        self.here.messages.replace_message(self.click, reply)

    def beside(self, reply: Reply) -> None:
        messages, click = self.here.messages, self.click
        self._restore()
        if click.channel.startswith("D"):
            messages.post(click.channel, reply, self.memory, thread=self.thread)
            return
        messages.post(messages.direct_channel(click.user), reply, self.memory)
        self._tell(SENT)

    def refused(self, words: str) -> None:
        self._restore(words)
        self._tell(words)

    def _restore(self, words: str = "") -> None:
        self.here.messages.replace_row(self.click, self.buttons or [status_row(words)])

    def _tell(self, words: str) -> None:
        tell(self.here, self.click, words, thread=self.thread)


@dataclass(frozen=True, slots=True)
class InWhisper:
    """Words that only one person sees: Slack does not say what they are, so they can be replaced only as a whole."""

    here: Workspace
    click: Click
    responses: Responses
    memory: Memory

    def working(self, words: str) -> None:
        """The result follows at once; to put this there would take away what was clicked."""

    def row(self, reply: Reply) -> None:
        self._put(reply, instead=False)

    def whole(self, reply: Reply) -> None:
        self._put(reply, instead=True)

    def beside(self, reply: Reply) -> None:
        self._put(reply, instead=False)

    def refused(self, words: str) -> None:
        self._put(text_reply(words), instead=False)

    def _put(self, reply: Reply, *, instead: bool) -> None:
        if self.responses.put(reply, instead=instead):
            InPerson(self.here, self.click, self.memory).beside(reply)


@dataclass(frozen=True, slots=True)
class AtHome:
    """The home tab is drawn anew after every click, with the result at its top."""

    here: Workspace
    click: Click
    conversation: Conversation
    memory: Memory
    view: Json

    def working(self, words: str) -> None:
        if self.view["type"] == "home":  # and no form that was opened there
            blocks = _replaced(self.view["blocks"], self.click.row, [status_row(words)])
            self.here.messages.publish_home(self.click.user, {"type": "home", "blocks": blocks})

    def row(self, reply: Reply) -> None:
        show_home(self.here, self.conversation, self.click.user, note=reply.text)

    def whole(self, reply: Reply) -> None:
        self.row(reply)

    def beside(self, reply: Reply) -> None:
        InPerson(self.here, self.click, self.memory).beside(reply)
        show_home(self.here, self.conversation, self.click.user, note=SENT)

    def refused(self, words: str) -> None:
        InPerson(self.here, self.click, self.memory).refused(words)
        show_home(self.here, self.conversation, self.click.user, note=words)


@dataclass(frozen=True, slots=True)
class InWindow:
    """A window that is open as long as its reader likes; when it is closed, the DM is left."""

    here: Workspace
    click: Click
    memory: Memory
    view: Json

    def working(self, words: str) -> None:
        self._show(self._with([status_row(words)]))

    def row(self, reply: Reply) -> None:
        if not self._show(self._with(pages(reply)[0].blocks)):
            self.beside(reply)

    def whole(self, reply: Reply) -> None:
        if not self._show(window(title_of(self.view), reply)):
            self.beside(reply)

    def beside(self, reply: Reply) -> None:
        InPerson(self.here, self.click, self.memory).beside(reply)

    def refused(self, words: str) -> None:
        clicked = _row(self.view["blocks"], self.click.row)
        if not self._show(self._with([*clicked, status_row(words)])):
            self.beside(text_reply(words))

    def _with(self, blocks: list[Json]) -> Json:
        kept = ("type", "callback_id", "title", "close", "private_metadata", "external_id")
        shown = _replaced(self.view["blocks"], self.click.row, blocks)
        return {name: self.view[name] for name in kept if self.view.get(name)} | {"blocks": shown}

    def _show(self, view: Json) -> bool:
        return update_view(self.here, view, view_id=self.click.view)


def _replaced(shown: list[Json], row: str, blocks: list[Json]) -> list[Json]:
    """With `blocks` in the place of a row."""
    new = [block | ({"block_id": row} if n == 0 else {}) for n, block in enumerate(blocks)]
    return [b for old in shown for b in (new if old.get("block_id") == row else [old])][:MOST_IN_A_VIEW]


def update_view(here: Workspace, view: Json, *, view_id: str | None = None, name: str | None = None) -> bool:
    """Replaces an open window; False if it is closed, or was replaced by somebody else in the meantime."""
    try:
        here.client.views_update(view=view, view_id=view_id, external_id=name)
    except SlackApiError as error:
        if error.response.get("error") in _CLOSED:
            return False
        raise
    return True
