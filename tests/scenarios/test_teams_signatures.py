"""What comes in counts only with Microsoft's signature for our bot, in our tenant; all else does nothing."""

import base64
import hmac
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.app import OPENID_URL, bot_scope, build
from bot.teams.connector import Connector, Gone, Spot
from bot.teams.entrance import LARGEST_BODY
from bot.teams.hosts import Hosts
from bot.teams.tokens import Gate, Keys, OurToken, SignInFailed, keys_url
from tests.doubles.conversation import MemoryPosts
from tests.doubles.identity_server import TENANT as ENTRA_TENANT
from tests.doubles.identity_server import identity_server, own_certificate
from tests.doubles.teams import APP_ID, ISSUER, TENANT, signing_key
from tests.doubles.teams_world import MIRA, Story, World, world
from tests.pictures.samples import QUESTION

Json = dict[str, Any]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as started:
        yield started


def question(here: World, **more: Any) -> Json:
    return here.teams.message(MIRA, QUESTION, here.teams.personal(MIRA), **more)


def refused(here: World, status: int, activity: Json, authorization: str | None = None) -> None:
    got, body = here.teams.send(here.url, activity, authorization=authorization)
    assert (got, body) == (status, None)
    assert here._open_deliveries() == 0 and here.conversation.asked == [] and here.teams.messages == []


def _named(claims: Json) -> str:
    """No moment of collecting: workers that collect in different seconds must name the same tests."""
    name, value = next(iter(claims.items()))
    return f"{name}={'moved' if isinstance(value, int) else str(value)[:24]}"


def test_a_signed_activity_counts(here: World) -> None:
    assert here.teams.send(here.url, question(here)) == (200, None)
    here.until_reads("We made Acme three promises")


@pytest.mark.parametrize(
    "claims",
    [
        {"key": "somebody else"},
        {"kid": "k2"},
        {"aud": "another-bot"},
        {"aud": f"api://{APP_ID}"},
        {"aud": None},
        {"iss": "https://sts.windows.net/evil/"},
        {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0"},
        {"iss": None},
        {"exp": int(time.time()) - 600},
        {"exp": None},
        {"nbf": int(time.time()) + 3_600},
        {"serviceurl": "https://evil.example/"},
        {"serviceurl": None},
        {"tid": "another-tenant"},
    ],
    ids=_named,
)
def test_a_token_that_is_not_microsofts_for_us_is_refused(here: World, claims: Json) -> None:
    activity = question(here)
    refused(here, 401, activity, f"Bearer {here.teams.signed(activity, **claims)}")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic eA==",
        "Bearer a.b.c",
        "Bearer " + "x" * 20_000,
        "Bearer " + base64.urlsafe_b64encode(b"[" * 9_000).decode() + ".e30.e30",
    ],
    ids=["none", "word", "empty", "letter", "basic", "dots", "long", "deep"],
)
def test_without_a_token_nothing_counts(here: World, header: str) -> None:
    refused(here, 401, question(here), header)


def test_a_token_that_says_it_needs_no_signature_is_refused(here: World) -> None:
    activity = question(here)
    claims = {
        "iss": ISSUER,
        "aud": APP_ID,
        "exp": int(time.time()) + 60,
        "serviceurl": activity["serviceUrl"],
    }
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})
    refused(here, 401, activity, f"Bearer {unsigned}")
    # Signed with the public key as if it were a shared secret.
    public = json.dumps(json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key("microsoft").public_key())))
    parts = [json.dumps({"alg": "HS256", "kid": "k1"}).encode(), json.dumps(claims).encode()]
    head = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mark = base64.urlsafe_b64encode(hmac.digest(public.encode(), head, "sha256")).rstrip(b"=")
    refused(here, 401, activity, f"Bearer {(head + b'.' + mark).decode()}")


@pytest.mark.parametrize(
    "more",
    [
        {"channelData": {"tenant": {"id": "another-tenant"}}},
        {"conversation": {"id": "a:29:mira", "conversationType": "personal", "tenantId": "another-tenant"}},
        {"channelData": {}, "conversation": {"id": "a:29:mira", "conversationType": "personal"}},
    ],
    ids=["channel data", "conversation", "no tenant"],
)
def test_another_tenant_is_refused(here: World, more: Json) -> None:
    refused(here, 403, question(here, **more))


def test_an_address_that_is_not_microsofts_is_never_answered(here: World) -> None:
    activity = question(here, serviceUrl="https://evil.example/teams/")
    refused(here, 403, activity, f"Bearer {here.teams.signed(activity)}")


