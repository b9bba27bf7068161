"""Which inline styles and style-sheet rules make text invisible, and in which colours it stands."""

import re
from functools import lru_cache
from typing import NamedTuple

UNKNOWN = -1
"""A colour that can't be told (a picture, a gradient, a name we don't know): never counts as hidden."""

_DECLARATION = re.compile(r"([a-z-]{2,40})\s*:\s*([^;]{1,400})")
_LENGTH = re.compile(r"(-?\d{0,6}\.?\d{1,6})\s*(px|pt|em|rem|ex|ch|cm|mm|in|pc|vw|vh|%)?")
_FONT_SIZE = re.compile(r"(?:^|\s)(\d{0,4}\.?\d{1,4})(px|pt|em|rem|%)?(?=[\s/]|$)")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]{1,8})(%?))?\s*\)")
_COMPOUND = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][a-z0-9_-]+)*)$")
_BRACE = re.compile(r"[{}]")
_RULE_OR_STATEMENT = re.compile(r"[;{]")
_MOST_TRIES = 300_000
"""Rules compared in one mail: far more than any newsletter needs."""
_COLOURS = {
    "white": 0xFFFFFF,
    "snow": 0xFFFAFA,
    "ivory": 0xFFFFF0,
    "ghostwhite": 0xF8F8FF,
    "floralwhite": 0xFFFAF0,
    "whitesmoke": 0xF5F5F5,
    "black": 0x000000,
    "red": 0xFF0000,
    "green": 0x008000,
    "blue": 0x0000FF,
    "navy": 0x000080,
    "yellow": 0xFFFF00,
    "orange": 0xFFA500,
    "gray": 0x808080,
    "grey": 0x808080,
    "silver": 0xC0C0C0,
    "lightgray": 0xD3D3D3,
    "lightgrey": 0xD3D3D3,
    "windowtext": 0x000000,
    "window": 0xFFFFFF,
}


class Style(NamedTuple):
    """What a style says about visibility; None = says nothing."""

    gone: bool | None = None
    """Neither the element nor anything in it is shown."""
    hidden: bool | None = None
    """`visibility`: a child may become visible again."""
    tiny: bool | None = None
    """Font size zero: a child may set its own."""
    clear: bool | None = None
    """Transparent letters."""
    fg: int | None = None
    bg: int | None = None
    tight: bool = False
    """No margin: a paragraph that looks like a line."""
    no_border: bool = False
    reply_border: bool = False
    """The line above Outlook's From/Sent/To block."""
    keeps_lines: bool | None = None


NOTHING = Style()


def colour(value: str) -> tuple[int | None, bool]:
    """A CSS colour as 0xRRGGBB (UNKNOWN if it can't be told) and whether it is transparent."""
    value = value.strip()
    if value.startswith("#"):
        digits = value[1:].split(" ")[0].rstrip("!;")
        try:
            number = int(digits, 16)
        except ValueError:
            return UNKNOWN, False
        if len(digits) in (3, 4):
            clear = len(digits) == 4 and digits[3] == "0"
            r, g, b = (int(c, 16) * 17 for c in digits[:3])
            return (r << 16) | (g << 8) | b, clear
        if len(digits) == 6:
            return number, False
        if len(digits) == 8:
            return number >> 8, number & 0xFF < 8
        return UNKNOWN, False
    if value.startswith("rgb"):
        if match := _RGB.match(value):
            r, g, b = (min(int(match[i]), 255) for i in (1, 2, 3))
            clear = False
            if match[4]:
                try:
                    clear = float(match[4]) / (100 if match[5] else 1) < 0.05
                except ValueError:
                    pass
            return (r << 16) | (g << 8) | b, clear
        return UNKNOWN, False
    word = value.split("!")[0].strip()
    if word == "transparent":
        return UNKNOWN, True
    if word in ("inherit", "initial", "unset", "currentcolor", "auto", ""):
        return None, False
    return _COLOURS.get(word, UNKNOWN), False


def alike(fg: int, bg: int) -> bool:
    """Whether letters in one colour can't be told from the other behind them."""
    if fg < 0 or bg < 0:
        return False
    return all(abs((fg >> shift & 255) - (bg >> shift & 255)) <= 10 for shift in (16, 8, 0))


def _zero(value: str) -> bool:
    match = _LENGTH.match(value)
    return match is not None and abs(float(match[1])) < 0.01


