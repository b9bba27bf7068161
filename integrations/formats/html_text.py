"""HTML to the text that a person sees, with the ranges that the mail's own markup calls quoted."""

import re
from html import unescape
from typing import NamedTuple

from integrations.formats.html_page import Page
from integrations.formats.html_styles import NOTHING, StyleSheet, alike, colour, merge, parse_style
from integrations.formats.html_tags import (
    BLOCK,
    CELL,
    IN_HEAD,
    QUOTE_CLASSES,
    QUOTE_IDS,
    RAW,
    REST_IDS,
    SPACED,
    TABLE,
    UNSEEN,
    VOID,
)
from integrations.formats.mime_limits import MAX_HTML, MAX_TEXT

_ATTRIBUTES = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(
    r"([^\s=\"'>/]{1,60})\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]+))|([^\s=\"'>/]{1,60})"
)
_FROM_LINE = re.compile(
    r"[\s*_-]{0,10}(?:from|von|de|da|van|fra|från|lähettäjä|od|expéditeur|absender|remitente)\s{0,2}\*?\s?:",
    re.I,
)
_FORWARDED = re.compile(r"\s{0,5}-{4,}|\s{0,5}begin forwarded", re.I)
_SCAN = 64
"""How far up the open elements a missing end tag is looked for."""
_MAX_TAGS = 120_000


class _State(NamedTuple):
    gone: bool = False
    hidden: bool = False
    tiny: bool = False
    clear: bool = False
    fg: int = 0x000000
    bg: int = 0xFFFFFF
    quoted: bool = False
    keeps_lines: bool = False

    @property
    def seen(self) -> bool:
        return not (self.gone or self.hidden or self.tiny or self.clear or alike(self.fg, self.bg))


class _Open:
    __slots__ = ("blockquotes", "quote_from", "seen", "state", "tag", "tight")

    def __init__(self, tag: str, state: _State, seen: bool) -> None:
        self.tag = tag
        self.state = state
        self.seen = seen
        self.quote_from = -1
        self.blockquotes = 0
        self.tight = False


class HtmlText(NamedTuple):
    text: str
    quoted: tuple[tuple[int, int], ...]
    truncated: bool


def html_to_text(html: str) -> HtmlText:
    """Visible text of an HTML body in one pass; anything past the caps is cut."""
    truncated = len(html) > MAX_HTML
    reader = _Reader(html[:MAX_HTML].replace("\0", ""))
    reader.read()
    page = reader.page
    text = "".join(page.pieces)
    if len(text) > MAX_TEXT:
        text, truncated = text[:MAX_TEXT], True
    return HtmlText(text, _quoted_ranges(text, reader), truncated or reader.cut)