def test_a_token_for_another_channel_is_refused(here: World) -> None:
    here.teams.endorsements = ["webchat"]
    refused(here, 401, question(here))


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "text",
        7,
        None,
        {},
        {"type": "message"},
        {"channelId": "webchat"},
        {"conversation": {"id": "a:29:mira/../../19:acme"}},
        {"conversation": {"id": ["a"]}},
        {"from": "29:mira"},
        {"recipient": None},
        {"id": 7},
        {"type": {"a": 1}},
    ],
    ids=str,
)
def test_what_is_no_activity_of_teams_is_refused(here: World, wrong: Any) -> None:
    activity = question(here) | wrong if isinstance(wrong, dict) and wrong else wrong
    if isinstance(wrong, dict) and wrong.keys() == {"type"} and wrong["type"] == "message":
        activity = wrong
    token = f"Bearer {here.teams.signed(question(here))}"
    refused(here, 400, activity, token)


def test_a_body_that_teams_never_sends_is_refused_before_it_is_read(here: World) -> None:
    token = f"Bearer {here.teams.signed(question(here))}"
    for raw, status in (
        (b"x" * (LARGEST_BODY + 1), 413),
        (b"\xff\xfe\x00", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 200 + b"1" + b"}" * 200, 400),
    ):
        assert here.teams.send(here.url, None, authorization=token, raw=raw)[0] == status
    assert here.conversation.asked == []


def test_a_replayed_activity_does_nothing_new(here: World) -> None:
    activity = question(here)
    token = f"Bearer {here.teams.signed(activity)}"
    for _ in range(3):
        assert here.teams.send(here.url, activity, authorization=token) == (200, None)
        here.settle()
    assert len(here.conversation.asked) == 1 and len(here.chat()) == 1


def test_only_the_one_address_is_open_and_only_for_posts(here: World) -> None:
    assert here.teams.send(here.url + "/../admin", question(here))[0] == 404
    import urllib.error
    import urllib.request

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError) as refusal:
        opener.open(here.url, timeout=10)
    assert refusal.value.code == 405


def test_keys_that_can_not_be_fetched_let_nobody_in(here: World) -> None:
    keys = Keys("http://127.0.0.1:9/keys")
    gate = Gate(app_id=APP_ID, tenant=TENANT, issuer=ISSUER, keys=keys, hosts=Hosts(here.teams.service_url))
    activity = question(here)
    assert gate.refuses(f"Bearer {here.teams.signed(activity)}", activity) == 401


def test_unknown_keys_are_asked_for_once_a_minute_however_many_are_named() -> None:
    asked: list[str] = []
    now = [0.0]

    def fetch(url: str) -> Json:
        asked.append(url)
        return {"keys": [{"kid": "k1", "kty": "RSA"}, {"kid": "k9", "kty": "EC"}, "odd"]}

    keys = Keys("https://login.example/keys", fetch, lambda: now[0])
    for n in range(50):
        assert keys.of(f"forged-{n}") is None
    assert len(asked) == 1 and keys.of("k1") is not None and keys.of("k9") is None
    now[0] += 61.0
    assert keys.of("forged") is None and len(asked) == 2
    now[0] += 90_000.0
    assert keys.of("k1") is not None and len(asked) == 3, "a day later they are asked for anew"


def test_keys_that_were_known_stay_good_while_they_can_not_be_fetched() -> None:
    now, answers = [0.0], [{"keys": [{"kid": "k1", "kty": "RSA"}]}]

    def fetch(_: str) -> Json:
        if not answers:
            raise OSError("no network")
        return answers.pop()

    keys = Keys("https://login.example/keys", fetch, lambda: now[0])
    assert keys.of("k1") is not None
    now[0] += 90_000.0
    assert keys.of("k1") is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/amer/5b1f3c2e-9d0a-4e57-8f3b-2f6a8f0c7d11/",
        "https://smba.infra.gcc.teams.microsoft.com/gcch",
        "https://webchat.botframework.com/",
        "https://smba.infra.gov.teams.microsoft.us/",
        "https://api.botframework.azure.us:443/",
        "https://teams.example:8443/connector",
    ],
)
def test_our_token_goes_to_microsoft_and_where_the_operator_says(url: str) -> None:
    assert Hosts("https://teams.example:8443/").allow(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/",
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://evil.example/?https://smba.trafficmanager.net/",
        "https://evil.example#.botframework.com",
        "https://evilbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://x.botframework.com:8443/",
        "https://smba.trafficmanager.net:444/",
        "https://teams.example/connector",
        "http://teams.example:8443/",
        "https://teams.example.evil:8443/",
        "https://evil\\.botframework.com/",
        "https://evil.example\t.botframework.com/",
        "https://smbа.trafficmanager.net/",
        "ftp://smba.trafficmanager.net/",
        "//smba.trafficmanager.net/",
        "https://[smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:x/",
        "https://" + "a" * 600 + ".botframework.com/",
    ],
)
def test_our_token_goes_nowhere_else(url: str) -> None:
    assert not Hosts("https://teams.example:8443/").allow(url)


