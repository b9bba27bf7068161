"""The golden pictures in docs/pictures show what the code says now; `make pictures` draws them anew."""

import shutil
from pathlib import Path

import pytest

from tests.architecture import markdown
from tests.peers.required import here_or_skip
from tests.pictures import compare, make
from tests.pictures.compare import LARGEST, PICTURES, Json

pytestmark = pytest.mark.slow

REDRAWN = ("approval", "home", "teams-approval")
"""One message of Slack, one view, one card of Teams: what draws these draws all."""


@pytest.fixture(scope="module")
def scenes() -> dict[str, Json]:
    return {scene["name"]: scene for scene in make.everything()}


def test_every_card_and_view_has_its_picture_and_no_picture_is_left_over(scenes: dict[str, Json]) -> None:
    assert {p.stem for p in PICTURES.glob("*.png")} == set(scenes)


def test_no_card_changed_after_its_picture_was_drawn(scenes: dict[str, Json]) -> None:
    """By what it was drawn from, not by its pixels, so that this needs no browser."""
    drawn = compare.drawn_from()
    stale = [name for name, scene in scenes.items() if drawn.get(name) != compare.digest(scene)]
    assert not stale, f"run `make pictures` and look at {', '.join(stale)}"
    assert set(drawn) == set(scenes)


def test_scenes_come_out_the_same_every_time(scenes: dict[str, Json]) -> None:
    again = {scene["name"]: scene for scene in make.everything()}
    assert {n: compare.digest(s) for n, s in again.items()} == {
        n: compare.digest(s) for n, s in scenes.items()
    }


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*.png")), ids=lambda p: p.stem)
def test_a_picture_shows_something_and_is_small(picture: Path) -> None:
    assert picture.stat().st_size <= LARGEST
    assert not compare.blank(picture)


def test_every_picture_is_used_in_the_docs() -> None:
    shown = {Path(target).name for page in markdown.pages() for target in markdown.links(page)}
    assert {p.name for p in PICTURES.glob("*.png")} <= shown


def test_drawn_again_a_picture_looks_as_it_did(scenes: dict[str, Json], tmp_path: Path) -> None:
    """Roughly, for other versions of chromium draw letters a little differently: heights may differ by a tenth and a
    small grey copy by a few shades. A lost paragraph or row of buttons is found, a changed word or colour is not;
    words are what the digests are for."""
    here_or_skip(make.missing())
    make.draw([scenes[name] for name in REDRAWN], tmp_path)
    for name in REDRAWN:
        golden = PICTURES / f"{name}.png"
        assert compare.difference(golden, tmp_path / f"{name}.png") is None, name
        assert not compare.blank(tmp_path / f"{name}.png")


def test_what_the_comparison_finds(tmp_path: Path) -> None:
    """A comparison that finds nothing would pass everything."""
    one, other, copy = (PICTURES / f"{name}.png" for name in ("approval", "paused", "approval"))
    assert compare.difference(one, other) is not None
    shutil.copy(copy, tmp_path / "copy.png")
    assert compare.difference(one, tmp_path / "copy.png") is None
