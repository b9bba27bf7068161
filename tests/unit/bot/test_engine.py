"""Work over ids goes on after a crash, in a file of its own that never holds any words."""

import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.engine import Engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "engine.sqlite"


def test_a_verb_runs_to_its_end_with_its_ids(file: Path) -> None:
    done: list[str] = []
    engine = Engine(file, {"settle": done.extend})
    engine.start()
    engine.run("settle", ["acc_1", "acc_2"])
    engine.stop()
    assert done == ["acc_1", "acc_2"]


def test_the_same_key_works_once_however_often_it_is_asked(file: Path) -> None:
    done: list[str] = []
    engine = Engine(file, {"apply": done.extend})
    engine.start()
    askers = [
        threading.Thread(target=engine.run, args=("apply", ["p"]), kwargs={"key": "k"}) for _ in range(4)
    ]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    engine.stop()
    again = Engine(file, {"apply": done.extend})
    again.start()
    again.run("apply", ["p"], key="k")
    again.stop()
    assert done == ["p"]


def test_an_unknown_verb_is_refused(file: Path) -> None:
    engine = Engine(file, {})
    engine.start()
    with pytest.raises(KeyError):
        engine.run("dance", [])
    engine.stop()


def test_beginning_returns_at_once(file: Path) -> None:
    started, may_end = threading.Event(), threading.Event()

    def work(ids: Sequence[str]) -> None:
        started.set()
        may_end.wait(20)

    engine = Engine(file, {"settle": work})
    engine.start()
    engine.begin("settle", ["a"])
    assert started.wait(20)
    may_end.set()
    engine.run("settle", ["b"])
    engine.stop()


def test_a_failure_reaches_whoever_waits(file: Path) -> None:
    def fail(ids: Sequence[str]) -> None:
        raise ValueError("the CRM is on fire")

    engine = Engine(file, {"apply": fail})
    engine.start()
    with pytest.raises(ValueError, match="on fire"):
        engine.run("apply", ["p"])
    engine.stop()


def test_the_file_keeps_a_write_ahead_log_and_holds_ids_only(file: Path) -> None:
    engine = Engine(file, {"settle": lambda ids: None})
    engine.start()
    engine.run("settle", ["acc_canary"])
    engine.stop()
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    stored = " ".join(str(row) for name in tables for row in connection.execute(f'SELECT * FROM "{name}"'))
    assert "acc_canary" in stored
    assert "pickle" not in stored
    connection.close()


def test_what_a_killed_process_left_goes_on_at_the_next_start(file: Path, tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import pathlib, time
        from bot.engine import Engine
        def work(ids):
            pathlib.Path({str(tmp_path / "started")!r}).write_text("yes")
            time.sleep(60)
        engine = Engine(pathlib.Path({str(file)!r}), {{"settle": work}})
        engine.start()
        engine.run("settle", ["acc_1"])
        """
    )
    child = subprocess.Popen([sys.executable, "-c", script], cwd=Path(__file__).parents[3])
    deadline = time.monotonic() + 60
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()
    child.wait()
    done, finished = [], threading.Event()

    def work(ids: Sequence[str]) -> None:
        done.extend(ids)
        finished.set()

    engine = Engine(file, {"settle": work})
    engine.start()
    assert finished.wait(30)
    engine.stop()
    assert done == ["acc_1"]
