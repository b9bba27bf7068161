"""Access without a person: Google's domain-wide delegation and Microsoft's application permissions."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth import Vendor
from integrations.oauth_grants import ApplicationGrant, ServiceAccountGrant
from integrations.oauth_http import TIMEOUT, Answer, check_address, refusal
from records.errors import PromissoryError


def check_service_account(key: SecretStr) -> str:
    """The id to be entered in the admin console. Raises Rejected for a file that is no service account's key."""
    info = _info(key)
    if info.get("type") != "service_account" or not all(
        isinstance(info.get(k), str) for k in ("client_email", "private_key", "client_id")
    ):
        raise Rejected(
            "That file is no key of a Google service account: download one as JSON "
            "(docs/how-to/connect-google.md)."
        )
    return str(info["client_id"])


def as_service_account(
    vendor: Vendor, grant: ServiceAccountGrant, now: datetime, label: str
) -> ServiceAccountGrant:
    """The grant with a new token that acts for its account (a JWT signed by google-auth); one without an
    account acts for the service account itself.

    Raises Reauth when Google does not let it, Retry when Google can't say.
    """
    from google.auth import exceptions
    from google.auth.transport.requests import Request
    from google.oauth2 import service_account

    check_address(vendor.token_url)
    client_id = check_service_account(grant.key)
    # The file names a place to send the signed request to; ours is the one that counts.
    info = {**_info(grant.key), "token_uri": vendor.token_url, "universe_domain": "googleapis.com"}
    problem: PromissoryError | None = None
    made: Any = None
    try:
        made = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            info, scopes=list(grant.scopes), subject=grant.account or None
        )
        made.refresh(partial(Request(), timeout=TIMEOUT))
    except exceptions.RefreshError as found:
        problem = _refused(vendor, grant, found, client_id, label)
    except exceptions.TransportError:
        problem = Retry(f"{vendor.label} can't be reached to renew the access to {label}.", after=30.0)
    except (ValueError, exceptions.GoogleAuthError):
        problem = Rejected("The service account's key can't be read: download a new one as JSON.")
    if problem is not None:
        raise problem
    expires_at = made.expiry.replace(tzinfo=UTC)
    return grant.model_copy(
        update={
            "access_token": SecretStr(made.token),
            "issued_at": now,
            "expires_at": expires_at,
        }
    )


def _refused(
    vendor: Vendor, grant: ServiceAccountGrant, found: Exception, client_id: str, label: str
) -> PromissoryError:
    said = next((a for a in found.args if isinstance(a, dict)), {})
    code, words = str(said.get("error", "")), str(said.get("error_description", "")).casefold()
    if "timeframe" in words or "short-lived" in words:
        return Retry(
            "This machine's clock is wrong, so Google refuses what it signs: set the clock.", after=300.0
        )
    if code in ("unauthorized_client", "access_denied"):
        return Reauth(
            f"Google does not let the service account open {label}: in the Admin console, under domain-wide "
            f"delegation, client id {client_id} needs {', '.join(grant.scopes)}."
        )
    if "signature" in words:
        return Reauth(
            f"The service account's key for {label} is no longer good: connect again with a new key."
        )
    if code == "invalid_grant":
        return Reauth(f"Google knows no mailbox {grant.account} in the service account's domain.")
    if not said or getattr(found, "retryable", False):
        return Retry(f"Google is busy and could not renew the access to {label}.", after=30.0)
    return refusal(Answer(400, {"error": code}), vendor.label, f"renew the access to {label}")


def _info(key: SecretStr) -> dict[str, Any]:
    try:
        found = json.loads(key.get_secret_value())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def as_application(vendor: Vendor, grant: ApplicationGrant, now: datetime, label: str) -> ApplicationGrant:
    """The grant with a new token of the application itself, by secret or certificate (msal).

    Raises Rejected for wrong settings, Reauth for another tenant than the one connected, Retry when
    Microsoft can't say.
    """
    check_application(vendor)
    if grant.tenant != vendor.tenant:
        raise Reauth(f"{label} was connected in the tenant {grant.tenant}: connect it again.")
    answer = _client_credentials(vendor, label)
    if answer.error is not None:
        raise refusal(answer, vendor.label, f"open {label}")
    token = answer.secret("access_token")
    if token is None:
        raise Retry(f"{vendor.label} sent no token for {label}.", after=60.0)
    # Which permissions it carries is not looked up in the token: Exchange may grant them by its own roles,
    # which stand nowhere in it. The mailbox itself says what is missing.
    life = timedelta(seconds=min(answer.seconds("expires_in", 3600.0), 86_400.0))
    return grant.model_copy(update={"access_token": token, "issued_at": now, "expires_at": now + life})


def check_application(vendor: Vendor) -> None:
    """Raises Rejected, naming the setting, while application permissions can't be used."""
    missing = [
        name
        for name, value in (
            ("PROMISSORY_MICROSOFT_CLIENT_ID", vendor.client_id),
            ("PROMISSORY_MICROSOFT_TENANT", vendor.tenant),
            (
                "PROMISSORY_MICROSOFT_CERTIFICATE or PROMISSORY_MICROSOFT_CLIENT_SECRET",
                vendor.certificate or vendor.client_secret,
            ),
        )
        if not value
    ]
    if missing:
        raise Rejected(
            f"Application permissions need {', '.join(missing)}: docs/how-to/connect-microsoft.md says how."
        )


def _client_credentials(vendor: Vendor, label: str) -> Answer:
    import msal
    import requests

    problem: PromissoryError | None = None
    found: dict[str, Any] = {}
    try:
        application = msal.ConfidentialClientApplication(
            vendor.client_id,
            authority=f"{vendor.login_url}/{vendor.tenant}",
            client_credential=_credential(vendor),
            # The admin named this server; nobody else is asked whether it is one.
            instance_discovery=False,
            timeout=TIMEOUT,
        )
        found = application.acquire_token_for_client([f"{vendor.graph_url}/.default"])
    except (requests.RequestException, msal.exceptions.MsalServiceError):
        problem = Retry(f"{vendor.label} can't be reached to open {label}.", after=30.0)
    except ValueError as wrong:
        about_tenant = "tenant" in str(wrong).casefold()
        what = "PROMISSORY_MICROSOFT_TENANT" if about_tenant else "PROMISSORY_MICROSOFT_CERTIFICATE"
        problem = Rejected(f"Microsoft can't use {what}: check it (docs/how-to/connect-microsoft.md).")
    if problem is not None:
        raise problem
    return Answer(200 if "access_token" in found else 400, found)


def _credential(vendor: Vendor) -> Any:
    if vendor.certificate is None:
        return vendor.client_secret.get_secret_value() if vendor.client_secret is not None else None
    pem = vendor.certificate.get_secret_value()
    # One file with key and certificate: msal takes the thumbprint from the certificate.
    return {"private_key": pem, "public_certificate": pem}
