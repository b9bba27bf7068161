"""Runs the real command in this process and keeps what it printed."""

import io
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.cli.console import console
from bot.cli.main import main
from tests.builders import HENRIK, MARA, PRIYA, table_counts

MARAS, HENRIKS, PRIYAS = ("--as", MARA.email), ("--as", HENRIK.email), ("--as", PRIYA.email)


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Command:
    """`promissory --home HOME ...`; a plain error is one line on standard error."""

    def __init__(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.home, self._monkeypatch, self._capsys = home, monkeypatch, capsys

    def __call__(self, *words: str, stdin: str = "") -> Done:
        console.cache_clear()
        self._capsys.readouterr()
        source = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        self._monkeypatch.setattr(sys, "argv", ["promissory", "--home", str(self.home), *words])
        self._monkeypatch.setattr(sys, "stdin", source)
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        return Done(code, out, err)

    def fails(self, *words: str, stdin: str = "") -> str:
        """The sentence that says why; exit code 1, nothing on standard output."""
        done = self(*words, stdin=stdin)
        assert done.code == 1, done
        assert done.out == ""
        lines = done.err.strip().splitlines()
        assert len(lines) == 1, done.err
        assert "Traceback" not in done.err and "Something went wrong inside" not in done.err
        return lines[0]


def state(home: Path) -> tuple[dict[str, int], list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Everything that a refused command must leave as it was."""
    ledger, crm = sqlite3.connect(home / "ledger.sqlite"), sqlite3.connect(home / "crm.sqlite")
    proposals = ledger.execute("SELECT id, status, new, old, decided_by FROM proposal ORDER BY id").fetchall()
    deals = crm.execute("SELECT * FROM OPP_HDR ORDER BY OPP_ID").fetchall()
    ledger.close()
    crm.close()
    return table_counts(home / "ledger.sqlite"), proposals, deals


def one(command: Command, status: str) -> str:
    """Some proposal in this state on which Henrik may decide: none of his own."""
    found = command("proposals", "--status", status, *PRIYAS, "--json").json
    others = [p for p in found if p["proposer"] != HENRIKS[1]]
    assert others, f"the sample company has no {status} proposal"
    return str(others[0]["id"])
