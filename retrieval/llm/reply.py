"""A model's reply to a typed value, whatever it wrapped around it."""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from retrieval.llm.errors import ModelFailure

LONGEST_REPLY = 16_000
"""Characters; more was not asked for."""
_TRIES = 20
_THOUGHT = ("<think>", "</think>")

T = TypeVar("T", bound=BaseModel)


def read(reply: str, shape: type[T]) -> T:
    """The first JSON object in the reply that fits `shape`.

    A code fence, a sentence before it or a chain of thought around it do no harm. Raises ModelFailure:
    `empty`, `too_long`, `no_json` or `wrong_fields`.
    """
    if len(reply) > LONGEST_REPLY:
        raise ModelFailure("too_long")
    start, end = reply.find(_THOUGHT[0]), reply.rfind(_THOUGHT[1])
    if 0 <= start < end:
        reply = reply[:start] + reply[end + len(_THOUGHT[1]) :]
    if not reply.strip():
        raise ModelFailure("empty")
    found_one, at = False, -1
    decoder = json.JSONDecoder()
    for _ in range(_TRIES):
        at = reply.find("{", at + 1)
        if at < 0:
            break
        try:
            value, _end = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            continue
        found_one = True
        try:
            return shape.model_validate(value)
        except (ValidationError, RecursionError):
            continue
    raise ModelFailure("wrong_fields" if found_one else "no_json")
