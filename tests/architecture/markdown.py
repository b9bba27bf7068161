"""What the documents say that can be checked: links, commands, blocks of code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?\)")
_INLINE = re.compile(r"`(promissory [^`]+)`")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: `info` is what stands behind its opening fence, such as `sh run`."""

    page: Path
    info: str
    body: str

    @property
    def name(self) -> str:
        first = next((line for line in self.body.splitlines() if "promissory" in line), self.body[:40])
        return f"{self.page.name}: {first.strip()[:60]}"


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(*infos: str) -> list[Block]:
    return [
        Block(page, found["info"].strip(), found["body"])
        for page in pages()
        for found in _FENCE.finditer(page.read_text(encoding="utf-8"))
        if found["info"].strip() in infos
    ]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[str]:
    """Targets of links and pictures, those on the web left out."""
    for target in _LINK.findall(prose(page)):
        if not re.match(r"[a-z]+:", target):
            yield target


def inline_commands(page: Path) -> list[str]:
    return _INLINE.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """What `#…` may name on a page, spelled as GitHub spells it."""
    words = (re.sub(r"[^\w\- ]", "", h.strip().lower()) for h in _HEADING.findall(prose(page)))
    return {w.replace(" ", "-") for w in words}
