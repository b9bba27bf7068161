"""The weekly report in a Slack DM: figures with how sure they are, quotes, and one message however often it is sent."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.replies.reports import report_reply
from policies.accuracy import Share
from policies.week import Count, Figure, Weekly, Wrong
from tests.doubles.slack_world import TOM, world
from tests.pictures import samples

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
QUOTED = Wrong(
    kind="promise",
    subject_id="pr_1",
    click="not_a_promise",
    at=MONDAY,
    version="rules-2",
    confidence=0.6,
    quote="Happy to *help* <!channel> any time.",
)


def week(right: int) -> Weekly:
    return Weekly(
        week="2026-W47",
        start=MONDAY,
        end=MONDAY + timedelta(days=7),
        figures=(
            Figure(kind="promise", now=Share(n=100, right=right), before=Share(n=100, right=95)),
            Figure(kind="proposal deal.next_step", now=Share(n=4, right=3), before=Share(n=2, right=2)),
            Figure(kind="due", now=Share(n=0, right=0), before=Share(n=3, right=3)),
        ),
        wrong=(QUOTED, QUOTED.model_copy(update={"subject_id": "pr_2", "quote": None})),
        counts=(Count(name="promises found", now=120, before=80),),
        outcomes=(),
        clicks=(),
        ignored=(Count(name="deal.next_step", now=2, before=0),),
        versions=("rules-2",),
    )


def test_a_manager_reads_it_once_and_a_repeat_replaces_it(tmp_path: Path) -> None:
    with world(tmp_path, "http") as here:
        shown = here.card(report_reply(week(60), samples.TOM))
        assert "promises: 60 of 100 right (50% to 69%); down from .95 to .60" in shown.words
        assert "proposals: deal next step: 3 of 4 right" in shown.words and "too few to say" in shown.words
        assert "due dates" not in shown.words
        assert "2 cards expired without an answer." in shown.words
        assert "any time." in shown.words and "1 more was wrong" in shown.words
        here.card(report_reply(week(94), samples.TOM))
        (only,) = here.dm(TOM)
        assert "94 of 100 right" in only.words
        for block in only.blocks:
            assert block["type"] == "rich_text" or "<!channel>" not in str(block), "only inert text may quote"
