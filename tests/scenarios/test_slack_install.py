"""Several workspaces install us by themselves, keep apart, have their tokens renewed, and leave nothing when they go."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.slack.tokens import Installs
from tests.doubles.conversation import StoryConversation
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_installs import CLIENT_ID, CLIENT_SECRET, TEAM
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, World, world
from tests.pictures import samples
from tests.pictures.samples import QUESTION
from tests.scenarios.slack_installing import (
    ACME,
    DANA,
    DANA_MAIL,
    EVIL,
    PUBLIC,
    ROOM,
    Browser,
    Company,
    furnish,
)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    yield made
    made.database.close()


def opened(company: Company, folder: Path, transport: str = "http", **more: Any) -> Any:
    talks = StoryConversation()
    talks.people[DANA_MAIL] = "manager"
    return world(folder, transport, conversation=talks, more=company.for_build, **more)


@pytest.fixture
def here(company: Company, tmp_path: Path) -> Iterator[World]:
    with opened(company, tmp_path) as started:
        furnish(started.slack)
        yield started


def ask(here: World, user: str, team: str) -> None:
    here.tell(here.slack.elsewhere(here.slack.message_event(user, QUESTION), team))


# ---------------------------------------------------------------- installing


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_two_workspaces_install_us_and_each_is_answered_with_its_own_token(
    company: Company, tmp_path: Path, transport: str
) -> None:
    with opened(company, tmp_path, transport) as here:
        furnish(here.slack)
        answer = Browser(here).install(ACME)
        assert answer.status == 200 and "Promissory is installed in Acme &lt;Corp&gt;." in answer.text
        assert Browser(here).install(TEAM, MIRA).status == 200
        ask(here, DANA, ACME)
        ask(here, MIRA, TEAM)
        here.until_reads("We made Acme three promises", DANA)
        here.until_reads("We made Acme three promises", MIRA)
        wrote = {(c.team, c.args["channel"]) for c in here.slack.calls if c.method == "chat.postMessage"}
        assert wrote == {(ACME, "D" + DANA), (TEAM, "D" + MIRA)}


def test_slack_is_asked_for_what_we_use_and_sends_people_back_to_us(here: World) -> None:
    asked = Browser(here).begin()
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == f"{PUBLIC}/slack/oauth_redirect"
    assert {"chat:write", "users:read.email"} < set(asked["scope"].split(","))
    assert not asked.get("user_scope"), "no person's own token"


def test_it_survives_a_restart_and_the_tokens_lie_sealed(
    here: World, company: Company, tmp_path: Path
) -> None:
    Browser(here).install(ACME)
    here.restart()
    ask(here, DANA, ACME)
    here.until_reads("We made Acme three promises", DANA)
    token = here.slack.token_of(ACME).token.encode()
    assert all(token not in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_a_workspace_that_is_not_on_the_list_is_refused_and_its_token_given_back(
    here: World, company: Company
) -> None:
    answer = Browser(here).install(EVIL)
    assert answer.status == 403
    assert EVIL in answer.text and "PROMISSORY_SLACK_ALLOWED_TEAMS" in answer.text
    assert here.slack.token_of(EVIL).dead == "token_revoked"
    assert company.kept.teams() == []


def test_a_whole_organisation_is_refused(here: World, company: Company) -> None:
    here.slack.for_organisation = True
    answer = Browser(here).install(ACME)
    assert answer.status == 403 and "choose one workspace" in answer.text
    assert here.slack.token_of(ACME).dead and company.kept.teams() == []


def test_who_is_taken_from_the_list_is_served_no_more(here: World, company: Company) -> None:
    Browser(here).install(ACME)
    there = company.installs(here.slack)
    assert there.knows(ACME)
    fewer = Installs(
        company.kept,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        public_url=PUBLIC,
        allowed={TEAM},
        base_url=here.slack.api,
    )
    assert not fewer.knows(ACME) and fewer.teams() == []


def test_a_return_counts_once_and_only_in_the_browser_that_began(here: World, company: Company) -> None:
    browser, other = Browser(here), Browser(here)
    state = browser.begin()["state"]
    other.begin()
    code = here.slack.allow(DANA, ACME)
    assert other.get("/slack/oauth_redirect", code=code, state=state).status == 400
    assert Browser(here).get("/slack/oauth_redirect", code=code, state=state).status == 400
    assert browser.get("/slack/oauth_redirect", code=code, state="made-up").status == 400
    assert company.kept.teams() == []
    assert browser.get("/slack/oauth_redirect", code=code, state=state).status == 200
    again = browser.get("/slack/oauth_redirect", code=here.slack.allow(DANA, ACME), state=state)
    assert again.status == 401 and "opened twice" in again.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"error": "access_denied"}, "You chose not to install me"),
        ({"error": "<script>alert(1)</script>"}, "Slack did not let me in"),
        ({"code": "made-up"}, "Slack did not let me in"),
        ({}, "Slack did not let me in"),
    ],
)
def test_whatever_else_comes_back_is_a_plain_page(
    here: World, company: Company, query: dict[str, str], words: str
) -> None:
    browser = Browser(here)
    answer = browser.get("/slack/oauth_redirect", state=browser.begin()["state"], **query)
    assert words in answer.text and "<script" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["Cache-Control"] == "no-store"
    assert company.kept.teams() == []


def test_where_the_token_cannot_be_kept_it_is_given_back(
    here: World, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(company.kept, "save", full)
    answer = Browser(here).install(ACME)
    assert answer.status == 500 and "nothing was installed" in answer.text and "space" not in answer.text
    assert here.slack.token_of(ACME).dead == "token_revoked"


def test_neither_code_nor_state_nor_token_is_in_the_log(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    browser = Browser(here)
    state = browser.begin()["state"]
    browser.get("/slack/oauth_redirect", code="code-canary", state=state)
    Browser(here).install(ACME)
    Browser(here).install(EVIL)
    said = caplog.text
    assert "code-canary" not in said and state not in said and "xoxb-T0" not in said


def test_beside_socket_mode_only_the_pages_are_open(company: Company, tmp_path: Path) -> None:
    def unsigned(slack: SlackDouble) -> dict[str, Any]:
        return company.for_build(slack) | {"signing_secret": ""}

    with world(tmp_path, "socket mode", more=unsigned) as here:
        assert here.slack.post(here.url, here.slack.message_event(MIRA, QUESTION), secret="") == 404
        assert Browser(here).begin()["client_id"] == CLIENT_ID


# ---------------------------------------------------------------- keeping apart


def test_what_comes_from_a_workspace_without_us_is_acknowledged_and_dropped(
    company: Company, tmp_path: Path
) -> None:
    with opened(company, tmp_path, "socket mode") as here:
        furnish(here.slack)
        question = here.slack.message_event(DANA, QUESTION)
        command = {"command": "/promises", "text": "", "trigger_id": "1.2", "user_id": DANA, "team_id": EVIL}
        for body in (here.slack.elsewhere(question, ACME), here.slack.elsewhere(question, EVIL), command):
            assert not here.slack.acked(here.slack.send(body)), "nothing is said, not even that we are away"
        here.settle()
        assert here.conversation.asked == [] and here.slack.messages == {}


def test_a_card_goes_to_the_workspace_that_knows_the_person_and_a_click_from_another_one_is_dropped(
    here: World,
) -> None:
    Browser(here).install(ACME)
    Browser(here).install(TEAM, TOM)
    shown = here.card(here.conversation.waiting(actor="")[0])
    (posted,) = [c for c in here.slack.calls if c.method == "chat.postMessage"]
    assert posted.team == TEAM and not here.dm(DANA)
    here.tell(here.slack.elsewhere(here.slack.click(DANA, shown, "approve_change"), EVIL))
    here.settle()
    assert here.conversation.decided == []
    here.press(shown, "approve_change")
    here.slack.wait(lambda: here.conversation.decided)


def test_a_person_of_one_workspace_is_nobody_in_another(here: World) -> None:
    Browser(here).install(ACME)
    Browser(here).install(TEAM, TOM)
    here.tell(here.slack.elsewhere(here.slack.message_event(MIRA, QUESTION, channel=ROOM), ACME))
    here.settle()
    assert here.conversation.asked == []
    assert [w.only_for for w in here.slack.whispers] == [MIRA]


def test_the_developers_channel_is_found_in_whichever_workspace_has_it(here: World) -> None:
    assert not here.door.say_in(ROOM, "nobody installed us")
    Browser(here).install(TEAM, TOM)
    Browser(here).install(ACME)
    assert here.door.say_in(ROOM, "a write failed")
    assert [m.text for m in here.slack.in_channel(ROOM)] == ["a write failed"]


# ---------------------------------------------------------------- tokens that end


def test_a_token_is_renewed_before_it_ends_and_the_new_one_outlives_a_restart(
    here: World, company: Company
) -> None:
    here.slack.token_life = 600
    Browser(here).install(ACME)
    first = here.slack.token_of(ACME)
    here.slack.token_life = 43_200
    ask(here, DANA, ACME)
    here.until_reads("We made Acme three promises", DANA)
    assert here.slack.token_of(ACME) is not first and first.refresh is None
    here.restart()
    ask(here, DANA, ACME)
    here.settle()
    assert here.slack.count("oauth.v2.access") == 2, "installed, and renewed once"
    assert len(here.dm(DANA)) == 2


def test_many_who_need_a_new_token_at_once_use_the_refresh_token_once(here: World, company: Company) -> None:
    here.slack.token_life = 600
    Browser(here).install(ACME)
    here.slack.token_life = 43_200
    processes = [company.installs(here.slack) for _ in range(4)]
    with ThreadPoolExecutor(16) as people:
        tokens = set(people.map(lambda n: processes[n % 4].token(ACME), range(32)))
    assert tokens == {here.slack.token_of(ACME).token}
    assert here.slack.count("oauth.v2.access") == 2


def test_while_a_token_is_still_good_a_failed_renewal_harms_nobody(here: World, company: Company) -> None:
    here.slack.token_life = 600
    Browser(here).install(ACME)
    here.slack.fail("oauth.v2.access", "internal_error")
    installs = company.installs(here.slack)
    good = here.slack.token_of(ACME).token
    assert installs.token(ACME) == installs.token(ACME) == good
    assert here.slack.count("oauth.v2.access") == 1, "it is not tried again at every call"


# ---------------------------------------------------------------- leaving


def now() -> int:
    return int(time.time()) + 1


@pytest.mark.parametrize("revoked", [False, True])
def test_who_removes_us_is_forgotten_and_hears_nothing_more(
    here: World, company: Company, revoked: bool
) -> None:
    Browser(here).install(ACME)
    Browser(here).install(TEAM, TOM)
    here.conversation.people[DANA_MAIL] = "manager"
    card = here.conversation.waiting(actor="")[0]
    assert here.door.surface.deliver(DANA_MAIL, card)
    here.card(card)
    here.slack.remove_app(ACME)
    here.tell(here.slack.removal(ACME, at=now(), revoked=revoked))
    here.settle()
    assert company.kept.teams() == [TEAM]
    assert company.posts.on(f"slack:{ACME}").of(str(card.card)) == []
    assert len(company.posts.on(f"slack:{TEAM}").of(str(card.card))) == 1
    before = len(here.slack.calls)
    assert not here.door.surface.deliver(DANA_MAIL, card)
    here.door.surface.refresh(card)
    ask(here, DANA, ACME)
    here.settle()
    assert all(c.team == TEAM for c in here.slack.calls[before:]) and here.conversation.asked == []


def test_work_in_hand_ends_quietly_when_we_are_removed(here: World, company: Company) -> None:
    Browser(here).install(ACME)
    asked, removed = threading.Event(), threading.Event()

    def long() -> None:
        asked.set()
        assert removed.wait(30)

    here.conversation.before_answer = long
    ask(here, DANA, ACME)
    assert asked.wait(30)
    here.slack.remove_app(ACME)
    here.tell(here.slack.removal(ACME, at=now()))
    here.slack.wait(lambda: company.kept.teams() == [])
    removed.set()
    here.settle()
    assert len(here.conversation.asked) == 1, "it is not tried again"
    assert all("three promises" not in m.words for m in here.dm(DANA))


def test_a_removal_that_nobody_told_us_of_is_found_out_at_the_next_word(
    here: World, company: Company
) -> None:
    Browser(here).install(ACME)
    card = here.conversation.waiting(actor="")[0]
    here.slack.remove_app(ACME)
    assert not here.door.surface.deliver(DANA_MAIL, card)
    assert company.kept.teams() == []


def test_tokens_of_people_that_are_revoked_are_no_removal(here: World, company: Company) -> None:
    Browser(here).install(ACME)
    body = here.slack.removal(ACME, at=now(), revoked=True)
    here.tell({**body, "event": {"type": "tokens_revoked", "tokens": {"oauth": [DANA], "bot": []}}})
    here.settle()
    assert company.kept.teams() == [ACME]


def test_who_installs_us_again_is_served_again_and_late_news_of_the_removal_change_nothing(
    here: World, company: Company
) -> None:
    Browser(here).install(ACME)
    here.slack.remove_app(ACME)
    gone = here.slack.removal(ACME, at=int(time.time()) - 60)
    late = here.slack.removal(ACME, at=int(time.time()) - 60)
    here.tell(gone)
    here.settle()
    assert company.kept.teams() == []
    assert Browser(here).install(ACME).status == 200
    here.tell(late)
    here.settle()
    ask(here, DANA, ACME)
    here.until_reads("We made Acme three promises", DANA)


def test_one_workspace_only_forgets_its_posts_when_its_token_is_dead_too(tmp_path: Path) -> None:
    forgotten: list[str] = []

    with world(tmp_path, "http", more=lambda slack: {"forget_posts": forgotten.append}) as here:
        for body in (here.slack.removal(ACME, at=now()), here.slack.removal(TEAM, at=now())):
            here.tell(body)
        here.settle()
        assert forgotten == [], "the token still opens it: old news"
        here.slack.fail("auth.test", "account_inactive")
        here.tell(here.slack.removal(TEAM, at=now()))
        here.settle()
        assert forgotten == [f"slack:{TEAM}"]


def test_a_colleague_is_found_though_another_workspace_fails(here: World) -> None:
    Browser(here).install(ACME)
    Browser(here).install(TEAM, TOM)
    card = here.conversation.waiting(actor="")[0]
    here.slack.fail("users.lookupByEmail", "fatal_error")
    assert here.door.surface.deliver(samples.TOM.email, card)
    here.slack.fail("users.lookupByEmail", "fatal_error")
    with pytest.raises(Exception, match="fatal_error"):
        here.door.surface.deliver("nobody@home.example", card)
