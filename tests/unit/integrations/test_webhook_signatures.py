"""A delivery counts only with its sender's fresh signature over exactly what came."""

import hashlib
import hmac
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from integrations.errors import Unverified
from integrations.ports import WebhookKeys
from integrations.webhooks import signatures
from integrations.webhooks.signatures import SCHEMES, check, sign

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BODY = '{"id": "evt_1", "text": "Grüße"}'.encode()


def keys(scheme: str, *secrets: str) -> WebhookKeys:
    address = "https://promissory.northbeam.example/webhooks/webhooks:crm" if scheme == "hubspot" else ""
    chosen = secrets or ("the-first-secret",)
    return WebhookKeys(scheme=scheme, secrets=tuple(map(SecretStr, chosen)), address=address)


def refused(
    wanted: WebhookKeys | None, headers: dict[str, str], body: bytes = BODY, now: datetime = NOW
) -> str:
    with pytest.raises(Unverified) as why:
        check(wanted, headers, body, now)
    return str(why.value)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_its_sender_signed_just_now_is_let_in(scheme: str) -> None:
    assert check(keys(scheme), sign(keys(scheme), BODY, NOW), BODY, NOW)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("spoilt", ["a letter of the body", "another secret", "no signature", "no time"])
def test_anything_else_is_not(scheme: str, spoilt: str) -> None:
    headers, body = sign(keys(scheme), BODY, NOW), BODY
    if spoilt == "a letter of the body":
        body = BODY.replace(b"1", b"2")
    elif spoilt == "another secret":
        headers = sign(keys(scheme, "somebody-elses"), BODY, NOW)
    elif spoilt == "no signature":
        headers = {}
    elif scheme == "stripe":
        headers = {"stripe-signature": headers["stripe-signature"].partition(",")[2]}
    else:
        headers = dict(list(headers.items())[1:])
    assert refused(keys(scheme), headers, body) in (
        "the signature does not fit",
        "it does not say when it was signed",
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_recording_played_back_later_is_stale(scheme: str) -> None:
    headers = sign(keys(scheme), BODY, NOW)
    assert check(keys(scheme), headers, BODY, NOW + timedelta(minutes=4, seconds=59))
    assert "five minutes" in refused(keys(scheme), headers, now=NOW + timedelta(minutes=5, seconds=1))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_clock_that_runs_ahead_is_named_as_such(scheme: str) -> None:
    headers = sign(keys(scheme), BODY, NOW + timedelta(minutes=2))
    assert "clock" in refused(keys(scheme), headers)
    assert check(keys(scheme), sign(keys(scheme), BODY, NOW + timedelta(seconds=30)), BODY, NOW)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_while_one_secret_takes_over_from_another_both_count(scheme: str) -> None:
    both = keys(scheme, "the-old-secret", "the-new-secret")
    for one in ("the-old-secret", "the-new-secret"):
        assert check(both, sign(keys(scheme, one), BODY, NOW), BODY, NOW)
    assert refused(keys(scheme, "the-new-secret"), sign(keys(scheme, "the-old-secret"), BODY, NOW))


def test_zendesk_signs_the_time_and_the_body_as_its_documentation_says() -> None:
    """Example of https://developer.zendesk.com/documentation/webhooks/verifying/: base64(HMACSHA256(TIMESTAMP + BODY))."""
    stamp = "2026-11-20T09:00:00Z"
    wanted = b64encode(hmac.new(b"the-first-secret", stamp.encode() + BODY, hashlib.sha256).digest()).decode()
    headers = {"x-zendesk-webhook-signature": wanted, "x-zendesk-webhook-signature-timestamp": stamp}
    assert check(keys("zendesk"), headers, BODY, NOW) == "evt_1"


def test_stripe_may_send_several_signatures_and_old_schemes() -> None:
    good = sign(keys("stripe"), BODY, NOW)["stripe-signature"]
    stamp, _, signature = good.partition(",")
    header = f"{stamp},v0=0000,v1={'0' * 64},{signature}"
    assert check(keys("stripe"), {"stripe-signature": header}, BODY, NOW) == "evt_1"
    assert refused(keys("stripe"), {"stripe-signature": good.replace("v1=", "v0=")})


def test_hubspot_signs_the_address_it_calls() -> None:
    headers = sign(keys("hubspot"), BODY, NOW)
    elsewhere = keys("hubspot").model_copy(update={"address": "https://elsewhere.example/webhooks/x"})
    assert refused(elsewhere, headers)


def test_a_repeat_has_the_same_id_even_where_its_body_differs() -> None:
    """Stripe counts down `pending_webhooks` between attempts."""
    first, second = b'{"id": "evt_9", "pending_webhooks": 2}', b'{"id": "evt_9", "pending_webhooks": 1}'
    assert check(keys("stripe"), sign(keys("stripe"), first, NOW), first, NOW) == check(
        keys("stripe"), sign(keys("stripe"), second, NOW), second, NOW
    )


def test_an_id_that_was_not_signed_names_nothing() -> None:
    """Whoever replays a delivery could give it another id in a header; only what was signed counts."""
    headers = sign(keys("generic"), BODY, NOW)
    replayed = {**headers, "x-promissory-delivery": "another", "x-zendesk-webhook-invocation-id": "another"}
    assert check(keys("generic"), headers, BODY, NOW) == check(keys("generic"), replayed, BODY, NOW)


@pytest.mark.parametrize("scheme", [None, *SCHEMES])
def test_an_unknown_sender_costs_as_many_digests_as_a_wrong_signature(
    scheme: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Counted:
        compare_digest = staticmethod(hmac.compare_digest)

        @staticmethod
        def new(secret: bytes, signed: bytes, how: object) -> "hmac.HMAC":
            made.append(len(signed))
            return hmac.new(secret, signed, hashlib.sha256)

    monkeypatch.setattr(signatures, "hmac", Counted)
    headers = {"x-promissory-timestamp": str(int(NOW.timestamp())), "x-promissory-signature": "0" * 64}
    refused(keys(scheme) if scheme else None, headers, b"x" * 10_000)
    assert len(made) == 2 and all(size >= 10_000 for size in made)
    made.clear()
    refused(keys(scheme) if scheme else None, {}, b"x" * 10_000)
    assert len(made) == 2


@given(
    st.sampled_from(SCHEMES),
    st.dictionaries(
        st.sampled_from(
            ["stripe-signature", "x-promissory-timestamp", "x-promissory-signature",
             "x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp",
             "x-hubspot-signature-v3", "x-hubspot-request-timestamp"]
        ),
        st.text(max_size=60),
    ),
    st.binary(max_size=200),
)  # fmt: skip
def test_whatever_is_sent_is_refused_in_good_order(scheme: str, headers: dict[str, str], body: bytes) -> None:
    assert refused(keys(scheme), headers, body)


@given(st.binary(max_size=300), st.sampled_from(SCHEMES))
def test_every_body_that_its_sender_signed_has_a_lasting_id(body: bytes, scheme: str) -> None:
    first = check(keys(scheme), sign(keys(scheme), body, NOW), body, NOW)
    later = NOW + timedelta(minutes=1)
    assert first == check(keys(scheme), sign(keys(scheme), body, later), body, later)
