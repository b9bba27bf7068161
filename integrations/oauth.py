"""Signing in at Google and Microsoft: code with PKCE, refresh and revocation, over configurable endpoints."""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth_grants import OAuthGrant, VendorName
from integrations.oauth_http import Answer, ask, check_address, refusal
from records.models import Frozen

SKEW = timedelta(minutes=5)
"""How far the clocks of vendor and machine may be apart."""
GRAPH = "https://graph.microsoft.com"
PERSONAL = "consumers"
"""Microsoft's tenant of private accounts, whose addresses Microsoft itself has checked."""
_ANY_TENANT = frozenset({"common", "organizations"})
IDENTITY = frozenset({"openid", "email", "profile", "offline_access", "User.Read"})
"""Scopes that open no mailbox; a vendor's answer may leave them out or name them otherwise."""


@dataclass(frozen=True)
class Vendor:
    """Where one vendor signs people in, and who we are there."""

    name: VendorName
    label: str
    client_id: str
    client_secret: SecretStr | None
    authorize_url: str
    token_url: str
    device_url: str
    identity: tuple[str, ...]
    """Scopes that tell who signed in and let us stay; no mail or calendar in them."""
    revoke_url: str | None = None
    discovery_url: str | None = None
    graph_url: str = GRAPH
    login_url: str = ""
    tenant: str = ""
    certificate: SecretStr | None = None
    """PEM of key and certificate, instead of the secret, for application permissions."""
    issuers: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = field(default=())
    """What else goes into the address that is opened in the browser."""

    def wanted(self, scopes: Iterable[str]) -> tuple[str, ...]:
        """Scopes as they are asked for: the needed ones in full, and those of identity."""
        return tuple(dict.fromkeys((*(self.full(s) for s in scopes), *self.identity)))

    def full(self, scope: str) -> str:
        """`Mail.Read` as Microsoft wants it, with the resource before it; Google's are full already."""
        if self.name == "google" or "://" in scope or (scope in IDENTITY and "." not in scope):
            return scope
        return f"{self.graph_url}/{scope}"

    def needed(self, scopes: Iterable[str]) -> tuple[str, ...]:
        """Those without which nothing can be read, in full."""
        return tuple(self.full(s) for s in scopes if s not in IDENTITY)


def google(
    client_id: str | None,
    client_secret: SecretStr | None = None,
    *,
    accounts_url: str = "https://accounts.google.com",
    oauth_url: str = "https://oauth2.googleapis.com",
) -> Vendor:
    """Google's sign-in; `client_id` is needed for people who sign in, not for a service account."""
    accounts_url, oauth_url = accounts_url.rstrip("/"), oauth_url.rstrip("/")
    return Vendor(
        name="google",
        label="Google",
        client_id=(client_id or "").strip(),
        client_secret=client_secret,
        authorize_url=f"{accounts_url}/o/oauth2/v2/auth",
        token_url=f"{oauth_url}/token",
        device_url=f"{oauth_url}/device/code",
        revoke_url=f"{oauth_url}/revoke",
        identity=("openid", "email"),
        issuers=(accounts_url, accounts_url.partition("://")[2]),
        # Without a forced consent Google gives a refresh token only the first time somebody agrees.
        extra=(("access_type", "offline"), ("prompt", "consent")),
    )


