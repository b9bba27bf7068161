"""Copies of a card that show an older state are found and repainted, whoever changed what they show."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.replies.cards import proposal_card, proposal_state
from bot.replies.shapes import Buttons, Reply
from bot.workflows.repaint import Repaint, Wake
from records.card_snoozes import LEASE, CardSnoozes
from records.clock import FixedClock
from records.database import Database
from records.erasure import Erasure
from records.models import Decision, DecisionKind, Evidence, ProposalStatus, Role
from records.people import People
from records.posts import Posts
from records.proposals import Proposals
from tests.builders import HENRIK, MARA, NOW, PRIYA, TOM, proposal

SLACK, TEAMS, GONE = "slack:T0HOME", "teams", "slack:T0GONE"


@dataclass
class Wall:
    """One home with two surfaces; what a surface was told to paint is remembered as its copies' state."""

    folder: Path
    painted: list[Reply] = field(default_factory=list)
    delivered: list[tuple[str, Reply]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    knows: bool = True

    def __post_init__(self) -> None:
        self.db = Database(f"sqlite:///{self.folder / 'ledger.sqlite'}")
        self.db.migrate()
        self.clock = FixedClock(NOW)
        self.proposals = Proposals(self.db, self.clock)
        self.posts = Posts(self.db, self.clock)
        self.snoozes = CardSnoozes(self.db)
        self.people = People(self.db)
        for p in (PRIYA, HENRIK, MARA, TOM):
            self.people.add(p.email, p.role, name=p.name)
        self.repaint = self.restarted()
        self.wake = Wake(self.snoozes, self.proposals, self.people, self.card, self.deliver, clock=self.clock)

    def restarted(self) -> Repaint:
        return Repaint(self.posts, self.states, self.card, self.refresh, self.clock)

    def propose(self, name: str = "prop_1", **changes: object) -> str:
        """A proposal whose card stands on both surfaces."""
        self.proposals.add(proposal(name, **changes))
        self.post(name)
        return f"proposal:{name}"

    def post(self, name: str) -> None:
        for surface in (SLACK, TEAMS):
            state = proposal_state(self.proposals.get(name))
            self.posts.on(surface).save(f"proposal:{name}", "D1", f"{surface}:{name}", state)

    def states(self, keys: Sequence[str]) -> Mapping[str, str]:
        found = self.proposals.by_ids([k.partition(":")[2] for k in keys])
        return {f"proposal:{p.id}": proposal_state(p) for p in found}

    def card(self, key: str) -> Reply | None:
        return proposal_card(self.proposals.get(key.partition(":")[2]))

    def refresh(self, reply: Reply) -> None:
        assert reply.card is not None
        if reply.card in self.broken:
            raise ConnectionError("xoxb-secret said “we will cancel”")
        self.painted.append(reply)
        for surface in (SLACK, TEAMS):
            posts = self.posts.on(surface)
            for channel, ts in posts.of(reply.card):
                posts.save(reply.card, channel, ts, reply.state)

    def deliver(self, email: str, reply: Reply) -> bool:
        if reply.card in self.broken:
            raise ConnectionError
        self.delivered.append((email, reply))
        return self.knows

    def decide(self, kind: DecisionKind, then: ProposalStatus, name: str = "prop_1", **more: object) -> None:
        made = Decision(proposal_id=name, kind=kind, actor=HENRIK.email, at=NOW, reason="so", value="x")
        p = self.proposals.get(name)
        assert self.proposals.decide(made, p.status, then, **more)  # type: ignore[arg-type]

    def keys(self) -> list[str | None]:
        return [reply.card for reply in self.painted]


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path)


def has_buttons(reply: Reply) -> bool:
    return any(isinstance(b, Buttons) for b in reply.blocks)


def test_what_is_as_posted_is_left_alone(wall: Wall) -> None:
    wall.propose()
    assert wall.repaint.tick() == 0
    assert wall.painted == []


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        (DecisionKind.approve, ProposalStatus.approved),
        (DecisionKind.reject, ProposalStatus.rejected),
    ],
)
def test_a_decision_at_a_terminal_takes_the_buttons_off_every_copy_once(
    wall: Wall, kind: DecisionKind, then: ProposalStatus
) -> None:
    key = wall.propose()
    wall.decide(kind, then)
    assert wall.repaint.tick() == 1
    assert wall.keys() == [key] and not has_buttons(wall.painted[0])
    assert wall.repaint.tick() == 0


