"""Prompts are files with a declared version; what is logged names the version and the content's hash."""

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

from records.models import Frozen

_HEAD = re.compile(r"\Aversion: (\d+)\n\n(.+)\Z", re.DOTALL)


class Prompt(Frozen):
    """One prompt: the text for the model, and `version`, such as "answer_wording@1+3fa9c02d".

    The hash tells that somebody edited a file without raising its version.
    """

    name: str
    version: str
    text: str


@cache
def prompt(name: str) -> Prompt:
    """The prompt of that name. Raises ValueError for a file without a version or without text."""
    raw = files("retrieval.llm").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    return parsed(name, raw)


def parsed(name: str, raw: str) -> Prompt:
    """A prompt from a file's text: a line `version: N`, an empty line, the prompt."""
    plain = raw.replace("\r\n", "\n")
    match = _HEAD.match(plain)
    if match is None or not match.group(2).strip():
        raise ValueError(f"the prompt {name} must begin with a line `version: N` and an empty line")
    digest = sha256(plain.encode()).hexdigest()[:8]
    return Prompt(name=name, version=f"{name}@{match.group(1)}+{digest}", text=match.group(2).strip())
