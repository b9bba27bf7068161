"""Draws the icons of the Teams app, bot/teams/assets/*.png: `python -m tests.pictures.draw_icons`.

Needs chromium. The icons are committed; this is how they were made.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

OUT = Path(__file__).parents[2] / "bot" / "teams" / "assets"

_BUBBLE = (
    "M{l} {t} h{w} a{r} {r} 0 0 1 {r} {r} v{h} a{r} {r} 0 0 1 -{r} {r} h-{back} l-{tail} {tail} v-{tail} h-{rest} "
    "a{r} {r} 0 0 1 -{r} -{r} v-{h} a{r} {r} 0 0 1 {r} -{r} z"
)


def color() -> str:
    """A promise kept: a check mark in a speech bubble, inside the middle that every mask leaves."""
    bubble = _BUBBLE.format(l=58, t=46, w=76, h=56, r=14, back=46, tail=22, rest=8)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 192 192">'
        f'<rect width="192" height="192" fill="#1f3a5f"/><path d="{bubble}" fill="#fff"/>'
        '<path d="M71 88 l18 18 l33 -35" fill="none" stroke="#d9822b" stroke-width="13" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def outline() -> str:
    """The same in white lines on nothing, as Teams wants it for its bars."""
    bubble = _BUBBLE.format(l=7, t=4, w=18, h=12, r=3.5, back=12, tail=5, rest=1)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">'
        f'<path d="{bubble}" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round"/>'
        '<path d="M10.5 13.5 l4 4 l7.5 -8" fill="none" stroke="#fff" stroke-width="2.2" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def draw(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, edge, svg in (("color", 192, color()), ("outline", 32, outline())):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "icon.html"
            page.write_text(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
            command = [
                os.environ.get("CHROMIUM", "chromium"),
                *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
                "--default-background-color=00000000",
                f"--user-data-dir={folder}/profile",
                f"--window-size={edge},{edge}",
                f"--screenshot={out / name}.png",
                page.as_uri(),
            ]
            subprocess.run(command, check=True, stdout=sys.stderr, stderr=subprocess.DEVNULL)
        _whiten(out / f"{name}.png") if name == "outline" else None


def _whiten(file: Path) -> None:
    """Anti-aliased edges as white that is partly transparent, never as grey."""
    from PIL import Image

    alpha = Image.open(file).convert("RGBA").getchannel("A")
    white = Image.new("RGBA", alpha.size, (255, 255, 255, 0))
    white.putalpha(alpha)
    white.save(file, optimize=True)


if __name__ == "__main__":
    draw(OUT)
