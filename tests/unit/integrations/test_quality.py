"""Every connector says what it may read and what of it is done, and what it says is so."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations.errors import Rejected
from integrations.quality import FOLDERS, Integration, State, as_markdown, integrations, lacking, load, told

ROOT = Path(__file__).parents[3]
CONNECTORS = sorted(file.parent for file in FOLDERS.glob("*/integration.yml"))
GOOD: dict[str, Any] = {
    "name": "vendor",
    "kind": "source",
    "title": "A vendor",
    "access": "reads one mailbox",
    "auth": "OAuth 2 with PKCE",
    "scopes": [{"scope": "Mail.Read", "why": "reads mail"}],
    "poll": "every minute",
    "quota": [{"fact": "60 a minute", "source": "https://vendor.example/quota"}],
    "checklist": {"contract_suite": "done", "resumable": {"todo": "soon"}, "edits": {"exempt": "none there"}},
}


def written(tmp_path: Path, **changes: Any) -> Path:
    """A connector's folder with this sheet; None leaves a line out."""
    folder = tmp_path / "vendor"
    folder.mkdir()
    sheet = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    (folder / "integration.yml").write_text(yaml.safe_dump(sheet), encoding="utf-8")
    return folder


@pytest.mark.parametrize("folder", CONNECTORS, ids=lambda f: f.name)
def test_what_a_connector_calls_done_is_there(folder: Path) -> None:
    assert lacking(load(folder), ROOT) == []


def test_every_folder_with_a_connector_has_a_sheet() -> None:
    folders = {file.parent.name for file in FOLDERS.glob("*/connector.py")}
    assert folders <= {folder.name for folder in CONNECTORS}
    assert {i.name for i in integrations()} == {folder.name for folder in CONNECTORS}


def test_every_checklist_answers_for_the_contract_suite() -> None:
    assert not [i.name for i in integrations() if "contract_suite" not in {c.item for c in i.checklist}]


def test_the_page_says_what_the_sheets_say() -> None:
    page = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
    assert page == as_markdown(integrations()), (
        "docs/reference/sources.md is out of date: run `python -m integrations.quality`"
    )


def test_a_sheet_is_read_in_all_the_ways_in_which_it_may_be_written(tmp_path: Path) -> None:
    found = load(written(tmp_path, scopes=["read the files", {"Mail.Read": "reads mail"}, GOOD["scopes"][0]]))
    assert [(s.name, s.why) for s in found.scopes] == [
        ("read the files", ""),
        ("Mail.Read", "reads mail"),
        ("Mail.Read", "reads mail"),
    ]
    assert found.auth == ("OAuth 2 with PKCE",)
    assert [(c.state, told(c)) for c in found.checklist] == [
        (State.done, "contract suite"),
        (State.exempt, "edits (none there)"),
        (State.todo, "resumable (soon)"),
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": "other"}, "says that it is other"),
        ({"kind": "thing"}, "kind"),
        ({"poll": None}, "neither push nor poll"),
        ({"quota": None}, "no quota fact"),
        ({"quota": [{"fact": "60 a minute"}]}, "source"),
        ({"quota": [{"fact": "60 a minute", "source": "somebody said so"}]}, "source"),
        ({"scopes": []}, "no scope"),
        ({"checklist": {}}, "checklist"),
        ({"checklist": {"contract_suite": "perhaps"}}, "checklist"),
        ({"checklist": {"contract_suite": "exempt"}}, "exempt without a reason"),
        ({"checklist": {"contract_suite": {"exempt": ""}}}, "exempt without a reason"),
        ({"scope": "x"}, "scope"),
        ({"title": ""}, "title"),
    ],
)
def test_a_sheet_that_is_not_as_it_should_be_is_refused_in_a_sentence(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(Rejected, match=says) as problem:
        load(written(tmp_path, **changes))
    assert "vendor" in str(problem.value) and "\n" not in str(problem.value)


def test_a_folder_without_a_sheet_and_one_with_nonsense_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="has no integration.yml"):
        load(tmp_path)
    (tmp_path / "integration.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(Rejected, match="no YAML"):
        load(tmp_path)


def test_what_is_called_done_without_anything_to_show_is_found(tmp_path: Path) -> None:
    one = Integration.model_validate(
        {**GOOD, "checklist": {"contract_suite": "done", "push_verified": "done"}, "poll": "every minute"}
    )
    found = lacking(one, tmp_path)
    assert len(found) == 2 and "test_vendor.py" in found[0] and "push" in found[1]
    suite = tmp_path / "tests" / "contracts" / "test_vendor.py"
    suite.parent.mkdir(parents=True)
    suite.write_text("class TestVendor(SourceContract): ...", encoding="utf-8")
    assert len(lacking(one, tmp_path)) == 1


def test_the_page_can_not_be_broken_by_a_sheet(tmp_path: Path) -> None:
    page = as_markdown((load(written(tmp_path, title="A | B <script>", options={"x": "a|b\nc"})),))
    assert "| A \\| B \\<script> |" in page and "| `x` | a\\|b c |" in page
