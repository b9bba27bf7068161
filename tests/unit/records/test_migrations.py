"""A home of an older version opens with everything in it, and ends up shaped like a new one."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from records import database
from records.clock import FixedClock
from records.database import Database
from records.people import People
from records.promises import Promises
from records.proposals import Proposals
from tests.builders import MARA, NOW, digested, event, promise, proposal
from tests.unit.records.stores import Stores

FIRST = Path(__file__).parent / "schema_0001.sql"
"""The tables of the first version, as its homes hold them."""
MAIL = event("We'll send the quote on Friday.")
HELD = promise(MAIL)


def rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "passage_words_", "alembic_"))
    ]
    found = {n: [dict(row) for row in connection.execute(f'SELECT * FROM "{n}"')] for n in names}
    connection.close()
    return found


@pytest.fixture
def old_home(ledger: Stores, tmp_path: Path) -> Path:
    """A home of version 0001 with what a ledger of today holds, as far as that version knew of it."""
    ledger.log.append(ledger.box(), [digested(MAIL, HELD)], version="v1")
    ledger.people.add_domain("northbeam.example")
    ledger.proposals.add(proposal())
    ledger.audit.record("promissory", "proposed", "prop_1")
    ledger.promises.snooze(HELD.id, NOW, MARA.email)
    ledger.db.close()
    file = tmp_path / "old.sqlite"
    old = sqlite3.connect(file)
    old.executescript(FIRST.read_text(encoding="utf-8"))
    for table, held in rows(ledger.home / "ledger.sqlite").items():
        known = {column[1] for column in old.execute(f'PRAGMA table_info("{table}")')}
        for row in held if known else []:
            kept = {name: value for name, value in row.items() if name in known}
            columns, marks = ", ".join(f'"{c}"' for c in kept), ", ".join("?" * len(kept))
            old.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(kept.values()))
    old.execute("INSERT INTO post VALUES ('proposal:prop_1', 'D7', '7.0')")
    old.execute("INSERT INTO alembic_version VALUES ('0001')")
    old.commit()
    old.close()
    return file


def test_nothing_that_an_older_home_holds_is_lost(old_home: Path) -> None:
    before = rows(old_home)
    assert {"event", "promise", "proposal", "person", "audit"} <= {n for n, held in before.items() if held}
    opened = Database(f"sqlite:///{old_home}")
    opened.migrate()
    opened.close()
    after = rows(old_home)
    (copy,) = before.pop("post")  # its table has another name by now
    assert [{c: row[c] for c in copy} for row in after["card_post"]] == [copy]
    for table, held in before.items():
        known = set(held[0]) if held else set()
        assert [{c: row[c] for c in known} for row in after[table]] == held


def test_it_ends_up_with_the_tables_columns_and_indices_of_a_new_home(
    old_home: Path, ledger: Stores, tmp_path: Path
) -> None:
    def shape(file: Path) -> dict[str, Any]:
        connection = sqlite3.connect(file)
        things = connection.execute(
            "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found = {
            (kind, name): sorted(tuple(c[1:4]) for c in connection.execute(f'PRAGMA table_info("{name}")'))
            for name, kind in things
        }
        connection.close()
        return found  # type: ignore[return-value]

    opened = Database(f"sqlite:///{old_home}")
    opened.migrate()
    opened.close()
    new = tmp_path / "new.sqlite"
    fresh = Database(f"sqlite:///{new}")
    fresh.migrate()
    fresh.close()
    assert shape(old_home) == shape(new)
    connection = sqlite3.connect(old_home)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(database.HEAD,)]
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_what_it_held_can_be_read_and_changed_as_before(old_home: Path) -> None:
    opened = Database(f"sqlite:///{old_home}")
    opened.migrate()
    clock = FixedClock(NOW)
    assert Promises(opened, clock).of_event(MAIL.id) == [HELD]
    assert Proposals(opened, clock).get("prop_1") == proposal()
    assert People(opened).get(MARA.email).role.value == "rep"
    with pytest.raises(Exception, match="never edited"), opened.write() as connection:
        connection.exec_driver_sql("UPDATE event SET text = 'other words'")
    opened.close()


def test_opening_it_again_changes_nothing(old_home: Path) -> None:
    for _ in range(2):
        opened = Database(f"sqlite:///{old_home}")
        opened.migrate()
        opened.close()
        seen = json.dumps(rows(old_home), sort_keys=True, default=str)
    opened = Database(f"sqlite:///{old_home}")
    opened.migrate()
    opened.close()
    assert json.dumps(rows(old_home), sort_keys=True, default=str) == seen
