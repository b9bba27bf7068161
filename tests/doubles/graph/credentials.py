"""Credentials over a grant of the double: renewing makes a new token, revoking ends it."""

from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from integrations.errors import Reauth
from integrations.ports import AccessToken
from tests.doubles.graph.service import Graph


class Granted:
    """A grant of one person, or of an application where `address` is None."""

    def __init__(self, graph: Graph, address: str | None, *scopes: str, tenant: str = "solvent") -> None:
        self._graph, self._address, self._scopes, self._tenant = graph, address, scopes, tenant
        self.value = graph.grant(address, *scopes, tenant=tenant)
        self.renewals = 0
        self.is_revoked = False

    def token(self) -> AccessToken:
        if self.is_revoked:
            raise Reauth("the grant was revoked")
        until = datetime.now(UTC) + timedelta(hours=1)
        return AccessToken(value=SecretStr(self.value), expires_at=until)

    def renewed(self) -> AccessToken:
        self.renewals += 1
        if not self.is_revoked:
            self.value = self._graph.grant(self._address, *self._scopes, tenant=self._tenant)
        return self.token()

    def password(self) -> SecretStr:
        raise Reauth("this mailbox is opened by a token")

    def spoil(self) -> None:
        """Microsoft forgets the token before its time."""
        self._graph.grants.pop(self.value, None)
