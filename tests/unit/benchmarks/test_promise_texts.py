"""Promises marked inside a text come out as spans of the unmarked text, with what their marks say."""

from pathlib import Path

import pytest

from benchmarks import promise_texts
from benchmarks.promise_texts import BadLabel, texts

COMPANY = """# company: Norwind | industry: wind power | ours: norwind.example | split: dev
=== m1
from: Freja Holm <freja@norwind.example>
to: Tom Baker <tom@coastal.example>, Ann Lee <ann@coastal.example>
at: 2026-11-18T09:12:00+01:00
subject: Gearbox
Hi Tom,

[[I will send the report by Friday|2026-11-20]], and [[if the council agrees Ann
closes the road|conditional theirs owner=ann@coastal.example]]. {{Happy to quote for blades.}}
[[We hope to be done soon|soft due?]].
=== call1
kind: transcript
at: 2026-11-18T14:00:00+01:00
from: Freja Holm <freja@norwind.example>
to: Tom Baker <tom@coastal.example>
@ Freja Holm <freja@norwind.example>
okay so
@ Tom Baker <tom@coastal.example>
great, [[i'll check|]]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dev").mkdir()
    monkeypatch.setattr(promise_texts, "COMPANIES", tmp_path)
    return tmp_path / "dev"


def test_marks_become_spans_with_side_owner_strength_and_date(folder: Path) -> None:
    (folder / "01-norwind.txt").write_text(COMPANY, encoding="utf-8")
    mail, _ = texts("dev")
    said = [mail.event.text[g.start : g.end] for g in mail.gold]
    assert said == [
        "I will send the report by Friday",
        "if the council agrees Ann\ncloses the road",
        "We hope to be done soon",
    ]
    assert [(g.direction, g.owner, g.strength, g.due) for g in mail.gold] == [
        ("ours", "freja@norwind.example", "firm", "2026-11-20"),
        ("theirs", "ann@coastal.example", "conditional", None),
        ("ours", "freja@norwind.example", "soft", ""),
    ]
    (ignored,) = mail.ignored
    assert mail.event.text[ignored[0] : ignored[1]] == "Happy to quote for blades."
    assert [p.email for p in mail.event.to] == ["tom@coastal.example", "ann@coastal.example"]


def test_in_a_call_the_speaker_of_the_turn_owes(folder: Path) -> None:
    (folder / "01-norwind.txt").write_text(COMPANY, encoding="utf-8")
    _, call = texts("dev")
    (promise,) = call.gold
    assert call.event.text[promise.start : promise.end] == "i'll check"
    assert (promise.direction, promise.owner) == ("theirs", "tom@coastal.example")
    assert [call.event.text[t.start : t.end] for t in call.event.turns] == ["okay so", "great, i'll check"]


@pytest.mark.parametrize("wrong", ["[[I'll do it|someday]]", "[[I'll do it|2026-02-30]]", "[[I'll do it"])
def test_a_mark_that_means_nothing_is_named(folder: Path, wrong: str) -> None:
    (folder / "02-x.txt").write_text(COMPANY.replace("Hi Tom,", wrong), encoding="utf-8")
    with pytest.raises(BadLabel, match="02-x-m1"):
        list(texts("dev"))


def test_all_our_files_can_be_read_and_no_company_is_in_two_splits() -> None:
    cases = {split: list(texts(split)) for split in ("train", "dev", "held_out")}
    names = [{c.company for c in part} for part in cases.values()]
    assert not names[0] & names[1] and not names[0] & names[2] and not names[1] & names[2]
    assert sum(map(len, cases.values())) > 500
