"""What a button may say, whoever sends it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.replies.forms import ACTIONS, APPROVE, MOVE_DUE, SNOOZE_PICK
from bot.replies.shapes import Reply
from bot.workflows.conversation import press
from tests.doubles.conversation import StoryConversation
from tests.pictures.samples import TOM

SUBJECTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "@", "pr-ev-quote@", "pr-ev-quote@2026-99-99", "cp-7f3a@@", "\ud800", "pr-x@2026-11-24"]
    ),
)


@given(st.one_of(st.sampled_from(sorted(ACTIONS)), st.text(max_size=20)), SUBJECTS, st.text(max_size=30))
def test_any_click_gets_a_reply_and_never_an_error(action: str, subject: str, value: str) -> None:
    values = {"value": value, "until": value, "reason": value}
    assert isinstance(press(StoryConversation(), action, subject, actor=TOM.email, values=values), Reply)


def test_half_a_character_is_refused_before_anything_is_done() -> None:
    story = StoryConversation()
    assert press(story, APPROVE, "cp-7f3a\udfff", actor=TOM.email).notice
    assert story.decided == []


def test_a_day_that_is_none_is_said_so() -> None:
    for action in (MOVE_DUE, SNOOZE_PICK):
        assert "no day" in (press(StoryConversation(), action, "pr-x@tomorrow", actor=TOM.email).notice or "")
