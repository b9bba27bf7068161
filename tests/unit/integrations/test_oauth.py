"""Signing in: whoever starts it ends it, as the person whose mailbox it is, and nobody slips in between."""

import base64
import logging
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from integrations import oauth
from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth_grants import OAuthGrant, read_grant, written
from integrations.oauth_http import Answer, ask, refusal
from records.errors import PromissoryError
from tests.doubles.identity_server import Fault, IdentityServer, User, identity_server
from tests.unit.integrations.signing_in import (
    DESK,
    MARA,
    begin,
    browse,
    granted,
    now,
    scope,
    vendor_of,
)

TOM = "tom@solvent.example"


@pytest.fixture(params=["google", "microsoft"])
def server(request: pytest.FixtureRequest) -> Iterator[IdentityServer]:
    with identity_server(request.param) as running:
        yield running


@pytest.fixture
def google_server() -> Iterator[IdentityServer]:
    with identity_server("google") as running:
        yield running


@pytest.fixture
def entra() -> Iterator[IdentityServer]:
    with identity_server("microsoft") as running:
        yield running


def finish(server: IdentityServer, begun: Any, code: str) -> OAuthGrant:
    return oauth.finish(vendor_of(server), begun, SecretStr(code), now())


def test_mara_signs_in_and_her_mailbox_opens(server: IdentityServer) -> None:
    grant = granted(server)
    assert grant.account == MARA and grant.client_id == server.client_id
    assert grant.access_token is not None and server.accepts(grant.access_token.get_secret_value())
    assert grant.scopes == (vendor_of(server).full(scope(server)),)


def test_only_what_is_needed_is_asked_for(server: IdentityServer) -> None:
    asked = set(parse_qs(urlsplit(begin(server).url).query)["scope"][0].split())
    mine = (
        {"openid", "email"} if server.shape == "google" else {"openid", "profile", "email", "offline_access"}
    )
    if server.shape == "microsoft":
        mine |= {f"{server.url}/User.Read"}
    assert asked == mine | {vendor_of(server).full(scope(server))}


@given(st.integers(0, 3))
@settings(max_examples=25)
def test_every_start_has_its_own_state_verifier_and_nonce_and_never_plain_pkce(_: int) -> None:
    vendor = oauth.google("client", SecretStr("secret"))
    one, two = (oauth.begin(vendor, MARA, ["scope"], DESK) for _ in range(2))
    for started in (one, two):
        query = {k: v[0] for k, v in parse_qs(urlsplit(started.url).query).items()}
        verifier = started.begun.verifier.get_secret_value()
        assert 43 <= len(verifier) <= 128
        assert query["code_challenge_method"] == "S256"
        digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        assert query["code_challenge"] == digest
        assert verifier not in started.url
        assert len(query["state"]) >= 43
    assert one.state != two.state
    assert one.begun.verifier != two.begun.verifier and one.begun.nonce != two.begun.nonce


# Somebody in between


def test_a_code_that_somebody_else_got_does_not_fit_this_sign_in(server: IdentityServer) -> None:
    theirs = SecretStr("t" * 64)
    full = vendor_of(server).wanted([scope(server)])
    slipped_in = server.code_for(User(MARA), DESK, full, oauth.challenge(theirs))
    with pytest.raises(Reauth):
        finish(server, begin(server).begun, slipped_in)


def test_a_sign_in_from_which_pkce_was_taken_out_on_the_way_is_refused(server: IdentityServer) -> None:
    started = begin(server)
    parts = urlsplit(started.url)
    kept = {k: v[0] for k, v in parse_qs(parts.query).items() if not k.startswith("code_challenge")}
    back = browse(f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(kept)}")
    with pytest.raises(Reauth):
        finish(server, started.begun, back["code"])


def test_a_code_works_once(server: IdentityServer) -> None:
    started = begin(server)
    code = browse(started.url)["code"]
    grant = finish(server, started.begun, code)
    with pytest.raises(Reauth):
        finish(server, started.begun, code)
    assert grant.access_token is not None
    assert not server.accepts(grant.access_token.get_secret_value())


def test_an_id_token_of_another_sign_in_is_refused(server: IdentityServer) -> None:
    started, other = begin(server), begin(server)
    code = browse(started.url)["code"]
    mixed = started.begun.model_copy(update={"nonce": other.begun.nonce})
    with pytest.raises(Rejected, match="does not belong"):
        finish(server, mixed, code)


# The right person, with all that is needed


def test_signing_in_as_somebody_else_is_said_plainly_and_what_was_granted_is_given_back(
    server: IdentityServer,
) -> None:
    started = begin(server)
    server.signed_in = User(TOM)
    code = browse(started.url)["code"]
    with pytest.raises(Rejected, match=f"You signed in as {TOM}, but this is the mailbox of {MARA}"):
        finish(server, started.begun, code)
    if server.shape == "google":
        assert server.live_refresh_tokens() == 0


def test_an_address_that_google_has_not_checked_counts_for_nothing(google_server: IdentityServer) -> None:
    google_server.signed_in = User(MARA, verified=False)
    with pytest.raises(Rejected, match="without a checked address"):
        granted(google_server)


