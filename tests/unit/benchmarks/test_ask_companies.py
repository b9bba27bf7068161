"""Marked texts of others' companies become mailboxes and labels that fit together."""

import json
from pathlib import Path

import pytest

from benchmarks import ask_companies
from benchmarks.ask_gold import questions, spans

DEV = [name for name in ask_companies.names() if ask_companies.told(name)["split"] == "dev"]


@pytest.mark.parametrize("company", DEV)
def test_every_label_stands_in_a_text_and_settles_by_one(company: str) -> None:
    gold = ask_companies.gold(company)
    bodies = {text.external_id: ask_companies._bare(text.body) for text in ask_companies.texts(company)}
    keys = [row["key"] for row in gold["promises"]]
    assert len(keys) == len(set(keys)) > 20
    for row in gold["promises"]:
        assert spans(row["quote"], bodies[row["id"]]), row["key"]
        assert all(name in bodies for name in row["evidence"])
        assert row["superseded_by"] is None or row["superseded_by"] in keys
        assert "[[" not in bodies[row["id"]] and "|" not in row["quote"]


@pytest.mark.parametrize("company", DEV)
def test_questions_ask_for_labelled_promises_of_people_who_work_there(company: str) -> None:
    keys = {row["key"] for row in ask_companies.gold(company)["promises"]}
    people = {person["email"] for person in ask_companies.told(company)["people"]}
    asked = [q for q in questions() if q.company == company]
    assert len(asked) > 40
    for question in asked:
        assert question.asker in people
        assert frozenset().union(*question.gold, question.optional) <= keys
        assert question.refuse == (not question.gold), question.id


@pytest.mark.parametrize("company", DEV)
def test_files_hold_no_marks_and_a_copy_for_each_reader(company: str, tmp_path: Path) -> None:
    ask_companies.write(company, tmp_path / "files")
    boxes = sorted((tmp_path / "files" / "mail").glob("*.mbox"))
    assert len(boxes) == len(ask_companies.told(company)["mailboxes"])
    written = b"".join(box.read_bytes() for box in boxes)
    assert b"key=3D" not in written and b"status=3D" not in written and b"[[" not in written
    told = json.loads((tmp_path / "files" / "gold.json").read_text(encoding="utf-8"))
    assert set(told["readers"]) <= {text.external_id for text in ask_companies.texts(company)}
