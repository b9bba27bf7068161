"""A randomised life of one mailbox: whatever happens, one reconcile later the ledger holds what the source holds."""

import atexit
import os
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select

from bot.workflows.extract import Digest
from bot.workflows.sync import Sync
from integrations.errors import Retry
from records.accounts import Accounts
from records.clock import SystemClock
from records.connections import Connections
from records.database import Database
from records.event_log import EventLog
from records.models import Role
from records.people import People
from records.source_items import SourceItems, Stored
from records.tables import event, event_seen, passage, promise
from tests.contracts.source_world import NOON, OWNER, Item, SourceWorld

RUNS = int(os.environ.get("PROMISSORY_MODEL_RUNS", "200"))
STEPS = 14
WORDS = (
    "I'll send you the revised order form by Tuesday.",
    "Thanks for the call yesterday.",
    "We will deliver the samples on Friday 27 November.",
    "The order form is attached.",
    "Could you please confirm the address?",
)


class Killed(BaseException):
    """The process ended here."""


@cache
def _empty_ledger() -> Path:
    """A migrated ledger in which only the mailbox's owner works; its folder goes with the process."""
    folder = tempfile.TemporaryDirectory(prefix="promissory-model-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "ledger.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    People(database).add(OWNER, Role.admin)
    with database.read() as tx:
        tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@dataclass
class Ledger:
    """A ledger on disk that any number of processes open one after the other."""

    path: Path
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        # Making the tables takes a third of a short life, and they are the same in each.
        shutil.copyfile(_empty_ledger(), self.path)
        self.database = Database(f"sqlite:///{self.path}")

    def sync(self, dies: Callable[[], str | None] = lambda: None) -> Sync:
        """As a new process has it; `dies` says at each store whether the process ends `before` or `after` it."""
        clock = SystemClock()
        log, people = EventLog(self.database, clock), People(self.database)
        items = _Mortal(self.database, clock)
        items.dies = dies
        return Sync(
            connections=Connections(self.database, clock),
            items=items,
            log=log,
            digest=Digest(log, people, Accounts(self.database, clock)),
            wall=clock,
            look_again=0.0,
        )


class _Mortal(SourceItems):
    dies: Callable[[], str | None]

    def store(self, *args: object, **more: object) -> Stored:
        end = self.dies()
        if end == "before":
            raise Killed
        stored = super().store(*args, **more)  # type: ignore[arg-type]
        if end == "after":
            raise Killed
        return stored


def live_a_life(world: SourceWorld, ledger: Ledger, seed: int) -> None:
    """Random events at the source, syncs that fail or are killed, then one reconcile; asserts equality."""
    dice = random.Random(seed)
    people = Connections(ledger.database, SystemClock())
    connection = people.add(world.name, OWNER, OWNER)
    life = _Life(world, dice)
    for _ in range(dice.randrange(6)):
        life.add()
    for _ in range(STEPS):
        dice.choice(life.deeds)()
        if dice.random() < 0.5:
            _sync_somehow(world, ledger, connection.id, dice)
    world.heal()
    _sync(world, ledger, connection.id, compare=True)
    check(world, ledger, connection.id, life.truth)


class _Life:
    """What a test does at the source, and what should be known of it afterwards."""

    def __init__(self, world: SourceWorld, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.there: dict[str, Item] = {}
        self.hidden: set[str] = set()
        self.count = 0
        able = world.abilities
        self.deeds: list[Callable[[], None]] = [self.add, self.add, self.delete]
        self.deeds += [self.edit] * able.edits + [self.move] * able.moves
        self.deeds += [self.hide, self.show] * able.hides
        self.deeds += [world.expire_cursors] * able.expires
        self.deeds += [self.fault] if able.faults else []

    @property
    def truth(self) -> dict[str, str]:
        return {key: item.text for key, item in self.there.items() if key not in self.hidden}

    def add(self) -> None:
        self.count += 1
        item = Item(
            key=f"m{self.count}@acme.example",
            subject=f"Order {self.dice.randrange(3)}",
            text=self.dice.choice(WORDS),
            at=NOON + timedelta(minutes=self.dice.randrange(5000)),
        )
        self.there[item.key] = item
        self.world.add(item)

    def _one(self, hidden: bool = False) -> str | None:
        keys = sorted(k for k in self.there if (k in self.hidden) == hidden)
        return self.dice.choice(keys) if keys else None

    def edit(self) -> None:
        if key := self._one():
            self.there[key] = replace(self.there[key], text=f"We moved it to {self.dice.randrange(99)}.")
            self.world.edit(self.there[key])

    def move(self) -> None:
        if key := self._one():
            self.world.move(key)

    def hide(self) -> None:
        if key := self._one():
            self.hidden.add(key)
            self.world.hide(key)

    def show(self) -> None:
        if key := self._one(hidden=True):
            self.hidden.discard(key)
            self.world.show(key)

    def delete(self) -> None:
        if key := self._one():
            del self.there[key]
            self.world.delete(key)

    def fault(self) -> None:
        kind = self.dice.choice(sorted(self.world.abilities.faults))
        self.world.fail(kind, self.dice.randrange(1, 4))


def _sync_somehow(world: SourceWorld, ledger: Ledger, connection_id: str, dice: random.Random) -> None:
    """A sync that may fail or be killed, or a notice about single items that comes late or twice."""
    stores_left = dice.choice([1, 2, 3, 99])
    when = dice.choice(["before", "after"])

    def dies() -> str | None:
        nonlocal stores_left
        stores_left -= 1
        return when if stores_left == 0 else None

    try:
        if dice.random() < 0.2:
            _fetch_some(world, ledger, connection_id, dice)
        else:
            _sync(world, ledger, connection_id, dies=dies)
    except (Retry, Killed):
        pass


def _sync(
    world: SourceWorld,
    ledger: Ledger,
    connection_id: str,
    *,
    compare: bool = False,
    dies: Callable[[], str | None] = lambda: None,
) -> None:
    sync = ledger.sync(dies)
    source = world.source()
    try:
        sync.run(sync.connections.get(connection_id), source, compare=compare)
    finally:
        source.close()


def _fetch_some(world: SourceWorld, ledger: Ledger, connection_id: str, dice: random.Random) -> None:
    sync = ledger.sync()
    connection = sync.connections.get(connection_id)
    refs = sorted(sync.items.refs(connection.mailbox_id))
    source = world.source()
    try:
        sync.fetch(connection, source, [dice.choice(refs) for _ in range(2)] if refs else [])
    finally:
        source.close()


def check(world: SourceWorld, ledger: Ledger, connection_id: str, truth: dict[str, str]) -> None:
    """Ids equal on both sides, words as they are, and nothing left of what is gone."""
    sync = ledger.sync()
    connection = sync.connections.get(connection_id)
    assert sync.connections.reading(connection_id).reconciled
    source = world.source()
    try:
        listed = {one.ref: one.version for one in source.listed()}
    finally:
        source.close()
    assert sync.items.refs(connection.mailbox_id) == listed
    seen = select(event_seen.c.event_id).where(event_seen.c.mailbox_id == connection.mailbox_id)
    with ledger.database.read() as tx:
        rows = tx.execute(select(event).where(event.c.id.in_(seen))).all()
        alive = set(tx.execute(select(event.c.id).where(event.c.erased_at.is_(None))).scalars())
        assert {row.external_id: row.text.strip() for row in rows} == truth
        assert len(rows) == len(truth)
        assert {row.id for row in rows} == alive
        assert set(tx.execute(select(promise.c.event_id)).scalars()) <= alive
        assert set(tx.execute(select(passage.c.event_id)).scalars()) == alive
        words = tx.exec_driver_sql("SELECT count(*) FROM passage_words").scalar()
        cut = tx.exec_driver_sql("SELECT count(*) FROM passage").scalar()
        assert words == cut
        gone = tx.execute(select(event.c.text).where(event.c.erased_at.is_not(None))).scalars()
        assert set(gone) <= {""}
