"""manifest.yml asks Slack for exactly what the code uses: scopes, events, interactivity."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.replies import forms
from bot.slack import listening
from bot.slack.app import build
from records.inbox import Inbox
from tests.doubles.conversation import MemoryPosts, StoryConversation
from tests.doubles.slack import SCOPES, SECRET, SlackDouble
from tests.doubles.slack_world import World, world
from tests.pictures.samples import QUESTION

ROOT = Path(__file__).parents[2]
FROM_EVENTS = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "member_joined_channel": "channels:read",
    "member_left_channel": "groups:read",
}
"""Events of members come for public channels by the one scope and for private ones by the other."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "manifest.yml").read_text()))


def routes(tmp_path: Path) -> frozenset[str]:
    with SlackDouble() as slack:
        door = build(
            token="xoxb-invented",
            signing_secret=SECRET,
            conversation=StoryConversation(),
            deliveries=Inbox(tmp_path / "inbox.sqlite"),
            posts=MemoryPosts(),
            base_url=slack.api,
        )
        door.close()
        return door.desk.routes


def called_methods() -> set[str]:
    """Web API methods that the code calls, as Slack writes them."""
    known = {name.replace(".", "_"): name for name in SCOPES}
    called = {"auth.test", "apps.connections.open"}  # by slack-bolt itself, when it starts
    for path in (ROOT / "bot" / "slack").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and "client" in ast.unparse(node.value):
                if node.attr == "retry_handlers":
                    continue
                assert node.attr in known, f"{path.name} calls {node.attr}, which the double does not know"
                called.add(known[node.attr])
    return called


def test_the_scopes_are_those_that_the_code_needs(manifest: dict[str, Any]) -> None:
    asked = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {scope for method in called_methods() if (scope := SCOPES[method])}
    assert sorted(asked) == sorted(needed | {FROM_EVENTS[event] for event in events})


def test_the_events_are_those_that_have_a_listener(manifest: dict[str, Any], tmp_path: Path) -> None:
    listened = {r.removeprefix("event:") for r in routes(tmp_path) if r.startswith("event:")}
    listened |= {event.partition(".")[0] for event in listening.EVENTS}
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in subscribed} == listened
    assert set(listening.EVENTS) < set(subscribed) <= set(FROM_EVENTS)


def test_every_button_has_a_listener_and_interactivity_is_on(
    manifest: dict[str, Any], tmp_path: Path
) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    buttons = {v for k, v in vars(forms).items() if k.isupper() and isinstance(v, str)}
    handled = routes(tmp_path)
    for button in buttons:
        kind = "view" if forms.form_for(button, "x") else "action"
        assert f"{kind}:{button}" in handled, button


def test_people_can_write_to_us_in_the_messages_tab(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home["messages_tab_enabled"] and not home["messages_tab_read_only_enabled"]


def test_the_scopes_are_enough_for_a_whole_conversation(manifest: dict[str, Any], tmp_path: Path) -> None:
    with world(tmp_path, "http") as here:
        here.slack.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        here.ask(f"<@U0BOT> {QUESTION}", channel="C0SALES")
        here.until_reads("We made Acme three promises")
        shown = here.card(here.conversation.waiting(actor="")[0])
        here.press(shown, "reject_change")
        here.fill_in(value="no")
        here.until_reads("Rejected", "UTOM")
        _ask_as_stranger(here)


def _ask_as_stranger(here: World) -> None:
    here.slack.person("UGUEST", "guest@elsewhere.example", is_restricted=True)
    here.ask(f"<@U0BOT> {QUESTION}", user="UGUEST", channel="C0SALES")
    here.slack.wait(lambda: here.slack.whispers)
