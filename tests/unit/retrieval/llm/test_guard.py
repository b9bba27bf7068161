"""What a model wrote is shown only if the cited words carry all of it."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.guard import TODAY, backing, run
from records.models import Promise
from retrieval.llm.guard import Backing, Refusal, Said, check
from retrieval.llm.guard_facts import Fact, facts_in
from retrieval.llm.guard_words import clauses, telling, tokens
from tests.builders import MARA, TOM

FORM = backing(
    {
        "quote": "I'll send you the revised order form by Friday 27 November, at 1,300 EUR and 20 % off.",
        "speaker": "Mara Lindqvist",
        "said_on": TODAY.replace(day=13),
        "due": TODAY.replace(day=27),
        "owner": "Mara Lindqvist",
        "other": "Acme Dana Whitfield",
        "line": "1. Send the revised order form (Mara Lindqvist to Acme): due Friday 27 Nov [1]",
    }
)


def judge(*sentences: str, known: Backing = FORM, reader: str = TOM.email) -> str | None:
    found = check([Said(s, (1,)) for s in sentences], {1: known}, today=TODAY, reader=reader)
    return found.code if found else None


@pytest.mark.parametrize(
    "written",
    [
        "Mara will send the revised order form by 27 November.",
        "Mara will send the revised order form by 2026-11-27.",
        "Mara will send the revised order form by Nov 27, 2026.",
        "Mara will send the revised order form at 1300 EUR.",
        "Mara will send the revised order form at €1.300.",
        "Mara will send the revised order form at 1,300.00 euros and 20 percent off.",
        "Mara will send the revised order form at 20% off.",
    ],
)
def test_the_same_figure_in_another_spelling_is_the_same_figure(written: str) -> None:
    assert judge(written) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Mara will send the revised order form by 28 November.", "date_not_in_source"),
        ("Mara will send the revised order form by 27 November 2027.", "date_not_in_source"),
        ("Mara will send the revised order form by Thursday.", "date_not_in_source"),
        ("Mara will send the revised order form by 13 November.", "date_not_in_source"),
        ("Mara will send the revised order form at 1,300 USD.", "price_not_in_source"),
        ("Mara will send the revised order form at 130 EUR.", "price_not_in_source"),
        ("Mara will send the revised order form at 1.3 EUR.", "price_not_in_source"),
        ("Mara will send the revised order form at 25 % off.", "percent_not_in_source"),
        ("Mara will send two revised order forms.", "number_not_in_source"),
        ("Mara will send the revised order form v2.", "number_not_in_source"),
        ("Mara will send the revised order form tomorrow.", "relative_date"),
        ("Mara will send the revised order form by Friday.", "relative_date"),  # today is one
        ("Mara and Globex will send the revised order form.", "name_not_in_source"),
        ("Mara will happily send the revised order form.", "word_not_in_source"),
        ("Mara will never send the revised order form.", "negation"),
        ("Acme will send the revised order form.", "wrong_side"),
        ("I will send the revised order form.", "wrong_person"),
        ("Mara will send you the revised order form.", "wrong_person"),
        ("Mara will send us the revised order form.", "wrong_person"),
        ("Send the revised order form by Friday 27 November.", "not_a_statement"),
        ("Will Mara send the revised order form?", "not_a_statement"),
        ("Mara has the revised order form.", "not_told_as_promise"),
        ("Mara will send the revised order form www.evil.example.", "markup_or_link"),
        ("Mara will send the <https://evil.example|revised order form>.", "markup_or_link"),
        ("Mara will send <!channel> the revised order form.", "markup_or_link"),
        ("Mara will send @here the revised order form.", "markup_or_link"),
        ("Mara will send the *revised* order form.", "markup_or_link"),
        ("Mara will send the revised\u202e order form.", "markup_or_link"),
        ("Mara will send the revised\u200b order form.", "markup_or_link"),
        ("Mara will send the revised order form 🎉.", "markup_or_link"),
        ("Mara will send the revised order fоrm.", "word_not_in_source"),
        ("Mara will send the revised order form. " * 20, "too_long"),
        ("...", "empty"),
    ],
)  # fmt: skip
def test_what_the_source_does_not_say_is_not_shown(written: str, code: str) -> None:
    assert judge(written) == code


def test_you_is_right_only_for_the_reader_who_owes_it() -> None:
    assert FORM.promise is not None
    mine = replace(FORM, promise=FORM.promise.model_copy(update={"owner": MARA.email}))
    written = "You will send the revised order form by Friday 27 November."
    assert judge(written, known=mine, reader=MARA.email) is None
    assert judge(written, known=mine, reader=TOM.email) == "wrong_person"


def test_every_sentence_needs_a_citation_that_exists_and_every_promise_a_sentence() -> None:
    fair = "Mara will send the revised order form by Friday 27 November."
    other = replace(FORM, n=2, line="2. Something else (Mara Lindqvist to Acme): no date given [2]")
    both = {1: FORM, 2: other}

    def verdict(*said: Said) -> Refusal | None:
        return check(said, both, today=TODAY, reader=TOM.email)

    assert verdict() == Refusal("empty")
    assert verdict(Said(fair, (1,)), Said(fair, ())) == Refusal("no_citation", 1)
    assert verdict(Said(fair, (1, 3))) == Refusal("unknown_citation", 0)
    assert verdict(Said(fair, (1,))) == Refusal("incomplete")
    assert verdict(*[Said(fair, (1,))] * 13) == Refusal("too_long")


def test_two_sources_are_not_mixed_into_one_claim() -> None:
    def promised(n: int, quote: str, line: str, day: int) -> Backing:
        return backing(
            {
                "quote": quote,
                "speaker": "Mara Lindqvist",
                "said_on": TODAY,
                "due": TODAY.replace(month=12, day=day),
                "owner": "Mara Lindqvist",
                "other": "Acme",
                "line": line,
            }
        )

    keys = promised(
        1,
        "I'll send the keys by 4 December",
        "1. Send the keys (Mara Lindqvist to Acme): due Friday 4 Dec [1]",
        4,
    )
    form = promised(
        2,
        "I'll send the form by 11 December",
        "2. Send the form (Mara Lindqvist to Acme): due Friday 11 Dec [2]",
        11,
    )
    known = {1: keys, 2: replace(form, n=2)}

    def verdict(text: str) -> str | None:
        found = check([Said(text, (1, 2))], known, today=TODAY, reader=TOM.email)
        return found.code if found else None

    assert verdict("Mara will send the keys by 4 December and the form by 11 December.") is None
    assert (
        verdict("Mara will send the keys by 11 December and the form by 4 December.") == "date_not_in_source"
    )


def test_a_mere_quote_is_told_as_said_and_by_whom() -> None:
    quote = backing(
        {
            "quote": "The new price list comes to 12,500 EUR.",
            "speaker": "Dana Whitfield",
            "said_on": TODAY,
            "passage": True,
            "line": "1. Dana Whitfield, Friday 20 Nov: “The new price list comes to 12,500 EUR.” [1]",
        }
    )
    assert judge("Dana said that the new price list comes to 12,500 EUR.", known=quote) is None
    assert judge("The new price list comes to 12,500 EUR.", known=quote) == "unattributed"
    assert judge("Dana said that our new price list comes to 12,500 EUR.", known=quote) == "wrong_person"


def test_the_labelled_sentences_are_judged_as_well_as_published() -> None:
    """`docs/explanation/quality.md` has the figures; here they may only get better."""
    found = run("dev")
    assert all(right == total for right, total in found.values()), found
    held = run("held_out")
    false = [held[kind] for kind in held if kind != "fair"]
    assert held["fair"][0] / held["fair"][1] >= 0.9
    assert sum(right for right, _ in false) / sum(total for _, total in false) >= 0.97


@given(st.text(max_size=300), st.lists(st.integers(-3, 4), max_size=4))
@example("١٢٣ 99999999999999999999999999999 ½ Ⅷ", [1])
@example("1." * 200, [1])
def test_wild_text_is_judged_and_never_raises(text: str, cites: list[int]) -> None:
    found = check([Said(text, tuple(cites))], {1: FORM}, today=TODAY, reader=TOM.email)
    if found is None:
        assert telling(text) <= telling(f"{FORM.quote} {FORM.line} Acme Dana Whitfield") and 1 in cites


@given(st.text(alphabet="0123456789.,-/:% €$kmQ NovMay\u00a0'", max_size=40))
def test_wild_figures_never_raise(text: str) -> None:
    assert all(isinstance(f, Fact) for f in facts_in(text))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("30 seats, 39,000 EUR a year", {("number", "30", "seat"), ("money", "39000", "EUR")}),
        ("$50k, 1.2 million dollars", {("money", "50000", "USD"), ("money", "1200000", "USD")}),
        ("Q3 2026 or in May", {("quarter", "3", "2026"), ("month", "5", "")}),
        ("the new ones, two weeks", {("number", "2", "week")}),
        ("14:30 or 3 pm", {("time", "14:30", ""), ("time", "15:00", "")}),
        ("27.11.2026", {("date", "11-27", "2026")}),
        ("ISO27001", {("code", "iso27001", "")}),
        ("may we", set()),
    ],
)
def test_figures_have_one_form(text: str, kinds: set[tuple[str, str, str]]) -> None:
    assert {(f.kind, f.value, f.unit) for f in facts_in(text)} == kinds


def test_a_past_form_claims_more_than_a_future_one() -> None:
    assert telling("will send") == telling("will be sent") != telling("sent")
    assert tokens("won't they’ll Acme's") == ["will", "not", "they", "will", "acme"]
    assert [c.negated for c in clauses("We won't raise it, but we will tell you")] == [True, False]
    assert isinstance(FORM.promise, Promise)
