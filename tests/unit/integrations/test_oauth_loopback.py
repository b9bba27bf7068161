"""The browser comes back to this machine: one listener, one state, and nothing said to anybody else."""

import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from integrations.errors import Reauth, Rejected
from integrations.oauth_loopback import Loopback, read_return
from records.errors import PromissoryError

STATE = SecretStr("s" * 43)


@pytest.fixture
def listener() -> Iterator[Loopback]:
    with Loopback() as made:
        made.expect(STATE)
        yield made


def back(listener: Loopback, **query: str) -> httpx.Response:
    return httpx.get(f"{listener.redirect_uri}/?{urlencode(query)}")


def test_the_browser_brings_code_and_state(listener: Loopback) -> None:
    answer = back(listener, code="4/abc+d", state="s" * 43)
    assert answer.status_code == 200 and "close this window" in answer.text
    code, state = read_return(listener.wait(1))
    assert (code.get_secret_value(), state) == ("4/abc+d", STATE)


def test_other_requests_neither_end_it_nor_learn_anything(listener: Loopback) -> None:
    assert back(listener, code="x", state="wrong").status_code == 404
    assert back(listener, code="x").status_code == 404
    assert httpx.get(f"{listener.redirect_uri}/favicon.ico").status_code == 404
    assert httpx.post(listener.redirect_uri, content=b"x").status_code == 501
    assert httpx.get(f"{listener.redirect_uri}/?state={'s' * 43}&code={'c' * 9000}").status_code == 404
    rebound = httpx.get(f"{listener.redirect_uri}/?code=x&state={'s' * 43}", headers={"Host": "evil.example"})
    assert rebound.status_code == 404
    with pytest.raises(Reauth, match="in time"):
        listener.wait(0.05)


def test_only_the_first_return_counts(listener: Loopback) -> None:
    assert back(listener, code="first", state="s" * 43).status_code == 200
    assert back(listener, code="second", state="s" * 43).status_code == 404
    assert read_return(listener.wait(1))[0].get_secret_value() == "first"


def test_a_browser_that_only_opens_a_line_and_waits_holds_nobody_up(listener: Loopback) -> None:
    import socket

    port = int(listener.redirect_uri.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)):
        assert back(listener, code="x", state="s" * 43).status_code == 200


def test_nobody_outside_this_machine_can_reach_it(listener: Loopback) -> None:
    assert listener._server.server_address[0] == "127.0.0.1"


def test_once_closed_it_is_gone(listener: Loopback) -> None:
    uri = listener.redirect_uri
    listener.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(uri)


def test_the_page_and_the_terminal_repeat_nothing(
    listener: Loopback, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = back(listener, code="top-secret-code", state="s" * 43, note="<script>x</script>")
    assert "top-secret" not in answer.text and "script" not in answer.text
    assert (
        answer.headers["referrer-policy"] == "no-referrer" and answer.headers["cache-control"] == "no-store"
    )
    shown = capfd.readouterr()
    assert "top-secret" not in shown.out + shown.err + repr(listener.wait(1))


def test_microsoft_knows_this_machine_by_its_name() -> None:
    with Loopback("localhost") as made:
        made.expect(STATE)
        port = made.redirect_uri.rpartition(":")[2]
        assert made.redirect_uri == f"http://localhost:{port}"
        assert httpx.get(f"http://127.0.0.1:{port}/?code=x&state={'s' * 43}").status_code == 200


def test_waiting_can_be_stopped(listener: Loopback) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Reauth):
        listener.wait(60, stop.is_set)


def test_a_declined_consent_is_said_plainly() -> None:
    with pytest.raises(Reauth, match="declined"):
        read_return(SecretStr("http://127.0.0.1:1/?error=access_denied&state=abc"))
    with pytest.raises(Rejected, match="admin_policy_enforced"):
        read_return(SecretStr("http://127.0.0.1:1/?error=admin_policy_enforced&state=abc"))
    with pytest.raises(Rejected) as found:
        read_return(SecretStr("http://127.0.0.1:1/?error=%3Cb%3E%1b[2J&state=abc"))
    assert "<" not in str(found.value) and "\x1b" not in str(found.value)


@given(st.text(max_size=200))
def test_any_pasted_words_give_a_code_or_a_plain_sentence(pasted: str) -> None:
    try:
        code, state = read_return(SecretStr(pasted))
    except PromissoryError as problem:
        assert "sign-in" in str(problem)
    else:
        assert code.get_secret_value() and state.get_secret_value()
