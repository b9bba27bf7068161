"""Bytes to text whatever the mail claims about its charset, and removal of what no person can see."""

import codecs
import re
from functools import lru_cache

_ALIASES = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cn-gb": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
}
# Quadratic, or no charset at all: a header may name any codec that Python knows.
_REFUSED = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but tab, line ends
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]+"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2007\u202f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=256)
def _codec(name: str) -> str | None:
    cleaned = name.strip().strip("\"'").lower()
    cleaned = _ALIASES.get(cleaned, cleaned)
    if len(cleaned) > 40:
        return None
    try:
        info = codecs.lookup(cleaned)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not getattr(info, "_is_text_encoding", False) or info.name.replace("_", "-") in _REFUSED:
        return None
    return _ALIASES.get(info.name, info.name)


def decode(data: bytes, declared: str | None) -> tuple[str, bool]:
    """Text, and whether the declared charset had to be overruled."""
    if data.isascii() and b"\x1b" not in data and (not declared or declared[0] not in "uUhH\"' "):
        return data.decode("ascii"), False
    codec = _codec(declared) if declared else None
    if codec in ("utf-8", "ascii", "cp1252", None):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if b"\x1b$" in data and codec != "utf-8":
                return data.decode("iso2022_jp", "replace"), True
            # Bytes that happen to be valid multi-byte UTF-8 are never honest Latin-1.
            return text, codec != "utf-8" and not data.isascii()
        mostly = data.decode("utf-8", "replace")
        if _broken_utf8(mostly):
            return mostly, True
        # cp1252 never fails with "replace", and is what the web reads unlabelled bytes as.
        return data.decode("cp1252", "replace"), codec != "cp1252"
    assert codec is not None
    try:
        return data.decode(codec), False
    except (UnicodeError, ValueError):
        pass
    if codec == "iso2022_jp":
        try:
            return data.decode("iso2022_jp_ext"), False
        except UnicodeError:
            return data.decode("iso2022_jp", "replace"), True
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(codec, "replace"), True
    except (UnicodeError, ValueError):
        return data.decode("cp1252", "replace"), True


def _broken_utf8(text: str) -> bool:
    """Whether text decoded with replacements is UTF-8 with a few bytes lost, not another charset."""
    lost = text.count("\ufffd")
    return sum(not c.isascii() for c in text[:20_000]) > 5 * lost


def visible(text: str) -> str:
    """The text without characters that take no room on a screen; "\\n" line ends, plain spaces."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    return _SURROGATES.sub("\ufffd", _SPACES.sub(" ", text))


def one_line(text: str, limit: int = 2000) -> str:
    """Visible text on one line, for subjects and names."""
    return " ".join(visible(text).split())[:limit]
