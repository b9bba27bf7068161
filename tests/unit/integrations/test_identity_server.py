"""The local identity server is believed because the vendors' own clients are content with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import google.auth.transport.requests
import google.oauth2.credentials
import httpx
import msal
import pytest
from google.auth.exceptions import RefreshError
from google_auth_oauthlib.flow import Flow

from tests.doubles.identity_server import READ, TENANT, IdentityServer, identity_server, own_certificate
from tests.unit.integrations.signing_in import DESK, browse


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def google_server() -> Iterator[IdentityServer]:
    with identity_server("google") as server:
        yield server


@pytest.fixture
def entra(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IdentityServer]:
    """Over TLS, which msal insists on."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with identity_server("microsoft", certificate) as server:
        yield server


def flow(server: IdentityServer) -> Any:
    client = {
        "client_id": server.client_id,
        "client_secret": server.client_secret,
        "auth_uri": f"{server.url}/o/oauth2/v2/auth",
        "token_uri": f"{server.url}/token",
    }
    scopes = ["openid", "https://www.googleapis.com/auth/userinfo.email", READ["google"]]
    return Flow.from_client_config(
        {"installed": client}, scopes, redirect_uri=DESK, autogenerate_code_verifier=True
    )


def test_googles_own_client_signs_in_refreshes_and_revokes(
    google_server: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    signing_in = flow(google_server)
    url, state = signing_in.authorization_url(access_type="offline")
    back = browse(url)
    assert back["state"] == state
    signing_in.fetch_token(code=back["code"])
    credentials: google.oauth2.credentials.Credentials = signing_in.credentials
    first = credentials.token
    assert first and credentials.refresh_token and google_server.accepts(first)
    request = google.auth.transport.requests.Request()
    credentials.refresh(request)
    assert credentials.token != first and google_server.accepts(credentials.token)
    assert credentials.refresh_token in str(google_server.requests[-1]), "Google's refresh tokens stay"
    httpx.post(f"{google_server.url}/revoke", data={"token": credentials.refresh_token}).raise_for_status()
    assert not google_server.accepts(credentials.token)
    with pytest.raises(RefreshError, match="invalid_grant"):
        credentials.refresh(request)


def public_client(server: IdentityServer) -> Any:
    return msal.PublicClientApplication(
        server.client_id, authority=f"{server.url}/{TENANT}", instance_discovery=False
    )


def test_microsofts_own_client_signs_in_with_pkce_and_rotates(
    entra: IdentityServer, certificate: Path
) -> None:
    application = public_client(entra)
    started = application.initiate_auth_code_flow([READ["microsoft"]], redirect_uri="http://localhost:9")
    answer = httpx.get(started["auth_uri"], verify=str(certificate), follow_redirects=False)
    back = dict(httpx.URL(answer.headers["location"]).params)
    first = application.acquire_token_by_auth_code_flow(started, back)
    assert entra.accepts(first["access_token"]), first
    assert first["id_token_claims"]["tid"] == TENANT
    again = application.acquire_token_by_refresh_token(first["refresh_token"], [READ["microsoft"]])
    assert again["refresh_token"] != first["refresh_token"]
    reused = application.acquire_token_by_refresh_token(first["refresh_token"], [READ["microsoft"]])
    assert reused["error"] == "invalid_grant"
    gone = application.acquire_token_by_refresh_token(again["refresh_token"], [READ["microsoft"]])
    assert gone["error"] == "invalid_grant", "a token used twice takes its whole family along"


def test_microsofts_own_client_waits_for_a_device_code(entra: IdentityServer) -> None:
    application = public_client(entra)
    started = application.initiate_device_flow([READ["microsoft"]])
    assert started["user_code"] == "ABCD-EFGH"
    entra.answer_device(approve=True)
    assert entra.accepts(application.acquire_token_by_device_flow(started)["access_token"])


def test_microsofts_own_client_is_let_in_by_its_secret(entra: IdentityServer) -> None:
    def as_app(secret: str) -> Any:
        made = msal.ConfidentialClientApplication(
            entra.client_id,
            authority=f"{entra.url}/{TENANT}",
            client_credential=secret,
            instance_discovery=False,
        )
        return made.acquire_token_for_client(["https://graph.microsoft.com/.default"])

    assert entra.accepts(as_app(entra.client_secret)["access_token"])
    assert as_app("guess")["error"] == "invalid_client"


def test_a_code_is_good_once_and_takes_what_came_of_it_along_when_tried_again(
    google_server: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    signing_in = flow(google_server)
    back = browse(signing_in.authorization_url()[0])
    signing_in.fetch_token(code=back["code"])
    token = signing_in.credentials.token
    assert google_server.accepts(token)
    with pytest.raises(Exception, match="invalid_grant"):
        signing_in.fetch_token(code=back["code"])
    assert not google_server.accepts(token)
