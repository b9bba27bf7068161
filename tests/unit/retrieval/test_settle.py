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
from retrieval.settle_pronouns import named_things
from retrieval.sides import Sides

SIDES = Sides(our_domains=frozenset({"northwind.example"}))
JANA = Participant(email="jana@northwind.example", name="Jana Roth")
TOM = Participant(email="tom@northwind.example", name="Tom Vale")
DANA = Participant(email="dana@acme.example", name="Dana Lutz")
STRANGER = Participant(email="rob@elsewhere.example", name="Rob")
FRIDAY = date(2026, 11, 20)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("put a three-year comparison together and send it to you", "Here is the three-year comparison."),
        ("sending the pen test summary, needs a redaction pass first", "The pen test summary is attached."),
        ("have the Dutch screens on 30 October instead of this Friday", "The Dutch screens are attached."),
        ("ask Lena and come back to you", "As promised, the answer from Lena: it is fine."),
        ("run it past finance", "Talked to finance as I said I would."),
        ("lend you eight scanners", "All eight scanners we lent you have arrived."),
        ("deliver you the master data", "Herewith the master data."),
        ("have the headcount for you", "Headcount as discussed: 8 in Wakefield."),
        ("set up a sandbox", "The sandbox is live and the names you gave me have their invites."),
        ("migrate your stock database", "The stock migration went live on Monday."),
    ],
)
def test_what_was_promised_in_other_words_is_recognised(action: str, text: str) -> None:
    assert status(mail(text), promised(action)) == "kept"


def test_as_i_said_yesterday_is_not_a_delivery_of_long_ago() -> None:
    said = promised("send you our segment list", at=datetime(2026, 11, 18, 16, 0, tzinfo=UTC))
    assert status(mail("Attached is the segment list, as I said yesterday."), said) == "kept"


@pytest.mark.parametrize("text", ["Sample roll came, still reads.", "Sample roll got here, nice."])
def test_a_short_word_of_receipt_keeps_it(text: str) -> None:
    assert status(mail(text, DANA), promised("mail you a sample roll")) == "kept"


def test_a_call_is_kept_when_the_other_side_says_that_somebody_rang() -> None:
    call = promised("call Dana tomorrow at 9")
    assert status(mail("Oskar rang at nine on the dot, all printing again.", DANA), call) == "kept"
    assert status(mail("Oskar never rang.", DANA), call) == "open"
    assert status(mail("We called it a day.", DANA), call) == "open"


def test_several_things_promised_together_need_each_to_be_named() -> None:
    both = promised("send you a budget price and two reference customers")
    assert status(mail("Budget price attached. The references are on page 2."), both) == "kept"
    assert status(mail("Budget price attached."), both) == "unsure"
    assert status(mail("The reference customers are attached."), both) == "unsure"


@pytest.mark.parametrize(
    "text",
    [
        "I thought I had sent the revised quote.",
        "Had I sent the revised quote, you would know.",
        "I would have sent the revised quote.",
        "I was meant to send the revised quote, sent the wrong one.",
        "The revised quote was sent to Hanover Glass.",
        "The revised quote? I sent it to Bob in Leeds.",
        "We sent the revised quote in spring.",
        "Attached is the old quote. I'll send you the new one later.",
    ],
)
def test_near_misses_are_never_called_kept(text: str) -> None:
    assert status(mail(text), promised()) in ("open", "unsure")


def test_another_thing_of_the_same_name_is_not_the_thing() -> None:
    alarm = promised("fix the thermocouple alarm")
    assert status(mail("We fixed the thermocouple display on the other kiln."), alarm) != "kept"
    proof = promised("send the spring catalogue proof")
    assert status(mail("Attached is the autumn catalogue proof."), proof) != "kept"
    notes = promised("send the minutes")
    assert status(mail("We sent the 15 minutes of video."), notes) == "open"


def test_what_came_for_somebody_else_is_unsure() -> None:
    got = mail("The revised quote we got was for another site.", DANA)
    assert status(got, promised()) == "unsure"


def test_trouble_that_is_back_after_the_day_makes_a_fix_unsure() -> None:
    fix = promised("roll out a hotfix", due=date(2026, 11, 17))
    assert status(mail("It was fine on Friday and this morning it's back.", DANA), fix) == "unsure"
    not_yet = promised("roll out a hotfix", due=date(2026, 11, 27))
    assert status(mail("It was fine on Friday and this morning it's back.", DANA), not_yet) == "open"


def test_taken_off_the_plan_is_withdrawn() -> None:
    text = "The Dutch interface is not coming in September, and it's off the roadmap for this year."
    assert status(mail(text), promised("ship the Dutch interface")) == "withdrawn"


def test_the_same_thing_promised_a_year_later_is_a_new_promise() -> None:
    old = promised("send the order form", due=date(2025, 11, 6), at=datetime(2025, 11, 4, 9, 0, tzinfo=UTC))
    text = "I'll send you the order form by Tuesday."
    new = promised("send the order form", id="p2", event_id="e1", quote=text[:-1], due=date(2026, 11, 24))
    assert status(mail(text), old, new=(new,)) == "open"
    recent = promised("send the order form", due=date(2026, 10, 30))
    assert status(mail(text), recent, new=(new,)) == "changed"


