"""Who may click what, and what a click does."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.replies.shapes import Form
from bot.workflows.conversation import press
from policies.approvals import what_is_shown
from records.clock import FixedClock
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
    edit_crm,
    in_crm,
    open_app,
    read_mail,
    table_counts,
    write_mail,
)
from tests.unit.bot.house import House

OLD = "wait for night shift decision"
MONDAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")


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
@pytest.mark.parametrize("kind", list(Click))
def test_who_does_not_work_here_decides_nothing(house: House, who: str, kind: Click) -> None:
    p = house.next_step()
    with pytest.raises(UnknownReader):
        house.app.decide.decide(p.id, kind, who, reason="because", value="x", until=MONDAY)
    with pytest.raises(UnknownReader):
        house.app.decide.wake(p.id, who)
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


@pytest.mark.parametrize("kind", list(Click))
def test_another_rep_may_not_touch_it(house: House, kind: Click) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="You can't"):
        house.app.decide.decide(p.id, kind, TOM.email, reason="r", value="v", until=MONDAY)
    with pytest.raises(NotAllowed, match="You can't see"):
        house.app.decide.wake(p.id, TOM.email)
    assert house.app.proposals.get(p.id) == p


@pytest.mark.parametrize("kind", list(Click))
def test_another_rep_does_not_even_learn_how_it_stands(house: House, kind: Click) -> None:
    held, done = paused(house), house.app.proposals
    for _ in range(2):
        with pytest.raises(NotAllowed, match="^You can't") as said:
            house.app.decide.decide(held, kind, TOM.email, reason="r", value="v", until=MONDAY)
        assert "cancel" not in str(said.value) and "Henrik" not in str(said.value)
        if done.get(held).status is Status.paused:
            house.app.decide.decide(held, Click.reject, HENRIK.email, reason="no")


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


def test_in_a_chat_the_second_click_hears_the_name_and_when_on_the_own_clock(house: House) -> None:
    house.app.people.add(PRIYA.email, tz="Europe/Berlin")
    p = house.next_step()
    house.approve(p)
    with pytest.raises(AlreadyDecided) as said:
        house.app.decide.decide(p.id, Click.reject, PRIYA.email, reason="no", surface="slack")
    assert str(said.value) == (
        "This proposal was already approved and written to the CRM by Henrik Vogt on 20 Nov 2026 at 10:00 CET."
    )
    with pytest.raises(AlreadyDecided, match="by you on 20 Nov 2026 at 09:00 UTC"):
        house.app.decide.decide(p.id, Click.approve, HENRIK.email, surface="slack")


def test_approving_counts_only_for_the_change_on_the_card(house: House) -> None:
    p = house.next_step()
    seen = what_is_shown(p)
    house.app.decide.decide(p.id, Click.edit, MARA.email, value="Give it away for free")
    with pytest.raises(NotAllowed, match="^Mara Lindqvist changed this proposal since: look at it again"):
        house.app.decide.decide(p.id, Click.approve, HENRIK.email, seen=seen, surface="slack")
    assert in_crm(house.home) == OLD
    fresh = what_is_shown(house.app.proposals.get(p.id))
    house.app.decide.decide(p.id, Click.approve, HENRIK.email, seen=fresh, surface="slack")
    assert in_crm(house.home) == "Give it away for free"


@pytest.mark.parametrize("seen", ["", "s", "tampered", "s000000000000", "2026-11-23"])
def test_a_tampered_mark_approves_nothing(house: House, seen: str) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="changed since: look at it again"):
        house.app.decide.decide(p.id, Click.approve, HENRIK.email, seen=seen, surface="slack")
    assert house.app.proposals.get(p.id) == p
    assert in_crm(house.home) == OLD


SAYS: dict[str, str] = {"value": "Call Dana on Monday", "reason": "it is settled"}


@pytest.mark.parametrize("action", ["edit_change", "reject_change"])
def test_a_form_counts_only_for_the_change_that_it_was_opened_on(house: House, action: str) -> None:
    p, talk = house.next_step(), house.app.talk("slack")
    form = talk.form(action, p.id, actor=HENRIK.email)
    assert isinstance(form, Form)
    house.app.decide.decide(p.id, Click.edit, MARA.email, value="Give it away for free")
    edited, before = house.app.proposals.get(p.id), house.actions(p.id)
    late = press(talk, form.action, form.value, actor=HENRIK.email, values=SAYS)
    assert late.notice is not None
    assert late.notice.startswith("Mara Lindqvist changed this proposal since: look at it again")
    assert late.card == f"proposal:{p.id}" and "Give it away for free" in late.text, (
        "it shows what is there now"
    )
    assert house.app.proposals.get(p.id) == edited and house.actions(p.id) == before
    again = talk.form(action, p.id, actor=HENRIK.email)
    assert isinstance(again, Form) and "Give it away for free" in again.note
    assert press(talk, again.action, again.value, actor=HENRIK.email, values=SAYS).notice is None
    assert house.app.proposals.get(p.id) != edited


def test_a_release_counts_only_for_the_change_that_its_form_was_opened_on(house: House) -> None:
    name, talk = paused(house), house.app.talk("teams")
    form = talk.form("release_change", name, actor=HENRIK.email)
    assert isinstance(form, Form)
    house.app.decide.decide(name, Click.edit, MARA.email, value="Give it away for free")
    late = press(talk, form.action, form.value, actor=HENRIK.email, values=SAYS)
    assert "Mara Lindqvist changed this proposal since" in (late.notice or "")
    assert house.app.proposals.get(name).status is Status.paused
    again = talk.form("release_change", name, actor=HENRIK.email)
    assert isinstance(again, Form)
    press(talk, again.action, again.value, actor=HENRIK.email, values=SAYS)
    assert house.app.proposals.get(name).status is Status.pending


@pytest.mark.parametrize("kind", [Click.edit, Click.reject])
@pytest.mark.parametrize("seen", ["", "s", "tampered", "2026-11-23"])
def test_a_tampered_mark_changes_nothing(house: House, kind: Click, seen: str) -> None:
    p = house.next_step()
    with pytest.raises(NotAllowed, match="changed since: look at it again"):
        house.app.decide.decide(p.id, kind, HENRIK.email, reason="r", value="v", seen=seen)
    assert house.app.proposals.get(p.id) == p


def test_an_edit_that_is_sent_in_again_after_a_crash_is_not_called_outdated(house: House) -> None:
    p = house.next_step()
    seen = what_is_shown(p)
    for _ in range(2):
        after = house.app.decide.decide(p.id, Click.edit, MARA.email, value="Call Dana", seen=seen)
        assert after.new == "Call Dana"
    assert house.actions(p.id) == ["proposed", "edited"]
    with pytest.raises(NotAllowed, match="changed this proposal since"):
        house.app.decide.decide(p.id, Click.edit, HENRIK.email, value="Call Dana", seen=seen)


def test_of_eight_forms_opened_on_one_value_and_sent_at_once_one_edit_counts(house: House) -> None:
    p = house.next_step()
    seen = what_is_shown(p)
    bosses = [house.app.people.add(f"boss{n}@northbeam.example", Role.manager).email for n in range(8)]
    gate, told = threading.Barrier(8), []

    def send(who: str) -> None:
        gate.wait()
        try:
            told.append(house.app.decide.decide(p.id, Click.edit, who, value=f"By {who}", seen=seen).new)
        except (AlreadyDecided, NotAllowed) as late:
            assert "look at it again" in str(late)

    forms = [threading.Thread(target=send, args=(b,)) for b in bosses]
    for one in forms:
        one.start()
    for one in forms:
        one.join()
    assert told == [house.app.proposals.get(p.id).new]
    assert house.actions(p.id) == ["proposed", "edited"]


def test_a_colleague_who_typed_into_the_crm_is_not_overwritten_by_a_second_stale_click(house: House) -> None:
    p = house.next_step()
    seen = what_is_shown(p)
    edit_crm(house.home, "NXT_STP", "Typed by hand")
    fresh = house.app.decide.decide(p.id, Click.approve, HENRIK.email, seen=seen, surface="slack")
    assert (fresh.status, fresh.old, fresh.decided_by) == (Status.pending, "Typed by hand", None)
    with pytest.raises(NotAllowed, match="Henrik Vogt approved this, but the CRM holds another value by now"):
        house.app.decide.decide(p.id, Click.approve, PRIYA.email, seen=seen, surface="slack")
    assert in_crm(house.home) == "Typed by hand"
    again = what_is_shown(fresh)
    done = house.app.decide.decide(p.id, Click.approve, PRIYA.email, seen=again, surface="slack")
    assert done.status is Status.applied and in_crm(house.home) == p.new


def test_eight_clicks_at_once_never_overwrite_what_a_colleague_typed(house: House) -> None:
    p = house.next_step()
    seen = what_is_shown(p)
    bosses = [house.app.people.add(f"boss{n}@northbeam.example", Role.manager).email for n in range(8)]
    edit_crm(house.home, "NXT_STP", "Typed by hand")
    gate, told = threading.Barrier(8), []

    def click(who: str) -> None:
        gate.wait()
        try:
            after = house.app.decide.decide(p.id, Click.approve, who, seen=seen, surface="slack")
            told.append(after.status.value)
        except (AlreadyDecided, NotAllowed) as late:
            told.append(str(late))

    clicks = [threading.Thread(target=click, args=(b,)) for b in bosses]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert in_crm(house.home) == "Typed by hand"
    assert house.app.proposals.get(p.id).status is Status.pending
    assert len(told) == 8 and told.count("pending") == 1
    assert house.actions(p.id).count("crm_had_changed") == 1


class Overtaken:
    """An audit log before which somebody else's click slips in: between what was read and what is written."""

    def __init__(self, house: House, click: Callable[[], object]) -> None:
        self._log, self._click = house.app.audit, click
        self._slipped = False

    def record(self, *words: Any, **more: Any) -> bool:
        if not self._slipped:
            self._slipped = True
            self._click()
        return self._log.record(*words, **more)


