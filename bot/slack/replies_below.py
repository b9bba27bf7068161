"""What somebody writes below a card that we sent them: said of its promise, or a question like any other."""

from collections import OrderedDict
from threading import Lock

from bot.replies.shapes import Reply
from bot.slack.workspaces import Workspace
from bot.workflows.conversation import Conversation

_REMEMBERED = 2000


def answer_below(
    conversation: Conversation, here: Workspace, channel: str, thread: str | None, words: str, actor: str
) -> Reply | None:
    """None where there is no card above, it is not theirs, or the words are not about it."""
    card = here.messages.card_at(channel, thread) if thread else None
    return conversation.reply_to(card, words, actor=actor) if card else None


class Subjects:
    """Which conversation a thread goes on with: one below an answer goes on with its question."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun: OrderedDict[tuple[str, str], str] = OrderedDict()

    def of(self, channel: str, thread: str) -> str:
        with self._lock:
            return self._begun.get((channel, thread), f"{channel}:{thread}")

    def answered(self, subject: str, channel: str, ts: str | None) -> None:
        """The answer about a subject stands here now."""
        if not ts:
            return
        with self._lock:
            self._begun[channel, ts] = subject
            while len(self._begun) > _REMEMBERED:
                self._begun.popitem(last=False)
