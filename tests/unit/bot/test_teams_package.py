"""An admin builds the package that Teams takes, or hears in plain words what Teams would refuse."""

import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import teams
from bot.cli.console import use_home
from bot.teams import icon, package, search
from bot.teams.questions import COMMANDS
from records.errors import PromissoryError
from tests.peers.required import here_or_skip

APP_ID = "5f0c7b1e-3b0a-4c53-9f0e-6a1d2b7c8e94"
WANTED = package.Wanted(APP_ID, "promissory.lumenworks.example")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`promissory teams-package` in a home without settings; a plain error is raised."""
    for name in ("PROMISSORY_TEAMS_CLIENT_ID", "PROMISSORY_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    cli = typer.Typer()
    cli.callback()(lambda: None)
    teams.register(cli)
    monkeypatch.chdir(tmp_path)
    use_home(tmp_path)

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, ["teams-package", *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    yield run
    use_home(None)


def test_an_admin_builds_a_package_from_the_settings(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMISSORY_TEAMS_CLIENT_ID", APP_ID.upper())
    monkeypatch.setenv("PROMISSORY_PUBLIC_URL", "https://promissory.lumenworks.example")
    assert "promissory-teams.zip is ready" in command()
    with zipfile.ZipFile(tmp_path / "promissory-teams.zip") as packed:
        assert packed.namelist() == ["manifest.json", "color.png", "outline.png"]
        made = json.loads(packed.read("manifest.json"))
    assert made["id"] == made["bots"][0]["botId"] == made["composeExtensions"][0]["botId"] == APP_ID
    assert made["validDomains"] == ["promissory.lumenworks.example"]
    assert list(tmp_path.iterdir()) == [tmp_path / "promissory-teams.zip"]


def test_the_bot_is_there_in_chats_channels_and_the_search(command: Any) -> None:
    told = json.loads(command("--app-id", APP_ID, "--domain", "p.example.com", "--json"))
    assert told["hears_without_mention"] is True and told["version"] == "1.0.0"
    made = package.manifest(WANTED)
    assert made["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    alone, together = made["bots"][0]["commandLists"]
    assert [c["title"] for c in alone["commands"]][3:] == ["home", "settings"]
    assert together["commands"] == alone["commands"][:3]


def test_the_bot_answers_what_the_package_declares() -> None:
    (command,) = package.manifest(WANTED)["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"]) == (search.COMMAND, "query")
    typed = [c["title"] for c in package.manifest(WANTED)["bots"][0]["commandLists"][0]["commands"]]
    assert {word for word in COMMANDS if " " not in word} <= set(typed)


def test_hearing_without_a_mention_is_asked_for_and_can_be_left_out(command: Any) -> None:
    asked = package.manifest(WANTED)["authorization"]["permissions"]["resourceSpecific"]
    assert [one["name"] for one in asked] == ["ChannelMessage.Read.Group", "ChatMessage.Read.Chat"]
    told = json.loads(command("--app-id", APP_ID, "--domain", "p.example.com", "--mentions-only", "--json"))
    assert told["hears_without_mention"] is False


def test_the_same_package_has_the_same_bytes(command: Any, tmp_path: Path) -> None:
    words = ("--app-id", APP_ID, "--domain", "https://p.example.com/", "--json")
    first, second = (json.loads(command(*words, "--out", str(tmp_path / n))) for n in ("a.zip", "b.zip"))
    assert first["sha256"] == second["sha256"]
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_fresh_home_says_what_to_set(command: Any, tmp_path: Path) -> None:
    with pytest.raises(PromissoryError) as refused:
        command()
    assert "PROMISSORY_TEAMS_CLIENT_ID" in str(refused.value)
    assert "PROMISSORY_PUBLIC_URL" in str(refused.value)
    assert not list(tmp_path.glob("*.zip"))


def test_a_folder_that_is_not_there_is_said(command: Any, tmp_path: Path) -> None:
    with pytest.raises(PromissoryError, match="can't be written: no such file or directory"):
        command("--app-id", APP_ID, "--domain", "p.example.com", "--out", str(tmp_path / "no" / "x.zip"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"app_id": "my-bot"}, "is no application id"),
        ({"app_id": "00000000-0000-0000-0000-000000000000"}, "is a placeholder"),
        ({"app_id": "12345678-1234-1234-1234-123456789abc"}, "is a placeholder"),
        ({"domain": ""}, "PROMISSORY_PUBLIC_URL"),
        ({"domain": "localhost"}, "is no host that Teams could reach"),
        ({"domain": "http://p.example.com"}, "is no host that Teams could reach"),
        ({"domain": "p.example.com:8443"}, "is no host that Teams could reach"),
        ({"website": "http://p.example.com"}, "begins with https://"),
        ({"website": "https://p.example.com/a b"}, "begins with https://"),
        ({"version": "1.0"}, "is no version"),
        ({"version": "1.02.0"}, "is no version"),
    ],
)
def test_what_teams_would_refuse_is_said_first(change: dict[str, str], says: str) -> None:
    given_ = {"app_id": APP_ID, "domain": "p.example.com"} | change
    (sentence,) = package.problems(package.manifest(package.Wanted(**given_)), package.icons())
    assert says in sentence and sentence.endswith(".")


def test_texts_that_are_too_long_or_missing_are_said() -> None:
    made = package.manifest(WANTED)
    made["name"] = {"short": "x" * 31, "full": "x" * 101}
    made["description"] = {"short": "x" * 81, "full": "  "}
    made["bots"][0]["commandLists"][1]["commands"][0]["title"] = "x" * 33
    assert package.problems(made, package.icons()) == (
        "The short name has 31 characters; Teams takes 30.",
        "The full name has 101 characters; Teams takes 100.",
        "The short description has 81 characters; Teams takes 80.",
        "The full description is missing.",
        "A command's title has 33 characters; Teams takes 32.",
    )


def test_the_schema_that_microsoft_publishes_takes_the_manifest() -> None:
    known = Path("node_modules/@microsoft/app-manifest/build/json-schemas/teams")
    root = Path(__file__).parents[2] / "peers"
    file = root / known / f"v{package.MANIFEST_VERSION}" / "MicrosoftTeams.schema.json"
    here_or_skip(
        None if file.is_file() else "Run `npm ci` in tests/peers: @microsoft/app-manifest is missing."
    )
    from jsonschema import Draft4Validator

    checker = Draft4Validator(json.loads(file.read_text(encoding="utf-8")))
    for wanted in (WANTED, package.Wanted(APP_ID, "p.example.com", mentions_only=True)):
        assert [p.message for p in checker.iter_errors(package.manifest(wanted))] == []
    assert not checker.is_valid(package.manifest(package.Wanted("my-bot", "p.example.com")))


# ---------------------------------------------------------------- icons


def test_our_icons_are_what_teams_wants() -> None:
    drawn = {name: icon.read(data) for name, data in package.icons().items()}
    color, outline = drawn["color.png"], drawn["outline.png"]
    assert color and (color.width, color.height) == (192, 192) and not color.is_white_on_nothing
    assert outline and (outline.width, outline.height) == (32, 32) and outline.is_white_on_nothing


def test_other_icons_are_refused() -> None:
    made, ours = package.manifest(WANTED), package.icons()
    clear = (0, 0, 0, 0)
    bad = {
        "color.png has 96 × 96": {"color.png": png(96, [(1, 2, 3, 255)])},
        "color.png is no PNG": {"color.png": b"GIF89a"},
        "outline.png has 192": {"outline.png": ours["color.png"]},
        "outline.png must be white": {"outline.png": png(32, [clear, (200, 200, 200, 255)])},
        "outline.png must be white on": {"outline.png": png(32, [(255, 255, 255, 255)])},
        "outline.png is no PNG": {"outline.png": ours["outline.png"][:200]},
    }
    for says, changed in bad.items():
        (sentence,) = package.problems(made, ours | changed)
        assert sentence.startswith(says)
    assert package.problems(made, ours | {"outline.png": png(32, [clear, (255, 255, 255, 99)])}) == ()


@given(st.binary(max_size=200), st.integers(0, 700), st.binary(max_size=4))
def test_a_broken_picture_is_no_picture_and_no_crash(tail: bytes, cut: int, patch: bytes) -> None:
    whole = package.icons()["outline.png"]
    for data in (tail, whole[:33] + tail, whole[:cut] + patch + whole[cut + len(patch) :]):
        drawn = icon.read(data)
        assert drawn is None or drawn.width <= 512


@pytest.mark.parametrize("kind", range(5))
def test_every_way_to_store_a_line_is_read(kind: int) -> None:
    lines = [bytes([kind]) + bytes([10, 20, 30, 255] * 2) for _ in range(2)]
    drawn = icon.read(_png(2, b"".join(lines)))
    assert drawn is not None
    told = {  # each pixel from its left neighbour, from the one above, from both, or from the nearest
        0: {(10, 20, 30, 255)},
        1: {(10, 20, 30, 255), (20, 40, 60, 254)},
        2: {(10, 20, 30, 255), (20, 40, 60, 254)},
        3: {(10, 20, 30, 255), (15, 30, 45, 126), (15, 30, 45, 126), (25, 50, 75, 125)},
        4: {(10, 20, 30, 255), (20, 40, 60, 254), (30, 60, 90, 253)},
    }
    assert drawn.pixels == told[kind]


def png(edge: int, colours: list[tuple[int, int, int, int]]) -> bytes:
    """A square whose lines are coloured in turns."""
    lines = [b"\0" + bytes(colours[n % len(colours)]) * edge for n in range(edge)]
    return _png(edge, b"".join(lines))


def _png(edge: int, raw: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", edge, edge, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(raw)), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
