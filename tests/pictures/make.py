"""Draws docs/pictures/*.png from the replies that the code builds: `python -m tests.pictures.make`.

Needs node, npm and chromium, and the fonts Lato and Noto Color Emoji, none of which the tests need.
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.replies.answers import answer_reply
from bot.replies.cards import approval_card, decided_card, paused_card
from bot.replies.reminders import reminder_card
from bot.replies.shapes import Paragraph, Reply, Run
from bot.slack.render import pages
from records.models import ProposalStatus
from tests.doubles.slack_blocks import check_message
from tests.pictures import samples

Json = dict[str, Any]

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "docs" / "pictures"


def scenes() -> list[Json]:
    """What each picture shows: the very blocks that would be sent to Slack."""
    asked = Reply(samples.QUESTION, (Paragraph((Run(samples.QUESTION),)),))
    decided = samples.proposal(status=ProposalStatus.applied).model_copy(
        update={"decided_by": samples.TOM.email, "decided_at": samples.NOW + timedelta(minutes=4)}
    )
    sources, names = samples.citations(), samples.NAMES
    return [
        _scene("answer", _message(asked, by="Mira Okafor"), _message(answer_reply(samples.answer()))),
        _scene("approval", _message(approval_card(samples.proposal(), citations=sources, names=names))),
        _scene("decided", _message(decided_card(decided, citations=sources, names=names))),
        _scene(
            "paused",
            _message(paused_card(samples.paused(), citations=samples.paused_citations(), names=names)),
        ),
        _scene(
            "reminder",
            _message(
                reminder_card(samples.reminders(), samples.MIRA, samples.DAY_BEFORE, citations=sources),
                at=samples.NOW + timedelta(days=3),
            ),
        ),
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


def _scene(name: str, *messages: Json) -> Json:
    return {"name": name, "messages": messages}


def _message(reply: Reply, *, by: str = "Promissory", at: datetime = samples.NOW) -> Json:
    (page,) = pages(reply)
    check_message(page.text, page.blocks)
    return {
        "name": by,
        "logo": _logo(by),
        "time": at.isoformat(),
        "person": by != "Promissory",
        "blocks": page.blocks,
    }


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
