"""Without a person: a service account that acts for a domain, an application that reads a tenant."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth_assertions import as_application, as_service_account, check_service_account
from integrations.oauth_credentials import StoredCredentials
from integrations.oauth_grants import ApplicationGrant, ServiceAccountGrant
from records.errors import PromissoryError
from tests.doubles.identity_server import (
    READ,
    TENANT,
    Fault,
    IdentityServer,
    identity_server,
    own_certificate,
    service_account_key,
)
from tests.unit.integrations.signing_in import MARA, Kept, MovableClock, now, vendor_of

EMAIL = "reader@project.iam.gserviceaccount.com"
KEY, PUBLIC = service_account_key(EMAIL)
LABEL = f"gmail:{MARA}"


# Google


@pytest.fixture
def google_server() -> Iterator[IdentityServer]:
    with identity_server("google") as server:
        server.service_accounts[EMAIL] = (PUBLIC, {MARA}, {READ["google"]})
        yield server


def service(account: str = MARA, scope: str = READ["google"], key: str = KEY) -> ServiceAccountGrant:
    return ServiceAccountGrant(account=account, scopes=(scope,), key=SecretStr(key))


def acting(server: IdentityServer, grant: ServiceAccountGrant | None = None) -> ServiceAccountGrant:
    return as_service_account(vendor_of(server, client_id=None), grant or service(), now(), LABEL)


def test_a_service_account_acts_for_the_mailbox(google_server: IdentityServer) -> None:
    grant = acting(google_server)
    assert grant.access_token is not None and grant.expires_at is not None
    assert google_server.accepts(grant.access_token.get_secret_value())
    assert 3000 < (grant.expires_at - now()).total_seconds() <= 3600


def test_the_key_file_does_not_say_where_its_signature_is_sent(google_server: IdentityServer) -> None:
    assert json.loads(KEY)["token_uri"].startswith("https://elsewhere.example")
    acting(google_server)
    assert google_server.count("urn:ietf:params:oauth:grant-type:jwt-bearer") == 1


@pytest.mark.parametrize(
    ("grant", "words"),
    [
        (
            service(scope="https://www.googleapis.com/auth/calendar.readonly"),
            "domain-wide delegation.*calendar",
        ),
        (service(account="stranger@elsewhere.example"), "no mailbox stranger@elsewhere.example"),
        (service(key=service_account_key(EMAIL)[0]), "no longer good"),
    ],
)
def test_what_an_admin_has_to_do_is_said(
    google_server: IdentityServer, grant: ServiceAccountGrant, words: str
) -> None:
    with pytest.raises(Reauth, match=words):
        acting(google_server, grant)


def test_a_wrong_clock_is_not_taken_for_a_revoked_grant(google_server: IdentityServer) -> None:
    google_server.ahead = 7200
    with pytest.raises(Retry, match="set the clock"):
        acting(google_server)


def test_google_down_is_a_reason_to_try_again(google_server: IdentityServer) -> None:
    google_server.fault("/token", *[Fault(503, "backendError")] * 4)
    with pytest.raises(Retry):
        acting(google_server)
    google_server.close()
    with pytest.raises(Retry, match="reached"):
        acting(google_server)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type": "authorized_user"}', "PK\x03\x04", '{"type": "service_account"}']
)
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="no key of a Google service account"):
        check_service_account(SecretStr(text))


def test_a_broken_key_is_refused_and_not_repeated(google_server: IdentityServer) -> None:
    broken = json.dumps({**json.loads(KEY), "private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END"})
    with pytest.raises(Rejected, match="can't be read") as found:
        acting(google_server, service(key=broken))
    assert "AAAA" not in str(found.value) and found.value.__context__ is None


# Microsoft


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def entra(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IdentityServer]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with identity_server("microsoft", certificate) as server:
        server.app_certificate = (
            x509.load_pem_x509_certificate(certificate.read_bytes())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        yield server


def application(scope: str = "Mail.Read", tenant: str = TENANT) -> ApplicationGrant:
    return ApplicationGrant(account=MARA, scopes=(scope,), tenant=tenant)


def reading(server: IdentityServer, grant: ApplicationGrant | None = None, **vendor: Any) -> ApplicationGrant:
    return as_application(vendor_of(server, **vendor), grant or application(), now(), LABEL)


def test_an_application_gets_in_by_its_secret(entra: IdentityServer) -> None:
    grant = reading(entra)
    assert grant.access_token is not None and entra.accepts(grant.access_token.get_secret_value())


def test_an_application_gets_in_by_its_certificate(entra: IdentityServer, certificate: Path) -> None:
    grant = reading(entra, secret=None, certificate=SecretStr(certificate.read_text()))
    assert grant.access_token is not None and entra.accepts(grant.access_token.get_secret_value())
    assert entra.requests[-1][1].get("client_secret") is None


def test_another_certificate_does_not_open(entra: IdentityServer, tmp_path: Path) -> None:
    other = own_certificate(tmp_path)
    with pytest.raises(Rejected, match="client id or secret"):
        reading(entra, secret=None, certificate=SecretStr(other.read_text()))
    with pytest.raises(Rejected, match="PROMISSORY_MICROSOFT_CERTIFICATE"):
        reading(entra, secret=None, certificate=SecretStr("no certificate at all"))


def test_permissions_that_exchange_grants_by_its_own_roles_are_not_missed_in_the_token(
    entra: IdentityServer,
) -> None:
    entra.app_roles = ()
    assert reading(entra).access_token is not None


def test_a_wrong_secret_is_named_by_its_setting(entra: IdentityServer) -> None:
    with pytest.raises(Rejected, match="PROMISSORY_MICROSOFT_CLIENT_ID and _CLIENT_SECRET"):
        reading(entra, secret=SecretStr("guess"))


def test_missing_settings_are_named(entra: IdentityServer) -> None:
    with pytest.raises(Rejected, match="PROMISSORY_MICROSOFT_TENANT"):
        reading(entra, tenant=None)
    with pytest.raises(Rejected, match="CERTIFICATE or PROMISSORY_MICROSOFT_CLIENT_SECRET"):
        reading(entra, secret=None)


def test_a_connection_of_another_tenant_is_connected_anew(entra: IdentityServer) -> None:
    with pytest.raises(Reauth, match="connect it again"):
        reading(entra, application(tenant="old.example"))


def test_microsoft_down_is_a_reason_to_try_again(entra: IdentityServer) -> None:
    entra.fault("/token", Fault(503, None))
    with pytest.raises(Retry):
        reading(entra)
    entra.close()
    with pytest.raises(Retry, match="reached"):
        reading(entra)


def test_both_are_renewed_ahead_like_any_other_and_nothing_of_them_is_seen(
    google_server: IdentityServer, entra: IdentityServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for server, grant in ((google_server, service()), (entra, application())):
        store = Kept(grant)
        vendors = {server.shape: vendor_of(server)}
        mine = StoredCredentials(LABEL, store, vendors, MovableClock())  # type: ignore[arg-type]
        token = mine.token().value.get_secret_value()
        assert server.accepts(token) and mine.token().value.get_secret_value() == token
        assert store.saves == 1
        server.expire_access()
        assert server.accepts(mine.renewed().value.get_secret_value())
        for secret in (token, server.client_secret, json.loads(KEY)["private_key"].splitlines()[1]):
            assert secret not in caplog.text + repr(store.grant)
        server.fault("/token", *[Fault(400, "invalid_grant")] * 3)
        with pytest.raises(PromissoryError) as found:
            mine.renewed()
        assert found.value.__context__ is None