def microsoft(
    client_id: str | None,
    client_secret: SecretStr | None = None,
    tenant: str | None = None,
    *,
    certificate: SecretStr | None = None,
    login_url: str = "https://login.microsoftonline.com",
    graph_url: str = GRAPH,
) -> Vendor:
    """Microsoft's sign-in for one tenant: its id, its domain, or "consumers" for private accounts.

    Raises Rejected for a tenant that is all tenants: there any stranger's administrator could claim
    somebody's address.
    """
    login_url, graph_url = login_url.rstrip("/"), graph_url.rstrip("/")
    where = (tenant or "").strip()
    if where.casefold() in _ANY_TENANT or not re.fullmatch(r"[A-Za-z0-9.-]*", where):
        raise Rejected(
            "PROMISSORY_MICROSOFT_TENANT must be the id or the domain of your own tenant, "
            'or "consumers" for private accounts.'
        )
    base = f"{login_url}/{quote(where)}"
    return Vendor(
        name="microsoft",
        label="Microsoft",
        client_id=(client_id or "").strip(),
        client_secret=client_secret,
        authorize_url=f"{base}/oauth2/v2.0/authorize",
        token_url=f"{base}/oauth2/v2.0/token",
        device_url=f"{base}/oauth2/v2.0/devicecode",
        discovery_url=f"{base}/v2.0/.well-known/openid-configuration",
        identity=("openid", "profile", "email", "offline_access", f"{graph_url}/User.Read"),
        graph_url=graph_url,
        login_url=login_url,
        tenant=where,
        certificate=certificate,
        extra=(("prompt", "select_account"), ("response_mode", "query")),
    )


def check_set_up(vendor: Vendor) -> None:
    """Raises Rejected, naming the setting, while people can't sign in there."""
    missing = [
        f"PROMISSORY_{vendor.label.upper()}_{name}"
        for name, value in (("CLIENT_ID", vendor.client_id), ("TENANT", vendor.tenant))
        if not value and (name == "CLIENT_ID" or vendor.name == "microsoft")
    ]
    if missing:
        raise Rejected(
            f"{vendor.label} is not set up: set {' and '.join(missing)} "
            f"(docs/how-to/connect-{vendor.name}.md says where to find them)."
        )
    check_address(vendor.token_url)


class Begun(Frozen):
    """A sign-in under way. It is sealed and kept until the browser comes back; `state` is not in it."""

    vendor: VendorName
    account: str
    scopes: tuple[str, ...]
    redirect_uri: str
    verifier: SecretStr
    nonce: SecretStr
    web: bool = False
    context: dict[str, str] = {}
    """What the caller needs again at the end."""


@dataclass(frozen=True)
class SignIn:
    """The address to open, the state that must come back with the code, and what to keep until then."""

    url: str
    state: SecretStr
    begun: Begun


def begin(
    vendor: Vendor,
    account: str,
    scopes: Sequence[str],
    redirect_uri: str,
    *,
    web: bool = False,
    context: dict[str, str] | None = None,
) -> SignIn:
    """Start a sign-in of `account`; `web` when the browser returns to our server and not to this machine.

    State, PKCE verifier and nonce are new each time. Raises Rejected while the vendor is not set up.
    """
    check_set_up(vendor)
    state, verifier, nonce = (SecretStr(secrets.token_urlsafe(n)) for n in (32, 64, 32))
    query = {
        "client_id": vendor.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(vendor.wanted(scopes)),
        "state": state.get_secret_value(),
        "nonce": nonce.get_secret_value(),
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
        "login_hint": account,
        **dict(vendor.extra),
    }
    begun = Begun(
        vendor=vendor.name,
        account=account,
        scopes=vendor.needed(scopes),
        redirect_uri=redirect_uri,
        verifier=verifier,
        nonce=nonce,
        web=web,
        context=context or {},
    )
    return SignIn(f"{vendor.authorize_url}?{urlencode(query)}", state, begun)


def challenge(verifier: SecretStr) -> str:
    """PKCE's S256 of a verifier (RFC 7636)."""
    digest = sha256(verifier.get_secret_value().encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def state_hash(state: SecretStr) -> str:
    """How a state is stored: whoever reads the database can't finish somebody's sign-in with it."""
    return sha256(state.get_secret_value().encode()).hexdigest()


def finish(vendor: Vendor, begun: Begun, code: SecretStr, now: datetime) -> OAuthGrant:
    """The grant for a code that came back.

    Raises Rejected when another account or tenant signed in, Reauth when less was granted than needed or
    the code is not good, Retry when the vendor can't be reached. What was granted in vain is revoked.
    """
    confidential = vendor.name == "google" or begun.web
    answer = ask(
        vendor.token_url,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": begun.redirect_uri,
            "code_verifier": begun.verifier,
            **client(vendor, confidential),
        },
    )
    if answer.error is not None:
        raise refusal(answer, vendor.label, "finish the sign-in")
    return accepted(vendor, answer, begun.account, begun.scopes, now, confidential, begun.nonce)