def _far_off(value: str) -> bool:
    match = _LENGTH.match(value)
    if match is None:
        return False
    size = float(match[1]) * (16 if match[2] in ("em", "rem") else 1)
    return size <= -400 or (match[2] in ("%", "vw", "vh") and size <= -100)


def _small_font(value: str) -> bool | None:
    match = _LENGTH.match(value)
    if match is None:
        return False if value[:1].isalpha() and not value.startswith(("inherit", "unset")) else None
    size, unit = float(match[1]), match[2] or "px"
    if unit in ("em", "rem", "%"):
        # Relative to a parent that may itself be zero: only a tiny share says anything new.
        share = size / 100 if unit == "%" else size
        return True if share <= 0.05 else (False if unit == "rem" else None)
    return size <= 1


@lru_cache(maxsize=4096)
def parse_style(text: str) -> Style:
    """What a `style` attribute (or a rule's body) says."""
    plain = _ESCAPE.sub(_unescaped, _without_comments(text[:4000]))
    said = {m[1]: m[2].strip() for m in _DECLARATION.finditer(plain.lower())}
    return _judge(said)


_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n]?")


def _unescaped(match: re.Match[str]) -> str:
    """A CSS escape such as `\\70` is a letter like any other."""
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else " "


def _judge(said: dict[str, str]) -> Style:
    gone: bool | None = None
    display = said.get("display")
    if display is not None:
        gone = display.startswith("none")
    opacity = said.get("opacity")
    if opacity is not None and (match := _LENGTH.match(opacity)):
        gone = gone or float(match[1]) / (100 if match[2] == "%" else 1) <= 0.05
    if said.get("mso-hide", "").startswith("all"):
        gone = True
    clipped = any(
        said.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-y", "overflow-x")
    )
    if clipped and any(
        name in said and _zero(said[name]) for name in ("height", "max-height", "width", "max-width")
    ):
        gone = True
    if any(_far_off(said[name]) for name in ("text-indent", "margin-left", "margin-top") if name in said):
        gone = True
    if said.get("position", "")[:4] in ("abso", "fixe", "rela"):
        if any(_far_off(said[name]) for name in ("left", "top", "right", "bottom") if name in said):
            gone = True
        if (
            said.get("clip", "")
            .replace(" ", "")
            .replace("px", "")
            .startswith(("rect(0,0,0,0", "rect(1,1,1,1", "rect(0000"))
        ):
            gone = True
    if said.get("clip-path", "").replace(" ", "").startswith(("inset(50%", "inset(100%", "circle(0")):
        gone = True
    transform = said.get("transform", "").replace(" ", "")
    if "scale(0)" in transform or "scale(0,0)" in transform or "translatex(-9999" in transform:
        gone = True

    visibility = said.get("visibility")
    hidden = None if visibility is None else visibility.startswith(("hidden", "collapse"))
    tiny: bool | None = None
    if "font" in said and (match := _FONT_SIZE.search(said["font"])):
        tiny = _small_font(match[1] + (match[2] or ""))
    if "font-size" in said:
        tiny = _small_font(said["font-size"])

    fg: int | None = None
    clear: bool | None = None
    if "color" in said:
        fg, is_clear = colour(said["color"])
        clear = is_clear if fg is not None or is_clear else None
    bg: int | None = None
    for name in ("background", "background-color"):
        if name in said:
            value = said[name]
            if "url(" in value or "gradient" in value:
                bg = UNKNOWN
                continue
            found, is_clear = colour(
                value.split(") ")[0] + ")" if value.startswith("rgb") else value.split(" ")[0]
            )
            if not is_clear and found is not None and bg != UNKNOWN:
                bg = found
    if "background-image" in said and not said["background-image"].startswith("none"):
        bg = UNKNOWN
    margin = said.get("margin", "")
    tight = (bool(margin) and _zero(margin)) or (
        "margin-top" in said and _zero(said["margin-top"]) and _zero(said.get("margin-bottom", "1"))
    )
    border_top = said.get("border-top", "")
    space = said.get("white-space")
    return Style(
        gone=gone,
        hidden=hidden,
        tiny=tiny,
        clear=clear,
        fg=fg,
        bg=bg,
        tight=tight,
        no_border=said.get("border", "x").startswith(("none", "0")) and not border_top,
        reply_border=border_top.startswith("solid") and ("#e1e1e1" in border_top or "#b5c4df" in border_top),
        keeps_lines=None if space is None else space.startswith("pre"),
    )