def test_a_promise_without_a_day_is_not_moved_by_a_dated_one() -> None:
    text = "We'll run the onboarding day on 12 January."
    new = promised("run the onboarding day", id="p2", event_id="e1", quote=text[:-1], due=date(2027, 1, 12))
    assert status(mail(text), promised("include the onboarding day", due=None), new=(new,)) == "open"


def test_a_request_not_to_be_late_moves_nothing() -> None:
    theirs = promised("get you the signed PO", direction=Direction.theirs)
    text = "No rush on the form, just don't let it slip past Tuesday."
    assert status(mail(text, DANA), theirs) == "open"


def test_valid_until_is_no_new_date() -> None:
    text = "Here comes the ISO certificate as promised, valid until 2028."
    assert status(mail(text), promised("send the ISO certificate")) == "kept"


def test_it_in_a_new_promise_means_the_thing_just_named() -> None:
    text = "The revised quote won't make it today, I need our director. You'll have it on Tuesday instead."
    quote = "You'll have it on Tuesday instead."
    start = text.index(quote)
    new = promised("You'll have it", id="p2", event_id="e1", quote=quote, start=start, end=start + len(quote))
    (named,) = named_things([new], mail(text), [promised()], SIDES)
    assert named.action == "send the revised quote"
    assert status(mail("Here's the revised quote.", id="e2", at=LATER), named) == "kept"


def test_it_without_an_open_promise_means_what_the_sentence_is_about() -> None:
    text = (
        "The certificate sits with our legal department, I'll get it from Ines and send it to you by Friday."
    )
    quote = text[text.index("I'll") : -1]
    start = text.index(quote)
    new = promised("get it from Ines and send it to you", quote=quote, start=start, end=start + len(quote))
    (named,) = named_things([new], mail(text, id="e0"), [], SIDES)
    assert named.action == "send the certificate"
    assert status(mail("Here comes the ISO certificate, valid until 2028."), named) == "kept"


def test_a_promise_that_names_its_thing_is_left_alone() -> None:
    assert named_things([promised()], mail("The contract is long. I'll send it."), [], SIDES) == [promised()]


def test_a_meeting_in_the_calendar_is_the_promised_invitation() -> None:
    invite = promised("send the invitation for the kick-off")
    meeting = {"kind": EventKind.meeting, "thread": "cal"}
    assert status(mail("Agenda: who is who", JANA, subject="Acme kick-off", **meeting), invite) == "kept"
    assert status(mail("Agenda: who is who", JANA, subject="Acme review", **meeting), invite) == "open"
    assert status(mail("Agenda: who is who", DANA, subject="Acme kick-off", **meeting), invite) == "open"
    late = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
    assert status(mail("Agenda", JANA, subject="Acme kick-off", at=late, **meeting), invite) == "open"
    call = promised("try to get Lena on a call about the kick-off")
    assert status(mail("Agenda: who is who", JANA, subject="Acme kick-off", **meeting), call) == "open"


def test_a_line_in_meeting_notes_speaks_for_the_one_it_names() -> None:
    theirs = promised("send the list of terms", direction=Direction.theirs)
    notes = {"kind": EventKind.meeting, "to": (DANA,)}
    assert status(mail("- Dana sent the list of terms on Monday", JANA, **notes), theirs) == "kept"
    assert status(mail("- Jana sent the list of terms on Monday", JANA, **notes), theirs) != "kept"


def test_a_mail_called_recap_is_the_promised_recap() -> None:
    recap = promised("You'll get a recap from me")
    text = "Three points, see below."
    assert status(mail(text, JANA, subject="Recap of today's call", thread="t9"), recap) == "kept"
    assert status(mail(text, JANA, subject="Re: Recap of last year", thread="t9"), recap) == "open"


def test_a_decision_given_in_the_thread_keeps_the_promise_to_answer() -> None:
    answer = promised("geben Ihnen bis Ende Juli Bescheid", quote="Wir geben Ihnen bis Ende Juli Bescheid")
    assert status(mail("Gute Nachrichten: Der Ausschuss hat den Piloten genehmigt."), answer) == "kept"
    assert status(mail("Der Ausschuss hat den Piloten noch nicht genehmigt."), answer) != "kept"


def test_one_promise_said_twice_is_not_mistaken_for_two() -> None:
    plain, full = promised("get you the summary"), promised("send the pen test summary", id="p2")
    text = mail("The pen test summary is attached.")
    assert status(text, plain, full) == "kept" and status(text, full, plain) == "kept"


def test_a_colleague_of_somebody_with_a_private_address_is_believed() -> None:
    scanners = promised("ship you two loaner scanners", beneficiary="dana.lutz@gmail.com")
    assert status(mail("Scanners got here.", DANA), scanners) == "kept"


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


def test_late_in_one_sentence_and_the_new_day_in_the_next_is_one_move() -> None:
    old = promised("envoyer le devis", quote="Vous aurez le devis d'ici vendredi")
    again = "Je vous l'envoie mercredi 25 novembre au plus tard."
    event = mail(f"Désolée, le devis a pris du retard. {again}")
    start = event.text.index(again)
    new = promised("l'envoyer", id="p2", event_id="e1", quote=again, start=start,
                   end=start + len(again), due=date(2026, 11, 25))  # fmt: skip
    moved = outcome(event, old, new=(new,))
    assert moved is not None and moved.status is PromiseStatus.changed
    assert (moved.new_due, moved.superseded_by) == (date(2026, 11, 25), "p2")
