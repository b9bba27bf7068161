"""Without a browser: a code is shown, typed in elsewhere, and asked after no more often than allowed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from integrations import oauth_device
from integrations.errors import Reauth, Rejected
from integrations.oauth_grants import OAuthGrant
from tests.doubles.identity_server import Fault, IdentityServer, User, identity_server
from tests.unit.integrations.signing_in import MARA, MovableClock, now, vendor_of

DRIVE = "https://www.googleapis.com/auth/drive.file"


@pytest.fixture(params=["google", "microsoft"])
def server(request: pytest.FixtureRequest) -> Iterator[IdentityServer]:
    with identity_server(request.param) as running:
        running.device_interval = 0
        yield running


class Waiting:
    """A terminal that waits: sleeping moves the clock, and things happen at given moments."""

    def __init__(self, server: IdentityServer) -> None:
        self.server, self.clock, self.slept = server, MovableClock(), []  # type: ignore[var-annotated]
        self.then: dict[int, Callable[[], None]] = {}
        scopes = [DRIVE] if server.shape == "google" else ["Mail.Read"]
        self.login = oauth_device.start(vendor_of(server), MARA, scopes, self.clock.now())

    def wait(self) -> OAuthGrant:
        return oauth_device.wait(vendor_of(self.server), self.login, self._now, self._sleep)

    def _now(self) -> datetime:
        return self.clock.now()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.by += timedelta(seconds=seconds)
        self.then.pop(len(self.slept), lambda: None)()


def test_the_code_is_typed_in_elsewhere_and_the_mailbox_opens(server: IdentityServer) -> None:
    waiting = Waiting(server)
    assert waiting.login.user_code == "ABCD-EFGH" and waiting.login.url == f"{server.url}/device"
    waiting.then[3] = server.answer_device
    # The clock was put forward while waiting; the id token is of now, which is close enough.
    grant = waiting.wait()
    assert grant.access_token is not None and server.accepts(grant.access_token.get_secret_value())
    assert len(waiting.slept) == 3 and grant.scopes == waiting.login.scopes


def test_slow_down_is_obeyed_for_good(server: IdentityServer) -> None:
    waiting = Waiting(server)
    server.fault("/token", Fault(400, "slow_down"), Fault(403, "slow_down"))
    waiting.then[4] = server.answer_device
    waiting.wait()
    first = waiting.slept[0]
    assert waiting.slept == [first, first + 5, first + 10, first + 10]


def test_a_busy_server_is_asked_less_often(server: IdentityServer) -> None:
    waiting = Waiting(server)
    server.fault("/token", Fault(503, None), Fault(429, None, (("Retry-After", "40"),)))
    waiting.then[3] = server.answer_device
    waiting.wait()
    assert waiting.slept[1] >= 2 * waiting.slept[0] and waiting.slept[2] >= 40


def test_a_declined_sign_in_ends_at_once(server: IdentityServer) -> None:
    waiting = Waiting(server)
    waiting.then[2] = lambda: server.answer_device(approve=False)
    with pytest.raises(Reauth, match="declined"):
        waiting.wait()
    assert len(waiting.slept) == 2


def test_a_code_that_nobody_types_runs_out(server: IdentityServer) -> None:
    server.device_life = 10
    waiting = Waiting(server)
    with pytest.raises(Reauth, match="ran out"):
        waiting.wait()
    assert waiting.clock.now() >= waiting.login.expires_at
    server.fault("/token", Fault(400, "expired_token"))
    with pytest.raises(Reauth, match="ran out"):
        Waiting(server).wait()


def test_somebody_else_who_types_the_code_opens_nothing(server: IdentityServer) -> None:
    waiting = Waiting(server)
    server.signed_in = User("eve@elsewhere.example")
    server.answer_device()
    with pytest.raises(Rejected, match="eve@elsewhere.example"):
        waiting.wait()


def test_an_unknown_refusal_ends_the_wait(server: IdentityServer) -> None:
    waiting = Waiting(server)
    server.fault("/token", Fault(400, "invalid_client"))
    with pytest.raises(Rejected, match="client id"):
        waiting.wait()


def test_google_gives_no_mail_to_devices_so_we_say_what_to_do_instead() -> None:
    with identity_server("google") as server:
        with pytest.raises(Rejected, match="--no-browser"):
            oauth_device.start(
                vendor_of(server), MARA, ["https://www.googleapis.com/auth/gmail.readonly"], now()
            )
        assert server.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        {"verification_uri": "javascript:alert(1)", "user_code": "ABCD", "device_code": "x"},
        {"verification_uri": "https://a\x1b[2Jb/", "user_code": "ABCD", "device_code": "x"},
        {"verification_uri": "https://a.example/", "user_code": "AB\nCD", "device_code": "x"},
        {"verification_uri": "https://a.example/", "user_code": "ABCD"},
        {},
    ],
)
def test_what_could_deceive_a_terminal_is_not_shown(
    answer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with identity_server("microsoft") as server:
        monkeypatch.setattr(server, "_device", lambda form: answer)
        with pytest.raises(Rejected, match="no code that could be shown"):
            oauth_device.start(vendor_of(server), MARA, ["Mail.Read"], now())
