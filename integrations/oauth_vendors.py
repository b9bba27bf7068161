"""The sign-ins that this installation is set up for."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from integrations.errors import Rejected
from integrations.oauth import Vendor, google, microsoft
from integrations.oauth_grants import VendorName


def vendors(
    *,
    google_client_id: str | None = None,
    google_client_secret: SecretStr | None = None,
    google_accounts_url: str,
    google_oauth_url: str,
    microsoft_client_id: str | None = None,
    microsoft_client_secret: SecretStr | None = None,
    microsoft_certificate: Path | None = None,
    microsoft_tenant: str | None = None,
    microsoft_login_url: str,
    microsoft_graph_url: str,
) -> Mapping[VendorName, Vendor]:
    """Both vendors, set up or not: what is missing is said when one is used (`oauth.check_set_up`).

    Raises Rejected for a certificate that can't be read, or a tenant that is all tenants.
    """
    return {
        "google": google(
            google_client_id,
            google_client_secret,
            accounts_url=google_accounts_url,
            oauth_url=google_oauth_url,
        ),
        "microsoft": microsoft(
            microsoft_client_id,
            microsoft_client_secret,
            microsoft_tenant,
            certificate=_pem(microsoft_certificate),
            login_url=microsoft_login_url,
            graph_url=microsoft_graph_url,
        ),
    }


def _pem(path: Path | None) -> SecretStr | None:
    if path is None:
        return None
    try:
        return SecretStr(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        pass
    raise Rejected(
        "PROMISSORY_MICROSOFT_CERTIFICATE can't be read: give a PEM file with key and certificate."
    )
