"""Notices of Microsoft Graph, as they come in over the web: whose they are, and whether they are genuine."""

import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs

MOST_NOTICES = 1000
"""In one delivery; Graph sends a few dozen at the most."""
MOST_BYTES = 4 * 1024 * 1024
_MOST_PARTS = 60 * MOST_NOTICES
"""Values in one delivery, several times what so many notices have: a body of empty lists would fill the memory."""
_LONGEST_TOKEN = 4096
_LIFECYCLE = frozenset({"reauthorizationRequired", "subscriptionRemoved", "missed"})


def validation_reply(query: str) -> str | None:
    """What to answer, as text/plain with status 200, to Graph's question whether this address is ours.

    `query` is the raw query string. None where it asks nothing of the kind, or not in a form that Graph
    would: a token is echoed only if it is printable, in ASCII and at most 4,096 characters long.
    """
    try:
        tokens = parse_qs(query, max_num_fields=20).get("validationToken", [])
    except ValueError:
        return None
    if len(tokens) != 1:
        return None
    token = tokens[0]
    printable = token.isascii() and token.isprintable()
    return token if printable and 0 < len(token) <= _LONGEST_TOKEN else None


def notices(body: bytes, secret_of: Callable[[str], str | None]) -> list[tuple[str, str | None]]:
    """(subscription id, lifecycle event or None for a change) of each genuine notice, each pair once.

    `secret_of` gives the clientState that was agreed for a subscription, None for one we don't know.
    A notice whose clientState differs is left out, as is anything that is no notice; nothing is raised.
    """
    if len(body) > MOST_BYTES or sum(body.count(mark) for mark in (b"{", b"[", b",")) > _MOST_PARTS:
        return []
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    values = told.get("value") if isinstance(told, dict) else None
    if not isinstance(values, list):
        return []
    found: dict[tuple[str, str | None], None] = {}
    for each in values[:MOST_NOTICES]:
        if not isinstance(each, dict):
            continue
        name, state = each.get("subscriptionId"), each.get("clientState")
        event = each.get("lifecycleEvent")
        if not isinstance(name, str) or not isinstance(state, str) or not 0 < len(name) <= 200:
            continue
        if event is not None and event not in _LIFECYCLE:
            continue
        secret = secret_of(name)
        # Compared even where there is no secret, so that the time tells nobody which subscriptions exist.
        same = hmac.compare_digest((secret or "\0").encode(), state.encode("utf-8", "replace"))
        if secret and same:
            found[(name, event)] = None
    return list(found)