def accepted(
    vendor: Vendor,
    answer: Answer,
    account: str,
    needed: tuple[str, ...],
    now: datetime,
    confidential: bool,
    nonce: SecretStr | None,
) -> OAuthGrant:
    """The grant in a token answer, once the right person of the right tenant granted all that is needed."""
    grant = _grant(vendor, answer, account, needed, now, confidential)
    problem: Exception | None = None
    try:
        check_granted(vendor, answer, needed)
        check_person(vendor, answer, account, now, nonce)
    except (Reauth, Rejected, Retry) as found:
        problem = found
    if problem is not None:
        revoke(vendor, grant)
        raise problem
    return grant


def refreshed(vendor: Vendor, grant: OAuthGrant, now: datetime, label: str) -> OAuthGrant:
    """The grant with a new access token, and with the new refresh token where the vendor gave one.

    Raises Reauth when it is gone or too narrow now, Retry when the vendor can't say, Rejected when our
    own client id or secret is wrong.
    """
    if grant.client_id != vendor.client_id:
        raise Reauth(f"{label} was connected with another client id of {vendor.label}: connect it again.")
    answer = ask(
        vendor.token_url,
        {
            "grant_type": "refresh_token",
            "refresh_token": grant.refresh_token,
            # Google would read it as a wish for less; Microsoft needs to hear for which resource.
            "scope": " ".join((*grant.scopes, "offline_access")) if vendor.name == "microsoft" else None,
            **client(vendor, grant.confidential),
        },
    )
    if answer.error is not None:
        raise refusal(answer, vendor.label, f"renew the grant of {label}")
    check_granted(vendor, answer, grant.scopes)
    token = answer.secret("access_token")
    if token is None:
        raise Retry(f"{vendor.label} sent no token for {label}.", after=60.0)
    return grant.model_copy(
        update={
            "refresh_token": answer.secret("refresh_token") or grant.refresh_token,
            "access_token": token,
            "issued_at": now,
            "expires_at": now + lifetime(answer),
        }
    )


def revoke(vendor: Vendor, grant: OAuthGrant) -> bool:
    """Tell the vendor that we want no access any more; False where it can't be told, or did not listen."""
    if vendor.revoke_url is None:
        return False
    try:
        answer = ask(vendor.revoke_url, {"token": grant.refresh_token})
    except (Retry, Rejected):
        return False
    # A token that is gone already is an error to Google, and all that we want.
    return answer.status == 200 or answer.error == "invalid_token"


def client(vendor: Vendor, confidential: bool) -> dict[str, str | SecretStr | None]:
    """Who we are; Microsoft refuses a secret from an app on somebody's desk, Google wants one."""
    return {
        "client_id": vendor.client_id,
        "client_secret": vendor.client_secret if confidential else None,
    }


def lifetime(answer: Answer) -> timedelta:
    return timedelta(seconds=min(answer.seconds("expires_in", 3600.0), 86_400.0))


def check_granted(vendor: Vendor, answer: Answer, needed: Iterable[str]) -> None:
    """Raises Reauth that names what was not granted; an answer without scopes granted all (RFC 6749 5.1)."""
    if not answer.text("scope"):
        return
    granted = {_short(vendor, s) for s in answer.text("scope").split()}
    missing = [s for s in needed if _short(vendor, s) not in granted]
    if missing:
        raise Reauth(
            f"{vendor.label} did not grant {', '.join(missing)}: connect again and leave every box ticked."
        )


