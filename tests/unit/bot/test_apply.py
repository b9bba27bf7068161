"""Between the click and the write a lot can happen; the CRM is never overwritten blindly, and never twice."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from integrations.errors import Retry
from integrations.ports import Applied
from records.models import Decision, DecisionKind, Proposal
from records.models import ProposalStatus as Status
from tests.builders import HENRIK, MARA, NOW, edit_crm, in_crm
from tests.unit.bot.house import House

OLD = "wait for night shift decision"


def clicked(house: House, p: Proposal) -> None:
    """Approved, but the process died before anything was written."""
    made = Decision(proposal_id=p.id, kind=DecisionKind.approve, actor=HENRIK.email, at=NOW)
    assert house.app.proposals.decide(made, Status.pending, Status.approved)


def test_a_threat_between_the_click_and_the_write_pauses_before_the_write(house: House) -> None:
    p = house.next_step()
    clicked(house, p)
    house.she_threatens_to_leave()  # the work that follows from new mail includes waiting writes
    after = house.app.proposals.get(p.id)
    assert after.status is Status.paused
    assert "threatens to leave" in after.verdict.reason
    assert in_crm(house.home) == OLD
    assert house.actions(p.id) == ["proposed", "paused_before_write"]
    assert house.app.alerts.unsent() == []


def test_an_account_flagged_in_the_crm_after_the_click_pauses_before_the_write(house: House) -> None:
    p = house.next_step()
    clicked(house, p)
    connection = sqlite3.connect(house.home / "crm.sqlite")
    with connection:
        connection.execute("UPDATE KUNDE_STAMM SET status_code_9 = 'X9' WHERE ACCT_NO = '0000104711'")
    connection.close()
    assert house.app.apply.change(p.id).verdict.rule == "crm_at_risk"
    assert in_crm(house.home) == OLD


def test_a_value_typed_by_hand_meanwhile_is_never_overwritten(house: House) -> None:
    p = house.next_step()
    edit_crm(house.home, "NXT_STP", "Typed by Priya")
    after = house.approve(p)
    assert (after.status, after.old, after.new, after.decided_by) == (
        Status.pending,
        "Typed by Priya",
        p.new,
        None,
    )
    assert in_crm(house.home) == "Typed by Priya"
    assert house.actions(p.id)[-1] == "crm_had_changed"
    again = house.approve(p)
    assert (again.status, in_crm(house.home)) == (Status.applied, p.new)


def test_a_value_somebody_already_typed_counts_as_written(house: House) -> None:
    p = house.next_step()
    clicked(house, p)
    edit_crm(house.home, "NXT_STP", p.new)
    assert house.app.apply.change(p.id).status is Status.applied
    assert in_crm(house.home) == p.new


def test_a_value_the_crm_can_not_hold_fails_is_rolled_back_and_alerts(house: House) -> None:
    p = house.next_step()
    edited = house.app.decide.decide(p.id, DecisionKind.edit, HENRIK.email, value="x" * 200)
    after = house.approve(edited)
    assert after.status is Status.failed
    assert after.failure
    assert in_crm(house.home) == OLD
    ((_, kind, words),) = house.app.alerts.unsent()
    assert kind == "crm_write_failed"
    assert p.id in words and "xxx" not in words
    assert house.actions(p.id)[-1] == "crm_refused"


def test_a_deal_that_is_gone_from_the_crm_fails_with_a_sentence(house: House) -> None:
    p = house.next_step()
    connection = sqlite3.connect(house.home / "crm.sqlite")
    with connection:
        connection.execute("DELETE FROM OPP_HDR WHERE OPP_ID = 70118")
    connection.close()
    after = house.approve(p)
    assert after.status is Status.failed and after.failure


def test_writing_again_after_a_crash_does_nothing_twice(house: House) -> None:
    task = [p for p in (house.next_step(), *house.app.proposals.all()) if p.entity == "task"][0]
    done = house.approve(task)
    connection = sqlite3.connect(house.home / "ledger.sqlite")
    with connection:  # the crash came after the CRM's commit and before ours
        connection.execute("UPDATE proposal SET status = 'approved' WHERE id = ?", (task.id,))
    connection.close()
    again = house.app.apply.change(task.id)
    assert again.model_copy(update={"status": done.status}) == done
    assert again.status is Status.applied
    connection = sqlite3.connect(house.home / "crm.sqlite")
    assert connection.execute(
        "SELECT count(*) FROM TODO_LST WHERE SUBJ LIKE '%revised quote%'"
    ).fetchone() == (1,)
    connection.close()


def test_what_is_not_approved_is_not_written(house: House) -> None:
    p = house.next_step()
    assert house.app.apply.change(p.id) == p
    assert in_crm(house.home) == OLD


class BusyCrm:
    """Says once that it is busy, then works."""

    def __init__(self, real: Any) -> None:
        self.real, self.name, self.busy = real, real.name, 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def apply(self, change: Any) -> Applied:
        if self.busy:
            self.busy -= 1
            raise Retry("The CRM is busy: it will be tried again.")
        return self.real.apply(change)


@pytest.mark.parametrize("engine", [False, True], ids=["at once", "through the engine"])
def test_a_busy_crm_is_asked_again_later(house: House, engine: bool) -> None:
    p = house.next_step()
    house.app.crm = BusyCrm(house.app.crm)  # type: ignore[misc, assignment]
    if engine:
        house.app.own_home("test")
        house.app.start_engine()
    with pytest.raises(Exception, match="busy"):
        house.approve(p)
    assert house.app.proposals.get(p.id).status is Status.approved
    house.clock.advance(timedelta(minutes=1))
    house.app.catch_up()
    assert house.app.proposals.get(p.id).status is Status.applied
    assert in_crm(house.home) == p.new


def test_the_click_of_somebody_who_left_since_fails_and_blocks_nothing(house: House) -> None:
    p = house.next_step()
    clicked(house, p)
    house.app.people.remove(HENRIK.email)
    house.app.catch_up()
    after = house.app.proposals.get(p.id)
    assert (after.status, in_crm(house.home)) == (Status.failed, OLD)
    assert after.failure and HENRIK.email in after.failure


def test_the_ledger_knows_the_new_value_right_after_the_write(house: House) -> None:
    p = house.next_step()
    house.approve(p)
    account = house.app.accounts.match("Acme").account
    assert account is not None
    deal = {d.crm_id: d for d in house.app.accounts.deals(account.id)}["70118"]
    assert deal.next_step == p.new
    assert p.proposer == MARA.email
