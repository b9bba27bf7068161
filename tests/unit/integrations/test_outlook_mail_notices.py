"""Notices of Microsoft Graph: what is believed, and what is echoed."""

import json

from hypothesis import given
from hypothesis import strategies as st

from integrations.outlook_mail.notices import notices, validation_reply


def body(*each: dict[str, object]) -> bytes:
    return json.dumps({"value": list(each)}).encode()


def secret_of(name: str) -> str | None:
    return {"sub-1": "s3cret", "sub-2": "other"}.get(name)


def test_a_genuine_change_names_its_subscription() -> None:
    told = body({"subscriptionId": "sub-1", "clientState": "s3cret", "changeType": "created"})
    assert notices(told, secret_of) == [("sub-1", None)]


def test_lifecycle_events_are_named() -> None:
    kinds = ["reauthorizationRequired", "subscriptionRemoved", "missed"]
    told = body(*({"subscriptionId": "sub-1", "clientState": "s3cret", "lifecycleEvent": k} for k in kinds))
    assert notices(told, secret_of) == [("sub-1", kind) for kind in kinds]


def test_a_hundred_changes_of_one_mailbox_are_one_piece_of_news() -> None:
    told = body(*({"subscriptionId": "sub-1", "clientState": "s3cret"} for _ in range(100)))
    assert notices(told, secret_of) == [("sub-1", None)]


def test_a_wrong_secret_or_an_unknown_subscription_is_left_out_and_the_rest_is_not() -> None:
    told = body(
        {"subscriptionId": "sub-1", "clientState": "guessed"},
        {"subscriptionId": "sub-1"},
        {"subscriptionId": "sub-1", "clientState": None},
        {"subscriptionId": "sub-9", "clientState": "s3cret"},
        {"subscriptionId": "sub-9", "clientState": "\0"},
        {"subscriptionId": "sub-1", "clientState": "s3cret", "lifecycleEvent": "madeUp"},
        {"subscriptionId": "sub-2", "clientState": "other"},
    )
    assert notices(told, secret_of) == [("sub-2", None)]


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text() | st.integers(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    ).map(lambda v: json.dumps({"value": v}).encode())
)
def test_whatever_comes_in_raises_nothing_and_proves_nothing(told: bytes) -> None:
    assert notices(told, secret_of) == []


def test_deep_nesting_is_no_notice() -> None:
    assert notices(b"[" * 100_000, secret_of) == []


def test_a_thousand_notices_are_read_and_a_million_empty_lists_are_not() -> None:
    each = {"subscriptionId": "sub-1", "clientState": "s3cret", "changeType": "created", "tenantId": "t"}
    more = {"resource": "me/messages/1", "resourceData": {"@odata.type": "#m", "@odata.id": "x", "id": "1"}}
    assert notices(body(*[{**each, **more}] * 1000), secret_of) == [("sub-1", None)]
    for filling in (b"[],", b"{},", b"0,"):
        full = b'{"value": [' + filling * 500_000 + json.dumps(each).encode() + b"]}"
        assert notices(full, secret_of) == []


def test_the_validation_token_is_echoed_as_it_was_meant() -> None:
    query = "validationToken=Validation%3a+Testing+client+application+reachability.+%2b%26%3d"
    assert validation_reply(query) == "Validation: Testing client application reachability. +&="


def test_nothing_else_is_echoed() -> None:
    for query in (
        "",
        "token=x",
        "validationToken=",
        "validationToken=a&validationToken=b",
        "validationToken=%0d%0aSet-Cookie:x",
        "validationToken=" + "a" * 5000,
        "validationToken=%C3%A9",
        "&".join(f"a{n}=1" for n in range(50)) + "&validationToken=x",
    ):
        assert validation_reply(query) is None
