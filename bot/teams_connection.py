"""The Teams bot as the settings connect it, and what `doctor` says of that."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.workflows.talk import Talk
from records.errors import PromissoryError

if TYPE_CHECKING:
    from bot.teams.app import MakeEar, TeamsDoor
    from bot.workflows.conversation import Posts
    from records.inbox import Inbox
    from records.teams_conversations import TeamsConversations

_NAMES = {
    "teams_client_id": "PROMISSORY_TEAMS_CLIENT_ID",
    "teams_client_secret": "PROMISSORY_TEAMS_CLIENT_SECRET",
    "teams_tenant_id": "PROMISSORY_TEAMS_TENANT_ID",
}
HOW = "docs/how-to/teams.md says where they are."


def is_wanted(settings: Settings) -> bool:
    """Whether somebody began to connect Teams."""
    return settings.teams_client_id is not None


def door(
    settings: Settings,
    talk: Talk,
    deliveries: "Inbox",
    posts: "Posts",
    references: "TeamsConversations",
    *,
    colleagues: Callable[[], Sequence[tuple[str, str]]] = tuple,
    hear: "MakeEar | None" = None,
) -> "TeamsDoor":
    """The Teams bot over these; it listens in channels where `hear` is given. `deliveries` is an inbox of its own.

    Raises PromissoryError where a setting is missing or Microsoft refuses the secret.
    """
    from bot.teams.app import bot_scope, build
    from bot.teams.tokens import OurToken, SignInFailed
    from records.teams_conversations import TeamsConversation

    s = settings
    if missing := _missing(s):
        raise PromissoryError(f"Teams is not connected: set {', '.join(missing)}; {HOW}")
    assert s.teams_client_id and s.teams_client_secret and s.teams_tenant_id
    token = OurToken(
        app_id=s.teams_client_id,
        secret=s.teams_client_secret.get_secret_value(),
        tenant=s.teams_tenant_id,
        login_url=s.microsoft_login_url,
    )
    try:
        token.get([bot_scope(s.teams_openid_url, s.microsoft_login_url)])
    except SignInFailed as problem:
        if not problem.refused:
            raise PromissoryError(
                "Microsoft can't be reached: check the network, then start again."
            ) from None
        raise PromissoryError(
            f"Microsoft refuses the Teams bot ({problem.code}): check {', '.join(_NAMES.values())}; {HOW}"
        ) from None
    return build(
        app_id=s.teams_client_id,
        tenant=s.teams_tenant_id,
        token=token,
        conversation=talk,
        deliveries=deliveries,
        posts=posts,
        references=references,
        make_reference=TeamsConversation,
        service_url=s.teams_service_url,
        openid_url=s.teams_openid_url,
        login_url=s.microsoft_login_url,
        colleagues=colleagues,
        hear=hear,
    )


def state_of(settings: Settings) -> tuple[bool, str]:
    """Whether Teams can reach us with these settings, and how."""
    if not is_wanted(settings):
        return True, "not connected: see docs/how-to/teams.md."
    if missing := _missing(settings):
        return False, f"set {', '.join(missing)}."
    where = settings.public_url or f"http://{settings.host}:{settings.port}"
    return True, f"HTTP at {where.rstrip('/')}/api/messages."


def _missing(settings: Settings) -> list[str]:
    return [name for field, name in _NAMES.items() if not getattr(settings, field)]
