"""The page behind a link to a source, and the links themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.source_pages import event_of, pages, source_link

PUBLIC = "https://promissory.example"
EVENT = "ev_0123456789abcdef0123"


def browser() -> TestClient:
    return TestClient(pages(), base_url=PUBLIC, follow_redirects=False, raise_server_exceptions=True)


@pytest.mark.parametrize(
    "name", ["ev_nothing_like_this", "", "a/b/c", "%2e%2e%2f", "<script>alert(1)</script>", "x" * 3000]
)
def test_the_page_is_the_same_for_every_id(name: str) -> None:
    known, other = browser().get(f"/source/{EVENT}"), browser().get(f"/source/{name}")
    assert known.status_code == other.status_code == 200
    assert (known.content, dict(known.headers)) == (other.content, dict(other.headers))
    assert EVENT not in known.text and "send the link to Promissory in Slack or Teams" in known.text


def test_the_page_runs_nothing_loads_nothing_and_is_kept_nowhere() -> None:
    answer = browser().get(f"/source/{EVENT}", headers={"cookie": "who=mara"})
    policy = answer.headers["content-security-policy"]
    assert (
        "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and "form-action 'none'" in policy
    )
    assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not any(
        word in answer.text for word in ("<script", "<img", "<link", "http://", "https://", "src=")
    )


def test_it_can_only_be_looked_at() -> None:
    assert browser().head(f"/source/{EVENT}").status_code == 200
    for method in ("POST", "PUT", "DELETE"):
        assert browser().request(method, f"/source/{EVENT}").status_code == 405
    assert browser().get("/elsewhere").status_code == 404


@pytest.mark.parametrize(
    "public", [PUBLIC, f"{PUBLIC}/", "http://127.0.0.1:8080", "https://x.example/promissory/"]
)
def test_a_link_leads_back_to_its_source(public: str) -> None:
    link = source_link(public, EVENT)
    assert link is not None and link.startswith(public.rstrip("/") + "/source/")
    assert event_of(link, public) == EVENT
    assert event_of(f"{link}?utm_source=x#top", public) == EVENT


@pytest.mark.parametrize(
    "url",
    [
        f"http://promissory.example/source/{EVENT}",
        f"https://promissory.example.evil.example/source/{EVENT}",
        f"https://evil.example/source/{EVENT}",
        f"https://promissory.example@evil.example/source/{EVENT}",
        f"https://mara@promissory.example/source/{EVENT}",
        f"https://promissory.example:444/source/{EVENT}",
        f"https://promissory.example/x/source/{EVENT}",
        f"https://promissory.example/source/{EVENT}/",
        "https://promissory.example/source/",
        "https://promissory.example/connect/ev_1",
        "https://promissory.example/source/a b",
        "https://promissory.example:no/source/ev_1",
        "https://[/source/ev_1",
        f"//promissory.example/source/{EVENT}",
        "",
        "javascript:alert(1)",
    ],
)
def test_no_other_address_is_a_link_of_ours(url: str) -> None:
    assert event_of(url, PUBLIC) is None


@pytest.mark.parametrize("name", ["", "a b", "../x", "ev/1", "ev?1", "é", "x" * 81])
def test_what_is_no_id_gets_no_link(name: str) -> None:
    assert source_link(PUBLIC, name) is None


@given(st.text(alphabet="abcXYZ019_-", min_size=1, max_size=80))
def test_every_id_comes_back_from_its_link(name: str) -> None:
    assert event_of(source_link(PUBLIC, name) or "", PUBLIC) == name


@given(st.text(max_size=60))
def test_no_address_is_too_odd_to_be_looked_at(rest: str) -> None:
    for url in (rest, f"{PUBLIC}/source/{rest}", f"https://{rest}/source/ev_1"):
        found = event_of(url, PUBLIC)
        assert found is None or source_link(PUBLIC, found) is not None