@pytest.mark.parametrize("mine", [Click.approve, Click.edit, Click.reject, Click.snooze])
@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (Click.edit, "^Priya Raman changed this proposal since: look at it again"),
        (Click.reject, "already rejected by Priya Raman on 20 Nov 2026 at 09:00 UTC"),
        (Click.approve, "already approved and written to the CRM by Priya Raman on 20 Nov 2026"),
    ],
)
def test_who_is_overtaken_in_the_last_moment_hears_by_whom(
    house: House, mine: Click, theirs: Click, told: str
) -> None:
    p, decide = house.next_step(), house.app.decide
    slips_in = Overtaken(house, lambda: decide.decide(p.id, theirs, PRIYA.email, reason="no", value="Hers"))
    hurried = replace(decide, audit=slips_in)  # type: ignore[arg-type]
    if (mine, theirs) == (Click.snooze, Click.edit):  # what was put off may change meanwhile
        hurried.decide(p.id, mine, HENRIK.email, until=MONDAY, surface="slack")
    else:
        with pytest.raises(AlreadyDecided, match=told):
            hurried.decide(p.id, mine, HENRIK.email, reason="me", value="Mine", until=MONDAY, surface="slack")
    after = house.app.proposals.get(p.id)
    assert after.decided_by in (None, PRIYA.email)
    assert after.new == ("Hers" if theirs is Click.edit else p.new)
    assert in_crm(house.home) == (p.new if theirs is Click.approve else OLD)


