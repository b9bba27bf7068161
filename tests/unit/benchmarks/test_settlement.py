"""Sealed splits keep their errors sealed, and a thread's own kind of event reaches the settling."""

import json
import sys

import pytest

from benchmarks import settlement


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["settlement", *arguments])
    settlement.main()


@pytest.mark.parametrize("splits", [["fresh_held"], ["dev", "held"], []])
def test_errors_of_a_sealed_split_are_refused(
    splits: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _run(monkeypatch, *splits, "--errors")
    shown = capsys.readouterr()
    assert not shown.out and "stay unread" in shown.err


def test_errors_of_an_open_split_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(monkeypatch, "trap_dev", "--errors")
    first, *errors = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    wrong = sum(first["confusion"].values())
    assert first["split"] == "trap_dev" and not first["unseen"] and len(errors) >= wrong > 0


def test_a_cancelled_meeting_of_a_thread_is_read_as_one() -> None:
    thread = next(
        t for t in settlement.load("fresh_dev") if any("cancelled" in m["flags"] for m in t["later"])
    )
    assert any(m.get("kind") == "meeting" for m in thread["later"])
    assert [o.got for o in settlement.replay(thread)] == ["withdrawn"]
