"""What was promised in a few words, for where its due day is shown beside it."""

from bot.replies.words import one_line
from records.models import Promise
from retrieval.draft_text import without_due


def what(promise: Promise, longest: int) -> str:
    """Without the day that was said: it stands beside this, and may have been moved since."""
    return one_line(without_due(promise.action, promise.due_as_said), longest)
