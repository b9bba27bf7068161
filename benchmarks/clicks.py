"""Many people clicking the same card at the same moment: is it decided once, written once, and is everybody told?

The CRM is a SQLite database that counts by itself what it was written, and how often.
"""

import argparse
import json
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.homes import folder, machine, percentile
from policies.approvals import what_is_shown
from records.errors import AlreadyDecided, NotAllowed
from records.models import DecisionKind, Proposal, ProposalStatus, Role
from tests.builders import open_app, proposal

if TYPE_CHECKING:
    from bot.app import App

PROPOSALS = 200
APPROVE, EDIT, REJECT, SNOOZE = (
    DecisionKind.approve,
    DecisionKind.edit,
    DecisionKind.reject,
    DecisionKind.snooze,
)
EIGHT_APPROVE = ((APPROVE,) * 8,)
MIXED = ((APPROVE,) * 6 + (SNOOZE,) * 2, (APPROVE,) * 4 + (REJECT,) * 3 + (SNOOZE,))
"""What the eight do with one card, and with the next."""
SURFACE = "slack"
_FIRST_DEAL, _DEALS = 900_000, 10


@dataclass
class Click:
    """One click and what came of it."""

    kind: DecisionKind
    person: str
    ms: float = 0.0
    counted: bool = False
    told: str = ""
    """What a click that did not count was answered with."""


@dataclass
class Crowd:
    """Eight managers, each with a thread, before one home."""

    app: "App"
    managers: list[str]
    names: dict[str, str]
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8))

    def click(self, p: Proposal, kinds: Sequence[DecisionKind]) -> list[Click]:
        """All at the same moment, each having looked at the same card."""
        gate = threading.Barrier(len(kinds))
        clicks = [Click(kind, self.managers[n]) for n, kind in enumerate(kinds)]
        list(self.pool.map(lambda one: self._one(p, one, gate), clicks))
        return clicks

    def _one(self, p: Proposal, click: Click, gate: threading.Barrier) -> None:
        gate.wait()
        started = time.perf_counter()
        try:
            self.app.decide.decide(
                p.id,
                click.kind,
                click.person,
                reason="not now",
                value=f"{p.new}, edited by {click.person}",
                until=(self.app.clock.now() + timedelta(days=3)).date(),
                seen=what_is_shown(p),
                surface=SURFACE,
            )
            click.counted = True
        except (AlreadyDecided, NotAllowed) as answer:
            click.told = str(answer)
        click.ms = (time.perf_counter() - started) * 1000

    def close(self) -> None:
        self.pool.shutdown()


def crowd(home: Path) -> Crowd:
    """The sample company's home with eight more managers."""
    app = open_app(home)
    names = {f"boss{n}@northbeam.example": f"Boss {'ABCDEFGH'[n]}" for n in range(8)}
    for address, name in names.items():
        app.people.add(address, Role.manager, name=name)
    with sqlite3.connect(home / "crm.sqlite") as crm:
        crm.executescript(
            "CREATE TABLE written (deal INTEGER, step TEXT);"
            "CREATE TRIGGER count_writes AFTER UPDATE OF NXT_STP ON OPP_HDR "
            "BEGIN INSERT INTO written VALUES (NEW.OPP_ID, NEW.NXT_STP); END;"
        )
        crm.executemany(
            "INSERT INTO OPP_HDR (OPP_ID, ACCT_NO, TTL, STG_CD) VALUES (?, '0000104711', ?, '20')",
            [(_FIRST_DEAL + n, f"Deal {n}") for n in range(_DEALS)],
        )
    crm.close()
    return Crowd(app, list(names), names)


def propose(crowd: Crowd, n: int) -> Proposal:
    """A change that nobody decided on yet, of what the CRM holds for one of ten deals by now."""
    app, deal = crowd.app, str(_FIRST_DEAL + n % _DEALS)
    assert app.crm is not None
    app.proposals.add(
        proposal(
            f"prop_{n}",
            entity_id=deal,
            old=app.crm.read("deal", deal, "next_step"),
            new=f"Quote {n:04}: send it",
            created_at=app.wall.now(),
            expires_at=app.wall.now() + timedelta(days=7),
        )
    )
    return app.proposals.get(f"prop_{n}")


@dataclass(frozen=True)
class Outcome:
    """What is found afterwards around Promissory: in its tables and in the CRM."""

    proposal: Proposal
    decisions: int
    noted: int
    """Audit rows that tell of a decision."""
    writes: list[str]
    """What the CRM was written, once for each time."""


def outcome(crowd: Crowd, p: Proposal) -> Outcome:
    app = crowd.app
    with app.database.read() as connection:
        decisions = connection.exec_driver_sql(
            "SELECT count(*) FROM decision WHERE proposal_id = ? AND kind IN ('approve', 'reject')", (p.id,)
        ).scalar()
        noted = connection.exec_driver_sql(
            "SELECT count(*) FROM audit WHERE subject = ? AND action IN ('approved', 'rejected')", (p.id,)
        ).scalar()
    crm = sqlite3.connect(app.settings.home / "crm.sqlite")
    writes = [row[0] for row in crm.execute("SELECT step FROM written WHERE step LIKE ?", (f"{p.new}%",))]
    crm.close()
    return Outcome(app.proposals.get(p.id), int(decisions or 0), int(noted or 0), writes)


def was_decided_once(found: Outcome, p: Proposal) -> bool:
    """One decision, told once, and written once where it was an approval: the value that stood on the card."""
    expected = [p.new] if found.proposal.status is ProposalStatus.applied else []
    final = found.proposal.status in (ProposalStatus.applied, ProposalStatus.rejected)
    return final and (found.decisions, found.noted, found.writes) == (1, 1, expected)


def knows_who(crowd: Crowd, click: Click, found: Outcome) -> bool:
    """Whether a click that came too late was answered with the name of whoever decided."""
    winner = crowd.names[found.proposal.decided_by or ""]
    return f" by {winner} on " in click.told


def measure(name: str, kinds: Sequence[Sequence[DecisionKind]], count: int) -> dict[str, Any]:
    with folder() as at:
        people = crowd(at / "home")
        found = []
        for n in range(count):
            p = propose(people, n)
            found.append((p, people.click(p, kinds[n % len(kinds)]), outcome(people, p)))
        people.close()
        whole = people.app.audit.verify().ok
        people.app.close()
    late = [(c, o) for _, clicks, o in found for c in clicks if not c.counted]
    times = [c.ms for _, clicks, _ in found for c in clicks]
    return {
        "benchmark": "clicks",
        "figure": name,
        "machine": machine(),
        "proposals": count,
        "clicks": len(times),
        "decided_once": sum(was_decided_once(o, p) for p, _, o in found),
        "crm_writes": sum(len(o.writes) for _, _, o in found),
        "to_be_written": sum(o.proposal.status is ProposalStatus.applied for _, _, o in found),
        "snoozed": sum(c.counted and c.kind is SNOOZE for _, clicks, _ in found for c in clicks),
        "too_late": len(late),
        "told_who_decided": sum(knows_who(people, c, o) for c, o in late),
        "audit_whole": whole,
        "click_p50_ms": round(percentile(times, 0.5), 1),
        "click_p99_ms": round(percentile(times, 0.99), 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--proposals", type=int, default=PROPOSALS)
    given = options.parse_args(arguments)
    for name, kinds in (("eight_approve", EIGHT_APPROVE), ("approve_reject_snooze", MIXED)):
        print(json.dumps(measure(name, kinds, given.proposals)), flush=True)


if __name__ == "__main__":
    main()
