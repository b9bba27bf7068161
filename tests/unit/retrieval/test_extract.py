"""Promises out of one event: what counts, whose it is, how strong, and always in the speaker's exact words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Direction, Event, EventKind, Participant, PromiseDraft, Strength, Turn
from retrieval.extract import EXTRACTOR_VERSION, Sides, extract

JANA = Participant(email="jana@ours.example", name="Jana Roth")
BOB = Participant(email="bob@acme.example", name="Bob Meyer")
SIDES = Sides(our_domains=frozenset({"ours.example"}), names={"lena fox": "lena@ours.example"})
WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)


def event(text: str, **fields: object) -> Event:
    known: dict[str, object] = {
        "id": "e1",
        "source": "test",
        "external_id": "x1",
        "kind": EventKind.mail,
        "at": WEDNESDAY,
        "sender": JANA,
        "to": (BOB,),
        "text": text,
        "said": ((0, len(text)),),
    }
    return Event.model_validate(known | fields)


def promises(text: str, **fields: object) -> list[PromiseDraft]:
    return list(extract(event(text, **fields), SIDES).promises)


@pytest.mark.parametrize(
    "text",
    [
        "We'll send you the revised quote by Friday.",
        "I'm going to call your warehouse tomorrow.",
        "You'll have it by Monday.",
        "Consider it done.",
        "Let me get you the numbers by Monday.",
        "Happy to throw in two training days.",
        "The contract will be sent tomorrow.",
        "Revised SOW coming Tuesday.",
        "I'm dropping it off tomorrow.",
        "I'll inform you as soon as we know.",
        "No price increase before 2027.",
        "We won't charge for the second visit.",
        "Leave it with me.",
        "Ich schicke Ihnen das Angebot bis Freitag.",
        "Wir werden die Leuchten am Montag liefern.",
        "Das bekommen Sie morgen.",
        "Je vous envoie le devis demain.",
        "Nous vous ferons parvenir le contrat.",
    ],
)
def test_finds_a_promise(text: str) -> None:
    assert len(promises(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We sent it last week.",
        "Our platform supports SAML.",
        "We ship every order as PDF.",
        "Could you send me the PO by Friday?",
        "Please send the signed copy tomorrow.",
        "I can't promise anything before Monday.",
        "Jim said they'd send it on Monday.",
        "Bob told me he will call you tomorrow.",
        "Will you be there on Tuesday?",
        "Talk soon!",
        "Looking forward to seeing you on Monday.",
        "I'll see you on Tuesday.",
        "I'll be out of the office until Monday.",
        "I would have sent it if I had known.",
        "Sure, and I'll be the queen of England.",
        "Let me know if you have questions.",
        "Click here and you will receive our newsletter.",
        "I won't promise more than I can sign today.",
        "I'm not going to give you a date today.",
        "Versprechen kann ich das für Freitag nicht.",
        "Einen neuen Termin kann ich Ihnen heute leider nicht zusagen.",
        "Bis Freitag schaffen wir das leider nicht.",
        "Excel-Listen kenne ich gut.",
        "Gerard decides with his board tomorrow evening.",
        "Hall D comes back from refurbishment on 14 December.",
        "Samira won't move without SSO.",
        "On the road today.",
        "By Friday, all right.",
        "So no documents today.",
        "More in the contract mail on Monday.",
        "Let us discuss it next week.",
        "I am retiring at the end of June.",
        "Kostenlose Stornierung bis 12.09.",
        "Thought you should have it from me before Monday.",
        "Go on Monday, take Oskar, and call me from the car park.",
    ],
)
def test_takes_nothing_else_for_a_promise(text: str) -> None:
    assert promises(text) == []


def test_quotes_the_clause_alone() -> None:
    text = "Hi Bob,\n\nI talked to Jim and I'll send the quote tomorrow. Thanks!"
    (found,) = promises(text)
    assert found.quote.rstrip(".") == "I'll send the quote tomorrow"
    assert text[found.start : found.end] == found.quote


def test_quoted_history_and_signatures_say_nothing() -> None:
    text = "Thanks, Bob.\n\n> I'll send the quote tomorrow.\n\n--\nWe will never share your data."
    assert promises(text, said=((0, 12),), quoted=((14, 46),), signature=((48, len(text)),)) == []


@pytest.mark.parametrize("flag", ["auto_reply", "bulk"])
def test_automatic_and_bulk_mail_promises_nothing(flag: str) -> None:
    assert promises("I'll send you the quote tomorrow.", flags=(flag,)) == []


@pytest.mark.parametrize(
    "text",
    [
        "This is the mail system at host mx.example. Will keep trying until message is 5 days old.",
        "Delivery Status Notification\n\nWe will try to deliver it again tomorrow.",
        "This email was automatically generated. We will process your request by Friday.",
    ],
)
def test_a_bounce_without_headers_promises_nothing(text: str) -> None:
    assert promises(text) == []


def test_a_lost_parcel_is_no_bounce() -> None:
    assert len(promises("Your parcel could not be delivered. I'll send it again tomorrow.")) == 1


def test_a_day_that_begins_a_line_begins_no_list() -> None:
    (found,) = promises("Sie hören bis zum\n11. Dezember von uns.")
    assert found.due == date(2026, 12, 11)


@pytest.mark.parametrize(
    "text",
    [
        "We will not change the artwork without your consent.",
        "I won't put it anywhere until you say so.",
        "Wir werden die Preise bis Juni nicht erhöhen.",
        "No price increase this year.",
        "We're moving your order to the front of the queue.",
    ],
)
def test_to_refrain_is_a_promise_too(text: str) -> None:
    assert len(promises(text)) == 1


def test_two_promises_in_one_sentence_are_two() -> None:
    found = promises("I'll send the deck on Monday and we'll deliver the units on Friday.")
    assert [p.due for p in found] == [date(2026, 11, 23), date(2026, 11, 20)]


def test_the_speakers_side_decides_the_direction() -> None:
    (ours,) = promises("I'll send the signed order tomorrow.")
    (theirs,) = promises("I'll send the signed order tomorrow.", sender=BOB, to=(JANA,))
    assert (ours.direction, ours.owner, ours.beneficiary) == (Direction.ours, JANA.email, BOB.email)
    assert (theirs.direction, theirs.owner, theirs.beneficiary) == (Direction.theirs, BOB.email, JANA.email)


def test_an_action_item_is_owed_by_whom_it_names() -> None:
    text = "Actions:\n- Bob (Acme) to send the network plan by Friday\n- Jana to prepare the SOW\n"
    found = promises(text)
    assert [(p.owner, p.direction) for p in found] == [
        (BOB.email, Direction.theirs),
        (JANA.email, Direction.ours),
    ]
    assert found[0].due == date(2026, 11, 20)
    assert found[0].quote == "Bob (Acme) to send the network plan by Friday"


def test_a_named_colleague_owes() -> None:
    (found,) = promises("Lena will send you the contract on Monday.")
    assert (found.owner, found.direction) == ("lena@ours.example", Direction.ours)


def test_what_the_other_side_will_do_is_not_ours_to_promise() -> None:
    assert promises("Bob will send us his comments tomorrow.") == []


def test_in_a_call_everybody_speaks_for_themselves() -> None:
    first, second = (
        "i'll send you the drawing this afternoon.\n",
        "great, i'll get the samples out by friday.\n",
    )
    turns = (
        Turn(start=0, end=len(first), speaker=JANA),
        Turn(start=len(first), end=len(first + second), speaker=Participant(email="", name="Bob Meyer")),
    )
    found = promises(first + second, kind=EventKind.transcript, turns=turns)
    assert [p.owner for p in found] == [JANA.email, BOB.email]
    assert [p.direction for p in found] == [Direction.ours, Direction.theirs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We'll send it by Friday.", Strength.firm),
        ("We should be able to send it by Friday.", Strength.soft),
        ("We'll try to send it by Friday.", Strength.soft),
        ("If legal agrees, we'll send it by Friday.", Strength.conditional),
        ("We'll send it once you sign.", Strength.conditional),
        ("I'll send it as soon as I'm back at my desk.", Strength.firm),
    ],
)
def test_strength(text: str, expected: Strength) -> None:
    (found,) = promises(text)
    assert found.strength is expected


def test_a_condition_is_part_of_the_quote() -> None:
    (found,) = promises("Thanks. If legal agrees, we'll send it by Friday.")
    assert found.quote.startswith("If legal agrees")


def test_the_action_is_a_short_phrase() -> None:
    (found,) = promises("I'll send you the revised quote by Friday.")
    assert found.action == "send the revised quote by Friday"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("I'll get you the summary by Friday.", "deliver the summary by Friday"),
        ("I'll get you an answer by Friday.", "give you an answer by Friday"),
        ("You'll have the quotation by the 10th.", "deliver the quotation by the 10th"),
        ("You'll get the mapping sheet from us by 30 November.", "deliver the mapping sheet by 30 November"),
        ("I'm sending the summary by Friday, needs one more look.", "send the summary by Friday"),
        (
            "I'll send you the certificate by Friday, our broker answers once a day.",
            "send the certificate by Friday",
        ),
        (
            "I'll have it reset and send you the new ones on Monday.",
            "have it reset and send the new ones on Monday",
        ),
        ("We won't bill the two extra days.", "not bill the two extra days"),
        ("I'll not circulate the draft before Monday.", "not circulate the draft before Monday"),
        ("The contract will be sent tomorrow.", "the contract will be sent tomorrow"),
        ("Once you sign, the mould will be cut on Monday.", "the mould will be cut on Monday"),
        ("Das Angebot schicke ich Ihnen bis Freitag.", "das Angebot bis Freitag schicken"),
        ("Ich melde mich bis Freitag bei Ihnen.", "sich bis Freitag bei Ihnen melden"),
        ("Die Unterlagen bekommen Sie bis Ende November von uns.", "die Unterlagen bis Ende November"),
        ("Wenn Sie bis Freitag bestellen, geben wir Ihnen fünf Prozent.", "fünf Prozent geben"),
        ("Je vous envoie le devis demain.", "envoyer le devis demain"),
        (
            "Wir passen das Logo an und schicken dir morgen zwei Varianten.",
            "wir passen das Logo an und schicken dir morgen zwei Varianten",
        ),
        ("You'll have it back on Monday.", "return it on Monday"),
    ],
)
def test_the_action_reads_well_after_we_owe_them(text: str, action: str) -> None:
    (found,) = promises(text)
    assert found.action == action
    assert " ," not in found.action


def test_line_breaks_inside_a_sentence_stay_in_the_quote() -> None:
    text = (
        "Thank you for the long and friendly conversation that we had about the new\n"
        "line. I will send the complete and revised offer for all of the machines to\n"
        "you by Friday at noon."
    )
    (found,) = promises(text)
    assert found.quote == text[text.index("I will") :]


def test_the_version_names_rules_and_model() -> None:
    assert EXTRACTOR_VERSION.startswith("rules-") and "model-" in EXTRACTOR_VERSION


_PIECES = st.sampled_from(
    [
        "I'll send it",
        "we will",
        " by Friday",
        "If you sign, ",
        "\n- Bob (Acme) to send X",
        "Action: ",
        "\u2019ll ",
        "?",
        "...",
        " and ",
        "\u0130",
        "\u1e9e",
        "cancel our contract",
        "\n\n",
        "Hi Bob,",
        "ich schicke Ihnen ",
        "morgen",
        "\U0001f600",
        ": ",
        "(",
        ") ",
        "42",
        "\u200b",
    ]
)
_TEXT = st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=30).map("".join))


@settings(max_examples=300, deadline=None)
@given(text=_TEXT, cut=st.integers(0, 300), end=st.integers(0, 300), turn=st.booleans())
def test_every_quote_is_the_said_text_at_its_span(text: str, cut: int, end: int, turn: bool) -> None:
    begin, stop = sorted((min(cut, len(text)), min(end, len(text))))
    said = ((0, begin), (stop, len(text))) if begin < stop else ((0, len(text)),)
    turns = (
        (Turn(start=0, end=begin, speaker=BOB), Turn(start=begin, end=len(text), speaker=JANA))
        if turn
        else ()
    )
    what = event(text, said=said, turns=turns)
    found = extract(what, SIDES)
    for part in (*found.promises, *found.intents):
        assert text[part.start : part.end] == part.quote
        assert what.was_said(part.start, part.end)


def test_nobody_known_promises_nothing() -> None:
    assert promises("I'll send it tomorrow.", sender=None, to=()) == []


@pytest.mark.parametrize(
    "text", ["I'll " * 20_000, "a" * 200_000, "if " * 30_000, "(" * 50_000, "- " * 40_000]
)
def test_endless_lines_end(text: str) -> None:
    extract(event(text), SIDES)
