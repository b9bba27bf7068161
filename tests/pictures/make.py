"""Draws docs/pictures/*.png from what `promissory demo` does: `python -m tests.pictures.make`.

Needs node, npm and chromium, and the fonts Lato and Noto Color Emoji, none of which the tests need.
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.cli import demo, sample
from bot.replies.answers import answer_reply
from bot.replies.shapes import Paragraph, Reply, Run
from bot.slack.render import pages
from tests.doubles.slack_blocks import check_message

Json = dict[str, Any]

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "docs" / "pictures"


def scenes() -> list[Json]:
    """What each picture shows: the very blocks that Slack would get, from the sample company's own run."""
    with tempfile.TemporaryDirectory() as folder:
        app, story = sample.build(sample.fresh_home(Path(folder) / "home"), lambda done, total: None)
        try:
            return _of_the_demo(app, demo._play(app, story))
        finally:
            app.close()


def _of_the_demo(app: App, shown: demo.Shown) -> list[Json]:
    assert shown.paused and shown.applied and shown.reminders, "the demo has nothing to show"
    talk, now = app.talk("slack"), app.clock.now()
    asker = talk.names()[shown.done.asker]
    asked = Reply(shown.done.question, (Paragraph((Run(shown.done.question),)),))
    reminder = shown.reminders[0]
    due = talk.reminder(app.promises.by_ids(reminder.promise_ids), app.people.get(reminder.person))
    return [
        _scene("answer", now, (asker, asked), ("Promissory", answer_reply(shown.answer))),
        _scene("approval", now, ("Promissory", shown.cards[0])),
        _scene("decided", now, ("Promissory", talk.card(shown.applied.id))),
        _scene("paused", now, ("Promissory", talk.card(shown.paused.id))),
        _scene("reminder", reminder.send_at, ("Promissory", due)),
    ]


def draw(out: Path) -> None:
    """Installs the drawing tools if they are missing, and draws every scene into `out`."""
    for tool in ("node", "npm", "chromium"):
        if shutil.which(tool) is None:
            sys.exit(f"Pictures need {tool}, which is not installed.")
    if not (HERE / "node_modules").is_dir():
        subprocess.run(["npm", "install", "--no-package-lock"], cwd=HERE, check=True)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "scenes.json"
        data.write_text(json.dumps(scenes()))
        subprocess.run(["node", str(HERE / "draw.mjs"), str(data), str(out)], check=True)


def _scene(name: str, at: datetime, *said: tuple[str, Reply]) -> Json:
    return {"name": name, "messages": [m for by, reply in said for m in _messages(by, reply, at)]}


def _messages(by: str, reply: Reply, at: datetime) -> list[Json]:
    """One message a page, each checked as Slack would check it."""
    found = pages(reply)
    for page in found:
        check_message(page.text, page.blocks)
    return [
        {
            "name": by,
            "logo": _logo(by),
            "time": at.isoformat(),
            "person": by != "Promissory",
            "blocks": page.blocks,
        }
        for page in found
    ]


def _logo(name: str) -> str:
    colour, sign = ("#1f3a5f", "P") if name == "Promissory" else ("#b4532a", name[:1])
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" fill="{colour}"/>'
        f'<text x="18" y="25" font-family="Lato" font-weight="900" font-size="20" fill="#fff" '
        f'text-anchor="middle">{sign}</text></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


if __name__ == "__main__":
    draw(OUT)
