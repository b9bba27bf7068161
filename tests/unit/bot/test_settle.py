"""Settling an account again finds the same as the first time, and "it" keeps its meaning in later mail."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace

from bot.workflows.settle import Settle
from records.models import (
    Direction,
    Event,
    EventKind,
    Participant,
    Promise,
    PromiseStatus,
    Settlement,
    Strength,
)
from retrieval.sides import Sides

JANA = Participant(email="jana@northwind.example", name="Jana Roth")
DANA = Participant(email="dana@acme.example", name="Dana Lutz")


class Ledger:
    """Holds what the last replay stored, as the ledger does."""

    def __init__(self, promises: Sequence[Promise], threads: dict[str, str]) -> None:
        self.rows = {p.id: p for p in promises}
        self._threads = threads

    def of_account(self, account_id: str) -> list[Promise]:
        return list(self.rows.values())

    def threads(self, ids: Sequence[str]) -> dict[str, str]:
        return {i: self._threads[i] for i in ids}

    def resettle(
        self, account_id: str, settled: Sequence[tuple[Settlement, datetime]], made: Sequence[Promise]
    ) -> None:
        found = {s.promise_id: s for s, _ in settled}
        self.rows |= {p.id: p for p in made}
        for key, row in self.rows.items():
            s = found.get(key)
            self.rows[key] = row.model_copy(
                update={
                    "status": s.status if s else PromiseStatus.open,
                    "superseded_by": s.superseded_by if s else None,
                    "settled_by": s.event_id if s else None,
                }
            )


def mail(n: int, day: int, text: str) -> Event:
    return Event(
        id=f"e{n}", source="files", external_id=f"<m{n}>", kind=EventKind.mail, sender=JANA, to=(DANA,), text=text,
        said=((0, len(text)),), thread="t1", at=datetime(2026, 11, day, 9, 0, tzinfo=UTC),
    )  # fmt: skip


def said(event: Event, key: str, action: str, quote: str, due: date) -> Promise:
    start = event.text.index(quote)
    return Promise(
        id=key, event_id=event.id, start=start, end=start + len(quote), quote=quote, direction=Direction.ours,
        owner=JANA.email, beneficiary=DANA.email, action=action, strength=Strength.firm, due=due, confidence=0.9,
        at=event.at, account_id="a1",
    )  # fmt: skip


def replayed(events: Sequence[Event], promises: Sequence[Promise], times: int) -> Ledger:
    ledger = Ledger(promises, {p.id: "t1" for p in promises})
    log = SimpleNamespace(of_account=lambda account_id: list(events))
    digest = SimpleNamespace(sides=lambda: Sides(our_domains=frozenset({"northwind.example"})))
    for _ in range(times):
        Settle(log, ledger, digest).account("a1")  # type: ignore[arg-type]
    return ledger


def test_settling_again_changes_nothing() -> None:
    first = mail(1, 2, "I'll send you the quote by Friday.")
    events = [first, mail(2, 4, "Attached is the quote.")]
    promise = said(first, "p1", "send you the quote", "I'll send you the quote by Friday.", date(2026, 11, 6))
    for times in (1, 2, 3):
        row = replayed(events, [promise], times).rows["p1"]
        assert (row.status, row.settled_by) == (PromiseStatus.kept, "e2")


def test_a_promise_moved_by_it_is_kept_by_the_thing() -> None:
    first = mail(1, 2, "I'll send you the comparison by Friday.")
    move = mail(2, 6, "The comparison won't make it today, sorry. You'll have it on Tuesday instead.")
    events = [first, move, mail(3, 10, "Here is the comparison, attached.")]
    old = said(
        first, "p1", "send you the comparison", "I'll send you the comparison by Friday.", date(2026, 11, 6)
    )
    new = said(move, "p2", "You'll have it", "You'll have it on Tuesday instead.", date(2026, 11, 10))
    rows = replayed(events, [old, new], 2).rows
    assert (rows["p1"].status, rows["p1"].superseded_by) == (PromiseStatus.changed, "p2")
    assert (rows["p2"].status, rows["p2"].settled_by) == (PromiseStatus.kept, "e3")
