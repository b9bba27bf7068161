"""Visible words of a page, collected into lines that remember which of them were quoted."""

from html import unescape

from integrations.formats.charsets import visible


class Page:
    """Collects visible words into lines, remembering which were quoted."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.quoted: list[list[int]] = []
        self.breaks = 0
        self.space = False
        self.cell = False
        self.bullet = False
        self.blank_line = False
        self._last_quoted = False

    def block(self, lines: int = 1) -> None:
        if self.blank_line:
            self.breaks += 1
            self.blank_line = False
        self.breaks = max(self.breaks, lines)
        self.cell = False

    def line_break(self) -> None:
        self.breaks += 1
        self.blank_line = False

    def words(self, raw: str, quoted: bool) -> None:
        text = unescape(raw) if "&" in raw else raw
        if not text.isascii() or not text.isprintable():
            text = visible(text)
        words = text.split()
        if not words:
            if self.breaks and ("\xa0" in raw or "&nbsp;" in raw or "&#160;" in raw):
                self.blank_line = True
            if text or raw:
                self.space = True
            return
        self.blank_line = False
        self._put(" ".join(words), quoted, text[0].isspace())
        self.space = text[-1].isspace()

    def _put(self, text: str, quoted: bool, leading: bool) -> None:
        if self.length == 0:
            gap = ""
        elif self.breaks:
            gap = "\n" * min(self.breaks, 3)
        elif self.cell:
            gap = "\t"
        elif self.space or leading:
            gap = " "
        else:
            gap = ""
        if self.bullet:
            gap += "- "
        self.breaks = 0
        self.cell = self.bullet = False
        start = self.length
        if gap:
            self.pieces.append(gap)
            start += len(gap)
        self.pieces.append(text)
        self.length = start + len(text)
        if quoted:
            if self._last_quoted:
                self.quoted[-1][1] = self.length
            else:
                self.quoted.append([start, self.length])
        self._last_quoted = quoted
