"""A proposal is made once, and of everybody who clicks at the same moment one decides."""

import threading
from datetime import timedelta

import pytest

from records.errors import NotFound
from records.models import Decision, DecisionKind, ProposalStatus, Verdict
from records.proposals import Alerts, proposal_id
from tests.builders import HENRIK, MARA, NOW, PRIYA, proposal
from tests.unit.records.stores import Stores

PENDING, PAUSED, APPROVED = ProposalStatus.pending, ProposalStatus.paused, ProposalStatus.approved


def click(
    kind: DecisionKind = DecisionKind.approve, actor: str = HENRIK.email, **changes: object
) -> Decision:
    return Decision(**{"proposal_id": "prop_1", "kind": kind, "actor": actor, "at": NOW, **changes})


def test_a_proposal_comes_out_as_it_went_in_and_only_once(ledger: Stores) -> None:
    assert ledger.proposals.add(proposal())
    assert not ledger.proposals.add(proposal(new="Something else"))
    assert ledger.proposals.all() == [proposal()]


def test_the_same_change_read_from_the_same_mail_has_the_same_id() -> None:
    one = proposal_id("crm", "deal", "1", "amount", "5", "ev_1")
    assert one == proposal_id("crm", "deal", "1", "amount", "5", "ev_1")
    assert one != proposal_id("crm", "deal", "1", "amount", "5", "ev_2")


