"""What scripts rely on: the JSON of every command, lines in and out, and how it behaves as a process."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import DANA, MARA, TOM, in_crm, write_mail
from tests.conftest import Demo
from tests.unit.bot.command import HENRIKS, MARAS, PRIYAS, Command, one, state

PROMISE = [
    "id",
    "account",
    "direction",
    "owner",
    "beneficiary",
    "action",
    "quote",
    "event_id",
    "start",
    "end",
    "strength",
    "due_as_said",
    "due",
    "precision",
    "status",
    "superseded_by",
    "confidence",
    "at",
]
PROPOSAL = [
    "id",
    "crm",
    "entity",
    "entity_id",
    "field",
    "old",
    "new",
    "evidence",
    "confidence",
    "verdict",
    "status",
    "expires_at",
]


def test_the_demo_tells_its_numbers(demo: Demo) -> None:
    keys = [
        "events",
        "promises",
        "proposals",
        "paused",
        "applied",
        "reminders",
        "people",
        "question",
        "answer",
    ]
    assert set(keys) <= set(demo.document)
    assert demo.document["paused"] >= 1 and demo.document["applied"] == 1 and demo.document["reminders"] >= 1
    assert not demo.document["answer"]["refused"]


def test_after_the_demo_one_is_pending_and_one_paused_and_neither_expired(promissory: Command) -> None:
    assert one(promissory, "pending") and one(promissory, "paused")
    assert promissory("proposals", "--status", "expired", *PRIYAS, "--json").json == []


def test_an_answer_has_its_keys_and_quotes_its_events(promissory: Command) -> None:
    answer = promissory("ask", "What did we promise Acme last November?", *MARAS, "--json").json
    assert {"answer", "promises", "citations", "coverage", "refused", "model", "ms"} <= set(answer)
    assert {"sources", "as_of"} <= set(answer["coverage"])
    assert answer["citations"] and answer["promises"]
    for cited in answer["citations"]:
        assert {"n", "event_id", "source", "external_id", "subject", "at", "quote", "link"} <= set(cited)
        event = promissory("event", cited["event_id"], *MARAS, "--json").json
        assert cited["quote"] in event["text"]
    cited_ids = {c["event_id"] for c in answer["citations"]}
    assert {p["event_id"] for p in answer["promises"]} <= cited_ids


def test_every_promise_quotes_its_event_exactly(promissory: Command) -> None:
    found = promissory("promises", *MARAS, "--json").json
    assert len(found) > 10
    for p in found[:12]:
        assert set(PROMISE) <= set(p)
        event = promissory("event", p["event_id"], *MARAS, "--json").json
        assert event["text"][p["start"] : p["end"]] == p["quote"]


def test_promises_can_be_narrowed_down(promissory: Command) -> None:
    every = promissory("promises", *MARAS, "--json").json
    for flag, key, value in (("--direction", "direction", "theirs"), ("--status", "status", "kept")):
        some = promissory("promises", flag, value, *MARAS, "--json").json
        assert some and {p[key] for p in some} == {value}
        assert {p["id"] for p in some} < {p["id"] for p in every}
    acme = promissory("promises", "--account", "ACME Corp", *MARAS, "--json").json
    assert {p["account"] for p in acme} == {"Acme Corp Ltd"}


def test_an_event_has_its_keys_and_is_found_by_both_ids(promissory: Command) -> None:
    (p, *_) = promissory("promises", *MARAS, "--json").json
    event = promissory("event", p["event_id"], *MARAS, "--json").json
    keys = ["id", "external_id", "kind", "at", "from", "to", "subject", "text", "said", "readers"]
    assert set(keys) <= set(event)
    assert all(0 <= i <= j <= len(event["text"]) for i, j in event["said"])
    assert MARA.email in event["readers"]
    assert promissory("event", event["external_id"], *MARAS, "--json").json == event


def test_somebody_elses_event_does_not_exist(promissory: Command) -> None:
    mine = {p["event_id"] for p in promissory("promises", *MARAS, "--json").json}
    (other, *_) = [
        p["event_id"]
        for p in promissory("promises", "--as", TOM.email, "--json").json
        if p["event_id"] not in mine
    ]
    assert f"no event {other} that you may read" in promissory.fails("event", other, *MARAS)


def test_a_proposal_has_its_keys_and_reps_see_only_their_own(promissory: Command) -> None:
    every = promissory("proposals", *PRIYAS, "--json").json
    assert all(set(PROPOSAL) <= set(p) for p in every)
    assert all({"outcome", "rule", "reason"} == set(p["verdict"]) for p in every)
    assert all({"event_id", "quote"} <= set(e) for p in every for e in p["evidence"])
    mine = promissory("proposals", *MARAS, "--json").json
    assert mine and {p["id"] for p in mine} < {p["id"] for p in every}
    assert {p["proposer"] for p in mine} == {MARA.email}


def test_buttons_work_from_the_command_line(promissory: Command) -> None:
    (first, second, *_) = promissory("proposals", "--status", "pending", *PRIYAS, "--json").json
    done = promissory("approve", first["id"], *HENRIKS, "--json").json
    assert (done["status"], set(PROPOSAL) <= set(done)) == ("applied", True)
    assert (
        promissory("reject", second["id"], "--reason", "wrong", *HENRIKS, "--json").json["status"]
        == "rejected"
    )
    held = one(promissory, "paused")
    assert (
        promissory("release", held, "--reason", "called them", *HENRIKS, "--json").json["status"] == "pending"
    )
    assert promissory("audit", "verify", "--json").json["ok"]


def test_an_edit_changes_the_value_that_waits(promissory: Command) -> None:
    found = promissory("proposals", "--status", "pending", *PRIYAS, "--json").json
    step = next(p for p in found if p["field"] in ("next_step", "task"))
    value = "Call first" if step["field"] == "next_step" else "2026-12-01 Call first"
    edited = promissory("edit", step["id"], "--value", value, *HENRIKS, "--json").json
    assert (edited["new"], edited["status"]) == (value, "pending")


def test_people_are_added_and_listed(fresh: Command) -> None:
    fresh("people", "add", "Ann@A.example", "--role", "rep", "--tz", "Europe/Berlin", "--team", "Sales")
    fresh("people", "add", "bob@a.example", "--role", "manager")
    assert [(p["email"], p["role"], p["team"], p["tz"]) for p in fresh("people", "list", "--json").json] == [
        ("ann@a.example", "admin", "Sales", "Europe/Berlin"),
        ("bob@a.example", "manager", None, "UTC"),
    ]


def test_reading_files_tells_what_was_new(fresh: Command, tmp_path: Path) -> None:
    mail = write_mail(tmp_path / "m", "a", "Hi Dana,\n\nI'll send you the report by Wednesday.\n")
    (tmp_path / "m" / "bad.eml").write_bytes(b"Content-Type: message/rfc822\n\n" * 3000)
    first = fresh("ingest", str(tmp_path / "m"), *MARAS, "--quick", "--json").json
    again = fresh("ingest", str(mail), "--quick", "--json").json
    assert {"read", "new", "duplicate", "quarantined", "promises", "seconds"} <= set(first)
    assert (first["new"], first["promises"], again["new"], again["duplicate"]) == (1, 1, 0, 1)
    assert all({"path", "reason"} <= set(q) for q in first["quarantined"]) and first["quarantined"]
    assert fresh("people", "list", "--json").json[0]["email"] == MARA.email


def test_searching_gives_hits_or_none(promissory: Command) -> None:
    found = promissory("search", "Wakefield", "-k", "3", *MARAS, "--json").json
    assert 1 <= len(found["hits"]) <= 3
    assert all({"event_id", "external_id", "score", "text"} <= set(h) for h in found["hits"])
    assert promissory("search", "qqqzzzxxx", *MARAS, "--json").json["hits"] == []


JSONL = {
    "search": ('{"id": 1, "query": "Wakefield"}', {"hits", "ms"}, MARAS),
    "extract": (
        '{"id": 1, "sent_at": "2026-11-19T09:00:00+01:00", "from": "a@us.example", "to": ["b@them.example"],'
        ' "subject": "x", "body": "We will send it by Friday.", "our_domains": ["us.example"]}',
        {"promises", "intents"},
        (),
    ),
    "due": (
        '{"id": 1, "text": "by Friday", "said_at": "2026-11-19T09:00:00+01:00"}',
        {"due", "due_at", "precision", "as_said"},
        (),
    ),
    "mask": ('{"id": 1, "text": "Call Ann on +44 20 7946 0000"}', {"masked", "entities"}, ()),
    "match --pair": ('{"id": 1, "a": "IBM", "b": "I.B.M. Corp"}', {"same", "score", "why"}, ()),
}


@pytest.mark.parametrize("command", JSONL)
def test_a_bad_line_is_reported_in_its_place_and_stops_nothing(promissory: Command, command: str) -> None:
    good, keys, who = JSONL[command]
    lines = [good, "not json", "[1]", '{"id": "x"}', good.replace('"id": 1', '"id": 2')]
    done = promissory(*command.split(), "--jsonl", "-", *who, stdin="\n".join(lines))
    assert done.code == 0
    assert [r["id"] for r in done.lines] == [1, None, None, "x", 2]
    assert [("error" in r) for r in done.lines] == [False, True, True, True, False]
    assert keys <= set(done.lines[0])


def test_lines_come_from_a_file_too(promissory: Command, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(JSONL["due"][0] + "\n")
    (line,) = promissory("due", "--jsonl", str(tmp_path / "in.jsonl")).lines
    assert (line["due"], line["precision"]) == ("2026-11-20", "day")


def test_the_sender_decides_which_number_is_the_day(promissory: Command) -> None:
    said = ("--said-at", "2026-11-19T09:00:00Z", "--json")
    words = "by 03/12/2026"
    assert promissory("due", words, *said, "--from", "jana@muster.de").json["due"] == "2026-12-03"
    assert promissory("due", "by 12/03/2026", *said, "--locale", "en_US").json["due"] == "2026-12-03"
    both = [
        {"id": 1, "text": words, "said_at": "2026-11-19T09:00:00Z", "locale": "en_GB"},
        {"id": 2, "text": "by 12/03/2026", "said_at": "2026-11-19T09:00:00Z", "day_first": False},
        {"id": 3, "text": words, "said_at": "2026-11-19T09:00:00Z", "day_first": "yes"},
    ]
    lines = promissory("due", "--jsonl", "-", stdin="\n".join(json.dumps(b) for b in both)).lines
    assert [line.get("due") for line in lines] == ["2026-12-03", "2026-12-03", None]
    assert "day_first" in lines[2]["error"]


def test_names_are_matched_with_a_reason(promissory: Command) -> None:
    found = promissory("match", "I.B.M. Acme Corp", "--json").json
    assert {"account", "score", "why"} == set(found)
    assert promissory("match", "acme.example", "--json").json["account"] == "Acme Corp Ltd"
    assert promissory("match", "--pair", "IBM", "I.B.M. Corp", "--json").json["same"]


def test_forgetting_is_for_admins(promissory: Command) -> None:
    before = state(promissory.home)
    assert "Only an admin" in promissory.fails("forget", DANA, *MARAS)
    assert state(promissory.home) == before
    assert promissory("forget", DANA, *PRIYAS, "--json").json["forgotten"] > 5
    gone = promissory("search", "Dana Whitfield", *MARAS, "--json").json["hits"]
    assert all("dana.whitfield" not in h["text"].lower() for h in gone)


def test_a_tampered_audit_log_is_found(promissory: Command) -> None:
    assert promissory("audit", "verify").code == 0
    connection = sqlite3.connect(promissory.home / "ledger.sqlite")
    with connection:
        connection.execute("DROP TRIGGER audit_rows_are_kept")
        connection.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    connection.close()
    done = promissory("audit", "verify", "--json")
    assert done.code == 1 and not json.loads(done.out)["ok"]
    assert "tampered" in done.err


def test_the_doctor_says_what_to_do(fresh: Command) -> None:
    done = fresh("doctor", "--json")
    assert done.code == 1
    people = next(c for c in json.loads(done.out) if c["check"] == "people")
    assert not people["ok"] and "promissory people add" in people["says"]


def test_merging_accounts_can_be_taken_back(promissory: Command) -> None:
    a, b, *_ = promissory("accounts", "list", *PRIYAS, "--json").json
    before = promissory("promises", *MARAS, "--json").json
    number = promissory("accounts", "merge", a["id"], b["id"], *PRIYAS, "--json").json["merge"]
    assert a["id"] not in {x["id"] for x in promissory("accounts", "list", *PRIYAS, "--json").json}
    promissory("accounts", "unmerge", str(number), *PRIYAS)
    assert promissory("promises", *MARAS, "--json").json == before
    assert "Only a manager or admin" in promissory.fails("accounts", "merge", a["id"], b["id"], *MARAS)


# As its own process


def run(home: Path, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "--home", str(home), *words],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PROMISSORY_EMBEDDINGS": "false", **env},
        timeout=120,
    )


def test_piped_output_has_no_colour_codes(sample_home: Path) -> None:
    for words in (
        ("promises", *MARAS),
        ("proposals", *PRIYAS),
        ("ask", "What did we promise Acme?", *MARAS),
        ("approve", "prop_nothing", *HENRIKS),
    ):
        done = run(sample_home, *words, TERM="xterm-256color")
        assert not re.search(r"\x1b\[", done.stdout + done.stderr)


def test_a_second_process_on_the_same_home_gets_a_clear_message(sample_home: Path, tmp_path: Path) -> None:
    mail = write_mail(tmp_path / "m", "a", "Hi Dana,\n\nI'll send you the report by Wednesday.\n")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time, pathlib\n"
            "from bot.app import App\nfrom bot.settings import load\n"
            f"app = App(load(pathlib.Path({str(sample_home)!r})))\napp.own_home('wait')\n"
            "print('mine', flush=True)\ntime.sleep(120)",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline().strip() == "mine"
        before = state(sample_home)
        for words in (("ingest", str(mail), *MARAS), ("reindex",), ("serve",), ("forget", DANA, *PRIYAS)):
            done = run(sample_home, *words)
            assert (done.returncode, done.stdout) == (1, "")
            assert "Another Promissory process works on" in done.stderr and len(done.stderr.splitlines()) == 1
        assert state(sample_home) == before
        assert run(sample_home, "promises", *MARAS, "--json").returncode == 0  # reading is always possible
    finally:
        holder.kill()
        holder.wait()


def test_help_does_not_load_the_heavy_parts() -> None:
    script = (
        "import sys\nsys.argv = ['promissory', '--help']\nfrom bot.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'chromadb', 'spacy', 'onnxruntime', 'dbos', 'slack_bolt', 'sklearn', 'langchain', 'icalendar'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_the_crm_is_the_sample_companys_own(sample_home: Path) -> None:
    assert in_crm(sample_home, "AMT_CENTS")
