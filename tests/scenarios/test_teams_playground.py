"""The sample company lives with Promissory in Teams: the real door and the real conversation, the Agents Playground
as Teams, and a person in a browser."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.teams.app import PATH, TeamsDoor, build, http
from bot.teams.identity import STRANGER
from bot.teams.questions import ANSWERED_ELSEWHERE
from records.inbox import Inbox
from records.models import ProposalStatus, Role
from records.teams_conversations import TeamsConversation, TeamsConversations
from tests.peers import agents_playground as playground
from tests.peers.agents_playground import BOT, CHAT, GROUP, TENANT, Colleague, Playground
from tests.pictures import sample_company
from tests.pictures.compare import blank
from tests.pictures.sample_company import Company

pytestmark = pytest.mark.slow

QUESTION, ANSWER = "What did we promise Hollis and Wray Foods?", "We promised Hollis and Wray Foods"
PROMISED = "the new sync engine goes live at your site by 13 November"


@dataclass
class World:
    """Teams as one person sees it, and what is behind it."""

    teams: Playground
    door: TeamsDoor
    company: Company
    me: Colleague
    pictures: Path

    def picture(self, name: str, *says: str) -> None:
        """Every step is there to be looked at afterwards, and none of them is an empty page."""
        assert not blank(self.teams.picture(self.pictures / f"{name}.png", *says))

    def deliver(self, key: str) -> None:
        """Sends a card as reminders and new proposals are sent."""
        card = self.company.talk.card(key, actor=self.me.email)
        assert card is not None and self.door.surface.deliver(self.me.email, card)


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    playground.playground_or_skip()
    with sample_company.running() as found:
        yield found


@pytest.fixture
def manager(company: Company) -> Colleague:
    return Colleague(company.manager.name or "", company.manager.email)


@contextmanager
def living_with_us(company: Company, me: Colleague, folder: Path) -> Iterator[World]:
    """Installed in the personal chat of `me`; gone at the end."""
    app = company.app
    with socket.create_server(("127.0.0.1", 0)) as listening:
        endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}"
        with playground.running(endpoint, me=me) as teams:
            door = build(
                app_id=BOT,
                tenant=TENANT,
                token=_token,
                conversation=app.talk("teams"),
                deliveries=Inbox(folder / "teams.sqlite"),
                posts=app.posts.on("teams"),
                references=TeamsConversations(app.database, app.wall),
                make_reference=TeamsConversation,
                service_url=teams.service_url,
                signed=False,
                pace=0.0,
            )
            try:
                with _served(http(door), listening):
                    teams.open()
                    yield World(teams, door, company, me, folder)
            finally:
                door.close()


@contextmanager
def _served(app: Any, listening: socket.socket) -> Iterator[None]:
    """An ASGI app on a socket that listens already, so that nobody calls too early."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(20)


def _token(scope: object, tenant: str | None = None) -> str:
    """The playground looks at no signature."""
    import jwt

    return jwt.encode({"aud": "https://api.botframework.com", "exp": 4_000_000_000}, "k" * 32)