def check_person(
    vendor: Vendor, answer: Answer, account: str, now: datetime, nonce: SecretStr | None
) -> None:
    """Raises Rejected unless the one who signed in has that mailbox, in the tenant that we are set up for.

    The id token came straight from the vendor over TLS, which stands for its signature (OpenID Connect
    Core 3.1.3.7); its audience, issuer, times and nonce are checked.
    """
    claims = claims_of(answer.secret("id_token"))
    if not claims or claims.get("aud") != vendor.client_id:
        raise Rejected(f"{vendor.label} did not say who signed in: try again.")
    if nonce is not None:
        if not hmac.compare_digest(str(claims.get("nonce", "")), nonce.get_secret_value()):
            raise Rejected("This sign-in does not belong to the one that was started: try again.")
    _check_times(vendor, claims, now)
    if vendor.name == "google":
        if claims.get("iss") not in vendor.issuers:
            raise Rejected("The sign-in was not Google's: try again.")
        known = [str(claims.get("email", ""))] if claims.get("email_verified") in (True, "true") else []
    else:
        _check_tenant(vendor, claims)
        known = _addresses_at_microsoft(vendor, answer)
    mine = [a for a in known if re.fullmatch(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}", a)]
    if account.casefold() not in (a.casefold() for a in mine):
        who = mine[0] if mine else "somebody without a checked address"
        raise Rejected(f"You signed in as {who}, but this is the mailbox of {account}: sign in as {account}.")


def claims_of(token: SecretStr | None) -> dict[str, Any]:
    """What a token in three parts claims, unchecked; empty for anything else."""
    parts = token.get_secret_value().split(".") if token is not None else []
    if len(parts) != 3:
        return {}
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _check_times(vendor: Vendor, claims: dict[str, Any], now: datetime) -> None:
    try:
        made, ends = (datetime.fromtimestamp(float(claims[k]), UTC) for k in ("iat", "exp"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Rejected(f"{vendor.label} did not say when this sign-in was: try again.") from None
    if made > now + SKEW or ends < now - SKEW:
        apart = round(abs((now - made).total_seconds()) / 60)
        raise Rejected(
            f"This machine's clock and {vendor.label}'s are about {apart} minutes apart: set the clock, try again."
        )


def _check_tenant(vendor: Vendor, claims: dict[str, Any]) -> None:
    """The tenant's id stands in the issuer that its own address names."""
    assert vendor.discovery_url is not None
    answer = ask(vendor.discovery_url)
    if answer.error is not None:
        raise refusal(answer, vendor.label, "name the tenant")
    issuer, tenant = answer.text("issuer"), str(claims.get("tid", ""))
    if not tenant or claims.get("iss") != issuer or tenant not in issuer.split("/"):
        raise Rejected(
            f"You signed in with an account of another tenant than {vendor.tenant}: "
            "choose your account of that one, or check PROMISSORY_MICROSOFT_TENANT."
        )


def _addresses_at_microsoft(vendor: Vendor, answer: Answer) -> list[str]:
    """The mailbox's own address, the account's name, and aliases."""
    me = ask(
        f"{vendor.graph_url}/v1.0/me?$select=mail,userPrincipalName,proxyAddresses",
        bearer=answer.secret("access_token"),
    )
    if me.status != 200:
        raise refusal(me, vendor.label, "say who signed in")
    more = me.fields.get("proxyAddresses")
    aliases = more if isinstance(more, list) else []
    return [
        me.text("mail"),
        me.text("userPrincipalName"),
        *(a[5:] for a in aliases if isinstance(a, str) and a[:5].casefold() == "smtp:"),
    ]


def _grant(
    vendor: Vendor, answer: Answer, account: str, needed: tuple[str, ...], now: datetime, confidential: bool
) -> OAuthGrant:
    access, refresh = answer.secret("access_token"), answer.secret("refresh_token")
    if access is None or refresh is None:
        raise Reauth(
            f"{vendor.label} gave no lasting access: remove Promissory from the account's connected apps "
            "and connect again."
        )
    return OAuthGrant(
        vendor=vendor.name,
        client_id=vendor.client_id,
        confidential=confidential,
        account=account,
        scopes=needed,
        refresh_token=refresh,
        access_token=access,
        issued_at=now,
        expires_at=now + lifetime(answer),
    )


def _short(vendor: Vendor, scope: str) -> str:
    """A scope as Microsoft may answer it, without the resource before it and in any case; Google's as it is."""
    return scope if vendor.name == "google" else scope.removeprefix(f"{vendor.graph_url}/").casefold()
