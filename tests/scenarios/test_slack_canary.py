"""Two reps with private mailboxes, a guest and a stranger in one Slack: no word reaches somebody who may not read it.

The whole ledger stands behind it. Each mailbox holds a word that is nowhere else, one mail is everybody's, and
everything that anybody can do in Slack is done by each of them in turn.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.slack import shortcuts
from bot.slack.identity import STRANGER
from bot.slack.insights import greet_with_insight
from bot.slack.questions import ANSWERED_ELSEWHERE
from records.models import Event
from tests.builders import DANA, HENRIK, MARA, PRIYA, TOM, event, open_app, read_mail, write_mail
from tests.doubles.slack import BOT_USER
from tests.doubles.slack_blocks import texts
from tests.doubles.slack_world import World, world

Json = dict[str, Any]

MARAS, TOMS, SHARED, ASKED = "zephyrine", "quillonby", "marlowite", "wexbridge"
"""Words of Mara's mailbox, of Tom's, of both, and of a question."""
PEOPLE = {"UMARA": MARA, "UTOMA": TOM, "UHENRIK": HENRIK, "UPRIYA": PRIYA}
GUEST, NOBODY = "UGUEST", "UNOBODY"
ROOMS: dict[str, tuple[list[str], Json]] = {
    "C0BOTH": (["UMARA", "UTOMA"], {"name": "acme-renewal"}),
    "C0MARA": (["UMARA"], {"name": "acme-mara"}),
    "C0GUEST": (["UMARA", "UTOMA", GUEST], {"name": "acme-guests"}),
    "C0OUTSIDE": (["UMARA", "UTOMA"], {"name": "acme-shared", "is_ext_shared": True}),
}


@dataclass
class Eyes:
    """What each person could see so far."""

    here: World

    def of(self, user: str) -> str:
        """In their DM, whispered, at home, in windows, and in the channels that they are in."""
        slack = self.here.slack
        rooms = [room for room, (members, _) in ROOMS.items() if user in members]
        seen = [m.words for room in (slack.direct(user), *rooms) for m in slack.in_channel(room)]
        seen += [w.words for w in slack.whispers if w.only_for == user]
        seen += [
            text for view in (slack.homes.get(user, {}), *slack.windows_of(user)) for text in texts(view)
        ]
        seen += [str(prompts) for prompts in slack.prompts.values()] if user in PEOPLE else []
        seen += [str(shown) for where, shown in slack.unfurled if where.partition("/")[0] in (*rooms, user)]
        return "\n".join(seen)

    def in_room(self, room: str) -> str:
        unfurled = [
            str(shown) for where, shown in self.here.slack.unfurled if where.partition("/")[0] == room
        ]
        return "\n".join([*(m.words for m in self.here.slack.in_channel(room)), *unfurled])


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Mara and Tom both wrote to Acme; neither reads the other's mail, and one mail went to both mailboxes."""
    opened = open_app(tmp_path / "home", public_url="https://promissory.example")
    folder = tmp_path / "mails"
    hers = write_mail(
        folder,
        "hers",
        f"I'll send you the {MARAS} order form by Tuesday 24 November.",
        subject=f"The {MARAS} order",
    )
    his = write_mail(
        folder, "his", f"I'll send you the {TOMS} security report by Wednesday 25 November.",
        sender=f"{TOM.name} <{TOM.email}>", subject=f"The {TOMS} report",
    )  # fmt: skip
    both = write_mail(
        folder,
        "both",
        f"We'll send you the {SHARED} price list by Friday 27 November.",
        subject=f"The {SHARED} list",
    )
    read_mail(opened, hers, owner=MARA.email)
    read_mail(opened, his, owner=TOM.email)
    read_mail(opened, both, owner=MARA.email)
    read_mail(opened, both, owner=TOM.email)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def here(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(shortcuts, "_read", _read)
    with world(tmp_path, "http", conversation=app.talk("slack")) as started:
        for name in ("promissory", "promissory.slack", "slack_sdk", "slack_bolt"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        slack = started.slack
        for user, person in PEOPLE.items():
            slack.person(user, person.email, real_name=person.name)
        slack.person(GUEST, TOM.email, is_restricted=True)
        slack.person(NOBODY, "nobody@elsewhere.example")
        for room, (members, told) in ROOMS.items():
            slack.channels.add(room)
            slack.members[room], slack.rooms[room] = list(members), told
        yield started


def _read(_: object, body: Json) -> tuple[Event, str]:
    """The message that a shortcut is used on, which whoever uses it sees anyway."""
    return event(body["message"]["text"], source="slack"), f"slack:T0HOME/{body['channel']['id']}"


def everything(here: World, app: App, user: str) -> None:
    """All that one person can do."""
    slack, room_of = here.slack, [room for room, (members, _) in ROOMS.items() if user in members]
    person = PEOPLE.get(user)

    def do(body: Json) -> None:
        slack.deliver(here, body)

    for words in _questions():
        do(slack.message_event(user, words))
    do(slack.pane_event(user, looking_at="C0BOTH", thread="1763000000.000100"))
    do(slack.message_event(user, "What did we promise Acme?", thread_ts="1763000000.000100"))
    for room in room_of:
        for words in _questions():
            do(slack.message_event(user, f"<@{BOT_USER}> {words}", channel=room))
        do(slack.command(user, "Acme", channel=room))
        do(slack.command(user, "about Acme", channel=room))
        do(slack.shortcut(user, shortcuts.HERE, "What about the order form?", channel=room))
        do(slack.shortcut(user, shortcuts.THIS, "We will send it on Friday.", channel=room))
        greet_with_insight(
            here.conversation, here.door.workspaces.all()[0], room, ROOMS[room][1]["name"], user
        )
    do(slack.command(user, "", channel="C0BOTH"))
    do(slack.command(user, "settings", channel="C0BOTH"))
    do(slack.home_event(user))
    for link in _links(app):
        for place in (*room_of, slack.direct(user)):
            owner = user if place == slack.direct(user) else place
            do(
                slack.link_event(
                    user, link, channel=place, unfurl_id=f"{owner}/{link}", source="conversations_history"
                )
            )
    if person is not None:
        for reply in here.conversation.waiting(actor=person.email):
            here.door.surface.deliver(person.email, reply)
    here.settle()
    for body in _foreign_clicks(here, app, user):
        do(body)
    here.settle()


def _questions() -> tuple[str, ...]:
    return (
        "What did we promise Acme?",
        f"Did we promise the {ASKED} thing?",
        "What about the security report?",
        "What about the order form?",
        "What does Mara owe Acme?",
        "What does Tom owe Acme?",
    )


def _links(app: App) -> list[str]:
    found = app.log.get([p.event_id for p in app.promises.by_ids(_promise_ids(app))])
    return [f"https://promissory.example/source/{name}" for name in found]


def _promise_ids(app: App) -> list[str]:
    readers = (MARA.email, TOM.email)
    return sorted(
        {p.id for reader in readers for p in app.reading.promises(reader, today=app.clock.now().date())}
    )


def _foreign_clicks(here: World, app: App, user: str) -> Iterator[Json]:
    """Buttons about every promise and card, whoever they were made for, pressed in a DM of one's own."""
    slack = here.slack
    shown = slack.in_channel(slack.direct(user))[-1]
    actions = (
        "leave_it",
        "still_open",
        "wrong_owner",
        "insight",
        "show_card",
        "edit_change",
        "reject_change",
    )
    subjects = [*_promise_ids(app), *(p.id for p in app.proposals.all()), "0000104711"]
    for action in actions:
        for subject in subjects:
            act = {
                "type": "button",
                "action_id": action,
                "block_id": "row",
                "action_ts": f"{action}{subject}",
                "value": subject,
            }
            place = {"message_ts": shown.ts, "channel_id": shown.channel, "is_ephemeral": False}
            yield slack._clicked(user, act) | {
                "container": {"type": "message"} | place,
                "channel": {"id": shown.channel, "name": "directmessage"},
                "message": {"ts": shown.ts, "text": shown.text, "blocks": []},
            }


def test_no_word_reaches_somebody_who_may_not_read_it(
    here: World, app: App, caplog: pytest.LogCaptureFixture
) -> None:
    eyes = Eyes(here)
    with caplog.at_level(logging.DEBUG):
        for user in ("UMARA", "UTOMA", GUEST, NOBODY):
            everything(here, app, user)
        here.door.close()  # waits for whatever still opens a window

    mara, tom = eyes.of("UMARA"), eyes.of("UTOMA")
    assert MARAS in mara and SHARED in mara and TOMS not in mara
    assert TOMS in tom and SHARED in tom and MARAS not in tom
    for user in (GUEST, NOBODY):
        assert not _any_word(eyes.of(user)), "a guest and a stranger see nothing"
        assert {m.words.strip() for m in here.slack.in_channel(here.slack.direct(user))} <= {STRANGER}

    assert SHARED in eyes.in_room("C0BOTH") and not re.search(f"{MARAS}|{TOMS}", eyes.in_room("C0BOTH"))
    assert MARAS in eyes.in_room("C0MARA") and TOMS not in eyes.in_room("C0MARA")
    for room in ("C0GUEST", "C0OUTSIDE"):
        assert {m.words.strip() for m in here.slack.in_channel(room)} == {ANSWERED_ELSEWHERE}
        assert not _any_word(eyes.in_room(room))

    logged = "\n".join(
        [*(r.getMessage() for r in caplog.records), *(str(r.exc_info) for r in caplog.records)]
    )
    assert caplog.records and not _any_word(logged), "nothing that anybody wrote is logged"


def test_an_error_says_nothing_of_what_it_was_about(
    here: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise RuntimeError(f"the {MARAS} order can't be read")

    for name in ("ask", "home", "insight", "promised_here", "remember_form", "source", "form", "suggestions"):
        monkeypatch.setattr(type(here.conversation), name, fail)
    slack = here.slack
    with caplog.at_level(logging.DEBUG):
        for body in (
            slack.message_event("UTOMA", "What did we promise Acme?"),
            slack.message_event("UTOMA", f"<@{BOT_USER}> What did we promise Acme?", channel="C0BOTH"),
            slack.message_event("UTOMA", "What did we promise Acme?", thread_ts="1763000000.000100"),
            slack.pane_event("UTOMA", thread="1763000000.000200"),
            slack.command("UTOMA", "Acme", channel="C0BOTH"),
            slack.command("UTOMA", "about Acme", channel="C0BOTH"),
            slack.command("UTOMA", "settings", channel="C0BOTH"),
            slack.shortcut("UTOMA", shortcuts.HERE, "When?", channel="C0BOTH"),
            slack.shortcut("UTOMA", shortcuts.THIS, "When?", channel="C0BOTH"),
            slack.home_event("UTOMA"),
            slack.link_event("UTOMA", "https://promissory.example/source/ev_1", channel="C0BOTH"),
        ):
            slack.deliver(here, body)
        here.settle()
    eyes = Eyes(here)
    assert "did not work" in eyes.of("UTOMA") and MARAS not in eyes.of("UTOMA")
    assert MARAS not in "\n".join([caplog.text, *(str(r.exc_info) for r in caplog.records)])


def test_a_card_goes_only_to_those_who_may_decide_it_or_whose_it_is(here: World, app: App) -> None:
    assert app.proposals.all(), "the story proposes something"
    for person in (MARA, TOM, HENRIK, PRIYA):
        for reply in here.conversation.waiting(actor=person.email):
            here.door.surface.deliver(person.email, reply)
    eyes = Eyes(here)
    assert MARAS not in eyes.of("UTOMA") and TOMS not in eyes.of("UMARA")
    assert MARAS in eyes.of("UHENRIK"), "a manager decides on the sentence"
    assert DANA not in eyes.of(GUEST)


def _any_word(text: str) -> bool:
    return bool(re.search("|".join((MARAS, TOMS, SHARED, ASKED)), text))
