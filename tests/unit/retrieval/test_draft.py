"""Promises and signals become proposed field changes, with the customer's or our own words behind each."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import (
    Account,
    ChangeDraft,
    Contact,
    Deal,
    Direction,
    Event,
    EventKind,
    Intent,
    Participant,
    Promise,
    PromiseStatus,
    Strength,
)
from retrieval.draft import choose_deal, draft_changes
from retrieval.draft_text import MONEY, decimal_of, one_line, without_due
from retrieval.sides import Sides

SIDES = Sides(our_domains=frozenset({"northwind.example"}))
JANA = Participant(email="jana@northwind.example", name="Jana Roth")
TOM = Participant(email="tom@northwind.example", name="Tom Vale")
DANA = Participant(email="dana@acme.example", name="Dana Lutz")
ACME = Account(id="a1", name="Acme", domains=("acme.example",), owner="jana@northwind.example")
CONTACT = Contact(
    id="c1",
    account_id="a1",
    email="dana@acme.example",
    name="Dana Lutz",
    phone="+49 30 901820",
    title="Buyer",
    crm_id="C-7",
)
DEAL = Deal(id="d1", account_id="a1", name="Acme rollout", crm_id="D-1", amount="60000.00")
FRIDAY = date(2026, 11, 20)


def mail(
    text: str, sender: Participant = DANA, signature: str = "", to: Participant | None = None, **more
) -> Event:
    said_end = len(text)
    whole = text + ("\n-- \n" + signature if signature else "")
    return Event(
        id="e1",
        source="files",
        external_id="<m1>",
        kind=EventKind.mail,
        at=datetime(2026, 11, 17, 9, 0, tzinfo=UTC),
        sender=sender,
        to=(to or (JANA if sender == DANA else DANA),),
        text=whole,
        said=((0, said_end),) if text else (),
        signature=((said_end + 4, len(whole)),) if signature else (),
        **more,
    )


def promise(
    event: Event, quote: str, action: str, due: date | None, direction: Direction = Direction.ours, **more
) -> Promise:
    start = event.text.index(quote)
    owner, other = (JANA, DANA) if direction is Direction.ours else (DANA, JANA)
    fields = {
        "id": f"p{start}", "event_id": event.id, "start": start, "end": start + len(quote), "quote": quote,
        "direction": direction, "owner": owner.email, "beneficiary": other.email, "action": action,
        "strength": Strength.firm, "due": due, "confidence": 0.9, "at": event.at,
    } | more  # fmt: skip
    return Promise(**fields)


def intent(event: Event, label: str, quote: str) -> Intent:
    start = event.text.index(quote)
    return Intent(label=label, quote=quote, start=start, end=start + len(quote), confidence=0.8)


def drafts(
    event: Event, promises=(), intents=(), deals=(DEAL,), contacts=(CONTACT,)
) -> dict[str, ChangeDraft]:
    found = draft_changes(event, promises, intents, account=ACME, contacts=contacts, deals=deals, sides=SIDES)
    for draft in found:
        for evidence in draft.evidence:
            assert evidence.quote == event.text[evidence.start : evidence.end] != ""
    return {d.field: d for d in found}


def test_our_promise_becomes_next_step_and_task() -> None:
    event = mail("I'll send the revised quote by Friday.", sender=JANA)
    found = drafts(
        event, [promise(event, "I'll send the revised quote by Friday", "send the revised quote", FRIDAY)]
    )
    assert found["next_step"].new == "Send revised quote by 2026-11-20 (Jana)"
    assert found["next_step"].entity_id == "D-1"
    assert found["next_step"].owner == JANA.email
    assert found["task"].new == "2026-11-20 Send the revised quote"
    assert found["task"].entity_id == "" and found["task"].promise_id == found["next_step"].promise_id


def test_the_nearest_due_day_is_the_next_step_whoever_owes_it() -> None:
    event = mail("We'll return the signed NDA tomorrow. Your SOW comes by Friday then.")
    theirs = promise(
        event,
        "We'll return the signed NDA tomorrow",
        "return the signed NDA",
        date(2026, 11, 18),
        Direction.theirs,
    )
    ours = promise(event, "Your SOW comes by Friday", "send the SOW", FRIDAY)
    assert drafts(event, [ours, theirs])["next_step"].new == "Return signed NDA by 2026-11-18 (Dana)"


@pytest.mark.parametrize(
    "change",
    [{"strength": Strength.soft}, {"strength": Strength.conditional}, {"status": PromiseStatus.kept}],
)
def test_only_a_firm_open_promise_is_a_next_step(change: dict) -> None:
    event = mail("I'll send the revised quote by Friday.", sender=JANA)
    p = promise(event, "I'll send the revised quote by Friday", "send the revised quote", FRIDAY, **change)
    assert "next_step" not in drafts(event, [p])


def test_a_long_action_is_cut_to_eighty_characters_and_keeps_its_date() -> None:
    event = mail("I'll do it by Friday.", sender=JANA)
    action = "send the fully reworked and renegotiated commercial proposal including every annex and appendix"
    new = drafts(event, [promise(event, "I'll do it by Friday", action, FRIDAY)])["next_step"].new
    assert len(new) <= 80 and new.endswith("by 2026-11-20 (Jana)")


def test_markup_and_control_characters_never_reach_the_crm() -> None:
    event = mail("I'll do it by Friday.", sender=JANA)
    action = "=send <b>the</b> *quote*\x07\u202e to <@U123> `now`"
    found = drafts(event, [promise(event, "I'll do it by Friday", action, FRIDAY)])
    for draft in found.values():
        assert not set("<>*`\x07\u202e=") & set(draft.new)
    assert one_line("=HYPERLINK(1)") == "HYPERLINK(1)"


def test_internal_and_personal_mail_proposes_nothing() -> None:
    text = "I'll send the revised quote by Friday."
    internal = mail(text, sender=JANA, to=TOM)
    assert not drafts(internal, [promise(internal, text[:-1], "send the revised quote", FRIDAY)])
    private = mail(text, sender=JANA, flags=("personal",))
    assert not drafts(private, [promise(private, text[:-1], "send the revised quote", FRIDAY)])


def test_the_customer_says_when_they_sign() -> None:
    event = mail("Good news: we will sign the contract on 30 November.")
    found = drafts(event, intents=[intent(event, "close_date", "we will sign the contract on 30 November")])
    assert found["close_date"].new == "2026-11-30"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Could you sign by 30 November?", DANA),
        ("You sign by 30 November, right?", DANA),
        ("We can't sign by 30 November.", DANA),
        ("If legal agrees we sign by 30 November.", DANA),
        ("We'll sign the NDA by 30 November.", DANA),
        ("Please sign by 30 November.", JANA),
    ],
)
def test_what_is_no_closing_day(text: str, sender: Participant) -> None:
    event = mail(text, sender=sender)
    assert "close_date" not in drafts(event, intents=[intent(event, "close_date", text[:-1])])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("We agree to 52,000 EUR.", "52000.00"),
        ("Ok, let's go with 52.000 €.", "52000.00"),
        ("The board approved $52k for the first year.", "52000.00"),
        ("Wir sind mit 52.500,50 EUR einverstanden.", "52500.50"),
        ("EUR 1.2 million works for us.", "1200000.00"),
    ],
)
def test_the_customer_agrees_to_a_sum(text: str, amount: str) -> None:
    assert drafts(mail(text))["amount"].new == amount


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Could you agree to 52,000 EUR?", DANA),
        ("52,000 EUR is too high, we can't agree.", DANA),
        ("Our budget is 52,000 EUR.", DANA),
        ("We agree to 12 EUR per user.", DANA),
        ("We would accept 52,000 EUR if you add training.", DANA),
        ("We agree to 52,000 EUR.", JANA),
        ("We agree to 60,000 EUR.", DANA),
        ("We accept 52,000 EUR now and 48,000 EUR later.", DANA),
    ],
)
def test_what_is_no_agreed_sum(text: str, sender: Participant) -> None:
    assert "amount" not in drafts(mail(text, sender=sender))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("€1'250.00", "1250.00"),
        ("3 Mio EUR", "3000000.00"),
        ("$ 99", "99.00"),
        ("12,5k €", "12500.00"),
        ("1 000 000 EUR", "1000000.00"),
    ],
)
def test_money_is_read_in_many_spellings(written: str, value: str) -> None:
    match = MONEY.search(written)
    assert match and str(decimal_of(match)) == value


def test_a_new_number_said_by_the_contact() -> None:
    found = drafts(mail("My new number is +49 30 123456, the old one is dead."))
    assert found["phone"].new == "+4930123456" and found["phone"].entity_id == "C-7"


def test_the_same_number_written_otherwise_changes_nothing() -> None:
    assert "phone" not in drafts(mail("My direct number is +49 (0)30 901820."))


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("My new number is 12.", DANA),
        ("My new fax number is +49 30 123456.", DANA),
        ("Order +49 30 123456 pieces", DANA),
        ("My new number is +49 30 123456.", JANA),
        ("His new number is +49 30 123456.", DANA),
    ],
)
def test_what_is_no_new_number(text: str, sender: Participant) -> None:
    assert "phone" not in drafts(mail(text, sender=sender))


def test_a_changed_signature_shows_the_new_number_and_title() -> None:
    signature = "Dana Lutz\nHead of Purchasing\nAcme GmbH\nTel: +49 30 5557001\nFax: +49 30 5557099"
    found = drafts(mail("Thanks, talk tomorrow.", signature=signature))
    assert found["phone"].new == "+49305557001"
    assert found["title"].new == "Head of Purchasing"
    assert found["title"].evidence[0].quote == "Head of Purchasing"


def test_a_signature_that_still_shows_the_known_number_changes_nothing() -> None:
    signature = "Dana Lutz\nBuyer\nTel: +49 30 901820\nMobile: +49 171 1234567"
    assert drafts(mail("Thanks.", signature=signature)) == {}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("By the way, I'm now Head of IT.", "Head of IT"),
        ("I\u2019ve been promoted to Director of Operations, so please copy Mo.", "Director of Operations"),
        ("Ich bin jetzt Leiterin Einkauf bei Acme.", "Leiterin Einkauf"),
    ],
)
def test_a_new_title(text: str, title: str) -> None:
    assert drafts(mail(text))["title"].new == title


@pytest.mark.parametrize(
    "text",
    [
        "I'm now in Berlin.",
        "I'm now the owner of three cats and 2 dogs.",
        "Are you now Head of IT?",
        "I'm now free.",
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert "title" not in drafts(mail(text))


def test_two_open_deals_are_told_apart_by_name_or_left_alone() -> None:
    berlin = Deal(id="d1", account_id="a1", name="Acme Berlin rollout", crm_id="D-1")
    leeds = Deal(id="d2", account_id="a1", name="Acme Leeds rollout", crm_id="D-2")
    shut = Deal(id="d3", account_id="a1", name="Acme pilot", crm_id="D-3", is_open=False)
    assert choose_deal(mail("The Leeds site is next."), [berlin, leeds, shut], ACME) == leeds
    assert choose_deal(mail("The rollout is next."), [berlin, leeds], ACME) is None
    assert choose_deal(mail("Berlin and Leeds are next."), [berlin, leeds], ACME) is None
    assert choose_deal(mail("The pilot went well."), [shut], ACME) is None
    event = mail("We agree to 52,000 EUR.")
    assert drafts(event, deals=[berlin, leeds]) == {}


WILD = st.lists(
    st.sampled_from(
        ["we agree to ", "$52k", "52.000 €", "my new number is ", "+49 30 123456", "I'm now ", "Head of IT", "sign", " by 30 Nov", "?",
         ". ", "\n", "<b>", "\u202e", "not ", "-- ", "Tel: ", "€", "9" * 30, "k ", "per user", "\x00".replace("\x00", "\u0001")]
    )
    | st.text(max_size=8),
    max_size=14,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    WILD, WILD, st.sampled_from([JANA, DANA]), st.sampled_from(["send", "=1+1 <b>x</b>", "\u202e", "ü" * 300])
)
def test_never_raises_and_always_quotes_verbatim(parts, signature, sender, action) -> None:
    event = mail("".join(parts), sender=sender, signature="".join(signature))
    promises = []
    if event.said:
        start, end = event.said[0]
        if end > start:
            promises = [promise(event, event.text[start:end], action, FRIDAY)]
    intents = [
        Intent(label=label, quote=event.text[i:j], start=i, end=j, confidence=0.5)
        for label in ("amount", "close_date", "contact_change")
        for i, j in event.said
    ]
    for draft in drafts(event, promises, intents).values():
        assert (
            draft.new == one_line(draft.new)
            or draft.field == "phone"
            or draft.new.endswith("…")
            or draft.field == "next_step"
        )
        assert "\n" not in draft.new and len(draft.new) <= 140


@pytest.mark.parametrize(
    ("action", "said", "left"),
    [
        ("send the plan by Friday", "by Friday", "send the plan"),
        ("credit a month of fees on the December invoice", "on the December", ""),
        ("bring it on the weekend with Tom", "on the weekend", "bring it with Tom"),
    ],
)
def test_a_task_drops_the_words_of_its_day_unless_they_name_a_thing(
    action: str, said: str, left: str
) -> None:
    assert " ".join(without_due(action, said).split()) == (left or action)
