"""`promissory serve` with everything real behind it, against Slack's local double: ask, approve, be reminded."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import scheduler
from bot.app import App
from bot.cli import sample
from bot.server import Server
from bot.settings import Settings
from bot.ticks import Ticks
from records.models import PromiseStatus, ProposalStatus
from tests.doubles.slack import SECRET, Message, SlackDouble

MARA, TOM, HENRIK = "UMARA", "UTOM", "UHENRIK"
PEOPLE = {
    MARA: "mara.lindqvist@northbeam.example",
    TOM: "tom.adeyemi@northbeam.example",
    HENRIK: "henrik.vogt@northbeam.example",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = sample.fresh_home(tmp_path_factory.mktemp("sample") / "home")
    app, _ = sample.build(home, lambda done, total: None)
    app.close()
    return home


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble() as double:
        for user, email in PEOPLE.items():
            double.person(user, email)
        double.person("USTRANGER", "somebody@elsewhere.example")
        yield double
        assert not double.refusals, [(c.method, c.refused) for c in double.refusals]


@pytest.fixture
def serving(company: Path, slack: SlackDouble, tmp_path: Path) -> Iterator[Server]:
    home = tmp_path / "home"
    shutil.copytree(company, home)
    settings = Settings(
        home=home,
        embeddings=False,
        slack_bot_token="xoxb-invented",
        slack_app_token="xapp-invented",
        slack_signing_secret=SECRET,
        slack_api_url=slack.api,
        quiet_from=23,
        quiet_until=0,
    )
    app = App(settings)
    app.own_home("serve")
    server = Server(app, scheduler.start)
    server.start("web")
    yield server
    server.stop()
    app.close()


def until(slack: SlackDouble, user: str, holds: Callable[[Message], bool]) -> Message:
    """The first message in somebody's DM for which this holds, once it is there."""
    found: Message = slack.wait(
        lambda: next((m for m in slack.in_channel(slack.direct(user)) if holds(m)), None), seconds=20
    )
    return found


def say(slack: SlackDouble, user: str, words: str) -> None:
    slack.acked(slack.send(slack.message_event(user, words)))


def test_a_rep_asks_and_reads_the_exact_words(serving: Server, slack: SlackDouble) -> None:
    say(slack, MARA, "What did we promise Acme last November?")
    answer = until(slack, MARA, lambda m: "[1]" in m.words)
    assert "we will hold the price of 1,300 EUR per seat until the end of 2026" in answer.words


def test_a_colleague_who_was_not_on_the_mail_reads_none_of_it(serving: Server, slack: SlackDouble) -> None:
    say(slack, TOM, "What did we promise Acme last November?")
    answer = until(slack, TOM, lambda m: "Acme" in m.words and "Looking" not in m.words)
    assert "1,300" not in answer.words and "Sage" not in answer.words


def test_a_stranger_learns_nothing(serving: Server, slack: SlackDouble) -> None:
    say(slack, "USTRANGER", "What did we promise Acme last November?")
    until(slack, "USTRANGER", lambda m: "don't know you" in m.words)
    assert all("1,300" not in m.words for m in slack.in_channel(slack.direct("USTRANGER")))


def test_the_manager_approves_a_card_and_the_crm_changes(serving: Server, slack: SlackDouble) -> None:
    app = serving.app
    pending = app.proposals.all([ProposalStatus.pending])
    assert pending, "the sample company has something to approve"
    Ticks(serving.app, serving.doors).post_cards()
    before = len(slack.in_channel(slack.direct(HENRIK)))
    Ticks(serving.app, serving.doors).post_cards()
    assert len(slack.in_channel(slack.direct(HENRIK))) == before, "posted once"
    wanted = pending[0]
    card = until(slack, HENRIK, lambda m: "approve_change" in m.actions and wanted.id in str(m.blocks))
    slack.acked(slack.send(slack.click(HENRIK, card, "approve_change")))
    until(slack, HENRIK, lambda m: m.ts == card.ts and "written to the CRM" in m.words)
    assert app.crm is not None
    assert app.proposals.get(wanted.id).status is ProposalStatus.applied
    if wanted.entity_id:
        assert app.crm.read(wanted.entity, wanted.entity_id, wanted.field) == wanted.new
    assert app.audit.verify().ok


def test_a_reminder_comes_once_and_done_settles_the_promise(serving: Server, slack: SlackDouble) -> None:
    Ticks(serving.app, serving.doors).remind()
    Ticks(serving.app, serving.doors).remind()
    card = until(slack, TOM, lambda m: "promised" in m.words and bool(m.actions))
    assert sum("promised" in m.words for m in slack.in_channel(slack.direct(TOM))) >= 1
    texts = [m.words for m in slack.in_channel(slack.direct(TOM))]
    assert len(texts) == len(set(texts)), "no reminder came twice"
    slack.acked(slack.send(slack.click(TOM, card, "promise_done")))
    until(slack, TOM, lambda m: m.ts == card.ts and "kept" in m.words.lower())
    kept = [
        p for p in serving.app.promises.by_ids(_all_ids(serving)) if (p.settled_by or "").startswith("click:")
    ]
    assert [p.status for p in kept] == [PromiseStatus.kept]


def _all_ids(serving: Server) -> list[str]:
    return [i for r in serving.app.reminders.all() for i in r.promise_ids]
