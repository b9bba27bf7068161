"""The documents say what is: links lead somewhere, commands exist, examples run, reference pages are complete."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli import shapes
from bot.cli.main import cli
from bot.settings import Settings
from tests.architecture.markdown import ROOT, Block, anchors, blocks, inline_commands, links, pages, prose

REFERENCE = ROOT / "docs" / "reference"
ROOT_COMMAND: Any = get_command(cli)
BIN = Path(sys.executable).parent


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page_name(page)} links to {target}, which is not there"
        assert ROOT in (there, *there.parents), f"{page_name(page)} links out of the project: {target}"
        if anchor:
            assert anchor in anchors(there), f"{page_name(page)} links to {target}, which has no such heading"


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [(page.parent / t.partition("#")[0]).resolve() for t in links(page) if t[0] != "#"]
    lost = [p for p in pages() if p not in seen and p.parent.name != "decisions"]
    assert not lost, f"no page links to {', '.join(map(page_name, lost))}"


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_every_file_of_ours_that_a_page_names_is_there(page: Path) -> None:
    for named in re.findall(r"`([\w/]+\.(?:py|yml|toml))`", prose(page)):
        if "/" in named:
            assert (ROOT / named).exists(), f"{page_name(page)} names {named}, which is not there"
        elif named.endswith(".py") and page.name == "ARCHITECTURE.md":
            rooms = ("bot", "integrations", "retrieval", "policies", "records")
            assert any(True for room in rooms for _ in (ROOT / room).rglob(named)), (
                f"no file is called {named}"
            )


# Commands


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    for name, command in ROOT_COMMAND.commands.items():
        if hasattr(command, "commands"):
            yield from (((name, sub), one) for sub, one in command.commands.items())
        else:
            yield (name,), command


def options_of(command: Any) -> set[str]:
    return {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("-")} | {
        "-h",
        "--help",
    }


def calls(line: str) -> Iterator[list[str]]:
    """The arguments of each `promissory` call in one line of shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    call: list[str] | None = None
    for word in lexer:
        if set(word) <= set("|&;<>"):
            if call is not None:
                yield call
            call = None
        elif call is not None:
            call.append(word)
        elif Path(word).name == "promissory":
            call = []
    if call is not None:
        yield call


def check_call(words: list[str], said: str, *, whole: bool) -> None:
    """The command and its options exist; a `whole` call has everything that it needs, well formed."""
    words = [w for w in words if w not in ("…", "...")]
    while words and words[0].startswith("-"):
        assert words[0] in options_of(ROOT_COMMAND), f"{said}: there is no option {words[0]}"
        words = words[2:] if words[0] == "--home" else words[1:]
    command, path = ROOT_COMMAND, []
    while hasattr(command, "commands") and words:
        assert words[0] in command.commands, f"{said}: there is no command {words[0]}"
        path.append(words[0])
        command, words = command.commands[words[0]], words[1:]
    for word in words:
        option = word.partition("=")[0]
        if option.startswith("-") and option != "-":
            assert option in options_of(command), f"{said}: {' '.join(path)} has no option {option}"
    if whole and path and not {"-h", "--help"} & set(words):
        command.make_context(" ".join(path), list(words))


@pytest.mark.parametrize("block", blocks("sh", "sh run", "console"), ids=lambda b: b.name)
def test_every_command_in_an_example_exists_and_is_well_formed(block: Block) -> None:
    for line in block.body.replace("\\\n", " ").splitlines():
        for call in calls(line.strip().removeprefix("$ ")):
            check_call(call, line, whole=True)


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_every_command_named_in_a_sentence_exists(page: Path) -> None:
    for said in inline_commands(page):
        for call in calls(said):
            check_call(call, said, whole=False)


# Examples


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample company's home, and what `promissory demo` said while building it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = run_shell(f"promissory --home {shlex.quote(str(home))} demo", home)
    assert done.returncode == 0, done.stderr
    return home, done.stdout


def run_shell(script: str, home: Path) -> "subprocess.CompletedProcess[str]":
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PROMISSORY_")}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**kept, "PATH": f"{BIN}{os.pathsep}{kept.get('PATH', '')}", "PROMISSORY_HOME": str(home)},
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("sh run"), ids=lambda b: b.name)
def test_every_example_marked_runnable_runs_on_the_sample_company(
    block: Block, demo: tuple[Path, str]
) -> None:
    done = run_shell(block.body, demo[0])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "an example that prints nothing shows nothing"


def plain(text: str) -> str:
    """Words only: no frames, no line breaks of a terminal."""
    return " ".join(re.sub(r"[─│╭╮╰╯]", " ", text).split())


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("text demo"), ids=lambda b: b.name)
def test_what_a_page_shows_of_the_demo_is_what_it_prints(block: Block, demo: tuple[Path, str]) -> None:
    printed = plain(demo[1])
    for line in block.body.splitlines():
        if line.strip() not in ("", "…"):
            assert plain(line) in printed, (
                f"{page_name(block.page)} shows a line that the demo does not print"
            )


# Reference


@pytest.mark.parametrize(
    ("path", "command"), list(commands()), ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_every_command_and_option_is_in_the_reference(path: tuple[str, ...], command: Any) -> None:
    rows = (REFERENCE / "command-line.md").read_text(encoding="utf-8").splitlines()
    mine = [r for r in rows if re.match(rf"\| `promissory {' '.join(path)}[ `]", r)]
    assert len(mine) == 1, f"command-line.md needs one row for `promissory {' '.join(path)}`"
    for option in options_of(command) - {"-h", "--help"}:
        assert option in mine[0], f"command-line.md does not name {option} of {' '.join(path)}"


def test_every_setting_is_in_the_reference_with_its_default() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(PROMISSORY_\w+)` \| ([^|]*) \|", text, re.MULTILINE))
    expected = {}
    for name, field in Settings.model_fields.items():
        value = field.get_default()
        expected[f"PROMISSORY_{name.upper()}"] = "none" if value is None else f"`{str(value)}`"
    expected["PROMISSORY_EMBEDDINGS"] = expected["PROMISSORY_EMBEDDINGS"].lower()
    expected["PROMISSORY_HOME"] = "the user's data folder"
    assert rows == expected


def test_every_policy_rule_is_in_the_reference() -> None:
    named = set()
    for file in (ROOT / "policies").glob("*.py"):
        named |= set(
            re.findall(r"Verdict\.(?:allow|needs_approval|pause|deny)\(\s*\"(\w+)\"", file.read_text())
        )
    assert named, "no rule was found, so this test looks for them in the wrong way"
    text = (REFERENCE / "policies.md").read_text(encoding="utf-8")
    assert not {rule for rule in named if f"`{rule}`" not in text}


def test_every_key_of_the_documents_is_in_the_reference() -> None:
    from records.models import Proposal

    text = (REFERENCE / "json.md").read_text(encoding="utf-8")
    keys = {*shapes._PROMISE, "due_at", *Proposal.model_fields}
    assert not {key for key in keys if f'"{key}"' not in text}


def test_every_scope_and_event_of_slack_is_in_the_reference() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    asked = [
        *manifest["oauth_config"]["scopes"]["bot"],
        *manifest["settings"]["event_subscriptions"]["bot_events"],
    ]
    text = prose(REFERENCE / "slack-app.md")
    assert not [name for name in asked if f"`{name}`" not in text]