def test_the_case_of_an_address_does_not_matter(server: IdentityServer) -> None:
    server.signed_in = User("Mara@Solvent.example")
    assert granted(server).account == MARA


def test_an_alias_of_a_microsoft_mailbox_is_the_mailbox(entra: IdentityServer) -> None:
    entra.signed_in = User("m.lindqvist@solvent.example", aliases=(MARA,))
    assert granted(entra).account == MARA


def test_an_account_of_another_tenant_is_refused_even_with_the_same_address(entra: IdentityServer) -> None:
    entra.signed_in = User(MARA, tenant="0d000000-0000-4000-8000-00000000bad0")
    with pytest.raises(Rejected, match="another tenant"):
        granted(entra)


@pytest.mark.parametrize("tenant", ["common", "organizations", "Common", "a/../b", "x y"])
def test_all_tenants_at_once_are_no_tenant(tenant: str) -> None:
    with pytest.raises(Rejected, match="PROMISSORY_MICROSOFT_TENANT"):
        oauth.microsoft("client", None, tenant)


def test_a_box_left_unticked_is_named(server: IdentityServer) -> None:
    needed = vendor_of(server).full(scope(server))
    server.signed_in = User(MARA, declines={needed})
    with pytest.raises(Reauth, match="did not grant") as found:
        granted(server)
    assert needed in str(found.value)


def test_clocks_far_apart_are_named_and_close_ones_do_not_matter(server: IdentityServer) -> None:
    server.ahead = 240
    assert granted(server)
    server.ahead = 3600
    with pytest.raises(Rejected, match="about 60 minutes apart: set the clock"):
        granted(server)
    server.ahead = -2 * 3600
    with pytest.raises(Rejected, match="set the clock"):
        granted(server)


@pytest.mark.parametrize("missing", ["google", "microsoft"])
def test_what_is_not_set_up_names_the_setting(missing: str) -> None:
    vendor = oauth.google(None) if missing == "google" else oauth.microsoft(None)
    with pytest.raises(Rejected, match=f"PROMISSORY_{missing.upper()}_CLIENT_ID.*connect-{missing}.md"):
        oauth.begin(vendor, MARA, ["x"], DESK)


def test_tokens_are_never_sent_in_the_open() -> None:
    vendor = oauth.google("client", SecretStr("secret"), oauth_url="http://oauth2.example")
    with pytest.raises(Rejected, match="https"):
        oauth.begin(vendor, MARA, ["x"], DESK)
    with pytest.raises(Rejected, match="https"):
        ask("http://127.0.0.1.evil.example/token", {"code": "x"})


def test_an_app_on_a_desk_sends_microsoft_no_secret_and_a_server_does(entra: IdentityServer) -> None:
    vendor = vendor_of(entra)
    on_desk = granted(entra)
    assert "client_secret" not in next(f for p, f in entra.requests if f.get("grant_type"))
    started = oauth.begin(vendor, MARA, ["Mail.Read"], entra.web_redirect, web=True)
    on_server = finish(entra, started.begun, browse(started.url)["code"])
    assert (on_desk.confidential, on_server.confidential) == (False, True)
    assert oauth.refreshed(vendor, on_server, now(), "outlook_mail:mara").access_token


# Refreshing and giving back


def test_a_refresh_brings_another_token_and_microsofts_a_new_refresh_token(server: IdentityServer) -> None:
    grant = granted(server)
    again = oauth.refreshed(vendor_of(server), grant, now(), "gmail:mara")
    assert again.access_token != grant.access_token
    assert (again.refresh_token != grant.refresh_token) == (server.shape == "microsoft")
    assert again.scopes == grant.scopes


def test_a_revoked_grant_is_a_grant_to_renew_by_hand(server: IdentityServer) -> None:
    grant = granted(server)
    server.revoke_all()
    with pytest.raises(Reauth, match="renew the grant of gmail:mara"):
        oauth.refreshed(vendor_of(server), grant, now(), "gmail:mara")


def test_scopes_taken_back_later_are_named(server: IdentityServer) -> None:
    grant = granted(server).model_copy(update={"scopes": (vendor_of(server).full("Calendars.Read"),)})
    with pytest.raises(Reauth, match="Calendars.Read"):
        oauth.refreshed(vendor_of(server), grant, now(), "x")


