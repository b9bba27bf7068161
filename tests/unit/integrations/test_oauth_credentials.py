"""Tokens are renewed ahead of their end, once for all who wait, and stored before anybody uses them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth_credentials import StoredCredentials
from integrations.oauth_grants import PasswordGrant
from tests.doubles.identity_server import Fault, IdentityServer, identity_server
from tests.unit.integrations.signing_in import MARA, Kept, MovableClock, granted, vendor_of

ID = f"gmail:{MARA}"


@pytest.fixture(params=["google", "microsoft"])
def server(request: pytest.FixtureRequest) -> Iterator[IdentityServer]:
    with identity_server(request.param) as running:
        yield running


class Opened:
    """A connection that Mara opened, as one or several processes see it."""

    def __init__(self, server: IdentityServer) -> None:
        self.server, self.clock, self.store = server, MovableClock(), Kept(granted(server))

    def process(self) -> StoredCredentials:
        return StoredCredentials(
            ID,
            self.store,
            {self.server.shape: vendor_of(self.server)},
            self.clock,  # type: ignore[arg-type]
        )

    @property
    def renewals(self) -> int:
        return self.server.count("refresh_token")


@pytest.fixture
def opened(server: IdentityServer) -> Opened:
    return Opened(server)


def test_a_good_token_is_used_as_it_is(opened: Opened) -> None:
    mine = opened.process()
    assert {mine.token().value for _ in range(5)} == {opened.store.grant.access_token}
    assert opened.renewals == 0


@pytest.mark.parametrize(("minutes", "renewals"), [(54, 0), (56, 1), (60, 1), (3000, 1)])
def test_a_token_is_renewed_five_minutes_ahead(opened: Opened, minutes: int, renewals: int) -> None:
    opened.clock.by = timedelta(minutes=minutes)
    opened.process().token()
    assert opened.renewals == renewals


def test_a_token_with_a_short_life_is_used_for_half_of_it(server: IdentityServer) -> None:
    server.token_life = 60
    opened = Opened(server)
    opened.clock.by = timedelta(seconds=25)
    opened.process().token()
    assert opened.renewals == 0
    opened.clock.by = timedelta(seconds=35)
    assert server.accepts(opened.process().token().value.get_secret_value())
    assert opened.renewals == 1


def test_a_new_refresh_token_is_stored_before_the_token_is_used(opened: Opened) -> None:
    before = opened.store.grant.refresh_token
    opened.clock.by = timedelta(hours=2)
    token = opened.process().token()
    assert opened.store.saves == 1 and opened.store.grant.access_token == token.value
    assert (opened.store.grant.refresh_token != before) == (opened.server.shape == "microsoft")


def test_a_token_that_ends_while_in_use_is_replaced(opened: Opened) -> None:
    mine = opened.process()
    first = mine.token().value
    opened.server.expire_access()
    assert not opened.server.accepts(first.get_secret_value())
    second = mine.renewed().value
    assert opened.server.accepts(second.get_secret_value()) and opened.renewals == 1
    assert mine.token().value == second


def test_many_threads_and_processes_renew_once(opened: Opened) -> None:
    opened.clock.by = timedelta(hours=2)
    together = threading.Barrier(12)
    processes = [opened.process() for _ in range(4)]

    def use(number: int) -> SecretStr:
        together.wait()
        return processes[number % 4].token().value

    with ThreadPoolExecutor(12) as pool:
        tokens = set(pool.map(use, range(12)))
    assert len(tokens) == 1 and opened.renewals == 1
    assert opened.server.accepts(tokens.pop().get_secret_value())


def test_many_who_were_refused_at_once_renew_once(opened: Opened) -> None:
    shared, together = opened.process(), threading.Barrier(8)

    def use(_: int) -> SecretStr:
        shared.token()
        together.wait()
        return shared.renewed().value

    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(use, range(8)))
    assert len(tokens) == 1 and opened.renewals == 1


def test_a_process_that_was_refused_takes_what_another_renewed(opened: Opened) -> None:
    one, two = opened.process(), opened.process()
    one.token(), two.token()
    fresh = one.renewed().value
    assert two.renewed().value == fresh and opened.renewals == 1


def test_while_the_vendor_is_down_a_good_token_serves_on_and_the_vendor_is_left_alone(opened: Opened) -> None:
    mine = opened.process()
    old = opened.store.grant.access_token
    opened.clock.by = timedelta(minutes=57)
    opened.server.fault("/token", *[Fault(503, None, (("Retry-After", "60"),))] * 5)
    assert [mine.token().value for _ in range(10)] == [old] * 10
    assert opened.renewals == 1
    opened.clock.by = timedelta(minutes=61)
    with pytest.raises(Retry, match="busy"):
        mine.token()


def test_once_the_vendor_is_back_reading_goes_on(opened: Opened) -> None:
    opened.clock.by = timedelta(hours=2)
    opened.server.fault("/token", Fault(500))
    mine = opened.process()
    with pytest.raises(Retry):
        mine.token()
    assert opened.server.accepts(mine.token().value.get_secret_value())


def test_a_revoked_grant_must_be_given_again_and_is_not_lost_by_trying(opened: Opened) -> None:
    opened.server.revoke_all()
    opened.clock.by = timedelta(hours=2)
    for _ in range(2):
        with pytest.raises(Reauth, match=ID):
            opened.process().token()
    assert opened.store.saves == 0


def test_a_refresh_token_that_was_stolen_and_used_ends_the_grant(opened: Opened) -> None:
    """Somebody used the stored token: where tokens rotate, the vendor notices and nobody gets in any more."""
    if opened.server.shape == "google":
        pytest.skip("Google's refresh tokens don't rotate")
    thief = Opened(opened.server)
    thief.store = Kept(opened.store.grant)
    thief.clock.by = opened.clock.by = timedelta(hours=2)
    stolen = thief.process().token()
    with pytest.raises(Reauth):
        opened.process().token()
    assert not opened.server.accepts(stolen.value.get_secret_value())


def test_a_connection_that_was_removed_opens_nothing_at_once(opened: Opened) -> None:
    mine = opened.process()
    mine.token()
    opened.store.text = None
    for verb in (mine.token, mine.renewed, mine.password):
        with pytest.raises(Reauth, match="promissory connect gmail"):
            verb()


def test_a_connection_connected_anew_is_used_at_once(opened: Opened) -> None:
    mine = opened.process()
    mine.token()
    opened.store.save(Kept(granted(opened.server)).text or SecretStr(""))
    assert mine.token().value == opened.store.grant.access_token


def test_passwords_and_tokens_are_not_taken_for_each_other(opened: Opened) -> None:
    with pytest.raises(Reauth, match="no password"):
        opened.process().password()
    opened.store = Kept(PasswordGrant(account=MARA, user="mara", password=SecretStr("hunter2")))
    assert opened.process().password().get_secret_value() == "hunter2"
    for verb in (opened.process().token, opened.process().renewed):
        with pytest.raises(Reauth, match="password"):
            verb()
    assert "hunter2" not in repr(opened.store.grant) + repr(vars(opened.process()))


def test_a_vendor_that_is_no_longer_set_up_is_named(opened: Opened) -> None:
    opened.clock.by = timedelta(hours=2)
    with pytest.raises(Rejected, match="not set up"):
        StoredCredentials(ID, opened.store, {}, opened.clock).token()
