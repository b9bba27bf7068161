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
    Form,
    Heading,
    Input,
    Menu,
    Paragraph,
    Quote,
    Quotes,
    Reply,
    Run,
)
from bot.slack.render import card, escape, pages
from bot.slack.streaming import portions
from bot.slack.views import MORE, again, home, modal, window
from records.models import ProposalStatus
from tests.doubles.slack_blocks import check_home, check_message, check_modal
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
ids = st.text("x-9:", min_size=1, max_size=40) | st.sampled_from(["p1", "y" * 149, "y" * 160, "z" * 2001])
rows = st.builds(
    Buttons,
    st.sampled_from(["", "row", "r" * 300]) | words,
    st.lists(
        st.builds(Button, st.sampled_from("abcdef"), ids, words)
        | st.builds(
            Menu,
            words,
            st.lists(st.builds(Button, st.sampled_from("ghi"), ids, words), min_size=1, max_size=4).map(
                tuple
            ),
        ),
        max_size=30,
    ).map(tuple),
)
plain_blocks = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, some_runs),
    st.builds(Context, words),
    st.builds(Quotes, st.lists(st.builds(Quote, words, some_runs, some_runs), max_size=4).map(tuple)),
    st.builds(Fields, st.lists(st.builds(Field, words, st.none() | words, words), max_size=3).map(tuple)),
    st.builds(Divider),
)
replies = st.builds(Reply, words, st.lists(plain_blocks, max_size=70).map(tuple), st.just("card"))
busy = st.builds(
    Reply, words, st.lists(plain_blocks | rows, max_size=140).map(tuple), answer=st.none() | st.just("an_1")
)
inputs = st.builds(
    Input,
    st.text("abc", min_size=1, max_size=8),
    words,
    st.sampled_from(["text", "lines", "person", "date", "time", "number", "choice"]),
    words
    | st.sampled_from(
        [
            "2026-11-24",
            "20261124",
            "2026-W48-2",
            "07:30",
            "07:30:00",
            "25:00",
            "0730",
            "5",
            " 5",
            "٣",
            "1_0",
            "a@x.example",
        ]
    ),
    st.lists(st.tuples(st.text("k", max_size=160), words), max_size=3).map(tuple),
    st.booleans(),
)
forms = st.builds(
    Form,
    st.just("edit_change"),
    st.just("p1"),
    words,
    words,
    st.lists(inputs, min_size=1, max_size=6, unique_by=lambda i: i.name).map(tuple),
    words,
)


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


@settings(max_examples=80, deadline=None)
@given(busy)
def test_slack_takes_any_message_with_buttons(reply: Reply) -> None:
    for page in [*pages(reply), card(reply)]:
        check_message(page.text, page.blocks)
        kinds = {str(part.get("type")) for part in _all(page.blocks)}
        assert not kinds & {"image", "mrkdwn", "markdown", "user", "usergroup", "broadcast", "emoji"}
    asked = [b for page in pages(reply) for b in page.blocks if b["type"] == "context_actions"]
    assert len(asked) == (1 if reply.answer else 0)


@settings(max_examples=80, deadline=None)
@given(busy, words)
def test_slack_takes_any_reply_as_a_home_tab_and_in_a_window(reply: Reply, words: str) -> None:
    check_home(home(reply, note=words))
    check_modal(window(words, reply, name="shortcut:1"))
    assert "image" not in {str(part.get("type")) for part in _all(home(reply)["blocks"])}


@given(busy)
def test_no_button_says_half_of_what_it_means(reply: Reply) -> None:
    meant = {
        (i.action, i.value)
        for b in reply.blocks
        if isinstance(b, Buttons)
        for i in b.items
        if isinstance(i, Button)
    }
    shown = {
        (e["action_id"], e["value"])
        for b in home(reply)["blocks"]
        for e in b.get("elements", ())
        if e.get("type") == "button"
    }
    assert shown <= meant


@settings(max_examples=80, deadline=None)
@given(forms, words)
def test_slack_takes_any_form_and_any_form_again(form: Form, problem: str) -> None:
    view = modal(form, metadata="{}", users={"a@x.example": "U1"})
    check_modal(view)
    told = {
        b["block_id"]: {b["block_id"]: _untouched(b["element"])}
        for b in view["blocks"]
        if b["type"] == "input"
    }
    sent = again(view | {"id": "V1", "hash": "h1", "state": {"values": told}}, problem or "wrong")
    check_modal(sent)
    asked = [b for b in view["blocks"] if b["type"] == "input"]
    assert [b for b in sent["blocks"] if b["type"] == "input"] == asked, "nothing that was filled in is lost"


@given(busy)
def test_what_is_streamed_is_what_would_be_posted(reply: Reply) -> None:
    blocks = pages(reply)[0].blocks
    streamed = list(portions(blocks))
    assert [b for portion in streamed for b in portion] == blocks
    assert all(streamed) or not blocks


def test_a_line_says_that_a_view_is_not_all() -> None:
    shown = home(Reply("Home", tuple(Context(f"line {n}") for n in range(101))))["blocks"]
    assert len(shown) == 100 and shown[-1]["elements"][0]["text"] == MORE
    assert MORE not in str(home(Reply("Home", tuple(Context(f"line {n}") for n in range(99)))))


def test_rows_of_the_same_name_are_told_apart() -> None:
    row = Buttons("promise:p1", (Button("promise_done", "p1", "Done"),))
    shown = pages(Reply("x", (row, row, row)))[0].blocks
    assert len({b["block_id"] for b in shown}) == 3


def _untouched(element: dict[str, Any]) -> dict[str, Any]:
    """What Slack says of an input that nobody changed."""
    told = {
        "initial_value": "value",
        "initial_date": "selected_date",
        "initial_time": "selected_time",
        "initial_option": "selected_option",
        "initial_user": "selected_user",
    }
    return {"type": element["type"]} | {told[k]: v for k, v in element.items() if k in told}


def _all(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *[x for v in value.values() for x in _all(v)]]
    return [x for v in value for x in _all(v)] if isinstance(value, list) else []
