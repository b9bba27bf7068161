"""Bad input is one plain sentence, exit code 1, and nothing changed; wrong usage is exit code 2."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from tests.builders import DANA, HENRIK, write_mail
from tests.unit.bot.command import HENRIKS, MARAS, PRIYAS, Command, one, state


def test_an_unknown_account_names_near_matches(promissory: Command) -> None:
    assert "Did you mean Acme Corp Ltd?" in promissory.fails("promises", "--account", "Acmee Crop", *MARAS)
    assert "no account called Vandelay" in promissory.fails("promises", "--account", "Vandelay", *MARAS)


def test_a_question_about_an_unknown_account_is_refused_but_no_error(promissory: Command) -> None:
    answer = promissory("ask", "What did we promise Vandelay Industries?", *MARAS, "--json").json
    assert answer["refused"] and answer["promises"] == answer["citations"] == []


@pytest.mark.parametrize("command", ["ingest", "extract", "mask"])
def test_a_file_that_is_not_there_changes_nothing(promissory: Command, command: str) -> None:
    before = state(promissory.home)
    sentence = promissory.fails(command, "/nowhere/mail.eml", *(MARAS if command == "ingest" else ()))
    assert "/nowhere/mail.eml" in sentence
    assert state(promissory.home) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_changes_nothing(promissory: Command, tmp_path: Path) -> None:
    path = write_mail(tmp_path, "secret", "x")
    path.chmod(0)
    assert "can't be read" in promissory.fails("ingest", str(path), *MARAS)


COMMANDS = [
    ("ask", "what did we promise Acme?"),
    ("promises",),
    ("search", "quote"),
    ("event", "ev_1"),
    ("proposals",),
    ("approve", "prop_1"),
    ("edit", "prop_1", "--value", "x"),
    ("reject", "prop_1", "--reason", "x"),
    ("release", "prop_1", "--reason", "x"),
    ("accounts", "list"),
    ("accounts", "merge", "a", "b"),
    ("forget", DANA),
    ("chat",),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda w: " ".join(w[:2]))
def test_a_stranger_learns_nothing_from_any_command(promissory: Command, words: tuple[str, ...]) -> None:
    before = state(promissory.home)
    for who in ("stranger@else.example", DANA, ""):
        sentence = promissory.fails(*words, "--as", who)
        assert "is not known here" in sentence
        assert "Acme" not in sentence
    assert state(promissory.home) == before


@pytest.mark.parametrize("words", COMMANDS[:9], ids=lambda w: w[0])
def test_among_several_people_somebody_must_say_who_asks(promissory: Command, words: tuple[str, ...]) -> None:
    assert "--as EMAIL" in promissory.fails(*words)


@pytest.mark.parametrize("words", COMMANDS[5:9], ids=lambda w: w[0])
def test_an_unknown_proposal_is_said_so(promissory: Command, words: tuple[str, ...]) -> None:
    before = state(promissory.home)
    command, _, *rest = words
    assert "There is no proposal prop_nothing" in promissory.fails(command, "prop_nothing", *rest, *HENRIKS)
    assert state(promissory.home) == before


def test_a_second_approval_says_who_was_first(promissory: Command) -> None:
    name = one(promissory, "applied")
    before = state(promissory.home)
    assert f"already approved and written to the CRM by {HENRIK.email}" in promissory.fails(
        "approve", name, *PRIYAS
    )
    assert state(promissory.home) == before


def test_an_approval_after_the_expiry_is_refused(promissory: Command) -> None:
    name = one(promissory, "pending")
    connection = sqlite3.connect(promissory.home / "ledger.sqlite")
    with connection:
        connection.execute(
            "UPDATE proposal SET expires_at = '2026-01-02T00:00:00.000000+00:00' WHERE id = ?", (name,)
        )
    connection.close()
    crm = state(promissory.home)[2]
    assert "expired on 2026-01-02" in promissory.fails("approve", name, *HENRIKS)
    assert promissory("proposals", "--status", "expired", *PRIYAS, "--json").json[0]["id"] == name
    assert state(promissory.home)[2] == crm


def test_a_rep_can_not_approve_and_learns_who_can(promissory: Command) -> None:
    name = one(promissory, "pending")
    before = state(promissory.home)
    assert "a manager or admin can" in promissory.fails("approve", name, *MARAS)
    assert state(promissory.home) == before


def test_a_paused_change_is_not_approved(promissory: Command) -> None:
    name = one(promissory, "paused")
    before = state(promissory.home)
    assert "at risk" in promissory.fails("approve", name, *HENRIKS)
    assert state(promissory.home) == before


def test_a_mapping_with_an_unknown_column_names_it(promissory: Command, tmp_path: Path) -> None:
    name = one(promissory, "pending")
    mapping = promissory.home / "crm_mapping.yml"
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("NXT_STP", "NEXT_STEPP"), encoding="utf-8")
    before = state(promissory.home)
    mail = write_mail(tmp_path, "m", "Hi Dana,\n\nI'll send you the report by Wednesday.\n")
    for words in (("approve", name, *HENRIKS), ("ingest", str(mail), *MARAS, "--quick")):
        assert "NEXT_STEPP" in promissory.fails(*words)
    assert state(promissory.home) == before
    checks = {c["check"]: c for c in json.loads(promissory("doctor", "--json").out)}
    assert not checks["CRM"]["ok"] and "NEXT_STEPP" in checks["CRM"]["says"]


def test_a_home_from_a_newer_version_is_left_alone(promissory: Command) -> None:
    connection = sqlite3.connect(promissory.home / "ledger.sqlite")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = (promissory.home / "ledger.sqlite").read_bytes()
    for words in (("promises", *MARAS), ("proposals", *PRIYAS), ("audit", "verify"), ("people", "list")):
        assert "newer version of Promissory" in promissory.fails(*words)
    assert (promissory.home / "ledger.sqlite").read_bytes() == before


def test_a_home_whose_ledger_is_no_database_is_said_so(fresh: Command) -> None:
    fresh.home.mkdir()
    (fresh.home / "ledger.sqlite").write_text("Dear diary, " * 100)
    assert "not a database" in fresh.fails("people", "list")


def test_a_home_that_can_not_be_made_is_said_so(fresh: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    fresh.home = tmp_path / "file" / "home"
    assert "can't be made" in fresh.fails("people", "list")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "many"), ("REMINDERS_A_DAY", "0"), ("QUIET_FROM", "25"), ("LARGE_AMOUNT", "lots")],
)
def test_a_setting_that_makes_no_sense_is_named(
    fresh: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PROMISSORY_{name}", value)
    assert f"PROMISSORY_{name} can't be used" in fresh.fails("people", "list")


@pytest.mark.parametrize(
    "words",
    [
        ("people", "add", "not-an-address"),
        ("people", "add", "ann@a.example", "--tz", "Mars/Base"),
        ("people", "add", "ann@a.example", "--our-domain", "nonsense"),
        ("due", "by Friday", "--said-at", "yesterday"),
        ("ingest", "."),
    ],
    ids=lambda w: " ".join(w),
)
def test_other_nonsense_is_one_sentence_too(fresh: Command, words: tuple[str, ...]) -> None:
    assert fresh.fails(*words)
    assert fresh("people", "list", "--json").json == []


@pytest.mark.parametrize(
    "words",
    [
        ("ask",),
        ("dance",),
        ("promises", "--status", "nonsense"),
        ("promises", "--direction", "sideways"),
        ("search", "x", "-k", "0"),
        ("people", "add", "ann@a.example", "--role", "king"),
        ("reject", "prop_1"),
        ("release", "prop_1"),
        ("edit", "prop_1"),
        ("serve", "--role", "everything"),
        ("match", "--pair", "one"),
        ("due",),
        ("ingest",),
    ],
    ids=lambda w: " ".join(w),
)
def test_wrong_usage_is_exit_code_2(fresh: Command, words: tuple[str, ...]) -> None:
    done = fresh(*words)
    assert (done.code, done.out) == (2, "")
    assert "Usage" in done.err


def test_the_list_calls_customers_by_the_name_in_their_mail(promissory: Command) -> None:
    listed = promissory("promises", "--direction", "theirs", *MARAS).out
    assert DANA not in "".join(listed.split())
    assert "Dana" in listed and "Whitfield" in listed


def test_a_week_ends_on_its_sunday(promissory: Command) -> None:
    told = promissory("report", "weekly", "--week", "2026-W47", *HENRIKS).out
    assert "Week 2026-W47: 16 Nov to 22 Nov 2026" in told


def test_what_connectors_may_read_is_shown_without_any_home(fresh: Command) -> None:
    shown = fresh("doctor", "--sources")
    assert shown.code == 0 and "files" in shown.out and "exempt" in shown.out
    sheets = fresh("doctor", "--sources", "--json").json
    assert {"files", "sqlcrm"} <= {s["name"] for s in sheets}
    assert {c["state"] for s in sheets for c in s["checklist"]} == {"done", "todo", "exempt"}
    assert not fresh.home.exists()
