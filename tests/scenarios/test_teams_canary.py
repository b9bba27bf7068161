"""Two reps, a guest and a secret: whatever is asked or clicked in Teams, only who may read it sees a word of it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.teams.questions import ANSWERED_ELSEWHERE
from tests.builders import HENRIK, MARA, TOM, in_crm, open_app, read_mail, write_mail
from tests.doubles.adaptive_cards import actions
from tests.doubles.teams import Room
from tests.doubles.teams_world import World, world

UMARA, UTOM, UHENRIK, UGUEST = "29:umara", "29:utom", "29:uhenrik", "29:uguest"
CANARY = "kingfisher"
QUESTION = "What did we promise Acme?"


class Office:
    """Mara's own mailbox holds the secret; Tom, Henrik and a guest are around."""

    def __init__(self, folder: Path, here: World, app: App) -> None:
        self.folder, self.here, self.app = folder, here, app
        teams = here.teams
        for user, who in ((UMARA, MARA), (UTOM, TOM), (UHENRIK, HENRIK)):
            teams.person(user, who.email, str(who.name))
        teams.person(UGUEST, "ian@customer.example", "Ian", role="guest")
        body = f"I'll send you the {CANARY} quote by Wednesday."
        self.mail = write_mail(folder, "secret", body, subject=f"The {CANARY} plan")
        read_mail(app, self.mail)
        for user in (UMARA, UTOM):
            here.add(user)

    def seen_in(self, *rooms: Room) -> str:
        """All that stands, or stood at the end, in these rooms."""
        shown = [m for room in rooms for m in self.here.teams.in_room(room)]
        return "\n".join(f"{m.text}{m.summary}{m.card}" for m in shown)

    def asks(self, room: Room, question: str = QUESTION, user: str = UMARA) -> None:
        self.here.mention(question, room, user=user)
        self.here.settle()


@pytest.fixture
def office(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Office]:
    app = open_app(tmp_path / "home")
    with world(tmp_path, conversation=app.talk("teams"), posts=app.posts.on("teams")) as here:
        logging.getLogger("promissory.teams").setLevel(logging.DEBUG)
        with caplog.at_level(logging.INFO):
            yield Office(tmp_path / "mail", here, app)
    logging.getLogger("promissory.teams").setLevel(logging.CRITICAL)
    app.close()
    assert CANARY not in caplog.text


def test_a_room_in_which_one_may_not_read_it_sees_nothing_and_the_asker_all(office: Office) -> None:
    room = office.here.teams.channel("Acme", [UMARA, UTOM])
    office.asks(room)
    assert CANARY not in office.seen_in(room) and ANSWERED_ELSEWHERE in office.seen_in(room)
    assert CANARY in office.seen_in(office.here.teams.personal(UMARA))
    assert CANARY not in office.seen_in(office.here.teams.personal(UTOM))


def test_a_room_in_which_all_may_read_it_sees_it(office: Office) -> None:
    read_mail(office.app, office.mail, owner=TOM.email)
    room = office.here.teams.channel("Acme", [UMARA, UTOM])
    office.asks(room)
    assert CANARY in office.seen_in(room)


def test_a_guest_in_the_room_keeps_it_private(office: Office) -> None:
    read_mail(office.app, office.mail, owner=TOM.email)
    room = office.here.teams.channel("Acme", [UMARA, UTOM, UGUEST])
    office.asks(room)
    assert CANARY not in office.seen_in(room)
    office.asks(room, user=UGUEST)
    assert CANARY not in office.seen_in(room, office.here.teams.personal(UGUEST))


def test_a_colleague_who_may_not_read_it_gets_nothing_by_any_question(office: Office) -> None:
    for words in (QUESTION, "insight Acme", "home", f"What about the {CANARY[:4]}?", "What is overdue?"):
        office.here.ask(words, user=UTOM)
        office.here.settle()
    seen = office.seen_in(office.here.teams.personal(UTOM))
    assert seen and CANARY not in seen


def test_the_message_extension_shows_each_their_own(office: Office) -> None:
    teams, here = office.here.teams, office.here
    lunch = teams.group("Lunch", [UMARA, UTOM, UGUEST])
    lunch.installed = False
    (found,) = here.tell(teams.query(UMARA, lunch, "quote"))["composeExtension"]["attachments"]
    assert CANARY in str(found["preview"]) and CANARY not in str(found["content"])
    (button,) = actions(found["content"])
    assert CANARY in str(here.tell(teams.click(UMARA, lunch, button)))
    for user in (UTOM, UGUEST):
        assert CANARY not in str(here.tell(teams.click(user, lunch, button)))
        assert CANARY not in str(here.tell(teams.query(user, lunch, "quote")))


def test_a_card_is_shown_to_who_may_see_it_and_to_nobody_else(office: Office) -> None:
    here = office.here
    proposal = next(p for p in office.app.proposals.all() if CANARY in p.new)
    key = f"proposal:{proposal.id}"
    for user in (UTOM, UGUEST):
        for verb, data in (
            ("refresh_card", {"card": key}),
            ("cancel_form", {"card": key, "subject": proposal.id}),
            ("approve_change", {"subject": proposal.id}),
            ("edit_change", {"subject": proposal.id}),
            ("show_card", {"subject": proposal.id}),
        ):
            room = here.teams.personal(user)
            answer = here.tell(here.teams.click(user, room, {"verb": verb, "data": data}))
            assert CANARY not in str(answer), (user, verb)
    assert CANARY not in office.seen_in(here.teams.personal(UTOM), here.teams.personal(UGUEST))
    here.settle()
    assert office.app.proposals.get(proposal.id).status is proposal.status


def test_a_manager_approves_and_it_stands_in_the_crm_and_on_every_card(office: Office) -> None:
    here, app = office.here, office.app
    here.add(UHENRIK)
    proposal = next(p for p in app.proposals.all() if CANARY in p.new and p.field == "next_step")
    for who in (HENRIK, MARA):
        assert here.door.surface.deliver(who.email, app.show.proposal(proposal))
    mine, hers = here.chat(UHENRIK)[-1], here.chat(UMARA)[-1]
    here.press(hers, "approve_change", user=UMARA)
    assert app.proposals.get(proposal.id).status is proposal.status, "nobody approves their own"
    stale = here.pressing(mine, "approve_change", user=UHENRIK)
    here.press(mine, "approve_change", user=UHENRIK)
    assert "written to the CRM" in here.words(mine, UHENRIK)
    here.settle()
    assert "written to the CRM" in hers.words and here.buttons(mine, UHENRIK) == []
    assert CANARY in in_crm(office.folder.parent / "home")
    again = here.tell(stale | {"id": "f:another-click"})
    assert "written to the CRM" in str(again) and app.proposals.get(proposal.id).decided_by == HENRIK.email


def test_what_fails_tells_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(type(office.app.ask), "ask", fail)
    room = office.here.teams.channel("Acme", [UMARA, UTOM])
    office.asks(room)
    assert CANARY not in office.seen_in(room) and "did not work" in office.seen_in(room)
