"""A form takes the place of the clicked card, for the clicker alone, and says what was typed when it is sent."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.cards import proposal_card
from bot.replies.forms import ASKS_FIRST, EDIT, WRONG_OWNER, form_for
from bot.replies.settings import settings_form
from bot.replies.shapes import Form, Heading, Input, Reply
from bot.teams.forms import CANCEL, form_card, values_of
from tests.doubles.adaptive_cards import actions, check_card, nested, texts
from tests.pictures import samples
from tests.unit.bot.test_teams_render import library_refuses, slowly, words

PEOPLE = [(samples.TOM.email, "Tom Reyes"), (samples.MIRA.email, "Mira **Okafor**")]
SETTINGS = Form(
    "settings",
    "mira@lumenworks.example",
    "My settings",
    "Save",
    (
        Input("quiet_from", "Quiet from", "time", "18:00"),
        Input("cap", "Reminders a day", "number", "5"),
        Input("zone", "Time zone", "choice", "b", (("a", "Europe/Berlin"), ("b", "Europe/Lisbon"))),
        Input("name", "Called", "text", optional=True),
        Input("day", "From", "date", "soon"),
    ),
    note="Only you see <at>this</at>.",
)


def test_a_form_asks_for_what_is_missing_and_can_be_left() -> None:
    form = form_for(EDIT, "cp-7f3a", initial="Send **it** by Friday")
    assert form is not None
    shown = form_card(form, card="proposal:cp-7f3a")
    check_card(shown)
    asked = next(e for e in nested(shown) if e.get("type") == "Input.Text")
    assert (asked["id"], asked["value"], asked["isRequired"]) == ("value", "Send **it** by Friday", True)
    send, leave = actions(shown)
    assert (send["verb"], send["data"]) == (EDIT, {"action": EDIT, "subject": "cp-7f3a", "sent": True})
    assert (leave["verb"], leave["associatedInputs"]) == (CANCEL, "none")
    assert leave["data"] == {"card": "proposal:cp-7f3a", "subject": "cp-7f3a"}


def test_what_a_form_is_about_stays_in_sight() -> None:
    form = form_for(EDIT, "cp-7f3a")
    assert form is not None
    shown = form_card(form, about=proposal_card(samples.proposal()))
    check_card(shown)
    said = texts(shown)
    assert said[0] == "Update the next step for Acme?" and "Follow up in January" in said
    assert [a["title"] for a in actions(shown)] == ["Save", "Cancel"]
    check_card(form_card(form, about=Reply("x", (Heading("long " * 9000),))))


def test_every_kind_of_input_is_drawn() -> None:
    shown = form_card(SETTINGS)
    check_card(shown)
    fields = {e["id"]: e for e in nested(shown) if str(e.get("type", "")).startswith("Input.")}
    assert {n: (f["type"], f.get("value")) for n, f in fields.items()} == {
        "quiet_from": ("Input.Time", "18:00"),
        "cap": ("Input.Number", 5),
        "zone": ("Input.ChoiceSet", "b"),
        "name": ("Input.Text", None),
        "day": ("Input.Date", None),
    }
    assert "isRequired" not in fields["name"] and "isMultiline" not in fields["name"]
    assert "Only you see <at>this</at>." in texts(shown)


def test_a_colleague_is_chosen_from_a_list_or_named_by_address() -> None:
    form = form_for(WRONG_OWNER, "pr-1")
    assert form is not None
    listed = next(e for e in nested(form_card(form, people=PEOPLE)) if e.get("id") == "owner")
    assert [c["value"] for c in listed["choices"]] == [samples.MIRA.email, samples.TOM.email]
    crowd = [(f"p{n}@lumenworks.example", f"Person {n}") for n in range(300)]
    for people in ([], crowd):
        shown = form_card(form, people=people)
        check_card(shown)
        assert next(e for e in nested(shown) if e.get("id") == "owner")["style"] == "Email"


def test_what_was_typed_comes_back_by_name_and_nothing_else() -> None:
    sent: dict[str, Any] = {"action": EDIT, "subject": "cp-1", "sent": True, "card": "c", "row": "r"}
    typed = {"value": " new\x00 ", "reason": "", "cap": 5, "until": None, "odd": ["x"], "long": "y" * 9000}
    assert values_of(sent | typed) == {"value": "new", "cap": "5", "long": "y" * 3000}


def test_a_field_starts_empty_rather_than_with_half_of_a_value() -> None:
    long = form_for(EDIT, "cp-1", initial="永" * 1900)
    longer = Form("a", "b", "T", "S", tuple(Input(n, "Say", "lines", "永" * 1900) for n in "xyz"))
    assert long is not None
    for form, filled in ((long, 1900), (longer, 0)):
        shown = form_card(form, about=proposal_card(samples.proposal()))
        check_card(shown)
        assert len(next(e for e in nested(shown) if e.get("type") == "Input.Text").get("value", "")) == filled


@slowly
@given(words, words, words, st.lists(st.tuples(st.text(max_size=9), words), max_size=120))
def test_any_form_is_taken(initial: str, label: str, note: str, people: list[tuple[str, str]]) -> None:
    kinds = ("text", "lines", "person", "date", "time", "number", "choice")
    inputs = tuple(Input(k, label, k, initial, tuple(people)) for k in kinds)  # type: ignore[arg-type]
    check_card(form_card(Form("a", "b", label, label, inputs, note), people=people))


def test_an_input_can_not_shadow_what_the_button_says() -> None:
    with pytest.raises(ValueError, match="subject"):
        form_card(Form("a", "b", "T", "S", (Input("subject", "x"),)))
    for form in real_forms():
        form_card(form)


def test_the_library_that_draws_cards_knows_every_input(tmp_path: Path) -> None:
    shown = [form_card(form, people=PEOPLE) for form in real_forms()]
    assert library_refuses(shown, tmp_path) == ""


def real_forms() -> list[Form]:
    made = [form for action in ASKS_FIRST if (form := form_for(action, "cp-1"))]
    return [SETTINGS, settings_form(time(8), (18, 8), 5, "Europe/Berlin"), *made]
