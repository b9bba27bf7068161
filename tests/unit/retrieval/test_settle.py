"""Later mail settles promises, cites its words, and never calls one kept on a mere "thanks"."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import (
    Attachment,
    Direction,
    Event,
    EventKind,
    Participant,
    Promise,
    PromiseStatus,
    Settlement,
    Strength,
    Turn,
)
from retrieval.settle import settle
from retrieval.sides import Sides

SIDES = Sides(our_domains=frozenset({"northwind.example"}))
JANA = Participant(email="jana@northwind.example", name="Jana Roth")
TOM = Participant(email="tom@northwind.example", name="Tom Vale")
DANA = Participant(email="dana@acme.example", name="Dana Lutz")
STRANGER = Participant(email="rob@elsewhere.example", name="Rob")
FRIDAY = date(2026, 11, 20)


def promised(action: str = "send the revised quote", **more) -> Promise:
    direction = more.get("direction", Direction.ours)
    owner, other = (JANA, DANA) if direction is Direction.ours else (DANA, JANA)
    quote = more.pop("quote", f"I'll {action} by Friday")
    fields = {
        "id": "p1", "event_id": "e0", "start": 0, "end": len(quote), "quote": quote, "direction": direction,
        "owner": owner.email, "beneficiary": other.email, "action": action, "strength": Strength.firm, "due": FRIDAY,
        "confidence": 0.9, "at": datetime(2026, 11, 17, 9, 0, tzinfo=UTC), "account_id": "a1",
    } | more  # fmt: skip
    return Promise(**fields)


def mail(text: str, sender: Participant | None = JANA, *files: str, **more) -> Event:
    fields = {
        "id": "e1", "source": "files", "external_id": "<m1>", "kind": EventKind.mail,
        "at": datetime(2026, 11, 19, 9, 0, tzinfo=UTC), "sender": sender, "text": text,
        "said": ((0, len(text)),) if text else (), "thread": "t1",
        "attachments": tuple(Attachment(name=f, media_type="application/pdf", size=1, sha256="0" * 64) for f in files),
    } | more  # fmt: skip
    return Event(**fields)


def outcome(
    event: Event, *open_promises: Promise, new: tuple[Promise, ...] = (), same_thread: bool = True
) -> Settlement | None:
    """The settlement of the first promise."""
    threads = {p.id: "t1" if same_thread else "t0" for p in open_promises}
    found = settle(event, new, open_promises, SIDES, threads=threads)
    for s in found:
        assert s.quote and s.quote == event.text[s.start : s.end] and event.was_said(s.start, s.end)
        assert s.event_id == event.id and s.why
    return next((s for s in found if s.promise_id == open_promises[0].id), None)


def status(event: Event, *open_promises: Promise, **more) -> str:
    found = outcome(event, *open_promises, **more)
    return found.status.value if found else "open"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Hi Dana,\n\nattached is the revised quote.", JANA),
        ("Here's the revised quote.", TOM),
        ("As promised, the revised quote.", JANA),
        ("I've just sent you the revised offer.", JANA),
        ("Got the revised quote, thanks!", DANA),
        ("Thank you for the revised proposal.", DANA),
        ("Anbei das überarbeitete Angebot.", JANA),
        ("About the revised quote: I sent it this morning.", JANA),
    ],
)
def test_delivery_by_our_side_or_receipt_by_theirs_keeps_it(text: str, sender: Participant) -> None:
    assert status(mail(text, sender), promised()) == "kept"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Thanks, I'll check.", DANA),
        ("Looking forward to the revised quote.", DANA),
        ("Did you send the revised quote?", DANA),
        ("Please send the revised quote.", DANA),
        ("Thanks in advance for the revised quote.", DANA),
        ("We haven't received the revised quote.", DANA),
        ("Thanks for the update on the revised quote.", DANA),
        ("I'll send the revised quote as soon as legal is done.", JANA),
        ("The revised quote is nearly ready.", JANA),
        ("If the revised quote was sent, tell me.", JANA),
        ("Attached is the invoice.", JANA),
        ("We sent you the original quote last month.", JANA),
        ("Attached is the revised quote.", DANA),
        ("I haven't sent the revised quote yet.", JANA),
        ("Attached is the NDA, the revised quote will follow.", JANA),
    ],
)
def test_words_that_settle_nothing(text: str, sender: Participant) -> None:
    assert status(mail(text, sender), promised()) == "open"


def test_sso_is_enabled() -> None:
    assert status(mail("Done, SSO is enabled."), promised("enable SSO for your tenant")) == "kept"
    assert (
        status(mail("SSO will be enabled tomorrow."), promised("enable SSO for your tenant", due=None))
        != "kept"
    )


def test_a_promise_of_theirs_is_kept_by_their_delivery_or_our_receipt() -> None:
    theirs = promised("send the signed PO", direction=Direction.theirs)
    assert status(mail("Please find the signed purchase order attached.", DANA), theirs) == "kept"
    assert status(mail("We received the signed PO, thanks.", JANA), theirs) == "kept"
    assert status(mail("Please find the signed purchase order attached.", JANA), theirs) == "open"


def test_a_fitting_file_counts_when_the_text_names_nothing() -> None:
    assert status(mail("See attachment.", JANA, "Acme_revised_quote_v2.pdf"), promised()) == "kept"
    assert status(mail("See attachment.", JANA, "NDA_signed.pdf"), promised()) != "kept"
    assert status(mail("How was your holiday?", JANA, "Acme_revised_quote_v2.pdf"), promised()) == "unsure"
    assert status(mail("See attachment.", DANA, "Acme_revised_quote_v2.pdf"), promised()) == "open"


def test_as_promised_alone_needs_the_thread_and_a_single_promise() -> None:
    here = mail("Here you go, as promised.")
    assert status(here, promised()) == "kept"
    assert status(here, promised(), same_thread=False) == "open"
    assert status(here, promised(), promised("send the SOW", id="p2")) != "kept"


def test_which_of_two_quotes_came_must_be_said() -> None:
    leeds, york = promised("send the quote for Leeds"), promised("send the quote for York", id="p2")
    assert status(mail("Here's the quote for Leeds."), leeds, york) == "kept"
    assert status(mail("Here's the quote for Leeds."), york, leeds) == "open"
    assert status(mail("Here's the quote."), leeds, york) == "unsure"


@pytest.mark.parametrize(
    "text",
    [
        "Here's a first draft of the contract.",
        "Here is half of the contract.",
        "Attached is the contract.",
    ],
)
def test_a_part_or_an_earlier_version_is_no_delivery(text: str) -> None:
    assert status(mail(text), promised("send the final contract")) in ("unsure", "open")


def test_a_faulty_delivery_is_unsure() -> None:
    assert status(mail("The revised quote you sent is empty.", DANA), promised()) == "unsure"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The revised quote will be Tuesday instead.", date(2026, 11, 24)),
        ("We need to push the revised quote to the 27th.", date(2026, 11, 27)),
        ("The revised quote slipped. It'll be Tuesday.", date(2026, 11, 24)),
        ("We can't send the revised quote before 25 November.", date(2026, 11, 25)),
        ("Das überarbeitete Angebot kommt erst am Dienstag.", date(2026, 11, 24)),
        ("The revised quote moves from Friday to Tuesday.", date(2026, 11, 24)),
    ],
)
def test_another_day_changes_it(text: str, due: date) -> None:
    found = outcome(mail(text), promised())
    assert found and found.status is PromiseStatus.changed and found.new_due == due


def test_a_slip_without_a_day_is_unsure() -> None:
    assert status(mail("The revised quote is delayed, sorry."), promised()) == "unsure"
    assert status(mail("I won't be able to send the revised quote by Friday."), promised()) == "unsure"


def test_only_the_one_who_owes_can_move_it() -> None:
    assert status(mail("The revised quote would suit us on Tuesday instead.", DANA), promised()) == "open"
    assert status(mail("Can you make it Tuesday instead?", DANA), promised()) == "open"


def test_friday_becomes_tuesday_becomes_thursday() -> None:
    first = promised()
    text = "You'll have the revised quote on Tuesday."
    move = mail(text)
    second = promised(id="p2", event_id="e1", quote=text[:-1], due=date(2026, 11, 24), at=move.at)
    found = outcome(move, first, new=(second,))
    assert found and found.status is PromiseStatus.changed
    assert (found.superseded_by, found.new_due) == ("p2", date(2026, 11, 24))
    again = mail(
        "Sorry, the revised quote will be Thursday.", id="e2", at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    )
    found = outcome(again, second)
    assert found and found.status is PromiseStatus.changed and found.new_due == date(2026, 11, 26)


def test_the_same_day_said_again_changes_nothing() -> None:
    text = "You'll have the revised quote on Friday."
    again = promised(id="p2", event_id="e1", quote=text[:-1])
    assert status(mail(text), promised(), new=(again,)) == "open"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("We won't be able to send a revised quote.", JANA),
        ("We can't do the revised quote after all.", JANA),
        ("I have to take my word on the revised quote back.", JANA),
        ("The revised quote is no longer needed.", DANA),
        ("Don't bother with the quote.", DANA),
        ("Forget the revised quote.", DANA),
        ("Das Angebot brauchen wir nicht mehr.", DANA),
    ],
)
def test_taken_back_or_released(text: str, sender: Participant) -> None:
    assert status(mail(text, sender), promised()) == "withdrawn"


@pytest.mark.parametrize(
    "text",
    [
        "Don't forget the revised quote.",
        "No need to rush the revised quote.",
        "Forget the SOW.",
        "Do you still need the quote?",
    ],
)
def test_what_releases_nobody(text: str) -> None:
    assert status(mail(text, DANA), promised()) == "open"


def test_automatic_and_bulk_mail_settles_nothing() -> None:
    for flag in ("auto_reply", "bulk"):
        assert status(mail("Attached is the revised quote.", flags=(flag,)), promised()) == "open"


def test_only_what_was_said_counts() -> None:
    text = "Thanks.\n> attached is the revised quote"
    assert status(mail(text, said=((0, 7),), quoted=((8, len(text)),)), promised()) == "open"
    assert status(mail("attached is the revised quote", said=()), promised()) == "open"


def test_earlier_events_and_the_promise_itself_settle_nothing() -> None:
    event = mail("Attached is the revised quote.")
    assert status(event, promised(at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))) == "open"
    assert status(event, promised(event_id="e1")) == "open"
    assert status(event, promised(status=PromiseStatus.kept)) == "open"
    assert status(event, promised(status=PromiseStatus.unsure)) == "kept"


def test_somebody_of_a_third_company_is_not_believed() -> None:
    theirs = promised("send the signed PO", direction=Direction.theirs)
    assert status(mail("Please find the signed PO attached.", STRANGER), theirs) == "unsure"


def test_in_a_call_each_speaker_counts_for_their_side() -> None:
    text = "I sent the revised quote yesterday.\nGreat."
    turns = (Turn(start=0, end=35, speaker=JANA), Turn(start=36, end=42, speaker=DANA))
    call = mail(text, None, kind=EventKind.transcript, turns=turns)
    assert status(call, promised()) == "kept"
    swapped = (Turn(start=0, end=35, speaker=DANA), Turn(start=36, end=42, speaker=JANA))
    assert status(mail(text, None, kind=EventKind.transcript, turns=swapped), promised()) == "open"


WILD = st.lists(
    st.sampled_from(
        ["attached is ", "the revised quote", " the quote", "as promised", ". ", "\n", "? ", "won't be able to ", "Tuesday ", "instead ",
         "forget ", "thanks for ", "got ", "it ", "here you go", "12 ", "(", ")", ": ", "\u2019ll ", "ü", "İ"]
    )
    | st.text(max_size=6),
    max_size=16,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    WILD,
    st.sampled_from([JANA, DANA, None]),
    st.sampled_from(["send the revised quote", "", "x", "call you", "ß" * 50, "of the by 12"]),
)
def test_never_raises_and_always_quotes_what_was_said(
    parts: list[str], sender: Participant | None, action: str
) -> None:
    text = "".join(parts)
    outcome(
        mail(text, sender, "quote.pdf", "..", ""),
        promised(action, quote=action or "I will"),
        promised("send it", id="p2"),
    )
