"""manifest.yml asks Slack for exactly what the code uses: scopes, events, commands, shortcuts, interactivity."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.replies import forms
from bot.slack import install, listening, news, shortcuts
from bot.slack.app import build
from records.inbox import Inbox
from tests.doubles.conversation import MemoryPosts, StoryConversation
from tests.doubles.slack import SCOPES, SECRET, SlackDouble
from tests.doubles.slack_world import World, world
from tests.pictures.samples import QUESTION

ROOT = Path(__file__).parents[2]
FROM_EVENTS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "assistant_thread_context_changed": "assistant:write",
    "assistant_thread_started": "assistant:write",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": None,
    "user_change": "users:read",
}
"""Events of members come for public channels by the one scope and for private ones by the other."""
BY_KIND = {"message.channels": "channels:read", "message.groups": "groups:read", "message.mpim": "mpim:read"}
"""Who is in a conversation is asked wherever somebody can mention us, by a scope for each kind of it."""
FROM_FEATURES = {"slash_commands": "commands", "shortcuts": "commands", "assistant_view": "assistant:write"}
OF_THE_LIBRARY = {"retry_handlers", "base_url", "token"}
"""What a client is asked besides Slack's methods."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "manifest.yml").read_text()))


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    with SlackDouble() as slack:
        door = build(
            token="xoxb-invented",
            signing_secret=SECRET,
            conversation=StoryConversation(),
            deliveries=Inbox(tmp_path_factory.mktemp("manifest") / "inbox.sqlite"),
            make_posts=lambda surface: MemoryPosts(),
            base_url=slack.api,
        )
        door.close()
        return door.desk.routes


def named(routes: frozenset[str], kind: str) -> set[str]:
    return {r.partition(":")[2] for r in routes if r.startswith(f"{kind}:")}


def called_methods() -> set[str]:
    """Web API methods that the code calls, as Slack writes them."""
    known = {name.replace(".", "_"): name for name in SCOPES}
    called = {"auth.test", "apps.connections.open"}  # by slack-bolt itself, when it starts
    for path in (ROOT / "bot" / "slack").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and _is_a_client(node.value)
                and node.attr not in OF_THE_LIBRARY
            ):
                assert node.attr in known, f"{path.name} calls {node.attr}, which the double does not know"
                called.add(known[node.attr])
    return called


def _is_a_client(said: ast.expr) -> bool:
    """`here.client`, `self._client`, `client(token)`."""
    named = said.func if isinstance(said, ast.Call) else said
    name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
    return name in ("client", "_client", "Client")


def test_the_scopes_are_those_that_the_code_needs(manifest: dict[str, Any]) -> None:
    asked = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    methods = called_methods()
    needed = {SCOPES[method] for method in methods} | {FROM_EVENTS[event] for event in events}
    needed |= {FROM_FEATURES[feature] for feature in manifest["features"] if feature in FROM_FEATURES}
    assert {"conversations.info", "conversations.members"} < methods
    needed |= {scope for event, scope in BY_KIND.items() if event in events}
    assert sorted(asked) == sorted(needed - {None})


def test_who_installs_it_by_our_pages_is_asked_for_the_same(manifest: dict[str, Any]) -> None:
    assert list(install.SCOPES) == manifest["oauth_config"]["scopes"]["bot"]


def test_the_events_are_those_that_have_a_listener(manifest: dict[str, Any], routes: frozenset[str]) -> None:
    listened = named(routes, "event")
    listened |= {event.partition(".")[0] for event in (*listening.EVENTS, *news.EVENTS)}
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in subscribed} == listened
    assert set(listening.EVENTS) < set(subscribed) <= set(FROM_EVENTS)


def test_every_button_has_a_listener_and_interactivity_is_on(
    manifest: dict[str, Any], routes: frozenset[str]
) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    for button in forms.ACTIONS:
        kind = "view" if button in forms.ASKS_FIRST or button == forms.REMEMBER else "action"
        assert f"{kind}:{button}" in routes, button


def test_the_commands_and_shortcuts_are_those_that_have_a_listener(
    manifest: dict[str, Any], routes: frozenset[str]
) -> None:
    features = manifest["features"]
    commands = {c["command"].removeprefix("/") for c in features["slash_commands"]}
    assert commands == named(routes, "command")
    offered = {s["callback_id"] for s in features["shortcuts"]}
    assert offered == {shortcuts.HERE, shortcuts.THIS} >= named(routes, "shortcut")
    assert all(s["type"] == "message" for s in features["shortcuts"])


def test_what_slack_limits_is_short_enough(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert len(features["assistant_view"]["suggested_prompts"]) <= 4
    assert len(manifest["display_information"]["description"]) <= 140
    assert 174 < len(manifest["display_information"]["long_description"]) <= 4000
    assert len(manifest["oauth_config"]["scopes"]["bot"]) <= 255


def test_people_can_write_to_us_and_have_a_home_tab(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home["messages_tab_enabled"] and not home["messages_tab_read_only_enabled"]
    assert home["home_tab_enabled"]


def test_nothing_is_turned_on_that_one_workspace_could_not_use(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["token_rotation_enabled"] is False
    assert manifest["settings"]["org_deploy_enabled"] is False


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