def test_every_move_of_a_proposal_is_found(wall: Wall) -> None:
    wall.propose()
    moves = (
        lambda: wall.decide(DecisionKind.edit, ProposalStatus.pending, new="Another step"),
        lambda: wall.proposals.set_verdict(
            "prop_1",
            proposal().verdict.model_copy(update={"rule": "churn_threat"}),
            ProposalStatus.paused,
            expected=ProposalStatus.pending,
        ),
        lambda: wall.decide(DecisionKind.release, ProposalStatus.pending),
        lambda: wall.decide(DecisionKind.approve, ProposalStatus.approved),
        lambda: wall.proposals.refresh("prop_1", "typed by hand", ProposalStatus.pending),
        lambda: wall.decide(DecisionKind.approve, ProposalStatus.approved),
        lambda: wall.proposals.finish("prop_1", ProposalStatus.failed, "The CRM refused it."),
    )
    for move in moves:
        move()
        assert wall.repaint.tick() == 1
        assert wall.painted[-1].state == proposal_state(wall.proposals.get("prop_1"))
    assert "refused" in wall.painted[-1].text


def test_what_a_newer_proposal_replaced_and_what_expired_lose_their_buttons(wall: Wall) -> None:
    old = wall.propose()
    new = wall.propose("prop_2", new="Later words")
    assert wall.repaint.tick() == 1
    assert wall.keys() == [old] and "Replaced by a newer proposal" in wall.painted[0].text
    wall.proposals.expire(NOW + timedelta(days=8))
    assert wall.repaint.tick() == 1
    assert wall.keys()[1:] == [new] and "Expired" in wall.painted[1].text
    assert not any(has_buttons(reply) for reply in wall.painted)


def test_erased_words_leave_the_copies_within_an_hour(wall: Wall) -> None:
    wall.propose(evidence=(Evidence(event_id="ev_secret", quote="xylophonic"),), new="Take xylophones")
    wall.decide(DecisionKind.reject, ProposalStatus.rejected)
    wall.repaint.tick()
    assert "xylophon" in str(wall.painted[-1])
    Erasure(wall.db, wall.clock).erase(["ev_secret"], "somebody@else.example")
    wall.clock.advance(timedelta(hours=1))
    assert wall.repaint.tick() == 1
    assert "xylophon" not in str(wall.painted[-1])


def test_a_copy_of_an_older_version_is_repainted_once(wall: Wall) -> None:
    wall.proposals.add(proposal())
    wall.posts.on(SLACK).save("proposal:prop_1", "D1", "1.1")
    assert [wall.repaint.tick() for _ in range(3)] == [1, 0, 0]


def test_a_copy_posted_late_by_a_slow_process_is_put_right(wall: Wall) -> None:
    key = wall.propose()
    stale = proposal_state(wall.proposals.get("prop_1"))
    wall.decide(DecisionKind.reject, ProposalStatus.rejected)
    wall.repaint.tick()
    wall.posts.on(TEAMS).save(key, "D2", "late", stale)
    assert wall.repaint.tick() == 1
    assert wall.repaint.tick() == 0


