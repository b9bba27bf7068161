"""Plain-text bodies to lines: format=flowed joined, trailing blanks dropped, invisible letters removed."""

from integrations.formats.charsets import visible
from integrations.formats.mime_limits import MAX_TEXT


def plain_to_text(raw: str, flowed: bool = False, delete_space: bool = False) -> str:
    """The body as a person reads it; "-- " keeps its blank, since it marks a signature."""
    text = visible(raw[:MAX_TEXT])
    lines = text.split("\n")
    if flowed:
        lines = _unflow(lines, delete_space)
    stripped = ["-- " if line == "-- " else line.rstrip() for line in lines]
    start, end = 0, len(stripped)
    while start < end and not stripped[start]:
        start += 1
    while end > start and not stripped[end - 1]:
        end -= 1
    return "\n".join(stripped[start:end])


def _unflow(lines: list[str], delete_space: bool) -> list[str]:
    """RFC 3676: a line that ends in a blank goes on in the next one of the same quote depth."""
    out: list[str] = []
    paragraph: list[str] = []
    open_depth = -1
    for line in lines:
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        if rest.startswith(" "):
            rest = rest[1:]
        delimiter = rest == "-- "
        if paragraph and (depth != open_depth or delimiter):
            out.append("".join(paragraph))
            paragraph = []
        if not paragraph:
            paragraph.append(">" * depth + " " if depth else "")
            open_depth = depth
        if rest.endswith(" ") and not delimiter and rest.strip():
            paragraph.append(rest[:-1] if delete_space else rest)
        else:
            paragraph.append(rest)
            out.append("".join(paragraph))
            paragraph = []
    if paragraph:
        out.append("".join(paragraph))
    return out
