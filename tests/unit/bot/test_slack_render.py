"""Whatever a reply says, Slack takes it, and nothing in it acts as markup."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies.answers import answer_reply
from bot.replies.cards import proposal_card
from bot.replies.forms import EDIT, REJECT, RELEASE, WRONG_OWNER, form_for
from bot.replies.reminders import digest_card, reminder_card
from bot.replies.shapes import (
    Button,
    Buttons,
    Context,
    Divider,
    Field,
    Fields,
    Heading,
    Menu,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.slack.render import card, escape, modal, pages
from records.models import ProposalStatus
from tests.doubles.slack_blocks import check_message, check_modal
from tests.pictures import samples

words = st.text(max_size=60) | st.sampled_from(
    [
        "",
        " ",
        "<!channel>",
        "<@U1>",
        "*b* _i_ ~s~ `c`",
        "a\nb",
        "\x1b[2J",
        "x" * 5000,
        "\ud800",
        "&amp;",
        "🎉" * 90,
    ]
)
runs = st.builds(
    Run,
    words,
    bold=st.booleans(),
    italic=st.booleans(),
    strike=st.booleans(),
    link=st.sampled_from([None, "https://promissory.example/e/1", "javascript:alert(1)"]),
)
some_runs = st.lists(runs, max_size=4).map(tuple)
buttons = st.builds(Button, st.sampled_from("abcdef"), st.text("x-9", min_size=1, max_size=40), words)
plain_blocks = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, some_runs),
    st.builds(Context, words),
    st.builds(Quotes, st.lists(st.builds(Quote, words, some_runs, some_runs), max_size=4).map(tuple)),
    st.builds(Fields, st.lists(st.builds(Field, words, st.none() | words, words), max_size=3).map(tuple)),
    st.builds(Divider),
)
replies = st.builds(Reply, words, st.lists(plain_blocks, max_size=70).map(tuple), st.just("card"))


@settings(max_examples=80, deadline=None)
@given(replies)
def test_slack_takes_any_reply(reply: Reply) -> None:
    for page in [*pages(reply), card(reply)]:
        check_message(page.text, page.blocks)
        assert "mrkdwn" not in str([b.get("type") for b in _all(page.blocks)])
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", page.text)


@settings(max_examples=60, deadline=None)
@given(st.lists(buttons, min_size=1, max_size=5, unique_by=lambda b: b.action), words, replies)
def test_buttons_survive_in_a_card_however_long_it_is(row: list[Button], label: str, reply: Reply) -> None:
    menu = Menu(label, (Button("menu", "p1", label), Button("menu2", "p1", "x")))
    long = Reply(reply.text, (*reply.blocks, Buttons("row", (*row, menu))), "card")
    page = card(long)
    check_message(page.text, page.blocks)
    shown = [e["action_id"] for b in page.blocks if b["type"] == "actions" for e in b["elements"]]
    assert shown == [*[b.action for b in row], "menu"]


@given(st.text())
def test_escaped_text_has_nothing_that_slack_parses(text: str) -> None:
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escape(text))


def test_only_links_of_ours_become_links() -> None:
    reply = Reply("x", (Paragraph((Run("here", link="javascript:alert(1)"), Run("https://evil.example"))),))
    assert [e["type"] for e in pages(reply)[0].blocks[0]["elements"][0]["elements"]] == ["text", "text"]


def test_the_real_answers_and_cards_are_taken() -> None:
    many = [samples.promise(id=f"p{n}") for n in range(25)]
    shown = [answer_reply(samples.answer())]
    shown += [proposal_card(samples.proposal(status=status)) for status in ProposalStatus]
    shown += [proposal_card(samples.paused(), citations=samples.paused_citations(), names=samples.NAMES)]
    shown += [reminder_card(samples.reminders(), samples.MIRA, samples.TODAY)]
    shown += [digest_card(many, samples.MIRA, samples.TODAY, more=3)]
    for reply in shown:
        page = card(reply)
        check_message(page.text, page.blocks)
        assert len(pages(reply)) == 1


def test_nothing_of_a_long_text_is_lost_between_pages() -> None:
    said = " ".join(f"word{n}" for n in range(9000))
    shown = pages(Reply("x", (Paragraph((Run(said),)),)))
    parts = [e["text"] for p in shown for b in _all(p.blocks) if b.get("type") == "text" for e in [b]]
    assert " ".join(parts).split() == said.split()


@given(st.text(max_size=5000))
def test_forms_are_taken(initial: str) -> None:
    for action in (EDIT, REJECT, RELEASE, WRONG_OWNER):
        form = form_for(action, "cp-1", initial=initial)
        assert form is not None
        check_modal(modal(form, metadata="{}"))


def _all(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *[x for v in value.values() for x in _all(v)]]
    return [x for v in value for x in _all(v)] if isinstance(value, list) else []
