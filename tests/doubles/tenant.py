"""Microsoft 365 as one tenant sees it: the sign-in, and behind its tokens Graph, at one address."""

from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy
from tests.doubles.graph.service import Grant, Graph
from tests.doubles.graph.service import User as Mailbox
from tests.doubles.identity_server import TENANT, IdentityServer, User


class Tenant:
    """`graph` lets in whoever `identity` gave a token that is still good."""

    def __init__(self) -> None:
        self.identity = IdentityServer("microsoft")
        self.graph = Graph()
        self.graph.grants = _Tokens(self.identity)
        self._front = FaultyProxy(self.graph.base)
        self._front.answer = self._me
        # Links to the next page lead where the first question went.
        self.graph.base = self._front.url

    def close(self) -> None:
        self._front.close()
        self.graph.close()
        self.identity.close()

    def add_user(self, address: str) -> Mailbox:
        """With a mailbox, and signed in in the browser from now on."""
        self.identity.signed_in = User(address)
        return self.graph.add_user(address)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "MICROSOFT_CLIENT_ID": self.identity.client_id,
            "MICROSOFT_CLIENT_SECRET": self.identity.client_secret,
            "MICROSOFT_TENANT": TENANT,
            "MICROSOFT_LOGIN_URL": self.identity.url,
            "MICROSOFT_GRAPH_URL": self.graph.base,
        }

    def _me(self, asked: Asked) -> Answer | None:
        path = asked.path.partition("?")[0]
        if path != "/v1.0/me":
            return None
        import json

        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        status, document, headers = self.identity.answer("GET", path, {}, bearer)
        return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json", **headers})


class _Tokens(dict[str, Grant]):
    """What each token of the sign-in stands for at Graph."""

    def __init__(self, identity: IdentityServer) -> None:
        super().__init__()
        self._identity = identity

    def __contains__(self, token: object) -> bool:
        return self._identity.accepts(str(token))

    def __getitem__(self, token: str) -> Grant:
        email, _, issued = self._identity._access[token]
        return Grant("solvent", email, frozenset(scope.rpartition("/")[2] for scope in issued.scopes))
