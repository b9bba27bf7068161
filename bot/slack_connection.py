"""The Slack app as the settings connect it, to one workspace or to several, and what `doctor` says of that."""

from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.workflows.talk import Talk
from records.errors import PromissoryError
from records.posts import Posts
from records.slack_installations import SlackInstallations

if TYPE_CHECKING:
    from bot.slack.app import MakeEar, SlackDoor
    from bot.slack.tokens import Installs
    from records.inbox import Inbox

HOW = "docs/how-to/slack.md says where they are."


def wanted(settings: Settings) -> bool:
    """Whether Slack is to be opened at all."""
    return settings.slack_bot_token is not None or settings.slack_client_id is not None


def door(
    settings: Settings,
    talk: Talk,
    deliveries: "Inbox",
    posts: Posts,
    hear: "MakeEar | None" = None,
    installations: SlackInstallations | None = None,
) -> "SlackDoor":
    """The Slack app over these; it listens in channels where `hear` is given. Several workspaces need `installations`.

    Raises PromissoryError when a setting is missing or a token refused.
    """
    from slack_sdk.errors import SlackApiError, SlackClientError

    from bot.slack.app import build

    s = settings
    if problem := _missing(s):
        raise PromissoryError(f"Slack is not connected: {problem}")
    secret = s.slack_signing_secret.get_secret_value() if s.slack_signing_secret else ""
    try:
        return build(
            token=s.slack_bot_token.get_secret_value() if s.slack_bot_token else None,
            installs=_installs(s, installations) if installations and s.slack_client_id else None,
            signing_secret=secret,
            conversation=talk,
            deliveries=deliveries,
            make_posts=posts.on,
            forget_posts=lambda surface: posts.on(surface).drop_all(),
            base_url=s.slack_api_url,
            hear=hear,
            public_channels=s.slack_public_channels,
        )
    except SlackApiError as refused:
        raise PromissoryError(
            f"Slack refuses the bot token ({refused.response.get('error', 'unknown')}): install the app again "
            "and set PROMISSORY_SLACK_BOT_TOKEN to the new one."
        ) from refused
    except (SlackClientError, OSError) as lost:
        raise PromissoryError("Slack can't be reached: check the network, then start again.") from lost


def state_of(settings: Settings) -> tuple[bool, str]:
    """Whether Slack can be reached with these settings, and how."""
    s = settings
    if not wanted(s):
        return True, "not connected: see docs/how-to/slack.md."
    if problem := _missing(s):
        return False, problem
    way = "Socket Mode" if s.slack_app_token else f"HTTP on {s.host}:{s.port}"
    if s.slack_client_id is None:
        return True, f"{way}."
    return True, f"{way}, for {len(_allowed(s))} workspaces; install it at {_public(s)}/slack/install."


def _missing(s: Settings) -> str | None:
    """What keeps these settings from working, with the remedy."""
    if not wanted(s):
        return (
            "set PROMISSORY_SLACK_BOT_TOKEN and PROMISSORY_SLACK_APP_TOKEN "
            f"(or PROMISSORY_SLACK_SIGNING_SECRET for HTTP); {HOW}"
        )
    if s.slack_app_token is None and s.slack_signing_secret is None:
        return (
            f"set PROMISSORY_SLACK_APP_TOKEN (Socket Mode) or PROMISSORY_SLACK_SIGNING_SECRET (HTTP); {HOW}"
        )
    if s.slack_client_id is None:
        return None
    if s.slack_bot_token is not None:
        return (
            "set PROMISSORY_SLACK_BOT_TOKEN for one workspace, or PROMISSORY_SLACK_CLIENT_ID and its secret for "
            "several, but not both."
        )
    if s.slack_client_secret is None:
        return f"set PROMISSORY_SLACK_CLIENT_SECRET; {HOW}"
    if not _public(s).startswith("https://"):
        return (
            "set PROMISSORY_PUBLIC_URL to where browsers reach us over https; Slack sends installers there."
        )
    if not _allowed(s):
        return (
            "set PROMISSORY_SLACK_ALLOWED_TEAMS to the ids of the workspaces that may install it (T…, in the "
            "address of Slack in a browser), with commas between."
        )
    return None


def _installs(s: Settings, installations: SlackInstallations) -> "Installs":
    from bot.slack.tokens import Installs

    installations.check()
    return Installs(
        installations,
        client_id=s.slack_client_id or "",
        client_secret=s.slack_client_secret.get_secret_value() if s.slack_client_secret else "",
        public_url=_public(s),
        allowed=_allowed(s),
        base_url=s.slack_api_url,
    )


def _allowed(s: Settings) -> frozenset[str]:
    return frozenset(name.strip() for name in (s.slack_allowed_teams or "").split(",") if name.strip())


def _public(s: Settings) -> str:
    return (s.public_url or "").rstrip("/")