def _quoted_ranges(text: str, reader: "_Reader") -> tuple[tuple[int, int], ...]:
    ranges = [(i, j) for i, j in reader.page.quoted]
    for start, end, blockquotes in reader.containers:
        # Gmail answers between the quotes stand inside its own quote container.
        if not blockquotes or _FORWARDED.match(text, start, min(end, start + 40)):
            ranges.append((start, end))
    for start, needs_from in reader.rest_marks:
        if not needs_from or _FROM_LINE.match(text, start, start + 60):
            ranges.append((start, len(text)))
            break
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        end = min(end, len(text))
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            continue
        if (merged and not text[merged[-1][1] : start].strip()) or (merged and start <= merged[-1][1]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


class _Reader:
    """A forgiving tokenizer with just enough of the HTML rules to know what is inside what."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.page = Page()
        self.sheet = StyleSheet()
        self.open: list[_Open] = []
        self.counts: list[dict[str, int]] = [{}]
        """Open elements by tag, one dict per table cell: an end tag reaches no further."""
        self.tables: list[_Open] = []
        self.state = _State()
        self.seen = True
        self.containers: list[tuple[int, int, int]] = []
        self.rest_marks: list[tuple[int, bool]] = []
        self.blockquotes = 0
        self.cut = False

    def read(self) -> None:
        html, page = self.html, self.page
        at = tags = 0
        end = len(html)
        while at < end:
            less = html.find("<", at)
            if less < 0:
                less = end
            if less > at and (self.seen or self._left_head(html, at, less)):
                self._text(html[at:less])
                if page.length > MAX_TEXT:
                    self.cut = True
                    break
            if less >= end - 1:
                break
            tags += 1
            if tags > _MAX_TAGS:
                self.cut = True
                break
            after = html[less + 1]
            if after.isalpha() and after.isascii():
                at = self._start_tag(less)
            elif after == "/":
                at = self._end_tag(less)
            elif after in "!?":
                if html.startswith("<!--", less):
                    close = html.find("-->", less + 2)
                    at = end if close < 0 else close + 3
                else:
                    close = html.find(">", less)
                    at = end if close < 0 else close + 1
            else:
                if self.seen:
                    self._text("<")
                at = less + 1
        while self.open:
            self._pop()

    def _left_head(self, html: str, at: int, less: int) -> bool:
        """Words right inside <head> start the body, as in a browser."""
        if self.open and self.open[-1].tag == "head" and html[at:less].strip():
            self._pop()
        return self.seen

    def _text(self, raw: str) -> None:
        state = self.state
        if not state.keeps_lines or "\n" not in raw:
            self.page.words(raw, state.quoted)
            return
        lines = raw.replace("\r\n", "\n").split("\n")
        for index, line in enumerate(lines):
            if index:
                self.page.line_break()
            if line:
                self.page.words(line, state.quoted)

    def _start_tag(self, less: int) -> int:
        html = self.html
        close = html.find(">", less)
        if close < 0:
            return len(html)
        inner = html[less + 1 : close]
        if ('"' in inner and inner.count('"') & 1) or ("'" in inner and inner.count("'") & 1):
            if match := _ATTRIBUTES.match(html, less + 1, min(len(html), less + 8192)):
                close = match.end() - 1
                inner = html[less + 1 : close]
        pieces = inner.split(None, 1)
        tag = pieces[0].rstrip("/").lower()
        if "/" in tag:
            tag, _, rest = tag.partition("/")
            attributes = rest
        else:
            attributes = pieces[1] if len(pieces) > 1 else ""
        after = close + 1
        if tag == "br":
            if self.seen:
                self.page.line_break()
            return after
        self._implied_ends(tag)
        if tag in VOID:
            if tag == "hr" and self.seen:
                self._rest_mark(attributes)
                self.page.block()
            return after
        if tag in BLOCK and self.seen:
            self._break_before(tag)
        self._push(tag, attributes)
        if tag in RAW:
            return self._raw_text(tag, after)
        return after

    def _break_before(self, tag: str) -> None:
        if tag == "tr" or tag == "li":
            self.page.block()
            self.page.bullet = tag == "li"
        elif tag != "p":
            self.page.block(2 if tag in SPACED and tag != "table" else 1)

    def _rest_mark(self, attributes: str) -> None:
        lowered = attributes.lower()
        if "id=" in lowered and any(mark in lowered for mark in ("stopspelling", "zwchr")):
            self.rest_marks.append((self.page.length, False))

    def _implied_ends(self, tag: str) -> None:
        counts = self.counts[-1]
        if tag in BLOCK and counts.get("p"):
            self._pop_to("p", barrier=BLOCK)
        if tag == "li" and counts.get("li"):
            self._pop_to("li", barrier=frozenset(("ul", "ol", "menu", "dir")))
        elif tag in ("dt", "dd") and (counts.get("dt") or counts.get("dd")):
            self._pop_to("dd" if counts.get("dd") else "dt", barrier=frozenset(("dl",)))
        elif tag in ("td", "th", "tr"):
            self._end_table_tag("td")
            if tag == "tr":
                self._end_table_tag("tr")
        elif tag == "option" and counts.get("option"):
            self._pop_to("option", barrier=frozenset(("select",)))
        if self.open and self.open[-1].tag == "head" and tag not in IN_HEAD:
            self._pop()

    def _pop_to(self, tag: str, barrier: frozenset[str]) -> None:
        for frame in self.open[: -_SCAN - 1 : -1]:
            if frame.tag == tag:
                self._pop_through(frame)
                return
            if frame.tag in barrier:
                return

    def _pop_through(self, last: _Open) -> None:
        while self.open:
            frame = self.open[-1]
            self._pop()
            if frame is last:
                return

    def _push(self, tag: str, attributes: str) -> None:
        frame = _Open(tag, self.state, self.seen)
        self.open.append(frame)
        if tag in TABLE:
            self.tables.append(frame)
        if tag in CELL or tag == "table":
            self.counts.append({})
        counts = self.counts[-1]
        counts[tag] = counts.get(tag, 0) + 1
        tight = tag != "p"
        if attributes or tag in UNSEEN or tag in ("blockquote", "pre", "xmp", "listing") or self.sheet:
            tight = self._enter(frame, tag, attributes) or tight
        if self.seen and tag == "p":
            frame.tight = tight
            self.page.block(1 if tight else 2)
        if tag in CELL and self.seen:
            self.page.cell = True

    def _enter(self, frame: _Open, tag: str, attributes: str) -> bool:
        said: dict[str, str] = {}
        if attributes:
            for m in _ATTRIBUTE.finditer(attributes, 0, 8192):
                value = m[2] or m[3] or m[4] or ""
                said.setdefault((m[1] or m[5]).lower(), unescape(value) if "&" in value else value)
        classes = said.get("class", "").lower().split()
        element_id = said.get("id", "").lower()
        style = self.sheet.style_of(tag, " ".join(classes), element_id) if self.sheet else NOTHING
        if "style" in said:
            style = merge(style, parse_style(said["style"]))
        gone, hidden, tiny, clear, fg, bg, quoted, keeps_lines = self.state
        if style is not NOTHING:
            gone = gone or bool(style.gone)
            hidden = hidden if style.hidden is None else style.hidden
            tiny = tiny if style.tiny is None else style.tiny
            clear = clear if style.clear is None else style.clear
            keeps_lines = keeps_lines if style.keeps_lines is None else style.keeps_lines
        if (
            tag in UNSEEN
            or ("hidden" in said and style.gone is None)
            or (tag == "dialog" and "open" not in said)
        ):
            gone = True
        if "bgcolor" in said:
            named = colour(
                said["bgcolor"].lower() if not _bare_hex(said["bgcolor"]) else "#" + said["bgcolor"]
            )
            bg = bg if named[0] is None else named[0]
        if "background" in said:
            bg = -1
        if tag == "font" and "color" in said:
            value = said["color"].lower()
            named = colour("#" + value if _bare_hex(value) else value)
            fg = fg if named[0] is None else named[0]
        elif tag == "a" and "href" in said:
            fg = 0x0000EE
        elif tag == "body" and "text" in said:
            value = said["text"].lower()
            fg = colour("#" + value if _bare_hex(value) else value)[0] or 0
        fg = fg if style.fg is None else style.fg
        bg = bg if style.bg is None else style.bg
        if tag in ("pre", "xmp", "listing", "textarea"):
            keeps_lines = True
        quoted = self._enter_quote(frame, tag, said, classes, element_id, style.no_border, quoted)
        if style.reply_border and self.seen:
            self.rest_marks.append((self.page.length, True))
        if element_id.lstrip("x_") in REST_IDS and self.seen:
            self.rest_marks.append((self.page.length, False))
        self.state = _State(gone, hidden, tiny, clear, fg, bg, quoted, keeps_lines)
        self.seen = self.state.seen
        return style.tight or any("msonormal" in each or "msoplaintext" in each for each in classes)

    def _enter_quote(
        self,
        frame: _Open,
        tag: str,
        said: dict[str, str],
        classes: list[str],
        element_id: str,
        no_border: bool,
        quoted: bool,
    ) -> bool:
        plain = [each[2:] if each.startswith("x_") else each for each in classes]
        if tag == "blockquote":
            self.blockquotes += 1
            cited = said.get("type", "").lower() == "cite" or any("quote" in each for each in plain)
            return quoted or cited or not no_border
        if not quoted and (
            any(each in QUOTE_CLASSES for each in plain) or element_id.lstrip("x_") in QUOTE_IDS
        ):
            return True
        if not quoted and any(each in ("gmail_quote", "gmail_quote_container") for each in plain):
            frame.quote_from = self.page.length
            frame.blockquotes = self.blockquotes
        return quoted

    def _raw_text(self, tag: str, after: int) -> int:
        """Skips (or shows, for <textarea> and <xmp>) what is no markup, up to the end tag."""
        html = self.html
        close = _end_of_raw(html, tag, after)
        if tag == "style":
            self.sheet.add(html[after:close])
        elif self.seen and tag in ("textarea", "xmp"):
            self._text(html[after:close])
        if tag not in ("style", "title", "textarea") and close >= len(html):
            return len(html)
        return close

    def _end_tag(self, less: int) -> int:
        html = self.html
        close = html.find(">", less)
        if close < 0:
            return len(html)
        pieces = html[less + 2 : close].split(None, 1)
        tag = pieces[0].lower() if pieces else ""
        if self.open and self.open[-1].tag == tag:
            self._pop()
            return close + 1
        if tag in ("p", "br"):
            if tag == "p" and self.counts[-1].get("p"):
                self._pop_to("p", barrier=TABLE)
            elif self.seen:
                self.page.line_break()
        elif tag in TABLE:
            self._end_table_tag(tag)
        elif self.counts[-1].get(tag):
            if tag in BLOCK:
                self._pop_named(tag)
            else:
                self._pop_to(tag, barrier=BLOCK)
        return close + 1

    def _end_table_tag(self, tag: str) -> None:
        for frame in self.tables[: -_SCAN - 1 : -1]:
            if frame.tag == tag or (tag in CELL and frame.tag in CELL):
                self._pop_through(frame)
                return
            if frame.tag == "table":
                return

    def _pop_named(self, tag: str) -> None:
        while self.open:
            found = self.open[-1].tag
            self._pop()
            if found == tag:
                return

    def _pop(self) -> None:
        frame = self.open.pop()
        tag = frame.tag
        if self.seen and tag in BLOCK:
            self.page.block(2 if tag in SPACED and tag != "table" and not frame.tight else 1)
        counts = self.counts[-1]
        if counts.get(tag):
            counts[tag] -= 1
        if tag in TABLE:
            self.tables.pop()
            if (tag in CELL or tag == "table") and len(self.counts) > 1:
                self.counts.pop()
        if frame.quote_from >= 0:
            self.containers.append((frame.quote_from, self.page.length, self.blockquotes - frame.blockquotes))
        self.state = frame.state
        self.seen = frame.seen


def _bare_hex(value: str) -> bool:
    return len(value) == 6 and all(c in "0123456789abcdefABCDEF" for c in value)


_RAW_ENDS = {tag: re.compile(f"</{tag}(?=[\\s/>])", re.IGNORECASE) for tag in RAW}


def _end_of_raw(html: str, tag: str, after: int) -> int:
    match = _RAW_ENDS[tag].search(html, after)
    return match.start() if match else len(html)
