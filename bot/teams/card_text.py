"""Words of a card: text runs that Teams shows as they are, cut into pieces that fit.

Teams reads markdown in a TextBlock and a FactSet, but never in a TextRun of a RichTextBlock, so words that
may come from outside sit only there. What Teams would still replace in them, {{DATE(…)}}, is cut in two.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.replies.shapes import Run
from bot.replies.words import clean

Json = dict[str, Any]

LONGEST_PIECE = 5_000
"""Bytes of JSON in one element, so that a page can always take one more."""
LONGEST_LINK = 2_000

_TEMPLATE = re.compile(r"(?<=\{)(?=\{(?:DATE|TIME)\()")


def size(value: Any) -> int:
    """Bytes on the wire in the most wasteful encoding, in which every letter beyond ASCII is escaped."""
    return len(json.dumps(value))


def lines(
    runs: Iterable[Run], *, small: bool = False, spacing: str | None = None, **look: Any
) -> Iterator[Json]:
    """One element a line: clients disagree on what a line break inside a run is. Long lines become several
    elements; lines with nothing to read become space. `spacing` is what stands above the first one."""
    begun = False
    for line in _by_line(runs):
        if not any(run.text.strip() for run in line):
            spacing = "Medium" if begun else spacing
            continue
        for piece in _pieces(line, small, look):
            element: Json = {"type": "RichTextBlock", "inlines": piece}
            yield element | ({"spacing": spacing} if spacing else {})
            spacing, begun = "None", True


def _by_line(runs: Iterable[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *rest = clean(run.text).split("\n")
        line.append(_with(run, first))
        for text in rest:
            yield line
            line = [_with(run, text)]
    yield line


def _with(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.strike, run.link)


def _pieces(line: Sequence[Run], small: bool, look: Json) -> Iterator[list[Json]]:
    """Text runs, in portions of at most LONGEST_PIECE bytes."""
    portion: list[Json] = []
    room = LONGEST_PIECE
    for run in line:
        text = run.text
        while text:
            space = room - size(_text_run(_with(run, ""), small, look))
            if portion and space < min(size(text), 300):
                yield portion
                portion, room = [], LONGEST_PIECE
                continue
            taken = _taken(text, space)
            for part in _TEMPLATE.split(text[:taken]):
                portion.append(_text_run(_with(run, part), small, look))
                room -= size(portion[-1])
            text = text[taken:]
            if text:
                yield portion
                portion, room = [], LONGEST_PIECE
    if portion:
        yield portion


def _taken(text: str, room: int) -> int:
    """How many characters fit, cut at a word where one is near; at least one."""
    used = 0
    for n, character in enumerate(text):
        used += 1 if character.isascii() and character not in '"\\\n' else len(json.dumps(character)) - 2
        if used > room:
            cut = text.rfind(" ", n // 2, n) + 1
            return max(cut or n, 1)
    return len(text)


def _text_run(run: Run, small: bool, look: Json) -> Json:
    shown: Json = {"type": "TextRun", "text": run.text, **look}
    if small:
        shown |= {"size": "Small", "isSubtle": True}
    if run.bold:
        shown["weight"] = "Bolder"
    if run.italic:
        shown["italic"] = True
    if run.strike:
        shown["strikethrough"] = True
    if run.link and run.link.startswith(("https://", "http://")) and len(run.link) <= LONGEST_LINK:
        shown["selectAction"] = {"type": "Action.OpenUrl", "url": run.link}
    return shown
