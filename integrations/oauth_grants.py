"""What opens a mailbox: the shapes of a grant, and where one is kept."""

import json
import threading
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Protocol

from pydantic import AwareDatetime, Field, SecretStr, TypeAdapter, ValidationError

from integrations.errors import Reauth
from integrations.ports import AccessToken
from records.models import Frozen

AHEAD = timedelta(minutes=5)
"""So long before its end a token is renewed, or at half of its life where that is shorter."""

VendorName = Literal["google", "microsoft"]


class GrantStore(Protocol):
    """Keeps the grant of one connection sealed; hands it out, as JSON text, in memory only."""

    def load(self) -> SecretStr | None:
        """None when there is no grant, or no longer one."""
        ...

    def save(self, grant: SecretStr) -> None:
        """In the place of the last one, at once and for good."""
        ...

    def alone(self) -> AbstractContextManager[object]:
        """Keeps all others from changing it meanwhile. Raises HomeBusy after a while."""
        ...


class InMemory:
    """A grant store of this process alone, for a key that lies in a file and is not stored a second time."""

    def __init__(self, grant: SecretStr) -> None:
        self._grant = grant
        self._one = threading.Lock()

    def load(self) -> SecretStr | None:
        return self._grant

    def save(self, grant: SecretStr) -> None:
        self._grant = grant

    def alone(self) -> AbstractContextManager[object]:
        return self._one


class Tokened(Frozen):
    """A grant that is turned into access tokens; the last one is kept with it, so that all share it."""

    account: str
    scopes: tuple[str, ...]
    """What we need, as the vendor names it; less is not enough."""
    access_token: SecretStr | None = None
    issued_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None

    def token(self, now: datetime, ahead: timedelta = AHEAD) -> AccessToken | None:
        """The token at hand, if it is good for some time yet."""
        if self.access_token is None or self.issued_at is None or self.expires_at is None:
            return None
        if now >= self.expires_at - min(ahead, (self.expires_at - self.issued_at) / 2):
            return None
        return AccessToken(value=self.access_token, expires_at=self.expires_at)


class OAuthGrant(Tokened):
    """A person signed in and agreed."""

    kind: Literal["oauth"] = "oauth"
    vendor: VendorName
    client_id: str
    confidential: bool
    """Whether the vendor wants our client secret with it: not for a Microsoft app on a desk."""
    refresh_token: SecretStr


class ServiceAccountGrant(Tokened):
    """A key of a Google service account that may act for everybody of its domain."""

    kind: Literal["service_account"] = "service_account"
    key: SecretStr
    """The JSON file as Google gave it."""


class ApplicationGrant(Tokened):
    """Application permissions at Microsoft; the secret or certificate is in the settings, not here."""

    kind: Literal["application"] = "application"
    tenant: str


class PasswordGrant(Frozen):
    """A password, or one made for this app alone."""

    kind: Literal["password"] = "password"
    account: str
    user: str
    password: SecretStr


Grant = OAuthGrant | ServiceAccountGrant | ApplicationGrant | PasswordGrant
_GRANT: TypeAdapter[Grant] = TypeAdapter(Annotated[Grant, Field(discriminator="kind")])


def written(document: Frozen) -> SecretStr:
    """A grant or a begun login as JSON text with its secrets in it: only to be sealed."""
    return SecretStr(json.dumps(document.model_dump(mode="python"), default=_plain))


def read_grant(text: SecretStr) -> Grant:
    """The grant of that JSON text. Raises Reauth for one that this version can't read."""
    found: Grant | None = None
    try:
        found = _GRANT.validate_json(text.get_secret_value())
    except ValidationError:
        # What pydantic raises quotes its input.
        pass
    if found is None:
        raise Reauth("The stored grant is of another version: connect again.")
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