def test_a_manager_asks_decides_and_keeps_a_promise(
    company: Company, manager: Colleague, tmp_path: Path
) -> None:
    app, change, held = company.app, company.waiting, company.paused
    with living_with_us(company, manager, tmp_path) as world:
        teams = world.teams
        teams.message("Hello!", by="Promissory")
        world.picture("1-welcome")

        teams.say(QUESTION)
        answer = teams.message(ANSWER, "[1]", "Searched")
        assert PROMISED in answer.text
        assert all(link.startswith(sample_company.PUBLIC_URL) for link in answer.links)
        world.picture("2-answer")

        world.deliver(f"proposal:{change.id}")
        asked = "Update the amount for K.L.M.N. CORPORATION?"
        assert teams.message(asked).buttons[:3] == ["Approve", "Edit…", "Reject…"]
        world.picture("3-card", asked)
        teams.press("Approve", asked)
        teams.message("Approved by Henrik Vogt", "written to the CRM", without=[asked], buttons=[])
        world.picture("4-approved", "Approved by Henrik Vogt")
        assert app.proposals.get(change.id).status is ProposalStatus.applied
        assert app.crm is not None
        assert app.crm.read(change.entity, change.entity_id, change.field) == change.new

        world.deliver(f"proposal:{held.id}")
        paused, form = "Paused: task for Hollis and Wray Foods", "Reject the change"
        teams.message(paused, "angry support thread")
        world.picture("5-paused", paused)
        teams.press("Reject…", paused)
        teams.message(form, buttons=["Reject", "Cancel"])
        world.picture("6-reason", form)
        teams.press("Reject", form)  # a reason is asked for, so nothing happens without one
        teams.fill("Why?", "They asked us to wait.", form)
        teams.press("Reject", form)
        teams.message("Rejected by Henrik Vogt", "They asked us to wait.", buttons=[])
        world.picture("7-rejected", "Rejected by Henrik Vogt")
        decided = app.proposals.get(held.id)
        assert (decided.status, decided.decision_reason) == (
            ProposalStatus.rejected,
            "They asked us to wait.",
        )

        mine = next(r for r in app.remind.plan() if r.person == manager.email)
        world.deliver(f"reminder:{mine.id}")
        digest = "promises to look at"
        before = teams.message(digest).buttons
        world.picture("8-reminder", digest)
        teams.press("Done", digest)
        after = teams.message(digest, "Kept, you said so").buttons
        assert before.count("Done") == after.count("Done") + 1
        world.picture("9-done", digest)


def test_a_card_that_somebody_else_decides_loses_its_buttons_before_ones_eyes(
    company: Company, manager: Colleague, tmp_path: Path
) -> None:
    admin = next(p for p in company.app.people.all() if p.role is Role.admin)
    found = company.app.proposals.all([ProposalStatus.pending])
    change = next(p for p in found if p.field == "phone" and p.account == "Tessaro Medicale Srl")
    asked, shown = "Update the phone for Tessaro Medicale Srl?", "Phone for Tessaro Medicale Srl"
    with living_with_us(company, manager, tmp_path) as world:
        world.deliver(f"proposal:{change.id}")
        world.teams.message(asked)
        decided = company.talk.decide(change.id, "reject", actor=admin.email, reason="An old number.")
        world.door.surface.refresh(decided)
        world.teams.message(shown, "Rejected by Priya Raman", buttons=[])
        world.deliver(f"proposal:{change.id}")
        world.teams.say("home")
        world.teams.message("What you promised")
        cards = [
            m
            for m in world.teams.messages()
            if "Tessaro Medicale Srl" in m.text and "An old number" in m.text
        ]
        assert len(cards) == 1, "what stands there already is replaced"


def test_a_group_with_a_stranger_in_it_never_sees_the_answer(
    company: Company, manager: Colleague, tmp_path: Path
) -> None:
    with living_with_us(company, manager, tmp_path) as world:
        world.teams.visit(GROUP)
        world.teams.say(QUESTION, mention=True)
        world.teams.message(ANSWERED_ELSEWHERE)
        world.picture("group")
        assert not any(PROMISED in m.text for m in world.teams.messages())
        world.teams.visit(CHAT)
        assert PROMISED in world.teams.message(ANSWER).text


def test_a_stranger_reads_nothing_and_hears_what_to_do(company: Company, tmp_path: Path) -> None:
    with living_with_us(company, Colleague("Eve Adams", "eve@elsewhere.example"), tmp_path) as world:
        world.teams.message(STRANGER)
        world.teams.say(QUESTION)
        world.teams.message(STRANGER, times=2)
        assert not any(PROMISED in m.text for m in world.teams.messages())
        card = company.app.show.proposal(company.waiting)
        assert not world.door.surface.deliver("eve@elsewhere.example", card)