@given(st.text(max_size=80))
def test_no_address_breaks_the_check(url: str) -> None:
    assert Hosts().allow(url) is False
    Hosts(url)


def test_a_stored_address_that_is_no_longer_allowed_is_not_called(here: World) -> None:
    here.add(MIRA)
    found = here.references.get("a:29:mira")
    assert found is not None
    here.references.save(type(found)(**{**found.__dict__, "service_url": "http://127.0.0.1:9/evil/"}))
    here.restart()
    assert not here.door.surface.deliver("mira@lumenworks.example", here.conversation.reminder())


@pytest.mark.parametrize("name", ["a:x/../../19:acme", "a:x?y", "a:x#y", "a:%2e%2e", "a b", "a..b", "a\\b"])
def test_no_id_leads_to_another_address(here: World, name: str) -> None:
    connector = Connector(lambda url: pytest.fail("called"), Hosts(here.teams.service_url))
    for ask in (
        lambda: connector.say(Spot(here.teams.service_url, name), "hello"),
        lambda: connector.replace(Spot(here.teams.service_url, "a:x"), name, {}, ""),
        lambda: connector.member(Spot(here.teams.service_url, "a:x"), name),
        lambda: connector.team_name(here.teams.service_url, name),
    ):
        with pytest.raises(Gone):
            ask()
    connector.close()


def test_without_a_tenant_no_bot_is_built() -> None:
    parts: Json = {
        "token": str,
        "conversation": Story(),
        "deliveries": None,
        "posts": MemoryPosts(),
        "references": None,
        "make_reference": dict,
    }
    for app_id, tenant in (("", TENANT), (APP_ID, "")):
        with pytest.raises(ValueError, match="tenant"):
            build(app_id=app_id, tenant=tenant, **parts)


def test_our_own_token_comes_from_microsofts_own_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = own_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with identity_server("microsoft", certificate) as entra:
        scopes = [bot_scope(OPENID_URL)]

        def ours(secret: str, tenant: str = ENTRA_TENANT) -> OurToken:
            return OurToken(app_id=entra.client_id, secret=secret, tenant=tenant, login_url=entra.url)

        token = ours(entra.client_secret)
        assert entra.accepts(token.get(scopes)) and token.get(scopes) == token.get(scopes)
        with pytest.raises(SignInFailed) as wrong:
            ours("guess").get(scopes)
        assert wrong.value.refused and wrong.value.code == "invalid_client"
    with pytest.raises(SignInFailed) as nobody:
        ours(entra.client_secret).get(scopes)
    assert not nobody.value.refused


def test_clouds_have_scopes_and_keys_of_their_own() -> None:
    assert bot_scope(OPENID_URL) == "https://api.botframework.com/.default"
    gov = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
    assert bot_scope(gov) == "https://api.botframework.us/.default"
    assert keys_url(gov) == "https://login.botframework.azure.us/v1/.well-known/keys"


def test_nothing_that_was_said_and_no_token_stands_in_a_log(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("promissory.teams").setLevel(logging.DEBUG)
    canary = "kingfisher-4711"

    def fail() -> None:
        raise RuntimeError(canary)

    here.conversation.before_answer = fail
    with caplog.at_level(logging.DEBUG):
        here.ask(f"{QUESTION} {canary}")
        here.until_reads("did not work")
        room = here.teams.personal(MIRA)
        value = {"action": {"type": "Action.Execute", "verb": canary, "data": {"subject": canary}}}
        here.tell(here.teams.activity("invoke", MIRA, room, name="adaptiveCard/action", value=value))
        activity = question(here) | {"text": canary}
        token = here.teams.signed(activity, aud=canary)
        here.teams.send(here.url, activity, authorization=f"Bearer {token}")
        here.teams.send(here.url, {"type": canary}, authorization="")
    logging.getLogger("promissory.teams").setLevel(logging.CRITICAL)
    said = "\n".join(r.getMessage() + str(r.exc_info or "") for r in caplog.records)
    assert "failed" in said and canary not in said and token not in said