def test_who_approves_while_another_drifts_on_the_crm_is_sent_to_the_fresh_card(house: House) -> None:
    p, decide = house.next_step(), house.app.decide
    edit_crm(house.home, "NXT_STP", "Typed by hand")
    slips_in = Overtaken(house, lambda: decide.decide(p.id, Click.approve, PRIYA.email))
    with pytest.raises(AlreadyDecided, match="^Priya Raman approved this, but the CRM holds another value"):
        replace(decide, audit=slips_in).decide(  # type: ignore[arg-type]
            p.id, Click.approve, HENRIK.email, surface="slack"
        )
    assert in_crm(house.home) == "Typed by hand"


def test_an_expired_proposal_can_not_be_decided_any_more(house: House) -> None:
    p = house.next_step()
    house.clock.advance(timedelta(days=8))
    for kind in Click:
        with pytest.raises(AlreadyDecided, match="expired on 2026-11-27"):
            house.app.decide.decide(p.id, kind, HENRIK.email, reason="r", value="v", until=date(2026, 12, 1))
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


def test_who_releases_or_rejects_while_another_releases_hears_by_whom(house: House) -> None:
    name, decide = paused(house), house.app.decide
    slips_in = Overtaken(house, lambda: decide.decide(name, Click.release, PRIYA.email, reason="I called"))
    with pytest.raises(
        AlreadyDecided, match="^Priya Raman released this proposal just now: look at it again"
    ):
        replace(decide, audit=slips_in).decide(  # type: ignore[arg-type]
            name, Click.reject, HENRIK.email, reason="no", surface="slack"
        )
    assert house.app.proposals.get(name).status is Status.pending
    with pytest.raises(NotAllowed, match="not paused"):
        decide.decide(name, Click.release, HENRIK.email, reason="me too", surface="slack")