def test_one_that_fails_stops_no_other_and_is_tried_again(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [wall.propose(f"prop_{n}", entity_id=str(n)) for n in range(3)]
    wall.proposals.expire(NOW + timedelta(days=8))
    wall.broken = {keys[1]}
    with caplog.at_level(logging.DEBUG, logger="promissory"):
        assert wall.repaint.tick() == 2
    assert "ConnectionError" in caplog.text and keys[1] in caplog.text
    assert "xoxb" not in caplog.text and "cancel" not in caplog.text
    assert sorted(map(str, wall.keys())) == [keys[0], keys[2]]
    wall.broken = set()
    assert wall.repaint.tick() == 1
    assert wall.keys()[-1] == keys[1]


def test_what_an_earlier_process_left_is_found_after_a_restart(wall: Wall) -> None:
    key = wall.propose()
    wall.broken = {key}
    wall.decide(DecisionKind.reject, ProposalStatus.rejected)
    wall.repaint.tick()
    wall.broken = set()
    assert wall.restarted().tick() == 1


def test_copies_on_a_surface_that_is_gone_do_not_keep_the_others_busy(wall: Wall) -> None:
    key = wall.propose()
    wall.posts.on(GONE).save(key, "D9", "9.9", "pending:long ago")
    ticks = 0
    for _ in range(360):
        ticks += wall.repaint.tick()
        wall.clock.advance(timedelta(seconds=10))
    assert 2 <= ticks <= 7, "ever more rarely within the hour"
    wall.decide(DecisionKind.reject, ProposalStatus.rejected)
    assert wall.repaint.tick() == 1, "news is told at once"


def test_cards_of_last_month_and_proposals_that_are_gone_are_left_alone(wall: Wall) -> None:
    wall.propose()
    wall.posts.on(SLACK).save("proposal:prop_nothing", "D1", "5.5", "pending:x")
    wall.posts.on(SLACK).save("insight:acc", "D1", "6.6", "x")
    assert wall.repaint.tick() == 0
    wall.clock.advance(timedelta(days=31))
    wall.decide(DecisionKind.reject, ProposalStatus.rejected)
    assert wall.repaint.tick() == 0


def test_repainting_ends_when_it_is_told_to_stop(wall: Wall) -> None:
    for n in range(3):
        wall.propose(f"prop_{n}", entity_id=str(n))
    wall.proposals.expire(NOW + timedelta(days=8))
    assert wall.repaint.tick(stop=lambda: len(wall.painted) >= 1) == 1
    assert wall.repaint.tick() == 2


def test_many_copies_are_looked_through_at_once_and_what_is_settled_rarely(wall: Wall) -> None:
    for n in range(600):
        wall.proposals.add(proposal(f"prop_{n}", entity="task", entity_id="", field="task"))
        wall.posts.on(SLACK).save(f"proposal:prop_{n}", "D1", str(n), "pending:old")
    wall.proposals.expire(NOW + timedelta(days=8))
    wall.propose("prop_open", entity_id="open")
    asked: list[int] = []
    of_many = wall.repaint.states_of
    wall.repaint.states_of = lambda keys: asked.append(len(keys)) or of_many(keys)  # type: ignore[func-returns-value]
    assert wall.repaint.tick() == 600
    assert [wall.repaint.tick(), wall.repaint.tick()] == [0, 0]
    wall.clock.advance(timedelta(hours=1))
    assert wall.repaint.tick() == 0
    assert asked == [601, 1, 1, 601]


def test_a_card_that_was_put_off_comes_back_to_that_person_once(wall: Wall) -> None:
    wall.propose()
    wall.snoozes.set("prop_1", HENRIK.email, NOW + timedelta(days=1))
    assert wall.wake.tick() == 0
    wall.clock.advance(timedelta(days=1))
    assert [wall.wake.tick(), wall.wake.tick()] == [1, 0]
    ((email, reply),) = wall.delivered
    assert (email, reply.card) == (HENRIK.email, "proposal:prop_1") and has_buttons(reply)


@pytest.mark.parametrize("what", ["decided", "expired", "gone", "left", "demoted"])
def test_what_waits_no_more_or_for_them_no_more_does_not_come_back(wall: Wall, what: str) -> None:
    wall.propose(expires_at=NOW + timedelta(hours=30))
    wall.snoozes.set("prop_nothing" if what == "gone" else "prop_1", HENRIK.email, NOW + timedelta(days=1))
    wall.clock.advance(timedelta(days=1))
    if what == "decided":
        wall.decide(DecisionKind.reject, ProposalStatus.rejected)
    elif what == "expired":
        wall.clock.advance(timedelta(hours=6))
    elif what == "left":
        wall.people.remove(HENRIK.email)
    elif what == "demoted":
        wall.people.add(HENRIK.email, Role.rep)
    assert wall.wake.tick() == 0
    assert wall.delivered == []
    wall.clock.advance(LEASE)
    assert wall.snoozes.due(wall.clock.now()) == [], "and it is not asked for again"


def test_what_can_not_be_delivered_is_tried_again_and_stops_no_other(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.broken = {wall.propose("prop_1", entity_id="1")}
    wall.propose("prop_2", entity_id="2")
    for name in ("prop_1", "prop_2"):
        wall.snoozes.set(name, HENRIK.email, NOW)
    assert wall.wake.tick() == 1
    assert "prop_1 did not come back: ConnectionError" in caplog.text
    wall.broken = set()
    assert wall.wake.tick() == 0
    wall.clock.advance(LEASE)
    assert wall.wake.tick() == 1
    assert [reply.card for _, reply in wall.delivered] == ["proposal:prop_2", "proposal:prop_1"]


def test_whom_no_surface_knows_is_not_looked_for_forever(wall: Wall) -> None:
    wall.propose()
    wall.knows = False
    wall.snoozes.set("prop_1", HENRIK.email, NOW)
    assert wall.wake.tick() == 0
    wall.clock.advance(LEASE)
    assert wall.wake.tick() == 0
    assert len(wall.delivered) == 1
