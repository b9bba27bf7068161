"""Who may click what, and what a click does."""

import threading
from datetime import timedelta

import pytest

from records.errors import AlreadyDecided, NotAllowed, NotFound, PromissoryError, UnknownReader
from records.models import DecisionKind as Click
from records.models import ProposalStatus as Status
from records.models import Role
from tests.builders import (
    DANA,
    HENRIK,
    MARA,
    NOW,
    PRIYA,
    TOM,
    in_crm,
    open_app,
    read_mail,
    table_counts,
    write_mail,
)
from tests.unit.bot.house import House

OLD = "wait for night shift decision"


def test_an_approved_change_stands_in_the_crm(house: House) -> None:
    p = house.next_step()
    done = house.approve(p)
    assert (done.status, done.decided_by) == (Status.applied, HENRIK.email)
    assert in_crm(house.home) == p.new != OLD
    assert house.actions(p.id) == ["proposed", "approved", "crm_write_started", "crm_written"]


@pytest.mark.parametrize("who", [MARA.email, TOM.email])
def test_a_rep_can_not_approve_and_learns_who_can(house: House, who: str) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="manager or admin can"):
        house.approve(p, who)
    assert house.app.proposals.get(p.id) == p
    assert in_crm(house.home) == OLD


def test_not_even_a_manager_approves_an_own_proposal(house: House) -> None:
    house.app.people.add(MARA.email, Role.manager)
    p = house.next_step()
    assert p.proposer == MARA.email
    with pytest.raises(NotAllowed, match="own proposal"):
        house.approve(p, MARA.email.upper())
    assert house.approve(p).status is Status.applied


@pytest.mark.parametrize("who", ["stranger@else.example", "", DANA])
@pytest.mark.parametrize("kind", [Click.approve, Click.edit, Click.reject, Click.release])
def test_who_does_not_work_here_decides_nothing(house: House, who: str, kind: Click) -> None:
    p = house.next_step()
    with pytest.raises(UnknownReader):
        house.app.decide.decide(p.id, kind, who, reason="because", value="x")
    assert house.app.proposals.get(p.id) == p


def test_the_rep_it_concerns_may_edit_it_and_a_manager_then_approves_that_value(house: House) -> None:
    p = house.next_step()
    edited = house.app.decide.decide(p.id, Click.edit, MARA.email, value="Call Dana first")
    assert (edited.new, edited.status, edited.decided_by) == ("Call Dana first", Status.pending, None)
    assert house.approve(p).status is Status.applied
    assert in_crm(house.home) == "Call Dana first"


def test_the_rep_it_concerns_may_reject_it_with_a_reason(house: House) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="why you reject"):
        house.app.decide.decide(p.id, Click.reject, MARA.email, reason="  ")
    done = house.app.decide.decide(p.id, Click.reject, MARA.email, reason="wrong deal")
    assert (done.status, done.decision_reason) == (Status.rejected, "wrong deal")
    assert in_crm(house.home) == OLD


@pytest.mark.parametrize("kind", [Click.edit, Click.reject])
def test_another_rep_may_not_touch_it(house: House, kind: Click) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="You can't"):
        house.app.decide.decide(p.id, kind, TOM.email, reason="r", value="v")
    assert house.app.proposals.get(p.id) == p


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("close_date", "soon"),
        ("close_date", "2026-02-30"),
        ("phone", "12"),
        ("next_step", " "),
        ("next_step", "a\0b"),
    ],
)
def test_an_unreadable_value_is_refused_at_once(house: House, field: str, value: str) -> None:
    house.promised()
    house.dana_writes("please note my new mobile number: +44 113 496 0199.", name="phone", subject="Number")
    p = house.next_step() if field == "next_step" else house.of_field("phone")
    if field == "close_date":
        p = p.model_copy(
            update={"id": "prop_date", "entity": "deal", "entity_id": "70118", "field": "close_date"}
        )
        house.app.proposals.add(p.model_copy(update={"old": "2026-12-31", "new": "2027-01-15"}))
    with pytest.raises(PromissoryError):
        house.app.decide.decide(p.id, Click.edit, HENRIK.email, value=value)
    assert house.app.proposals.get(p.id).status is Status.pending


def test_the_second_approval_learns_who_was_first(house: House) -> None:
    p = house.next_step()
    house.approve(p)
    before = table_counts(house.home / "ledger.sqlite")
    with pytest.raises(AlreadyDecided, match=f"already approved and written to the CRM by {HENRIK.email}"):
        house.approve(p, PRIYA.email)
    assert table_counts(house.home / "ledger.sqlite") == before


