"""What Google says when it does not give what was asked for, and what we make of it."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import Field

from integrations.errors import Reauth, Rejected, Retry
from integrations.google_api import (
    Faulty,
    GoogleApi,
    Missing,
    TooLarge,
    Unfit,
    bounded_http,
    checked_endpoint,
    options_of,
)
from integrations.retry import Pace
from records.clock import FixedClock
from records.models import Frozen
from tests.contracts.gmail_world import Bearer
from tests.contracts.source_world import NOON
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy

CLOCK = FixedClock(NOON)


@pytest.fixture
def google() -> Iterator[FaultyProxy]:
    """Answers whatever a test sets; nothing lies behind it."""
    double = FaultyProxy("http://127.0.0.1:9")
    yield double
    double.close()


def api(google: FaultyProxy, credentials: Bearer | None = None) -> GoogleApi:
    return GoogleApi(
        "gmail",
        "v1",
        credentials or Bearer("t1", CLOCK),
        CLOCK,
        connector="gmail",
        scope="https://www.googleapis.com/auth/gmail.readonly",
        endpoint=google.url,
        timeout=5,
        pace=Pace(1e9),
        sleep=lambda _: None,
    )


def profile(api: GoogleApi) -> dict[str, object]:
    return api.call(api.resource.users().getProfile(userId="me"))


def refusal(status: int, reason: str = "", message: str = "", **headers: str) -> Answer:
    error = {"code": status, "message": message, "errors": [{"reason": reason}]}
    return Answer(status, json.dumps({"error": error}).encode(), headers)


def new_style(status: int, reason: str) -> Answer:
    error = {"code": status, "details": [{"@type": "type.googleapis.com/ErrorInfo", "reason": reason}]}
    return Answer(status, json.dumps({"error": error}).encode())


@pytest.mark.parametrize(
    ("answer", "meaning", "words"),
    [
        (refusal(403, "rateLimitExceeded"), Retry, "slow down"),
        (refusal(403, "userRateLimitExceeded"), Retry, "slow down"),
        (refusal(403, "quotaExceeded"), Retry, "slow down"),
        (new_style(403, "RATE_LIMIT_EXCEEDED"), Retry, "slow down"),
        (refusal(429), Retry, "slow down"),
        (refusal(403, "dailyLimitExceeded"), Retry, "daily quota"),
        (refusal(403, "insufficientPermissions"), Reauth, "gmail.readonly"),
        (new_style(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Reauth, "gmail.readonly"),
        (refusal(403, "accessNotConfigured"), Rejected, "switched off in the Google Cloud project"),
        (new_style(403, "SERVICE_DISABLED"), Rejected, "switched off in the Google Cloud project"),
        (refusal(403, "domainPolicy"), Rejected, "administrator"),
        (refusal(403, "forbidden"), Rejected, "does not let this account"),
        (refusal(401, "authError"), Reauth, "promissory connect gmail"),
        (refusal(404, "notFound"), Missing, "404"),
        (refusal(410, "fullSyncRequired"), Missing, "410"),
        (refusal(400, "invalidArgument"), Unfit, "400"),
        (refusal(500, "backendError"), Faulty, "500"),
        (refusal(503), Faulty, "503"),
        (Answer(502, b"<html>bad gateway</html>"), Faulty, "502"),
        (Answer(200, b'{"emailAddress": "mar'), Retry, "can't be read"),
        (Answer(302, b"", {"Location": "http://elsewhere.example/"}), Rejected, "302"),
    ],
)
def test_each_refusal_says_what_to_do(
    google: FaultyProxy, answer: Answer, meaning: type[Exception], words: str
) -> None:
    google.answer = lambda _: answer
    with pytest.raises(meaning, match=words):
        profile(api(google, Bearer("t1", CLOCK, next_value="t2")))


def test_googles_own_words_stay_out_of_errors(google: FaultyProxy) -> None:
    google.answer = lambda _: refusal(400, "invalid", "Invalid value 'dana@acme.example' for q=Secret deal")
    with pytest.raises(Unfit) as caught:
        profile(api(google))
    assert "dana" not in str(caught.value) and "Secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (refusal(429, **{"Retry-After": "77"}), 77),
        (refusal(429, **{"Retry-After": "Mon, 16 Nov 2026 12:02:00 GMT"}), 120),
        (refusal(429, "", "User-rate limit exceeded.  Retry after 2026-11-16T12:01:30.000Z"), 90),
        (refusal(429, **{"Retry-After": "Mon, 16 Nov 2020 12:02:00 GMT"}), 10),
        (refusal(429, **{"Retry-After": "Mon, 16 Nov 2099 12:02:00 GMT"}), 3600),
        (refusal(503, **{"Retry-After": "41"}), 41),
        (refusal(429, **{"Retry-After": "soon"}), 10),
    ],
)
def test_the_wait_is_the_one_that_google_names(google: FaultyProxy, answer: Answer, seconds: float) -> None:
    google.answer = lambda _: answer
    with pytest.raises(Retry) as caught:
        profile(api(google))
    assert caught.value.after == pytest.approx(seconds)


def test_a_short_fault_is_waited_out(google: FaultyProxy) -> None:
    google.answer = lambda _: Answer(200, b'{"emailAddress": "mara@solvent.example"}')
    google.fail("error", 2)
    assert profile(api(google))["emailAddress"] == "mara@solvent.example"
    assert google.failed == 2


def test_an_address_where_nobody_listens_is_worth_another_try(google: FaultyProxy) -> None:
    target = api(google)
    google.close()
    with pytest.raises(Retry, match="127.0.0.1 can't be reached"):
        profile(target)


def test_a_token_refused_before_its_time_is_replaced(google: FaultyProxy) -> None:
    seen: list[str] = []

    def only_t2(asked: Asked) -> Answer:
        seen.append(asked.headers["authorization"])
        return Answer(200, b"{}") if asked.headers["authorization"] == "Bearer t2" else refusal(401)

    google.answer = only_t2
    credentials = Bearer("t1", CLOCK, next_value="t2")
    profile(api(google, credentials))
    assert seen == ["Bearer t1", "Bearer t2"] and credentials.renewals == 1


def test_an_answer_that_is_too_large_is_not_read(google: FaultyProxy) -> None:
    google.answer = lambda _: Answer(200, b"x" * 2000)
    client = bounded_http(5, most=1000)
    with pytest.raises(TooLarge):
        client.request(google.url + "/")
    google.answer = lambda _: Answer(200, b"x" * 1000)
    _, content = bounded_http(5, most=1000).request(google.url + "/")
    assert len(content) == 1000


class Options(Frozen):
    timeout: float = Field(30.0, gt=0)


def test_an_option_is_named_when_it_does_not_fit() -> None:
    assert options_of(Options, {"timeout": "5"}, "gmail").timeout == 5
    with pytest.raises(Rejected, match="gmail has no option `tiemout`; it has timeout"):
        options_of(Options, {"tiemout": "5"}, "gmail")
    with pytest.raises(Rejected, match="option `timeout` of gmail"):
        options_of(Options, {"timeout": "soon"}, "gmail")


def test_a_token_never_travels_in_the_clear() -> None:
    assert checked_endpoint("https://gmail.example/") == "https://gmail.example"
    assert checked_endpoint("http://127.0.0.1:80/x") == "http://127.0.0.1:80/x"
    for unfit in ("http://gmail.example", "ftp://gmail.example", "gmail.example", ""):
        with pytest.raises(ValueError, match="https"):
            checked_endpoint(unfit)


def test_a_clock_that_is_wrong_by_a_year_does_not_renew_at_every_call(google: FaultyProxy) -> None:
    google.answer = lambda _: Answer(200, b"{}")
    ahead = FixedClock(NOON - timedelta(days=365))
    credentials = Bearer("t1", ahead, next_value="t2")
    target = GoogleApi(
        "gmail",
        "v1",
        credentials,
        FixedClock(NOON),
        connector="gmail",
        scope="s",
        endpoint=google.url,
        timeout=5,
        pace=Pace(1e9),
    )
    for _ in range(3):
        profile(target)
    assert credentials.renewals == 0
