"""Scenes as Slack shows them: each checked as Slack would check it, then handed to draw.mjs."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.replies.answers import text_reply
from bot.replies.shapes import Form, Reply
from bot.slack import views
from bot.slack.render import Json, pages
from tests.doubles.slack_blocks import check_blocks, check_message, check_modal
from tests.pictures.sample_company import NOW

BOT = "Promissory"
ICON = Path(__file__).parents[2] / "bot" / "teams" / "assets" / "color.png"


@dataclass(frozen=True)
class Said:
    """One message: a sentence of a person, or a reply of ours."""

    what: Reply | str
    by: str = BOT
    at: datetime = NOW
    only_you: bool = False
    unfurl: Sequence[Json] = ()
    """What Slack shows below it of a link in it."""


def messages(name: str, *said: Said) -> Json:
    return {"name": name, "frame": "messages", "messages": [m for one in said for m in _messages(one)]}


def form(name: str, asked: Form) -> Json:
    """A form as the modal that a click opens."""
    view = views.modal(asked, metadata="")
    check_modal(view)
    return {"name": name, "frame": "modal", "logo": logo(BOT), "view": view}


def window(name: str, title: str, reply: Reply) -> Json:
    """Something to read in a modal of its own."""
    view = views.window(title, reply)
    check_blocks(view["blocks"], most=100)
    return {"name": name, "frame": "modal", "logo": logo(BOT), "view": view}


def home_tab(name: str, reply: Reply) -> Json:
    view = views.home(reply)
    check_blocks(view["blocks"], most=100)
    return {"name": name, "frame": "home", "logo": logo(BOT), "view": view}


def pane(name: str, *said: Said, title: str = BOT, prompts: Json | None = None) -> Json:
    """The assistant's pane: its thread, and what it suggests to ask."""
    shown: Json = {"name": name, "frame": "pane", "logo": logo(BOT), "title": title}
    return shown | {"messages": [m for one in said for m in _messages(one)], "prompts": prompts}


def _messages(said: Said) -> list[Json]:
    reply = text_reply(said.what) if isinstance(said.what, str) else said.what
    found = pages(reply)
    for page in found:
        check_message(page.text, page.blocks)
    return [
        {
            "name": said.by,
            "logo": logo(said.by),
            "time": said.at.isoformat(),
            "person": said.by != BOT,
            "only_you": said.only_you,
            "unfurl": list(said.unfurl),
            "blocks": page.blocks,
        }
        for page in found
    ]


def logo(name: str) -> str:
    """Our icon, or the first letter of a person."""
    if name == BOT:
        return "data:image/png;base64," + base64.b64encode(ICON.read_bytes()).decode()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" fill="#b4532a"/>'
        f'<text x="18" y="25" font-family="Lato" font-weight="900" font-size="20" fill="#fff" '
        f'text-anchor="middle">{name[:1]}</text></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