def test_whose_click_would_pause_what_was_decided_just_now_hears_of_the_decision(house: House) -> None:
    p, decide = house.next_step(), house.app.decide
    house.she_threatens_to_leave()
    slips_in = Overtaken(house, lambda: decide.decide(p.id, Click.reject, PRIYA.email, reason="no"))
    with pytest.raises(AlreadyDecided, match="already rejected by Priya Raman"):
        replace(decide, audit=slips_in).decide(  # type: ignore[arg-type]
            p.id, Click.approve, HENRIK.email, surface="slack"
        )
    assert house.app.proposals.get(p.id).status is Status.rejected


def test_a_snoozed_card_sleeps_until_the_morning_for_that_person_only(house: House) -> None:
    house.app.people.add(HENRIK.email, tz="Europe/Berlin")
    p = house.next_step()
    after = house.app.decide.decide(p.id, Click.snooze, HENRIK.email, until=MONDAY, surface="slack")
    assert after == p, "the proposal waits on as it is"
    assert house.app.card_snoozes.asleep(HENRIK.email) == {p.id: datetime(2026, 11, 23, 8, tzinfo=BERLIN)}
    assert house.app.card_snoozes.asleep(PRIYA.email) == {}
    assert house.actions(p.id) == ["proposed", "snoozed"]
    assert house.approve(p, PRIYA.email).status is Status.applied


def test_the_rep_it_concerns_and_a_paused_card_may_be_snoozed_too(house: House) -> None:
    name = paused(house)
    house.app.decide.decide(name, Click.snooze, MARA.email, until=MONDAY)
    assert list(house.app.card_snoozes.asleep(MARA.email)) == [name]
    assert house.app.proposals.get(name).status is Status.paused


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (None, "on which day"),
        (date(2026, 11, 19), "Thu 19 Nov 2026 is no day to ask again on"),
        (date(1, 1, 1), "is no day to ask again on"),
        (date(9999, 12, 31), "is no day to ask again on"),
        (date(2026, 11, 20), "morning of that day is over"),
        (date(2026, 11, 28), "expires on Fri 27 Nov 2026, before you would see it again"),
        (date(2028, 2, 29), "expires on Fri 27 Nov 2026"),
    ],
)
def test_a_day_that_no_card_can_come_back_on_is_said_so(house: House, until: date | None, says: str) -> None:
    p = house.next_step()
    before = table_counts(house.home / "ledger.sqlite")
    with pytest.raises(NotAllowed, match=says):
        house.app.decide.decide(p.id, Click.snooze, HENRIK.email, until=until)
    assert table_counts(house.home / "ledger.sqlite") == before


def test_a_card_may_sleep_until_the_morning_before_it_expires(house: House) -> None:
    p = house.next_step()
    assert p.expires_at == NOW + timedelta(days=7)
    house.app.decide.decide(p.id, Click.snooze, HENRIK.email, until=date(2026, 11, 27))
    assert list(house.app.card_snoozes.asleep(HENRIK.email)) == [p.id]


def test_where_the_company_lives_on_another_calendar_tomorrow_is_one_day_ahead(house: House) -> None:
    p = house.next_step()
    shown = FixedClock(NOW + timedelta(days=200))
    tomorrow = (NOW + timedelta(days=201)).date()
    replace(house.app.decide, clock=shown).decide(p.id, Click.snooze, HENRIK.email, until=tomorrow)
    (wakes,) = house.app.card_snoozes.asleep(HENRIK.email).values()
    assert wakes == datetime(2026, 11, 21, 8, tzinfo=ZoneInfo("UTC"))


def test_what_was_decided_can_not_be_snoozed_but_who_slept_may_look(house: House) -> None:
    p = house.next_step()
    house.app.decide.decide(p.id, Click.snooze, PRIYA.email, until=MONDAY)
    house.approve(p)
    with pytest.raises(AlreadyDecided, match="already approved"):
        house.app.decide.decide(p.id, Click.snooze, PRIYA.email, until=MONDAY)
    assert house.app.decide.wake(p.id, PRIYA.email).status is Status.applied
    assert house.app.card_snoozes.asleep(PRIYA.email) == {}
    assert house.app.decide.wake(p.id, PRIYA.email).status is Status.applied


def test_without_a_crm_there_is_nothing_to_propose(house: House) -> None:
    app = open_app(house.folder / "no-crm", crm=False)
    read_mail(app, write_mail(house.folder / "m", "a", "Hi Dana,\n\nI'll send you the quote by Wednesday.\n"))
    assert app.promises.count() == 1
    assert app.proposals.all() == []
    app.close()