def merge(under: Style, over: Style) -> Style:
    """`over` wins wherever it says something."""
    if under is NOTHING:
        return over
    return Style(
        gone=under.gone if over.gone is None else over.gone,
        hidden=under.hidden if over.hidden is None else over.hidden,
        tiny=under.tiny if over.tiny is None else over.tiny,
        clear=under.clear if over.clear is None else over.clear,
        fg=under.fg if over.fg is None else over.fg,
        bg=under.bg if over.bg is None else over.bg,
        tight=under.tight or over.tight,
        no_border=under.no_border or over.no_border,
        reply_border=under.reply_border or over.reply_border,
        keeps_lines=under.keeps_lines if over.keeps_lines is None else over.keeps_lines,
    )


class StyleSheet:
    """The rules of a mail's `<style>` blocks that touch visibility, by the last simple selector."""

    __slots__ = ("_count", "_known", "_rules", "_tried")

    def __init__(self) -> None:
        self._rules: dict[str, list[tuple[frozenset[str], Style]]] = {}
        self._count = 0
        self._known: dict[tuple[str, str, str], Style] = {}
        self._tried = 0

    def __bool__(self) -> bool:
        return bool(self._rules)

    def add(self, css: str) -> None:
        """Reads one block; rules for other media and beyond 2,000 are left out."""
        self._known.clear()
        for rule in _without_at_rules(_without_comments(css[:200_000].lower())).split("}"):
            selectors, brace, body = rule.partition("{")
            if not brace or self._count >= 2000:
                continue
            style = parse_style(body[:4000])
            if style == NOTHING:
                continue
            for selector in selectors[-2000:].split(",")[:50]:
                self._add(selector.strip(), style)

    def _add(self, selector: str, style: Style) -> None:
        compounds = selector.replace(">", " ").split()
        if not compounds or ":" in selector or "[" in selector or "+" in selector or "~" in selector:
            return
        last = _COMPOUND.fullmatch(compounds[-1])
        if last is None:
            return
        keys = [last[1]] if last[1] and last[1] != "*" else []
        keys += [piece for piece in re.split(r"(?=[.#])", last[2]) if piece]
        if not keys:
            return
        if len(compounds) > 1:
            # Whether the ancestors match is not followed: such a rule may show, never hide.
            style = Style(
                bg=UNKNOWN if style.bg is not None else None, fg=UNKNOWN if style.fg is not None else None
            )
            if style == NOTHING:
                return
        self._count += 1
        self._rules.setdefault(keys[-1], []).append((frozenset(keys), style))

    def style_of(self, tag: str, classes: str, element_id: str) -> Style:
        """The merged rules that apply to an element; `classes` as the attribute says."""
        key = (tag, classes[:500], element_id[:100])
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(*key)
        return known

    def _find(self, tag: str, classes: str, element_id: str) -> Style:
        own = [tag, *("." + each for each in classes.split()[:20])]
        if element_id:
            own.append("#" + element_id)
        merged = NOTHING
        present = frozenset(own)
        for name in own:
            for needed, style in self._rules.get(name, ()):
                self._tried += 1
                if self._tried > _MOST_TRIES:
                    return merged
                if needed <= present:
                    merged = merge(merged, style)
        return merged


def _without_comments(css: str) -> str:
    css = css.replace("<!--", " ").replace("-->", " ")
    out: list[str] = []
    at = 0
    while (opened := css.find("/*", at)) >= 0:
        out.append(css[at:opened])
        closed = css.find("*/", opened + 2)
        if closed < 0:
            return " ".join(out)
        at = closed + 2
    out.append(css[at:])
    return " ".join(out)


def _without_at_rules(css: str) -> str:
    """The sheet without @media and other nested blocks, in one pass."""
    out: list[str] = []
    at = 0
    while (mark := css.find("@", at)) >= 0:
        out.append(css[at:mark])
        found = _RULE_OR_STATEMENT.search(css, mark)
        if found is None:
            return "".join(out)
        at = found.end()
        if found[0] == ";":
            continue
        depth = 1
        for match in _BRACE.finditer(css, at):
            depth += 1 if match[0] == "{" else -1
            if depth == 0:
                at = match.end()
                break
        else:
            return "".join(out)
    out.append(css[at:])
    return "".join(out)
