"""The Slack app as the settings connect it, and what `doctor` says of that."""

from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.workflows.talk import Talk
from records.errors import PromissoryError
from records.proposals import Proposals

if TYPE_CHECKING:
    from bot.slack.app import MakeEar, SlackDoor
    from records.inbox import Inbox


def door(
    settings: Settings, talk: Talk, deliveries: "Inbox", posts: Proposals, hear: "MakeEar | None" = None
) -> "SlackDoor":
    """The Slack app over these; it listens in channels where `hear` is given. Raises PromissoryError when a token is missing or refused."""
    from slack_sdk.errors import SlackApiError, SlackClientError

    from bot.slack.app import build

    s = settings
    if s.slack_bot_token is None or (s.slack_app_token is None and s.slack_signing_secret is None):
        raise PromissoryError(
            "Slack is not connected: set PROMISSORY_SLACK_BOT_TOKEN and PROMISSORY_SLACK_APP_TOKEN "
            "(or PROMISSORY_SLACK_SIGNING_SECRET for HTTP); docs/how-to/slack.md says where they are."
        )
    secret = s.slack_signing_secret.get_secret_value() if s.slack_signing_secret else ""
    try:
        return build(
            token=s.slack_bot_token.get_secret_value(),
            signing_secret=secret,
            conversation=talk,
            deliveries=deliveries,
            posts=posts,
            base_url=s.slack_api_url,
            hear=hear,
        )
    except SlackApiError as problem:
        raise PromissoryError(
            f"Slack refuses the bot token ({problem.response.get('error', 'unknown')}): install the app again "
            "and set PROMISSORY_SLACK_BOT_TOKEN to the new one."
        ) from problem
    except (SlackClientError, OSError) as problem:
        raise PromissoryError("Slack can't be reached: check the network, then start again.") from problem


def state_of(settings: Settings) -> tuple[bool, str]:
    """Whether Slack can be reached with these settings, and how."""
    s = settings
    if s.slack_bot_token is None:
        return True, "not connected: see docs/how-to/slack.md."
    if s.slack_app_token is None and s.slack_signing_secret is None:
        return (
            False,
            "set PROMISSORY_SLACK_APP_TOKEN (Socket Mode) or PROMISSORY_SLACK_SIGNING_SECRET (HTTP).",
        )
    return True, "Socket Mode." if s.slack_app_token else f"HTTP on {s.host}:{s.port}."
