"""Every click is kept with the version that it is about, in the transaction of what it changed."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from records.erasure import Erasure
from records.feedback import Feedback, Said
from records.models import Decision, DecisionKind, Promise, ProposalStatus, Settlement
from records.models import PromiseStatus as Status
from tests.builders import DANA, HENRIK, MARA, NOW, TOM, digested, event, promise, proposal
from tests.unit.records.stores import Stores

LATER = NOW + timedelta(days=1)
PENDING = ProposalStatus.pending
SAID = event("We'll send the quote on Friday.")
NOTICED = event("The quote is attached.", number=2)


@pytest.fixture
def made(ledger: Stores) -> Promise:
    held = promise(SAID, account_id="acc", confidence=0.83, due=date(2026, 11, 27))
    ledger.log.append(
        ledger.box(),
        [digested(SAID, held, accounts=["acc"]), digested(NOTICED, accounts=["acc"])],
        version="reader-7",
    )
    return held


def said(ledger: Stores) -> list[Said]:
    return Feedback(ledger.db).between(NOW - timedelta(days=1), LATER + timedelta(days=30))


def settle(ledger: Stores, made: Promise, status: Status) -> None:
    found = Settlement(
        promise_id=made.id,
        status=status,
        event_id=NOTICED.id,
        start=0,
        end=5,
        quote="The q",
        confidence=0.9,
        why="said so",
    )
    ledger.promises.resettle("acc", [(found, NOW)], [], settler="settle-3")


def decide(ledger: Stores, kind: DecisionKind, then: ProposalStatus, **more: str) -> bool:
    decided = Decision(proposal_id="prop_1", kind=kind, actor=HENRIK.email, at=NOW, **more)  # type: ignore[arg-type]
    now = ledger.proposals.get("prop_1").status
    return ledger.proposals.decide(decided, now, then, new=more.get("value"))


def propose(ledger: Stores, made: Promise | None, **changes: object) -> None:
    cited = proposal().evidence[0].model_copy(update={"event_id": SAID.id})
    changes = {"promise_id": made.id if made else None, "evidence": (cited,), **changes}
    ledger.proposals.add(proposal(**changes), drafter="draft-5")


def judged(ledger: Stores) -> dict[str, dict[str, bool]]:
    return {f"{s.about} {s.kind}": dict(s.judged) for s in said(ledger) if s.judged}


@pytest.mark.parametrize(
    ("kind", "who", "says"),
    [
        ("done", MARA.email, {"promise": True, "owner": True}),
        ("done", HENRIK.email, {"promise": True}),
        ("not_a_promise", MARA.email, {"promise": False}),
        ("still_open", MARA.email, {"promise": True}),
    ],
)
def test_a_click_on_a_promise_says_what_was_right(
    ledger: Stores, made: Promise, kind: str, who: str, says: dict[str, bool]
) -> None:
    ledger.promises.click(made.id, Status.kept, who, "said so", kind)
    (row,) = said(ledger)
    assert row.judged == says
    assert (row.kind, row.actor, row.subject_id, row.at) == (kind, who, made.id, NOW)
    assert (row.extractor, row.confidence, row.account_id) == ("test", 0.83, "acc")


def test_a_wrong_owner_is_a_promise_all_the_same(ledger: Stores, made: Promise) -> None:
    ledger.promises.hand_over(made.id, TOM.email, MARA.email)
    assert judged(ledger) == {"promise wrong_owner": {"promise": True, "owner": False}}


def test_a_snooze_is_kept_and_says_nothing_of_right_or_wrong(ledger: Stores, made: Promise) -> None:
    ledger.promises.snooze(made.id, LATER, MARA.email)
    (row,) = said(ledger)
    assert (row.kind, row.judged) == ("snooze", {})


@pytest.mark.parametrize(
    ("found", "kind", "right"),
    [
        (Status.kept, "done", True),
        (Status.kept, "still_open", False),
        (Status.withdrawn, "done", False),
        (Status.changed, "still_open", False),
        (Status.unsure, "done", None),
        (Status.kept, "not_a_promise", None),
    ],
)
def test_what_mail_settled_is_confirmed_or_corrected(
    ledger: Stores, made: Promise, found: Status, kind: str, right: bool | None
) -> None:
    settle(ledger, made, found)
    ledger.promises.click(made.id, Status.open, MARA.email, "said so", kind)
    row = said(ledger)[-1]
    assert row.judged.get("settlement") == right
    assert row.settler == "settle-3"


def test_a_second_click_does_not_judge_the_mail_again(ledger: Stores, made: Promise) -> None:
    settle(ledger, made, Status.kept)
    for kind in ("still_open", "done"):
        ledger.promises.click(made.id, Status.open, MARA.email, "said so", kind)
    assert [s.judged.get("settlement") for s in said(ledger) if s.actor] == [False, None]


def test_an_outcome_by_mail_is_told_once_however_often_it_is_replayed(ledger: Stores, made: Promise) -> None:
    for _ in range(3):
        settle(ledger, made, Status.kept)
    (row,) = said(ledger)
    assert (row.kind, row.actor, row.judged, row.settler) == ("kept", None, {}, "settle-3")


def test_a_broken_promise_is_told_once(ledger: Stores, made: Promise) -> None:
    feedback = Feedback(ledger.db)
    for day in (date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 1)):
        feedback.note_broken(day)
    assert [(s.kind, s.at) for s in said(ledger)] == [("broken", datetime(2026, 11, 28, tzinfo=UTC))]


def test_an_approved_card_was_right_and_so_is_its_promise_and_its_day(ledger: Stores, made: Promise) -> None:
    propose(ledger, made, new="Send the quote by 2026-11-27")
    assert decide(ledger, DecisionKind.approve, ProposalStatus.approved)
    assert judged(ledger) == {
        "proposal approve": {"proposal": True, "due": True},
        "promise approved": {"promise": True},
    }
    card, row = said(ledger)
    assert (card.field, card.drafter, card.extractor) == ("deal.next_step", "draft-5", "test")
    assert (row.subject_id, row.confidence, row.extractor) == (made.id, 0.83, "test")


@pytest.mark.parametrize(
    ("typed", "due"),
    [("Send the quote by 2026-11-30", False), ("Mail the quote by 2026-11-27", True), ("Call Dana", None)],
)
def test_an_edited_card_was_wrong_and_its_day_only_if_another_was_typed(
    ledger: Stores, made: Promise, typed: str, due: bool | None
) -> None:
    propose(ledger, made, new="Send the quote by 2026-11-27")
    assert decide(ledger, DecisionKind.edit, PENDING, value=typed)
    assert decide(ledger, DecisionKind.approve, ProposalStatus.approved)
    first, second = [s for s in said(ledger) if s.about == "proposal"]
    assert (first.judged["proposal"], first.judged.get("due")) == (False, due)
    assert second.judged == {}


def test_a_card_without_a_promise_judges_the_signal_that_it_came_from(ledger: Stores, made: Promise) -> None:
    propose(ledger, None, field="amount", new="52000.00")
    assert decide(ledger, DecisionKind.reject, ProposalStatus.rejected)
    (row,) = said(ledger)
    assert row.judged == {"proposal": False, "intent": False}
    assert row.extractor == "reader-7"


def test_a_rejected_card_says_nothing_against_its_promise(ledger: Stores, made: Promise) -> None:
    propose(ledger, made)
    assert decide(ledger, DecisionKind.reject, ProposalStatus.rejected)
    assert judged(ledger) == {"proposal reject": {"proposal": False}}


def test_a_release_is_kept_and_judges_nothing(ledger: Stores, made: Promise) -> None:
    propose(ledger, made, status=ProposalStatus.paused)
    assert decide(ledger, DecisionKind.release, PENDING)
    assert [(s.kind, s.judged) for s in said(ledger)] == [("release", {})]


def test_a_card_that_nobody_answered_is_kept_as_ignored(ledger: Stores, made: Promise) -> None:
    propose(ledger, made)
    for _ in range(2):
        ledger.proposals.expire(NOW + timedelta(days=8))
    (row,) = said(ledger)
    assert (row.kind, row.actor, row.judged, row.drafter) == ("expired", None, {}, "draft-5")


def test_a_click_that_came_too_late_is_not_kept(ledger: Stores, made: Promise) -> None:
    propose(ledger, made)
    assert decide(ledger, DecisionKind.approve, ProposalStatus.approved)
    late = Decision(proposal_id="prop_1", kind=DecisionKind.reject, actor=HENRIK.email, at=NOW)
    assert not ledger.proposals.decide(late, PENDING, ProposalStatus.rejected)
    assert "proposal reject" not in judged(ledger)


def test_what_could_not_be_changed_is_not_told_either(ledger: Stores, made: Promise) -> None:
    with ledger.db.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no BEFORE UPDATE ON promise BEGIN SELECT RAISE(ABORT, 'power cut'); END"
        )
    with pytest.raises(Exception, match="power cut"):
        ledger.promises.click(made.id, Status.kept, MARA.email, "said so", "done")
    assert said(ledger) == []


def test_no_word_of_a_mail_stands_in_it_and_it_outlives_an_erasure(ledger: Stores, made: Promise) -> None:
    ledger.promises.click(made.id, Status.dismissed, MARA.email, "said so", "not_a_promise")
    erasure = Erasure(ledger.db, ledger.clock)
    erasure.erase(erasure.events_of(DANA), DANA)
    assert [s.judged for s in said(ledger)] == [{"promise": False}]
    connection = sqlite3.connect(ledger.home / "ledger.sqlite")
    told = repr(connection.execute("SELECT * FROM feedback").fetchall())
    connection.close()
    assert "quote" not in told and DANA not in told
