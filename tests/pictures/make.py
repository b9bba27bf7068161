"""Draws docs/pictures/*.png: `python -m tests.pictures.make`, or only some of them: `... make answer home`.

Needs node, npm and chromium, and the fonts Lato and Noto Color Emoji. docs/pictures/scenes.json says what each
picture was drawn from, and a test compares that with what the code says now.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.pictures import compare, scenes
from tests.pictures.compare import PICTURES, Json

HERE = Path(__file__).parent
TOOLS = ("node", "npm", "chromium", "fc-list")
FONTS = ("Lato", "Noto Color Emoji")


def missing() -> str | None:
    """Why nothing can be drawn here, or None."""
    if absent := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"pictures need {', '.join(absent)} (Debian: apt-get install nodejs npm chromium fontconfig)"
    known = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    if absent := [font for font in FONTS if font not in known]:
        return (
            f"pictures need {', '.join(absent)} (Debian: apt-get install fonts-lato fonts-noto-color-emoji)"
        )
    if not (HERE / "node_modules").is_dir():
        return "the drawing tools are not installed (npm install --prefix tests/pictures)"
    return None


def everything() -> list[Json]:
    """All scenes, each under a name of its own."""
    found = scenes.every()
    names = [scene["name"] for scene in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"Two scenes have the same name: {', '.join(twice)}")
    return found


def draw(wanted: Sequence[Json], out: Path) -> None:
    """Draws these scenes into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for script, some in (
            ("draw.mjs", [s for s in wanted if "frame" in s]),
            ("draw_teams.mjs", [s for s in wanted if "frame" not in s]),
        ):
            data = Path(folder) / "scenes.json"
            data.write_text(json.dumps(some))
            if some:
                subprocess.run(
                    ["node", str(HERE / script), str(data), str(out)], check=True, env=_with_chromium()
                )
    for scene in wanted:
        compare.shrink(out / f"{scene['name']}.png")


def _with_chromium() -> dict[str, str]:
    return {**os.environ, "CHROMIUM": os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"}


def main(names: Sequence[str]) -> None:
    if not (HERE / "node_modules").is_dir() and shutil.which("npm"):
        subprocess.run(["npm", "install", "--no-package-lock"], cwd=HERE, check=True)
    if reason := missing():
        sys.exit(reason)
    known = {scene["name"]: scene for scene in everything()}
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"No such scene: {', '.join(unknown)}. There are {', '.join(known)}.")
    wanted = [known[name] for name in names or known]
    draw(wanted, PICTURES)
    if names:
        compare.note(wanted, before=compare.drawn_from())
        return
    compare.note(wanted)
    for picture in PICTURES.glob("*.png"):
        if picture.stem not in known:
            picture.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
