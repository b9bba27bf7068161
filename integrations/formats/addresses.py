"""Who a mail is from and to: address headers with quotes, comments, groups and mistakes."""

import re
from collections.abc import Callable, Iterable

from integrations.formats.charsets import one_line
from integrations.formats.headers import decode_words
from integrations.formats.mime_limits import MAX_PEOPLE
from records.models import Participant

_SIMPLE = re.compile(r"([^\"(),:;<>\[\]\\@=]{0,200})<\s*([^\s<>\"(),:;@]{1,200}@[A-Za-z0-9.-]{1,255})\s*>")
_BARE = re.compile(r"[^\s<>\"(),:;@]{1,200}@[A-Za-z0-9.-]{1,255}")
_TOKEN = re.compile(
    r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,4000}\?="
    r"|\"(?:[^\"\\]|\\.)*+\""
    r"|\((?:[^()\\]|\\.)*+\)"
    r"|<[^<>]*+>"
    r"|[,;:]"
    r"|[^\"(<,;:=]++"
    r"|.",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_LONGEST = 60_000

AddPerson = Callable[[str, str], None]
"""Takes a display name and an address, either may be ""."""


def _address(raw: str) -> str:
    """Lower case, domain in ASCII; "" if it can't be an address."""
    if "(" in raw:
        raw = _COMMENT.sub("", raw)
    cleaned = "".join(raw.split()).strip("<>'\"").lower().removeprefix("mailto:")
    local, at, domain = cleaned.rpartition("@")
    domain = domain.rstrip(".")
    if not at or not local or not domain or len(cleaned) > 320:
        return ""
    if not domain.isascii():
        # Look-alike letters in a domain must not pass for the real one.
        try:
            domain = domain.encode("idna").decode("ascii")
        except (UnicodeError, ValueError):
            return ""
    return one_line(f"{local}@{domain}")


def _name(raw: str) -> str | None:
    name = one_line(decode_words(raw), 200).strip().strip("'\"").strip()
    return name or None


def parse_addresses(values: Iterable[str]) -> tuple[Participant, ...]:
    """People in the order given, each address once; a name without an address has email ""."""
    found: list[Participant] = []
    seen: set[str] = set()

    def add(name: str, address: str) -> None:
        email = _address(address) if address else ""
        label = _name(name)
        if not email and label and "@" in label:
            email = _address(label) if " " not in label else ""
            label = None if email else label
        if (not email and not label) or len(found) >= MAX_PEOPLE:
            return
        if label is not None and label.lower() == email:
            label = None
        key = email or f"name:{label}"
        if key not in seen:
            seen.add(key)
            found.append(Participant(email=email, name=label))

    for value in values:
        if match := _SIMPLE.fullmatch(value):
            add(match[1], match[2])
        elif _BARE.fullmatch(value):
            add("", value)
        else:
            _parse_list(value[:_LONGEST], add)
    return tuple(found)


def _parse_list(value: str, add: AddPerson) -> None:
    words: list[str] = []
    comment = address = ""
    for match in _TOKEN.finditer(value):
        token = match[0]
        head = token[0]
        if head in ",;":
            _flush(words, comment, address, add)
            words, comment, address = [], "", ""
        elif head == ":" and len(token) == 1:
            # "Friends: a@x, b@y;" names a group, not a person.
            if not any("@" in word for word in words):
                words = []
        elif head == "<" and len(token) > 1:
            address = token[1:-1].rpartition(":")[2] if "@" in token else token[1:-1]
        elif head == "(" and len(token) > 1:
            comment = token[1:-1]
        elif head == '"' and len(token) > 1:
            words.append(_ESCAPED.sub(r"\1", token[1:-1]))
        else:
            words.append(token)
    _flush(words, comment, address, add)


def _flush(words: list[str], comment: str, address: str, add: AddPerson) -> None:
    text = "".join(words).strip()
    if not address and "@" in text:
        compact = text.replace(" @ ", "@")
        address = next((word for word in compact.split() if "@" in word), "")
        text = compact.replace(address, "", 1).strip()
    add(text or comment, address)
