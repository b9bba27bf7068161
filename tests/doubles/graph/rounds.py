"""Delta queries: what was touched since a token was given out, in pages, with tokens that can expire."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.graph.refusals import bad_request, stale
from tests.doubles.graph.wire import Request


@dataclass(frozen=True)
class Touch:
    """Something happened to `key` in `scope` (a folder, a calendar); it went by `name` there."""

    scope: str
    key: str
    name: str


@dataclass(frozen=True)
class State:
    """What a token stands for."""

    scope: str
    upto: int
    pending: tuple[Touch, ...]
    select: tuple[str, ...]
    span: tuple[str, str]
    is_first: bool


@dataclass
class Rounds:
    """The log of one mailbox and the tokens given out for it."""

    log: list[Touch] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)

    def touch(self, scope: str, key: str, name: str) -> None:
        self.log.append(Touch(scope, key, name))

    def expire(self) -> None:
        self.states.clear()

    def page(self, request: Request, scope: str, everything: list[Touch]) -> "tuple[list[Touch], State, str]":
        """The touches of this page, the round they belong to, and the query of the link behind it.

        `everything`: what an initial request lists.
        """
        query = {name.lower(): value for name, value in request.query.items()}
        skip, delta = query.get("$skiptoken"), query.get("$deltatoken")
        if skip is not None or delta is not None:
            state = self.states.get(skip or delta or "")
            if state is None or state.scope != scope:
                raise stale()
            if delta is not None:
                since = [each for each in self.log[state.upto :] if each.scope == scope]
                last = {each.key: each for each in since}
                state = State(scope, len(self.log), tuple(last.values()), state.select, state.span, False)
        else:
            select = tuple(filter(None, query.get("$select", "").split(",")))
            span = (query.get("startdatetime", ""), query.get("enddatetime", ""))
            state = State(scope, len(self.log), tuple(everything), select, span, True)
        size = self._size(request)
        rest = State(scope, state.upto, state.pending[size:], state.select, state.span, state.is_first)
        token = secrets.token_urlsafe(24)
        self.states[token] = rest
        name = "$skiptoken" if rest.pending else "$deltatoken"
        return list(state.pending[:size]), state, f"{name}={token}"

    def _size(self, request: Request) -> int:
        for each in request.preferences:
            name, _, value = each.partition("=")
            if name.lower() == "odata.maxpagesize":
                if not value.isdigit() or not int(value):
                    raise bad_request("The value of odata.maxpagesize is invalid.")
                return min(int(value), 1000)
        return 10


def selected(item: dict[str, Any], select: tuple[str, ...]) -> dict[str, Any]:
    """The properties asked for; id and annotations come along in any case."""
    if not select:
        return item
    return {k: v for k, v in item.items() if k == "id" or k.startswith("@") or k in select}
