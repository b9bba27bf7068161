"""The one tenant that we are in, as handlers need it: whom we talk with and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.teams.identity import Identity
from bot.teams.messages import Messages
from bot.teams.references import References
from bot.workflows.conversation import Conversation, Posts


@dataclass(frozen=True, slots=True)
class Tenant:
    conversation: Conversation
    identity: Identity
    messages: Messages
    references: References
    posts: Posts
    colleagues: Callable[[], Sequence[tuple[str, str]]] = tuple
    """Mail address and name of everybody who may be chosen in a form."""
