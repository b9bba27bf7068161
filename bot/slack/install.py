"""Installing us by OAuth: off to Slack, back with a state that counts once, and a plain page for what came of it."""

import logging
from collections.abc import Callable, Collection, Sequence
from html import escape
from typing import Any

from slack_bolt import Ack, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.request import BoltRequest
from slack_sdk.oauth import InstallationStore, OAuthStateStore
from slack_sdk.oauth.installation_store import Installation

from bot.slack.tokens import SILENT, Installations, Installs

INSTALL_PATH, RETURN_PATH = "/slack/install", "/slack/oauth_redirect"
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "links:read",
    "links:write",
    "mpim:history",
    "mpim:read",
    "users:read",
    "users:read.email",
)
"""As in manifest.yml; a test holds one against the other."""
log = logging.getLogger("promissory.slack")


def flow(installs: Installs) -> OAuthFlow:
    """The pages by which people install us."""
    settings = OAuthSettings(
        client_id=installs.client_id,
        client_secret=installs.client_secret,
        scopes=SCOPES,
        user_scopes=(),
        redirect_uri=installs.public_url + RETURN_PATH,
        install_path=INSTALL_PATH,
        redirect_uri_path=RETURN_PATH,
        install_page_rendering_enabled=False,
        callback_options=CallbackOptions(success=_welcome, failure=_sorry),
        installation_store=_Store(installs),
        state_store=_States(installs.kept),
        logger=SILENT,
    )
    return _Flow(client=installs.anonymous(), logger=SILENT, settings=settings)


def many(installs: Installs) -> dict[str, Any]:
    """What Bolt needs for many workspaces. What comes from one that we are not installed in is acknowledged
    and dropped."""

    def known(context: BoltContext, ack: Ack, next: Callable[[], None]) -> BoltResponse | None:
        if context.team_id and not installs.knows(context.team_id):
            return ack()
        next()
        return None

    return {"before_authorize": known, "authorize": Known(installs), "oauth_flow": flow(installs)}


def refusal(installation: Installation, allowed: Collection[str]) -> str | None:
    """Why somebody may not install us; None if they may."""
    if installation.is_enterprise_install or not installation.team_id:
        return (
            "I can't be installed for a whole organisation. Please install me again and choose one workspace."
        )
    if not installation.bot_token or not installation.bot_user_id:
        return "Slack gave me no token. Please install me again."
    if installation.team_id not in allowed:
        return (
            f"The workspace {installation.team_id} is not on the list of those that may install me, so "
            "I gave its token back. Please ask whoever runs Promissory to put this id into the setting "
            "PROMISSORY_SLACK_ALLOWED_TEAMS and to start it again; then install me again."
        )
    return None


class Known(Authorize):
    """Who we are in the workspace that a request came from; None where we are not installed."""

    def __init__(self, installs: Installs) -> None:
        self._installs = installs

    def __call__(self, *, team_id: str | None, user_id: str | None, **_: Any) -> AuthorizeResult | None:
        held = self._installs.held(team_id or "")
        if held is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_user_id=held.bot_user_id,
            bot_id=held.bot_id,
            bot_token=held.token,
            user_id=user_id,
        )


class _Refused(BoltError):
    """Says in plain words why somebody may not install us."""


class _Store(InstallationStore):
    """What Bolt writes to when somebody came back from Slack."""

    def __init__(self, installs: Installs) -> None:
        self._installs = installs

    @property
    def logger(self) -> logging.Logger:
        return log

    def save(self, installation: Installation) -> None:
        refused = refusal(installation, self._installs.allowed)
        try:
            if refused is None:
                self._installs.add(installation)
                return
        except Exception:
            self._installs.give_back(installation)
            raise
        self._installs.give_back(installation)
        log.warning("%s may not install us", installation.team_id or "an organisation")
        raise _Refused(refused)


class _States(OAuthStateStore):
    def __init__(self, kept: Installations) -> None:
        self._kept = kept

    @property
    def logger(self) -> logging.Logger:
        return log

    def issue(self, *_: Any, **__: Any) -> str:
        return self._kept.issue_state()

    def consume(self, state: str) -> bool:
        return self._kept.consume_state(state)


class _Flow(OAuthFlow):
    """Bolt's flow, in which whatever goes wrong is a page with a plain sentence."""

    def handle_callback(self, request: BoltRequest) -> BoltResponse:
        try:
            return super().handle_callback(request)
        except Exception as error:  # noqa: BLE001 - a browser must never see a stack trace
            log.error("an installation failed: %s", type(error).__name__)
            return page("That did not work, and nothing was installed. Please try again later.", 500)


def page(words: str, status: int = 200) -> BoltResponse:
    """One sentence for a browser."""
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    }
    body = f'<!doctype html><meta charset="utf-8"><title>Promissory</title><p>{escape(words)}</p>'
    return BoltResponse(status=status, headers=headers, body=body)


def _welcome(args: SuccessArgs) -> BoltResponse:
    name = args.installation.team_name or "your workspace"
    return page(f"Promissory is installed in {name}. You can close this window and write to it in Slack.")


def _sorry(args: FailureArgs) -> BoltResponse:
    if isinstance(args.error, _Refused):
        return page(str(args.error), 403)
    words = {
        "access_denied": "You chose not to install me, so nothing was changed.",
        "invalid_browser": "This page was opened in another browser than the one that began.",
        "invalid_state": "This page is older than ten minutes, or was opened twice.",
    }.get(args.reason, "Slack did not let me in.")
    return page(f"{words} To install me, please begin again at {INSTALL_PATH}.", args.suggested_status_code)
