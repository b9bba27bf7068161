"""Google as one domain sees it: the sign-in, and behind its tokens the peers that play Gmail and Calendar."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy
from tests.doubles.identity_server import IdentityServer

GMAIL, CALENDAR = "/gmail/v1/users/me/watch", "/events/watch"
WEEK = 7 * 86_400


class Workspace:
    """Whoever `identity` gave a token is let in to the peers, each of which knows one token of its own.

    Requests for notices are kept in `watched`; Gmail's are answered here, as its peer knows none.
    """

    def __init__(self) -> None:
        self.identity = IdentityServer("google")
        self.watched: list[dict[str, Any]] = []
        self._fronts: list[FaultyProxy] = []

    def close(self) -> None:
        for front in self._fronts:
            front.close()
        self.identity.close()

    def front(self, upstream: str, token: str) -> str:
        """The address of a peer that takes our own tokens."""
        proxy = FaultyProxy(upstream)
        self._fronts.append(proxy)

        def answer(asked: Asked) -> Answer:
            if not self.identity.accepts(asked.headers.get("authorization", "").removeprefix("Bearer ")):
                return _json({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
            path = asked.path.partition("?")[0]
            if path.endswith((GMAIL, CALENDAR)):
                self.watched.append(json.loads(asked.body))
            until = str(int((time.time() + WEEK) * 1000))
            if path.endswith(GMAIL):
                return _json({"historyId": "1", "expiration": until})
            own: Mapping[str, str] = {**asked.headers, "authorization": f"Bearer {token}"}
            told = proxy._pass_on(replace(asked, headers=own))
            if path.endswith(CALENDAR) and told.status < 300:
                # The peer's clock is its own.
                return _json({**json.loads(told.body), "expiration": until})
            return told

        proxy.answer = answer
        return proxy.url

    @property
    def settings(self) -> dict[str, str]:
        return {
            "GOOGLE_CLIENT_ID": self.identity.client_id,
            "GOOGLE_CLIENT_SECRET": self.identity.client_secret,
            "GOOGLE_ACCOUNTS_URL": self.identity.url,
            "GOOGLE_OAUTH_URL": self.identity.url,
        }


def _json(document: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