def test_of_eight_simultaneous_decisions_one_wins(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    gate, won = threading.Barrier(8), []

    def decide(n: int) -> None:
        gate.wait()
        kind, then = [(DecisionKind.approve, APPROVED), (DecisionKind.reject, ProposalStatus.rejected)][n % 2]
        if ledger.proposals.decide(click(kind, f"boss{n}@northbeam.example"), PENDING, then):
            won.append(f"boss{n}@northbeam.example")

    clicks = [threading.Thread(target=decide, args=(n,)) for n in range(8)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(won) == 1
    after = ledger.proposals.get("prop_1")
    assert after.decided_by == won[0]
    with ledger.db.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM decision").scalar() == 1


def test_an_approval_of_a_value_that_was_edited_meanwhile_does_not_count(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    edited = click(DecisionKind.edit, MARA.email, value="Another step")
    assert ledger.proposals.decide(edited, PENDING, PENDING, new="Another step")
    assert not ledger.proposals.decide(click(), PENDING, APPROVED, seen=proposal())
    assert ledger.proposals.get("prop_1").status is PENDING
    assert ledger.proposals.decide(click(), PENDING, APPROVED, seen=proposal(new="Another step"))


def test_an_approval_does_not_count_once_the_crm_held_something_else_meanwhile(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    ledger.proposals.decide(click(), PENDING, APPROVED)
    ledger.proposals.refresh("prop_1", "typed by hand", PENDING)
    second = click(actor=PRIYA.email)
    assert not ledger.proposals.decide(second, PENDING, APPROVED, seen=proposal())
    assert ledger.proposals.decide(second, PENDING, APPROVED, seen=proposal(old="typed by hand"))


def test_a_release_does_not_cover_a_pause_that_got_more_reasons_meanwhile(ledger: Stores) -> None:
    before = proposal(status=PAUSED, verdict=Verdict.pause("angry_support", "They are angry.", ("a:1",)))
    ledger.proposals.add(before)
    more = Verdict.pause("angry_support", "They are angry and leave.", ("a:1", "b:2"))
    ledger.proposals.set_verdict("prop_1", more, PAUSED, expected=PAUSED)
    release = click(DecisionKind.release, reason="I called them")
    assert not ledger.proposals.decide(release, PAUSED, PENDING, seen=before)
    assert ledger.proposals.get("prop_1").released_by is None
    assert ledger.proposals.decide(release, PAUSED, PENDING, seen=ledger.proposals.get("prop_1"))


def test_who_gave_it_another_value_or_approved_it_last_is_known(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    assert ledger.proposals.last_change("prop_1") is None
    ledger.proposals.decide(click(DecisionKind.edit, MARA.email, value="x"), PENDING, PENDING, new="x")
    ledger.proposals.decide(click(DecisionKind.reject, PRIYA.email, reason="no"), PENDING, PENDING)
    last = ledger.proposals.last_change("prop_1")
    assert last is not None and (last.actor, last.kind) == (MARA.email, DecisionKind.edit)
    with pytest.raises(NotFound):
        ledger.proposals.decision_of("prop_2")


def test_many_proposals_are_read_at_once_and_what_is_not_there_is_left_out(ledger: Stores) -> None:
    names = [f"prop_{n}" for n in range(1100)]
    for name in names:
        ledger.proposals.add(proposal(name, entity="task", entity_id="", field="task", new=name))
    found = ledger.proposals.by_ids([*names, "prop_nothing", *names])
    assert sorted(p.id for p in found) == sorted(names)
    assert ledger.proposals.by_ids([]) == []


@pytest.mark.parametrize("then", [PENDING, PAUSED])
def test_an_edit_is_no_decision_about_the_change(ledger: Stores, then: ProposalStatus) -> None:
    ledger.proposals.add(proposal())
    ledger.proposals.decide(click(DecisionKind.edit, MARA.email, value="x"), PENDING, then, new="x")
    after = ledger.proposals.get("prop_1")
    assert (after.new, after.status, after.decided_by) == ("x", then, None)


def test_a_release_names_who_released_it(ledger: Stores) -> None:
    ledger.proposals.add(proposal(status=PAUSED))
    ledger.proposals.decide(click(DecisionKind.release, reason="I called them"), PAUSED, PENDING)
    after = ledger.proposals.get("prop_1")
    assert (after.status, after.released_by, after.decided_by) == (PENDING, HENRIK.email, None)


def test_a_newer_proposal_for_the_same_field_replaces_the_open_one(ledger: Stores) -> None:
    ledger.proposals.add(proposal("prop_1"))
    ledger.proposals.add(proposal("prop_2", new="Later words"))
    ledger.proposals.add(proposal("prop_3", field="amount", new="5"))
    ledger.proposals.add(proposal("prop_4", entity_id="other"))
    assert {p.id: p.status for p in ledger.proposals.all()} == {
        "prop_1": ProposalStatus.superseded,
        "prop_2": PENDING,
        "prop_3": PENDING,
        "prop_4": PENDING,
    }


def test_tasks_stand_side_by_side(ledger: Stores) -> None:
    for n in range(2):
        ledger.proposals.add(
            proposal(f"prop_{n}", entity="task", entity_id="", field="task", new=f"task {n}")
        )
    assert len(ledger.proposals.all([PENDING])) == 2


@pytest.mark.parametrize("status", [APPROVED, ProposalStatus.applied, ProposalStatus.rejected])
def test_what_was_decided_is_not_replaced_and_does_not_expire(ledger: Stores, status: ProposalStatus) -> None:
    ledger.proposals.add(proposal("prop_1", status=status))
    ledger.proposals.add(proposal("prop_2"))
    assert ledger.proposals.expire(NOW + timedelta(days=99)) == ["prop_2"]
    assert ledger.proposals.get("prop_1").status is status


def test_a_proposal_expires_on_the_minute_and_once(ledger: Stores) -> None:
    ledger.proposals.add(proposal(expires_at=NOW))
    assert ledger.proposals.expire(NOW - timedelta(seconds=1)) == []
    assert ledger.proposals.expire(NOW) == ["prop_1"]
    assert ledger.proposals.expire(NOW) == []
    assert not ledger.proposals.decide(click(), PENDING, APPROVED)


def test_only_an_approved_proposal_is_finished_and_only_once(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    assert not ledger.proposals.finish("prop_1", ProposalStatus.applied)
    ledger.proposals.decide(click(), PENDING, APPROVED)
    assert ledger.proposals.decision_of("prop_1") == click()
    assert ledger.proposals.finish("prop_1", ProposalStatus.applied)
    assert not ledger.proposals.finish("prop_1", ProposalStatus.failed, "late")
    assert ledger.proposals.get("prop_1").failure is None


def test_a_late_pause_or_refresh_does_not_reopen_what_is_written(ledger: Stores) -> None:
    ledger.proposals.add(proposal(status=ProposalStatus.applied))
    pause = Verdict.pause("churn_threat", "They threaten to leave.")
    ledger.proposals.set_verdict("prop_1", pause, PAUSED, expected=APPROVED)
    ledger.proposals.refresh("prop_1", "other value", PENDING)
    assert ledger.proposals.all() == [proposal(status=ProposalStatus.applied)]


def test_a_proposal_against_a_new_value_is_open_again_and_undecided(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    ledger.proposals.decide(click(), PENDING, APPROVED)
    ledger.proposals.refresh("prop_1", "typed by hand", PENDING)
    assert ledger.proposals.get("prop_1") == proposal(old="typed by hand")


def test_an_unknown_id_is_said_so_in_a_sentence(ledger: Stores) -> None:
    with pytest.raises(NotFound, match="no proposal prop_9"):
        ledger.proposals.get("prop_9")


def test_a_proposal_waits_for_its_card_until_it_was_posted(ledger: Stores) -> None:
    ledger.proposals.add(proposal())
    assert [p.id for p in ledger.proposals.unposted()] == ["prop_1"]
    ledger.proposals.mark_posted("prop_1")
    assert ledger.proposals.unposted() == []


def test_an_alert_waits_until_it_was_sent(ledger: Stores) -> None:
    alerts = Alerts(ledger.db, ledger.clock)
    alerts.raise_alert("crm_write_failed", "prop_1", "deal.amount was refused")
    ((number, kind, words),) = alerts.unsent()
    assert (kind, words) == ("crm_write_failed", "prop_1: deal.amount was refused")
    alerts.mark_sent(number)
    assert alerts.unsent() == []
