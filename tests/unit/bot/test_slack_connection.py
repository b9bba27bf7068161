"""What the settings say of Slack: one workspace or several, and what is missing, in plain words."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.slack_connection import state_of, wanted

ONE = {"slack_bot_token": "xoxb-invented", "slack_app_token": "xapp-invented"}
SEVERAL = {
    "slack_client_id": "1234.5678",
    "slack_client_secret": "invented",
    "slack_signing_secret": "invented",
    "slack_allowed_teams": "T0HOME, T0ACME,",
    "public_url": "https://promissory.example/",
}


def settings(folder: Path, given: dict[str, Any]) -> Settings:
    return Settings(home=folder, **given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "not connected"),
        (ONE, "Socket Mode."),
        ({"slack_bot_token": "xoxb-invented", "slack_signing_secret": "x"}, "HTTP on 127.0.0.1:8080."),
        (
            SEVERAL,
            "HTTP on 127.0.0.1:8080, for 2 workspaces; install it at https://promissory.example/slack/install.",
        ),
        (SEVERAL | {"slack_app_token": "xapp-invented"}, "Socket Mode, for 2 workspaces"),
    ],
)
def test_what_is_complete_is_told_in_one_line(tmp_path: Path, given: dict[str, Any], words: str) -> None:
    fine, told = state_of(settings(tmp_path, given))
    assert fine and told.startswith(words)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slack_bot_token": "xoxb-invented"}, "PROMISSORY_SLACK_APP_TOKEN"),
        (ONE | SEVERAL, "but not both"),
        (SEVERAL | {"slack_client_secret": None}, "PROMISSORY_SLACK_CLIENT_SECRET"),
        (SEVERAL | {"slack_signing_secret": None}, "PROMISSORY_SLACK_SIGNING_SECRET"),
        (SEVERAL | {"public_url": None}, "PROMISSORY_PUBLIC_URL"),
        (SEVERAL | {"public_url": "http://promissory.example"}, "over https"),
        (SEVERAL | {"slack_allowed_teams": " , "}, "PROMISSORY_SLACK_ALLOWED_TEAMS"),
        (SEVERAL | {"slack_allowed_teams": None}, "PROMISSORY_SLACK_ALLOWED_TEAMS"),
    ],
)
def test_what_is_missing_is_named_with_the_setting(tmp_path: Path, given: dict[str, Any], words: str) -> None:
    fine, told = state_of(settings(tmp_path, given))
    assert not fine and words in told
    assert wanted(settings(tmp_path, given))
