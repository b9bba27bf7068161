"""How a mailbox is opened: with TLS that is checked, a password or a token, and a sentence when it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.errors import Reauth, Rejected, Retry
from integrations.imap.connector import open_source
from integrations.ports import Source
from records.clock import FixedClock
from tests.contracts.imap_world import NOW, Keys
from tests.doubles.faulty_tcp import FaultyTcp
from tests.peers.dovecot import PASSWORD, Dovecot, dovecot

__all__ = ["dovecot"]


def opened(server: Dovecot, keys: Keys | None = None, **options: str) -> Source:
    user = server.new_user()
    given = {"host": "localhost", "port": str(server.tls_port), "allow_private": "yes", "timeout": "5"}
    return open_source(user, {**given, **options}, keys or Keys(), FixedClock(NOW))


def holds_nothing(source: Source) -> bool:
    source.begin()
    return list(source.listed()) == []


@pytest.fixture
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))


@pytest.mark.usefixtures("trusted")
def test_tls_is_the_default(dovecot: Dovecot) -> None:
    assert holds_nothing(opened(dovecot))


@pytest.mark.usefixtures("trusted")
def test_starttls_comes_before_the_password(dovecot: Dovecot) -> None:
    proxy = FaultyTcp(dovecot.port)
    assert holds_nothing(opened(dovecot, port=str(proxy.port), security="starttls"))
    assert b"STARTTLS" in proxy.heard
    assert b"AUTHENTICATE" not in proxy.heard and b"LOGIN" not in proxy.heard
    proxy.close()


@pytest.mark.usefixtures("trusted")
def test_a_starttls_that_somebody_cut_out_is_no_reason_to_go_on_in_the_open(dovecot: Dovecot) -> None:
    proxy = FaultyTcp(dovecot.port)
    proxy.spoil = lambda data: data.replace(b"STARTTLS", b"STARTLTS")
    with pytest.raises(Rejected, match="offers no STARTTLS"):
        opened(dovecot, port=str(proxy.port), security="starttls").begin()
    assert b"AUTHENTICATE" not in proxy.heard and b"LOGIN" not in proxy.heard
    proxy.close()


def test_a_certificate_that_nobody_vouches_for_is_told(dovecot: Dovecot) -> None:
    with pytest.raises(Rejected, match="certificate of localhost can't be trusted"):
        opened(dovecot).begin()
    with pytest.raises(Rejected, match="certificate of localhost can't be trusted"):
        opened(dovecot, port=str(dovecot.port), security="starttls").begin()


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_told(dovecot: Dovecot) -> None:
    # Loopback as a whole leads to this machine; the certificate names 127.0.0.1 alone.
    proxy = FaultyTcp(dovecot.tls_port, host="127.0.0.2")
    with pytest.raises(Rejected, match=r"certificate of 127\.0\.0\.2 can't be trusted.*mismatch"):
        opened(dovecot, host="127.0.0.2", port=str(proxy.port)).begin()
    proxy.close()


@pytest.mark.usefixtures("trusted")
def test_a_port_without_tls_is_told(dovecot: Dovecot) -> None:
    with pytest.raises(Rejected, match="does not speak TLS on port"):
        opened(dovecot, port=str(dovecot.port)).begin()


@pytest.mark.usefixtures("trusted")
def test_a_token_opens_the_mailbox(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    keys = Keys("", dovecot.token(user))
    assert holds_nothing(opened(dovecot, keys, auth="oauth", user=user))


@pytest.mark.usefixtures("trusted")
def test_a_token_that_was_withdrawn_early_is_renewed_once(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    keys = Keys("", dovecot.token(user, -60), dovecot.token(user))
    assert holds_nothing(opened(dovecot, keys, auth="oauth", user=user))


@pytest.mark.usefixtures("trusted")
def test_a_grant_that_is_gone_needs_a_person(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with pytest.raises(Reauth, match="does not accept the grant.*connect the mailbox again") as caught:
        opened(dovecot, Keys("", dovecot.token(user, -60)), auth="oauth", user=user).begin()
    assert "eyJ" not in str(caught.value)


def test_a_token_for_somebody_else_opens_nothing(dovecot: Dovecot, trusted: None) -> None:
    keys = Keys("", dovecot.token(dovecot.new_user()))
    with pytest.raises(Reauth):
        opened(dovecot, keys, auth="oauth").begin()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("password", ["wrong", "", "ümläut", 'quo"te\\', "x" * 500])
def test_a_wrong_password_needs_a_person(dovecot: Dovecot, password: str) -> None:
    with pytest.raises(Reauth, match="does not accept the user name or the password") as caught:
        opened(dovecot, Keys(password)).begin()
    assert not password or password not in str(caught.value)


def test_a_password_with_a_line_break_is_never_sent(dovecot: Dovecot, trusted: None) -> None:
    with pytest.raises(Reauth, match="line breaks"):
        opened(dovecot, Keys(PASSWORD + "\r\nA2 LOGOUT")).begin()


def test_a_private_address_is_refused_unless_it_is_allowed(dovecot: Dovecot) -> None:
    with pytest.raises(Rejected):
        opened(dovecot, allow_private="no").begin()
    with pytest.raises(Rejected):
        opened(dovecot, host="169.254.169.254").begin()


def test_nobody_listening_means_coming_back_later(dovecot: Dovecot) -> None:
    proxy = FaultyTcp(dovecot.port)
    port = str(proxy.port)
    proxy.close()
    with pytest.raises(Retry):
        opened(dovecot, port=port).begin()


GREETINGS = {
    b"* BYE [UNAVAILABLE] Too many connections\r\n": Retry,
    b"* PREAUTH welcome, whoever you are\r\n": Rejected,
    b"HTTP/1.1 400 Bad Request\r\n\r\n": Retry,
    b"\r\n": Retry,
    b"* OK " + b"x" * 300: Retry,
}


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[FaultyTcp]:
    one = FaultyTcp(dovecot.port)
    yield one
    one.close()


@pytest.mark.parametrize(("greeting", "error"), GREETINGS.items(), ids=range(len(GREETINGS)))
def test_odd_greetings_are_no_crash(
    dovecot: Dovecot, proxy: FaultyTcp, greeting: bytes, error: type[Exception]
) -> None:
    proxy.spoil = lambda data: greeting if data.startswith(b"* OK [CAPABILITY") else data
    with pytest.raises(error):
        opened(dovecot, host="127.0.0.1", port=str(proxy.port), security="none", timeout="1").begin()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials", Reauth),
        (b"NO [UNAVAILABLE] Temporary authentication failure", Retry),
        (b"NO [ALERT] Too many simultaneous connections. (Failure)", Retry),
        (b"BAD Command unknown", Reauth),
    ],
)
def test_what_a_login_is_answered_says_what_to_do(
    dovecot: Dovecot, proxy: FaultyTcp, answer: bytes, error: type[Exception]
) -> None:
    def spoil(data: bytes) -> bytes:
        if b"Logged in" not in data:
            return data
        tag = data.rstrip().rpartition(b"\r\n")[2].partition(b" ")[0]
        return tag + b" " + answer + b"\r\n"

    proxy.spoil = spoil
    with pytest.raises(error):
        opened(dovecot, host="127.0.0.1", port=str(proxy.port), security="none").begin()


def test_a_path_that_does_not_exist_is_no_setting(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="no option ca_file"):
        open_source("m@a.example", {"host": "a.example", "ca_file": str(tmp_path)}, Keys(), FixedClock(NOW))
