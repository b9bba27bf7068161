"""Somebody looks for a promise by a few words, in a picker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.replies.shapes import Buttons, Quotes
from bot.workflows.find import MOST, Find
from tests.builders import MARA, TOM, open_app, read_mail, write_mail


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path / "home")
    mail = tmp_path / "mail"
    mail.mkdir()
    read_mail(
        opened,
        write_mail(mail, "quote.eml", "I'll send you the revised quote by Friday."),
        write_mail(mail, "plan.eml", "We will share the rollout plan next Tuesday."),
    )
    yield opened
    opened.close()


def find(app: App) -> Find:
    return Find(app.people, app.reading, app.clock)


def test_the_promise_that_is_meant_comes_and_others_do_not(app: App) -> None:
    (found,) = find(app).search("revised quote", MARA.email)
    assert "revised quote" in found[1] and "due" in found[2]


def test_without_words_comes_what_is_open_and_never_more_than_a_picker_holds(app: App) -> None:
    assert 2 == len(find(app).search("  ", MARA.email)) <= MOST


def test_words_that_fit_nothing_find_nothing(app: App) -> None:
    for words in ("zebra", "🎉", "x" * 20_000, "'; drop table promise; --"):
        assert find(app).search(words, MARA.email) == []


def test_somebody_who_may_not_read_the_mail_finds_nothing_and_opens_nothing(app: App) -> None:
    (found,) = find(app).search("revised quote", MARA.email)
    for other in (TOM.email, "stranger@elsewhere.example", ""):
        assert find(app).search("revised quote", other) == []
        assert find(app).promise(found[0], other) is None


def test_one_promise_is_shown_with_its_exact_words_and_buttons_while_it_is_open(app: App) -> None:
    (found,) = find(app).search("revised quote", MARA.email)
    shown = find(app).promise(found[0], MARA.email)
    assert shown is not None
    quotes = [q for b in shown.blocks if isinstance(b, Quotes) for q in b.items]
    assert [q.text for q in quotes] == ["I'll send you the revised quote by Friday."]
    assert (
        shown.text == "Mara Lindqvist owes Acme Corp Ltd: send the revised quote"
        and "@" not in quotes[0].source[1].text
    )
    assert any(isinstance(b, Buttons) for b in shown.blocks)
    app.correct.correct(found[0], "done", MARA.email)
    after = find(app).promise(found[0], MARA.email)
    assert after is not None and not any(isinstance(b, Buttons) for b in after.blocks)
    assert find(app).promise("pr_unknown", MARA.email) is None
