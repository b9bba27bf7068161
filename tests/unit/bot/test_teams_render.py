"""Whatever a reply says, Teams shows it, and nothing in it acts as markup."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replies.answers import answer_reply
from bot.replies.cards import proposal_card
from bot.replies.forms import APPROVE, SNOOZE_DAY
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
from bot.replies.words import clean
from bot.teams.render import card, pages, text
from records.models import ProposalStatus
from tests.doubles.adaptive_cards import Refused, actions, check_card, nested, texts
from tests.pictures import samples

words = st.text(max_size=60) | st.sampled_from(
    [
        "",
        " ",
        "<at>Everyone</at>",
        "**b** _i_ ~~s~~ `c` # h",
        "[here](https://evil.example) ![x](https://evil.example/x.png)",
        "{{DATE(2025-11-28T08:00:00Z, SHORT)}}",
        "a\nb\n\n\nc",
        "\x1b[2J",
        "x" * 5000,
        "\ud800",
        "🎉" * 900,
        '"\\' * 900,
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
buttons = st.builds(Button, st.sampled_from("abcdefgh"), st.text("x-9", min_size=1, max_size=40), words)
plain_blocks = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, some_runs),
    st.builds(Context, words),
    st.builds(Quotes, st.lists(st.builds(Quote, words, some_runs, some_runs), max_size=4).map(tuple)),
    st.builds(Fields, st.lists(st.builds(Field, words, st.none() | words, words), max_size=3).map(tuple)),
    st.builds(Divider),
)
replies = st.builds(Reply, words, st.lists(plain_blocks, max_size=40).map(tuple), st.just("proposal:cp-1"))
slowly = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@slowly
@given(replies, st.lists(st.text("29:abc", min_size=3, max_size=90), max_size=80))
def test_teams_takes_any_reply(reply: Reply, viewers: list[str]) -> None:
    for shown in [*pages(reply), card(reply, viewers=viewers)]:
        check_card(shown)
    assert 1 <= len(text(reply)) <= 500 and "\n" not in text(reply)


@slowly
@given(replies)
def test_no_word_is_lost_between_pages(reply: Reply) -> None:
    shown = [texts(page) for page in pages(reply)]
    if len(shown) > 1:
        for n, page in enumerate(shown, 1):
            assert page.pop() == f"Page {n} of {len(shown)}"
    assert _letters(_said(reply)) == _letters("".join(t for page in shown for t in page))


@slowly
@given(st.lists(buttons, min_size=1, max_size=9, unique_by=lambda b: b.action), words, replies)
def test_buttons_survive_in_a_card_however_long_it_is(row: list[Button], label: str, reply: Reply) -> None:
    menu = Menu(label, (Button("menu", "p1", label), Button("menu2", "p1", "x")))
    shown = card(Reply(reply.text, (*reply.blocks, Buttons("row", (*row, menu))), "card"))
    check_card(shown)
    assert [a["verb"] for a in actions(shown)] == [*[b.action for b in row], "menu", "menu2"]


def test_outside_words_stay_as_they_were_written() -> None:
    nasty = "**not bold** <at>Ann</at> [click](https://evil.example) {{TIME(2025-11-28T08:00:00Z)}} ${x}"
    reply = Reply(nasty, (Heading(nasty), Paragraph((Run(nasty),)), Quotes((Quote(nasty),)), Context(nasty)))
    shown = card(reply)
    check_card(shown)
    assert "".join(texts(shown)) == nasty * 4
    kinds = {e.get("type") for e in nested(shown)}
    assert not kinds & {"TextBlock", "FactSet", "Image", "Media", "Action.OpenUrl"}
    assert "msteams" not in shown  # a mention would need an entity there


def test_only_links_of_ours_become_links() -> None:
    ours = "https://promissory.example/events/1"
    many = (Run("a", link="javascript:alert(1)"), Run("https://evil.example"), Run("c", link=ours))
    shown = card(Reply("x", (Paragraph(many),)))
    links = [(e["text"], e["selectAction"]["url"]) for e in nested(shown) if "selectAction" in e]
    assert links == [("c", ours)]


def test_a_click_says_what_it_is_about_and_nothing_else() -> None:
    row = Buttons("decide:cp-7f3a", (Button(APPROVE, "cp-7f3a", "Approve", "primary"),))
    assert actions(card(Reply("x", (row,)))) == [
        {
            "type": "Action.Execute",
            "title": "Approve",
            "verb": APPROVE,
            "style": "positive",
            "data": {"action": APPROVE, "subject": "cp-7f3a", "row": "decide:cp-7f3a"},
        }
    ]


def test_what_a_menu_offers_stands_behind_the_dots_with_the_name_of_the_menu() -> None:
    shown = card(reminder_card(samples.reminders(), samples.MIRA, samples.TODAY))
    snooze = next(a for a in actions(shown) if a["verb"] == SNOOZE_DAY)
    assert (snooze["title"], snooze["mode"]) == ("Snooze: Until tomorrow", "secondary")


def test_a_card_that_changes_is_asked_for_anew_by_those_who_see_it() -> None:
    reply = proposal_card(samples.proposal())
    shown = card(reply, viewers=["29:b", "29:a", "29:b", *(f"29:{n}" for n in range(90))])
    check_card(shown)
    assert shown["refresh"]["action"]["data"] == {"card": "proposal:cp-7f3a"}
    assert shown["refresh"]["userIds"][:3] == ["29:b", "29:a", "29:0"]
    assert len(shown["refresh"]["userIds"]) == 60
    assert "refresh" not in card(reply)
    assert "refresh" not in card(answer_reply(samples.answer()), viewers=["29:a"])


def test_more_rows_of_buttons_than_fit_say_that_something_is_missing() -> None:
    rows = [Buttons(f"row{n}", tuple(Button(b, "p" * 30, b * 9) for b in "abcde")) for n in range(60)]
    shown = card(Reply("x", (Heading("All of them"), *rows)))
    check_card(shown)
    assert texts(shown)[0] == "All of them" and texts(shown)[-1].startswith("Shortened")
    whole = pages(Reply("x", (Heading("All of them"), *rows)))
    assert len(whole) > 1 and sum(len(actions(page)) for page in whole) == 60 * 5
    for page in whole:
        check_card(page)


def test_a_reply_without_blocks_is_its_text() -> None:
    assert texts(card(Reply("Nothing to do."))) == ["Nothing to do."]
    assert texts(card(Reply(""))) == ["…"]
    assert text(Reply("two\nlines")) == "two lines"


def test_the_real_answers_and_cards_fit_into_one_card() -> None:
    for shown in real_cards():
        check_card(shown)
        assert not any("Shortened" in t for t in texts(shown))


def test_ten_long_promises_of_a_digest_keep_their_buttons_in_place() -> None:
    quoted = [
        samples.promise(id=f"pr_{n:020}", action="send the file " * 30, quote="I will send the file. " * 28)
        for n in range(10)
    ]
    reply = digest_card(quoted, samples.MIRA, samples.TODAY, reminder_id="re-1")
    shown = card(reply, viewers=["29:" + "x" * 100])
    check_card(shown)
    rows = [e["type"] for e in shown["body"] if e["type"] in ("ActionSet", "Container")]
    assert rows == ["Container", "ActionSet"] * 10
    assert sum("…" in t for t in texts(shown)) >= 10


def test_the_library_that_draws_cards_knows_everything_in_them(tmp_path: Path) -> None:
    assert library_refuses(real_cards(), tmp_path) == ""
    bogus = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Bogus"}]}
    assert "Bogus" in library_refuses([bogus], tmp_path)


# ---------------------------------------------------------------- the checker


@pytest.mark.parametrize(
    "element",
    [
        {"type": "TextBlock", "text": "markdown"},
        {"type": "Image", "url": "https://evil.example/x.png"},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "a\nb"}]},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": ""}]},
        {
            "type": "RichTextBlock",
            "inlines": [{"type": "TextRun", "text": "x", "selectAction": {"type": "Action.OpenUrl", "url": "data:,"}}],
        },
        {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "x", "verb": "x", "data": {}}]},
        {"type": "ActionSet", "actions": []},
        {"type": "Container", "items": [{"type": "Container", "items": [], "style": "emphasis"}]},
        {"type": "Input.Text", "id": "a", "label": "x", "regex": ".*"},
    ],
)  # fmt: skip
def test_the_checker_refuses(element: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_card({"type": "AdaptiveCard", "version": "1.5", "body": [element]})


def real_cards() -> list[dict[str, Any]]:
    many = [samples.promise(id=f"p{n}") for n in range(25)]
    shown = [answer_reply(samples.answer())]
    shown += [proposal_card(samples.proposal(status=status)) for status in ProposalStatus]
    shown += [proposal_card(samples.paused(), citations=samples.paused_citations(), names=samples.NAMES)]
    shown += [reminder_card(samples.reminders(), samples.MIRA, samples.TODAY, citations=samples.citations())]
    shown += [digest_card(many, samples.MIRA, samples.TODAY, more=3, citations=samples.citations())]
    return [card(reply, viewers=["29:1abc"]) for reply in shown]


def library_refuses(cards: list[dict[str, Any]], folder: Path) -> str:
    """What npm's `adaptivecards` says against these cards; skips where it is not installed."""
    pictures = Path(__file__).parents[2] / "pictures"
    if not shutil.which("node") or not (pictures / "node_modules" / "adaptivecards").is_dir():
        pytest.skip("Needs node and `npm install` in tests/pictures.")
    file = folder / "cards.json"
    file.write_text(json.dumps(cards))
    command = ["node", str(pictures / "draw_teams.mjs"), "--check", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == bool(done.stderr)
    return done.stderr


def _said(reply: Reply) -> str:
    said: list[str] = []
    for block in reply.blocks:
        match block:
            case Heading(one) | Context(one):
                said.append(one)
            case Paragraph(some):
                said += [r.text for r in some]
            case Quotes(items):
                for quote in items:
                    said += [*(r.text for r in quote.lead), quote.text, *(r.text for r in quote.source)]
            case Fields(items):
                for field in items:
                    said += [field.label, field.before or "empty", "→", field.after]
    shown = "".join(said)
    return shown if _letters(shown) else reply.text if _letters(reply.text) else "…"


def _letters(shown: str) -> str:
    return "".join(clean(shown).split())
