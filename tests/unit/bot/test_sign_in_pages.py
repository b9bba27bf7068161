"""Connecting over our server: a link in a message, a page that says what is read, and a browser that comes back."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from bot.sign_in_pages import COOKIE, link, pages
from tests.doubles.identity_server import User, identity_server
from tests.unit.bot.opened_home import TOM, OpenedHome
from tests.unit.integrations.signing_in import MARA, browse

PUBLIC = "https://promissory.example"


@pytest.fixture(params=["google", "microsoft"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenedHome]:
    with identity_server(request.param) as server:
        made = OpenedHome(tmp_path / "home", server)
        yield made
        made.db.close()


def browser(home: OpenedHome) -> TestClient:
    return TestClient(pages(lambda: home.connect, PUBLIC), base_url=PUBLIC, follow_redirects=False)


def invited(home: OpenedHome) -> str:
    return link(PUBLIC, home.connect.invite(home.plan()))


def back(url: str) -> str:
    return f"{PUBLIC}/connect/return?{urlencode(browse(url))}"


def test_mara_connects_by_the_link_that_she_was_sent(home: OpenedHome) -> None:
    mara, url = browser(home), invited(home)
    for _ in range(3):
        page = mara.get(url)
        assert page.status_code == 200 and MARA in page.text
        assert all(s.name in page.text and s.why in page.text for s in home.plan().scopes)
    off = mara.post(url)
    assert off.status_code == 303 and off.headers["location"].startswith(home.server.url)
    done = mara.get(back(off.headers["location"]))
    assert done.status_code == 200 and "is connected" in done.text
    assert home.connections.get(home.id).owner == MARA
    assert home.audited()[0][:2] == (MARA, "connected")


def test_a_ticket_is_sent_on_to_no_host_that_the_caller_names(home: OpenedHome) -> None:
    for path in (f"{invited(home)}/", f"{PUBLIC}/connect/return/"):
        answer = browser(home).get(path, headers={"host": "evil.example"})
        assert answer.status_code == 404 and "location" not in answer.headers


def test_the_cookie_is_for_our_own_pages_only(home: OpenedHome) -> None:
    set_cookie = browser(home).post(invited(home)).headers["set-cookie"]
    assert set_cookie.startswith(f"{COOKIE}=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in set_cookie


def test_a_link_begins_one_sign_in(home: OpenedHome) -> None:
    mara, url = browser(home), invited(home)
    assert mara.post(url).status_code == 303
    assert mara.post(url).status_code == 404 and mara.get(url).status_code == 404


def test_another_browser_does_not_end_what_this_one_began(home: OpenedHome) -> None:
    """Somebody sends Mara the vendor's address, or her way back, to have his sign-in ended by her."""
    mara, tom = browser(home), browser(home)
    there = mara.post(invited(home)).headers["location"]
    answer = tom.get(back(there))
    assert answer.status_code == 400 and "not started by you" in answer.text
    assert home.connections.all() == []
    assert mara.get(back(there)).status_code == 400, "a state that came from elsewhere is spent"


def test_whoever_else_opens_the_link_can_not_connect_a_mailbox_of_their_own(home: OpenedHome) -> None:
    tom, url = browser(home), invited(home)
    home.server.signed_in = User(TOM)
    answer = tom.get(back(tom.post(url).headers["location"]))
    assert answer.status_code == 400 and f"this is the mailbox of {MARA}" in answer.text
    assert home.connections.all() == []


def test_a_state_is_no_ticket_and_a_ticket_no_state(home: OpenedHome) -> None:
    mara = browser(home)
    started = home.connect.start(home.plan(), "http://127.0.0.1:9")
    assert mara.get(link(PUBLIC, started.state)).status_code == 404
    ticket = home.connect.invite(home.plan()).get_secret_value()
    mara.cookies.set(COOKIE, "x")
    assert mara.get(f"{PUBLIC}/connect/return?code=x&state={ticket}").status_code == 400
    assert home.connections.all() == []


@pytest.mark.parametrize("query", ["", "?state=x", "?error=access_denied&state=x", "?code=%00&state=%ff"])
def test_a_return_that_is_none_is_answered_plainly(home: OpenedHome, query: str) -> None:
    answer = browser(home).get(f"{PUBLIC}/connect/return{query}")
    assert answer.status_code == 400 and "<script" not in answer.text
    assert browser(home).get(f"{PUBLIC}/connect/guess").status_code == 404


def test_pages_are_kept_by_nobody_and_framed_by_nobody(home: OpenedHome) -> None:
    for answer in (browser(home).get(invited(home)), browser(home).get(f"{PUBLIC}/connect/return")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_what_an_account_is_called_is_never_markup(home: OpenedHome) -> None:
    ticket = home.connect.invite(home.plan(options={"folders": "<script>alert(1)</script>"}))
    assert "<script" not in browser(home).get(link(PUBLIC, ticket)).text
    assert isinstance(ticket, SecretStr) and httpx.URL(link(PUBLIC, ticket)).scheme == "https"