def test_a_grant_for_another_client_id_is_not_even_tried(server: IdentityServer) -> None:
    grant = granted(server)
    asked = server.count("refresh_token")
    with pytest.raises(Reauth, match="another client id"):
        oauth.refreshed(vendor_of(server, client_id="new-one"), grant, now(), "gmail:mara")
    assert server.count("refresh_token") == asked


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(503, None, (("Retry-After", "17"),)), Retry, "busy"),
        (Fault(500), Retry, "busy"),
        (Fault(429, None), Retry, "busy"),
        (Fault(400, "temporarily_unavailable"), Retry, "busy"),
        (Fault(400, "invalid_grant"), Reauth, "access was taken away"),
        (Fault(400, "interaction_required"), Reauth, "access was taken away"),
        (Fault(400, "consent_required"), Reauth, "consent"),
        (Fault(401, "invalid_client"), Rejected, "client id or secret"),
        (Fault(400, "invalid_scope"), Rejected, "invalid_scope"),
        (Fault(400, "<script>alert(1)</script>"), Rejected, "unknown_error"),
        (Fault(302, None, (("Location", "http://169.254.169.254/"),)), Retry, "no token"),
    ],
    ids=lambda v: str(v.status) + str(v.error) if isinstance(v, Fault) else "",
)
def test_failures_say_what_to_do(
    google_server: IdentityServer, fault: Fault, kind: type[PromissoryError], words: str
) -> None:
    grant = granted(google_server)
    google_server.fault("/token", fault)
    with pytest.raises(kind, match=words) as found:
        oauth.refreshed(vendor_of(google_server), grant, now(), "gmail:mara")
    assert "<" not in str(found.value)
    if isinstance(found.value, Retry) and fault.headers and fault.status == 503:
        assert found.value.after == 17


def test_nobody_there_is_a_reason_to_try_again(google_server: IdentityServer) -> None:
    grant, vendor = granted(google_server), vendor_of(google_server)
    google_server.close()
    with pytest.raises(Retry, match="can't be reached"):
        oauth.refreshed(vendor, grant, now(), "gmail:mara")


def test_a_server_that_never_answers_or_never_ends_is_left_alone(google_server: IdentityServer) -> None:
    google_server.fault("/token", Fault(hangs=1.0))
    with pytest.raises(Retry, match="in time"):
        ask(f"{google_server.url}/token", {"x": "y"}, timeout=0.2)
    google_server.fault("/token", Fault(400, "e" * 1_100_000))
    with pytest.raises(Retry, match="more than it should"):
        ask(f"{google_server.url}/token", {"x": "y"})


@given(
    st.integers(100, 599),
    st.dictionaries(
        st.sampled_from(["error", "error_codes", "scope", "expires_in"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=4,
        ),
    ),
)
@settings(max_examples=200)
def test_whatever_a_server_says_ends_in_one_of_three_errors(status: int, fields: dict[str, Any]) -> None:
    answer = Answer(status, fields)
    assert isinstance(refusal(answer, "Google", "do it"), (Retry, Reauth, Rejected))
    assert timedelta(0) <= oauth.lifetime(answer) <= timedelta(days=1)


def test_giving_back_works_once_is_harmless_again_and_says_where_it_can_not(server: IdentityServer) -> None:
    grant = granted(server)
    assert grant.access_token is not None
    if server.shape == "microsoft":
        assert oauth.revoke(vendor_of(server), grant) is False
        return
    assert oauth.revoke(vendor_of(server), grant) is True
    assert not server.accepts(grant.access_token.get_secret_value())
    assert oauth.revoke(vendor_of(server), grant) is True, "gone already is gone"
    server.fault("/revoke", Fault(503))
    assert oauth.revoke(vendor_of(server), grant) is False


# Out of sight


def test_no_secret_can_be_seen_anywhere(server: IdentityServer, caplog: pytest.LogCaptureFixture) -> None:
    """Not in logs at their most talkative, nor in what is printed of objects, nor in errors and what led to them."""
    caplog.set_level(logging.DEBUG)
    started = begin(server)
    code = browse(started.url)["code"]
    caplog.clear()
    grant = finish(server, started.begun, code)
    errors: list[BaseException] = []
    for fault in (Fault(400, "invalid_grant"), Fault(500), Fault(401, "invalid_client")):
        server.fault("/token", fault)
        with pytest.raises(PromissoryError) as found:
            oauth.refreshed(vendor_of(server), grant, now(), "gmail:mara")
        errors.append(found.value)
    vendor = vendor_of(server)
    server.close()
    with pytest.raises(Retry) as last:
        oauth.refreshed(vendor, grant, now(), "gmail:mara")
    errors.append(last.value)
    secrets = [code, server.client_secret, started.begun.verifier.get_secret_value()]
    secrets += [s.get_secret_value() for s in (grant.refresh_token, grant.access_token) if s is not None]
    shown = [caplog.text, repr(grant), str(grant), repr(vendor), repr(started.begun), repr(written(grant))]
    for error in errors:
        assert error.__context__ is None and error.__cause__ is None, "it would drag the request along"
        shown.append(f"{error!r} {error.args} {vars(error)}")
    assert not [s for s in secrets if any(s in text for text in shown)]


def test_a_grant_is_written_whole_and_read_back(server: IdentityServer) -> None:
    grant = granted(server)
    assert read_grant(written(grant)) == grant
    for broken in ("{}", "[]", "", '{"kind": "oauth"}', '{"kind": "later", "x": "secret-value"}'):
        with pytest.raises(Reauth, match="connect again") as found:
            read_grant(SecretStr(broken))
        assert found.value.__context__ is None


def test_the_browser_is_sent_nowhere_else(server: IdentityServer) -> None:
    started = begin(server)
    elsewhere = started.url.replace("127.0.0.1%3A9", "evil.example")
    assert httpx.get(elsewhere).status_code == 400
