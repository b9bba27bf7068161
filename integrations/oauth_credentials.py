"""The credentials of one connection: its grant turned into tokens, ahead of their end and once for all."""

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import SecretStr

from integrations import oauth
from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth import Vendor
from integrations.oauth_assertions import as_application, as_service_account
from integrations.oauth_grants import (
    ApplicationGrant,
    Grant,
    GrantStore,
    OAuthGrant,
    PasswordGrant,
    ServiceAccountGrant,
    VendorName,
    read_grant,
    written,
)
from integrations.ports import AccessToken
from records.clock import Clock
from records.errors import HomeBusy

log = logging.getLogger("promissory.connections")
_LAST_SECONDS = timedelta(seconds=30)
TokenedGrant = OAuthGrant | ServiceAccountGrant | ApplicationGrant


class StoredCredentials:
    """What opens one connection, whichever way it was connected; implements `ports.Credentials`.

    Nothing is kept here but the last token's hand-out: each call reads the store, so that a connection
    that was removed, or connected anew, is so at once in every process.
    """

    def __init__(
        self,
        connection_id: str,
        store: GrantStore,
        vendors: Mapping[VendorName, Vendor],
        clock: Clock,
    ) -> None:
        """`clock` is the machine's own, never one that was moved for a demo."""
        self._id, self._store, self._vendors, self._clock = connection_id, store, vendors, clock
        self._handed = threading.local()
        self._last: SecretStr | None = None
        self._rests_until: datetime | None = None

    def __repr__(self) -> str:
        return f"StoredCredentials({self._id})"

    def token(self) -> AccessToken:
        """A token good for some minutes yet. Raises Reauth, Retry, or Rejected for wrong settings."""
        grant = self._tokened()
        token = grant.token(self._clock.now())
        return self._hand_out(token if token is not None else self._renew(None))

    def renewed(self) -> AccessToken:
        """Another token than the one that was handed out last and refused; raises like `token`."""
        refused: SecretStr | None = getattr(self._handed, "token", None) or self._last
        return self._hand_out(self._renew(refused))

    def password(self) -> SecretStr:
        """Raises Reauth where the connection is opened by tokens, or by nothing any more."""
        grant = self._grant()
        if not isinstance(grant, PasswordGrant):
            raise Reauth(f"{self._id} has no password: connect it again.")
        return grant.password

    def _renew(self, refused: SecretStr | None) -> AccessToken:
        """Only one at a time renews; whoever waited takes what the first one got."""
        old: AccessToken | None = None
        problem: Exception | None = None
        try:
            with self._store.alone():
                grant = self._tokened()
                now = self._clock.now()
                token = grant.token(now)
                if token is not None and token.value != refused:
                    return token
                old = grant.token(now, ahead=_LAST_SECONDS) if refused is None else None
                if old is not None and self._rests_until is not None and now < self._rests_until:
                    return old
                grant = self._asked(grant, now)
                # Before anybody uses it: the vendor may have taken the old refresh token back already.
                self._store.save(written(grant))
                log.info("renewed the grant of %s", self._id)
                return _newest(grant)
        except HomeBusy:
            problem = Retry(f"Another process renews the grant of {self._id}.", after=10.0)
        except Retry as busy:
            if old is not None:
                # The vendor is down, but the token at hand is still good: no reason to stop reading.
                self._rests_until = self._clock.now() + timedelta(seconds=max(busy.after, 10.0))
                return old
            problem = busy
        raise problem

    def _asked(self, grant: TokenedGrant, now: datetime) -> TokenedGrant:
        if isinstance(grant, OAuthGrant):
            return oauth.refreshed(self._vendor(grant.vendor), grant, now, self._id)
        if isinstance(grant, ApplicationGrant):
            return as_application(self._vendor("microsoft"), grant, now, self._id)
        return as_service_account(self._vendor("google"), grant, now, self._id)

    def _vendor(self, name: VendorName) -> Vendor:
        if name not in self._vendors:
            raise Rejected(f"{name.capitalize()} is not set up: see docs/how-to/connect-{name}.md.")
        return self._vendors[name]

    def _tokened(self) -> TokenedGrant:
        grant = self._grant()
        if isinstance(grant, PasswordGrant):
            raise Reauth(f"{self._id} is opened by a password, not by a token: connect it again.")
        return grant

    def _grant(self) -> Grant:
        text = self._store.load()
        if text is None:
            raise Reauth(
                f"{self._id} is not connected: run `promissory connect {self._id.partition(':')[0]}`."
            )
        return read_grant(text)

    def _hand_out(self, token: AccessToken) -> AccessToken:
        self._handed.token = self._last = token.value
        return token


def _newest(grant: TokenedGrant) -> AccessToken:
    assert grant.access_token is not None and grant.expires_at is not None
    return AccessToken(value=grant.access_token, expires_at=grant.expires_at)
