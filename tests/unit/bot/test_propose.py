"""What is said becomes a proposal at most once, and only where it is anybody's business."""

from datetime import timedelta

import pytest

from records.models import ProposalStatus as Status
from tests.builders import MARA, NOW, TOM, read_mail, write_mail
from tests.unit.bot.house import FROM_DANA, House

MEETING = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test//EN
BEGIN:VEVENT
UID:m1@northbeam.example
DTSTAMP:20261119T090000Z
DTSTART:20261119T090000Z
DTEND:20261119T100000Z
SUMMARY:Acme account planning
ORGANIZER;CN=Mara Lindqvist:mailto:mara.lindqvist@northbeam.example
ATTENDEE;CN=Tom Adeyemi:mailto:tom.adeyemi@northbeam.example
{attendee}DESCRIPTION:I'll send the revised quote to Acme by Wednesday. {more}
{class_}END:VEVENT
END:VCALENDAR
"""
OUTSIDE = "ATTENDEE;CN=Dana Whitfield:mailto:dana.whitfield@acme.example\n"


def meet(house: House, *, attendee: str = "", class_: str = "", more: str = "Thanks.") -> None:
    path = house.folder / "meeting.ics"
    path.write_text(MEETING.format(attendee=attendee, class_=class_, more=more).replace("\n", "\r\n"))
    read_mail(house.app, path)


def test_a_proposal_quotes_what_it_rests_on_and_shows_old_and_new(house: House) -> None:
    p = house.next_step()
    (evidence,) = p.evidence
    said = house.app.log.get([evidence.event_id])[evidence.event_id]
    assert said.text[evidence.start : evidence.end] == evidence.quote
    assert p.old == "wait for night shift decision"
    assert "revised quote" in p.new
    assert p.expires_at - p.created_at == timedelta(days=7)
    assert (p.status, p.verdict.rule, p.proposer) == (Status.pending, "crm_write", MARA.email)


def test_reading_the_same_mail_again_proposes_nothing_new(house: House) -> None:
    path = house.mara_writes("I'll send you the revised quote by Wednesday.")
    before = house.app.proposals.all()
    assert before
    read_mail(house.app, path)
    for e in house.app.log.of_account(before[0].account_id or ""):
        house.app.log.add_work("propose", e.id)
    house.app.catch_up()
    assert house.app.proposals.all() == before


def test_what_was_rejected_is_not_proposed_again_from_the_same_mail(house: House) -> None:
    from records.models import DecisionKind

    p = house.next_step()
    house.app.decide.decide(p.id, DecisionKind.reject, MARA.email, reason="no")
    house.app.log.add_work("propose", p.evidence[0].event_id)
    house.app.catch_up()
    assert house.app.proposals.get(p.id).status is Status.rejected


def test_an_at_risk_account_pauses_every_proposal_with_the_reason(house: House) -> None:
    house.she_threatens_to_leave()
    p = house.next_step()
    assert p.status is Status.paused
    assert "at risk" in p.verdict.reason and "cancel our contract" in p.verdict.reason


@pytest.mark.parametrize("newer_first", [False, True])
def test_newer_words_win_whatever_was_read_first(house: House, newer_first: bool) -> None:
    mails = [
        ("I'll send you the revised quote by Wednesday.", NOW - timedelta(days=2), "older"),
        ("I'll send you the rollout plan by Thursday.", NOW - timedelta(days=1), "newer"),
    ]
    for body, at, name in reversed(mails) if newer_first else mails:
        house.mara_writes(body, name=name, at=at, subject=name)
    (open_one,) = [p for p in house.app.proposals.all([Status.pending]) if p.field == "next_step"]
    assert "rollout plan" in open_one.new


def test_old_mail_proposes_nothing(house: House) -> None:
    house.mara_writes("I'll send you the revised quote by Wednesday.", at=NOW - timedelta(days=60))
    assert house.app.promises.count() == 1
    assert house.app.proposals.all() == []


def test_a_promise_that_was_kept_meanwhile_proposes_nothing(house: House) -> None:
    folder = house.folder / "both"
    first = write_mail(folder, "a", "Hi Dana,\n\nI'll send you the revised quote by Wednesday.\n")
    second = write_mail(
        folder,
        "b",
        "Hi Dana,\n\nas promised, attached is the revised quote.\n",
        at=NOW - timedelta(hours=3),
        subject="Re: Your quote",
        reply_to="a",
    )
    read_mail(house.app, first, second)
    assert [p for p in house.app.proposals.all() if "revised quote" in p.new.lower()] == []


def test_a_meeting_with_the_customer_may_become_a_proposal(house: House) -> None:
    meet(house, attendee=OUTSIDE)
    assert house.app.promises.count() == 1
    assert any("revised quote" in p.new.lower() for p in house.app.proposals.all())


def test_what_colleagues_say_among_themselves_never_becomes_a_proposal(house: House) -> None:
    meet(house)
    assert house.app.log.work("propose") == []
    assert house.app.proposals.all() == []


def test_a_private_appointment_never_becomes_a_proposal(house: House) -> None:
    meet(house, attendee=OUTSIDE, class_="CLASS:PRIVATE\n")
    assert house.app.proposals.all() == []


def test_a_mail_among_colleagues_about_a_customer_never_becomes_a_proposal(house: House) -> None:
    house.mara_writes(
        "I'll send Acme the revised quote by Wednesday, deal 70118.", to=TOM.email, subject="Acme"
    )
    assert house.app.proposals.all() == []


def test_a_contact_with_a_new_number_is_proposed_with_the_old_one(house: House) -> None:
    house.dana_writes("please note my new mobile number: +44 113 496 0199.", subject="My number")
    p = house.of_field("phone")
    assert (p.entity, p.old, p.new) == ("contact", "0113 496 0144", "+441134960199")
    assert FROM_DANA.startswith("Dana")


def test_every_proposal_is_in_the_audit_log_without_any_words(house: House) -> None:
    p = house.next_step()
    assert house.actions(p.id) == ["proposed"]
    with house.app.database.read() as connection:
        details = " ".join(r[0] for r in connection.exec_driver_sql("SELECT detail FROM audit"))
    assert "quote" not in details and "revised" not in details