def test_of_eight_simultaneous_clicks_one_decides_and_the_crm_is_written_once(house: House) -> None:
    p = house.next_step()
    bosses = [house.app.people.add(f"boss{n}@northbeam.example", Role.manager).email for n in range(8)]
    gate, outcomes = threading.Barrier(8), []

    def click(who: str) -> None:
        gate.wait()
        try:
            outcomes.append(house.approve(p, who).decided_by)
        except AlreadyDecided as late:
            outcomes.append(str(late))

    clicks = [threading.Thread(target=click, args=(b,)) for b in bosses]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    winner = house.app.proposals.get(p.id).decided_by
    assert outcomes.count(winner) == 1 and len(outcomes) == 8
    assert all(f"by {winner}" in said for said in outcomes if said != winner)
    assert house.actions(p.id).count("crm_written") == 1
    assert house.app.audit.verify().ok


def test_an_expired_proposal_can_not_be_decided_any_more(house: House) -> None:
    p = house.next_step()
    house.clock.advance(timedelta(days=8))
    for kind in (Click.approve, Click.reject, Click.edit):
        with pytest.raises(AlreadyDecided, match="expired on 2026-11-27"):
            house.app.decide.decide(p.id, kind, HENRIK.email, reason="r", value="v")
    assert house.app.proposals.get(p.id).status is Status.expired
    assert in_crm(house.home) == OLD


def test_an_unknown_proposal_is_said_so(house: House) -> None:
    with pytest.raises(NotFound, match="no proposal prop_nothing"):
        house.app.decide.decide("prop_nothing", Click.approve, HENRIK.email)


def test_a_threat_that_came_after_the_card_pauses_at_the_click(house: House) -> None:
    p = house.next_step()
    house.she_threatens_to_leave()
    assert house.app.proposals.get(p.id).status is Status.pending
    with pytest.raises(NotAllowed, match="paused now: Acme Corp Ltd is at risk"):
        house.approve(p)
    assert house.app.proposals.get(p.id).status is Status.paused
    assert in_crm(house.home) == OLD
    assert house.actions(p.id) == ["proposed", "paused_at_click"]


def paused(house: House) -> str:
    house.she_threatens_to_leave()
    p = house.next_step()
    assert p.status is Status.paused
    return p.id


def test_a_paused_change_is_not_approved_but_released_first(house: House) -> None:
    name = paused(house)
    with pytest.raises(NotAllowed, match="is paused: .* can release it with a reason"):
        house.app.decide.decide(name, Click.approve, HENRIK.email)
    released = house.app.decide.decide(name, Click.release, HENRIK.email, reason="I called Dana")
    assert (released.status, released.released_by) == (Status.pending, HENRIK.email)
    assert house.app.decide.decide(name, Click.approve, HENRIK.email).status is Status.applied


@pytest.mark.parametrize(
    ("who", "reason"), [(HENRIK.email, None), (HENRIK.email, " "), (MARA.email, "r"), (TOM.email, "r")]
)
def test_only_a_manager_with_a_reason_releases(house: House, who: str, reason: str | None) -> None:
    name = paused(house)
    with pytest.raises(NotAllowed):
        house.app.decide.decide(name, Click.release, who, reason=reason)
    assert house.app.proposals.get(name).status is Status.paused


def test_the_proposer_does_not_release_even_as_a_manager(house: House) -> None:
    house.app.people.add(MARA.email, Role.manager)
    with pytest.raises(NotAllowed, match="own proposal"):
        house.app.decide.decide(paused(house), Click.release, MARA.email, reason="it is fine")


def test_a_release_does_not_cover_what_happens_afterwards(house: House) -> None:
    name = paused(house)
    house.app.decide.decide(name, Click.release, HENRIK.email, reason="I called Dana")
    house.dana_writes(
        "if this happens once more we will cancel our contract and move to a competitor.",
        name="again",
        subject="Enough",
        at=NOW - timedelta(hours=1),
    )
    with pytest.raises(NotAllowed, match="paused now"):
        house.app.decide.decide(name, Click.approve, HENRIK.email)
    assert house.app.proposals.get(name).status is Status.paused


def test_what_is_not_paused_can_not_be_released(house: House) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="not paused"):
        house.app.decide.decide(p.id, Click.release, HENRIK.email, reason="r")


def test_without_a_crm_there_is_nothing_to_propose(house: House) -> None:
    app = open_app(house.folder / "no-crm", crm=False)
    read_mail(app, write_mail(house.folder / "m", "a", "Hi Dana,\n\nI'll send you the quote by Wednesday.\n"))
    assert app.promises.count() == 1
    assert app.proposals.all() == []
    app.close()
