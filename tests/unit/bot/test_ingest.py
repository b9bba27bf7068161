"""Reading files is harmless when repeated, stops at nothing, and the order makes no difference."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import sample
from records.clock import FixedClock
from records.models import Role
from tests.builders import MARA, NOW, SAMPLE, TOM, make_crm, open_app, read_mail, table_counts, write_mail
from tests.conftest import Demo
from tests.unit.bot.house import House

COMPANY: dict[str, Any] = yaml.safe_load((SAMPLE / "company.yml").read_text(encoding="utf-8"))


def files_of(box: dict[str, Any]) -> list[Path]:
    found = []
    for name in box["paths"]:
        path = SAMPLE / name
        found += sorted(p for p in path.iterdir()) if path.is_dir() else [path]
    return found


def what_became_of_it(home: Path) -> set[tuple[object, ...]]:
    """Every promise by its mail and words: status, date, account, and the words that superseded it."""
    connection = sqlite3.connect(home / "ledger.sqlite")
    rows = connection.execute(
        """
        SELECT e.external_id, p.quote, p.action, p.status, p.due, a.crm_id, s.external_id, n.quote
        FROM promise p JOIN event e ON e.id = p.event_id
        LEFT JOIN account a ON a.id = p.account_id
        LEFT JOIN event s ON s.id = p.settled_by
        LEFT JOIN promise n ON n.id = p.superseded_by
        """
    ).fetchall()
    connection.close()
    return set(rows)


def threads(home: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(home / "ledger.sqlite")
    rows = connection.execute("SELECT external_id, thread FROM event").fetchall()
    connection.close()
    return set(rows)


@pytest.mark.parametrize("order", ["newest first", "shuffled"])
def test_the_order_in_which_mail_comes_in_makes_no_difference(demo: Demo, tmp_path: Path, order: str) -> None:
    make_home = tmp_path / "home"
    make_home.mkdir()
    make_crm(make_home)
    app = open_app(make_home, people=False)
    app.clock = FixedClock(NOW.fromisoformat(COMPANY["now"]))
    app.people.add_domain(COMPANY["our_domains"][0])
    for p in COMPANY["people"]:
        app.people.add(p["email"], Role(p["role"]), name=p["name"], team=p["team"], tz=p["tz"])
    work = [(box["owner"], file) for box in COMPANY["mailboxes"] for file in files_of(box)]
    if order == "shuffled":
        random.Random(20261120).shuffle(work)
    else:
        work.sort(key=lambda one: one[1].name, reverse=True)
    for n, (owner, file) in enumerate(work):
        app.ingest.run([str(file)], owner)
        if n in (len(work) // 3, len(work) * 2 // 3):
            app.catch_up()
    app.catch_up()
    app.close()
    assert what_became_of_it(make_home) == what_became_of_it(demo.home)
    assert threads(make_home) == threads(demo.home)


def test_reading_the_sample_company_again_changes_no_table(sample_home: Path) -> None:
    from bot.app import App
    from bot.settings import Settings

    before = table_counts(sample_home / "ledger.sqlite"), what_became_of_it(sample_home)
    app = App(Settings(home=sample_home, embeddings=False))
    for box in COMPANY["mailboxes"]:
        done = app.ingest.run([str(SAMPLE / path) for path in box["paths"]], box["owner"])
        assert (done.new, done.promises) == (0, 0)
    app.catch_up()
    app.close()
    assert (table_counts(sample_home / "ledger.sqlite"), what_became_of_it(sample_home)) == before


def test_the_sample_is_as_large_as_the_story_says(demo: Demo) -> None:
    assert demo.document["events"] >= 180
    assert {p["role"] for p in demo.document["people"]} == {"admin", "manager", "rep"}
    assert sample.FOLDER == SAMPLE


def test_one_mail_in_two_mailboxes_is_read_by_both(house: House) -> None:
    path = house.mara_writes("I'll send you the revised quote by Wednesday.")
    read_mail(house.app, path, owner=TOM.email)
    (event,) = house.app.log.get([p.event_id for p in house.promises()]).values()
    assert house.app.log.readers(event.id) == sorted([MARA.email, TOM.email])
    assert house.app.promises.count() == 1


def mbox(*paths: Path) -> bytes:
    return b"".join(b"From x@y Thu Nov 19 09:00:00 2026\n" + p.read_bytes() + b"\n" for p in paths)


def test_a_mailbox_that_grew_is_read_on(house: House) -> None:
    mails = [
        write_mail(
            house.folder, f"m{n}", f"Hi Dana,\n\nI'll send you report {n} by Wednesday.\n", subject=f"R{n}"
        )
        for n in range(3)
    ]
    box = house.folder / "all.mbox"
    box.write_bytes(mbox(*mails[:2]))
    first = house.app.ingest.run([str(box)], MARA.email)
    box.write_bytes(mbox(*mails))
    second = house.app.ingest.run([str(box)], MARA.email)
    assert (first.new, second.new) == (2, 1)
    assert house.app.promises.count() == 3


def test_another_mailbox_under_the_same_name_is_read_from_its_start(house: House) -> None:
    one = write_mail(
        house.folder, "one", "Hi Dana,\n\nI'll send you the report by Wednesday.\n" + "x\n" * 500
    )
    two = write_mail(house.folder, "two", "Hi Dana,\n\nI'll call you on Thursday.\n", subject="Call")
    box = house.folder / "all.mbox"
    for mail in (one, two):
        box.write_bytes(mbox(mail))
        assert house.app.ingest.run([str(box)], MARA.email).new == 1


def test_what_can_not_be_read_is_set_aside_with_a_reason_and_stops_nothing(house: House) -> None:
    good = write_mail(house.folder / "m", "good", "Hi Dana,\n\nI'll send you the report by Wednesday.\n")
    nested = house.folder / "m" / "bad.eml"
    nested.write_bytes(b"Content-Type: message/rfc822\n\n" * 3000 + b"x")
    done = house.app.ingest.run([str(good), str(house.folder / "missing.eml"), str(nested)], MARA.email)
    assert done.new == 1
    assert sorted(Path(q.path).name.split(" ")[0] for q in done.quarantined) == ["bad.eml", "missing.eml"]
    assert all(q.reason for q in done.quarantined)


def test_an_empty_mailbox_is_no_error(house: House) -> None:
    (house.folder / "empty.mbox").write_bytes(b"")
    (house.folder / "nothing").mkdir()
    done = house.app.ingest.run([str(house.folder / "empty.mbox"), str(house.folder / "nothing")], MARA.email)
    assert (done.read, done.new, done.quarantined) == (0, 0, [])


def test_an_interrupted_reading_goes_on_where_it_stopped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.workflows import ingest

    monkeypatch.setattr(ingest, "BATCH", 2)
    mails = [
        write_mail(
            house.folder, f"m{n}", f"Hi Dana,\n\nI'll send you report {n} by Wednesday.\n", subject=f"R{n}"
        )
        for n in range(7)
    ]
    box = house.folder / "all.mbox"
    box.write_bytes(mbox(*mails))

    class PowerCut(Exception):
        pass

    def cut(done: int, total: int) -> None:
        if house.app.log.count() >= 4:
            raise PowerCut

    with pytest.raises(PowerCut):
        house.app.ingest.run([str(box)], MARA.email, cut)
    assert house.app.log.count() == 4
    app = house.reopen()
    done = app.ingest.run([str(box)], MARA.email)
    assert (done.read, done.new, done.duplicate) == (3, 3, 0)
    assert app.promises.count() == 7
