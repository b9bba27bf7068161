"""Whether a golden picture still shows what the code says: what it was drawn from, and how it looks."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

Json = dict[str, Any]

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN_FROM = PICTURES / "scenes.json"
"""Scene -> digest of the JSON that its picture was drawn from."""
LARGEST = 150_000
"""Bytes of a picture."""
_TOLERATED = 12.0
"""Of 255, the mean over a small copy; a card that lacks a paragraph or its buttons is above it."""
_SMALL = (70, 70)
_TALL = 2400
_AREAS = 14


def digest(scene: Json) -> str:
    """Names exactly what is drawn."""
    told = json.dumps(scene, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def drawn_from() -> dict[str, str]:
    return dict(json.loads(DRAWN_FROM.read_text())) if DRAWN_FROM.exists() else {}


def note(scenes: Sequence[Json], *, before: Mapping[str, str] | None = None) -> None:
    """Writes down what was drawn; entries of `before` stay."""
    found = {**(before or {}), **{s["name"]: digest(s) for s in scenes}}
    DRAWN_FROM.write_text(json.dumps(dict(sorted(found.items())), indent=2) + "\n")


def blank(picture: Path) -> bool:
    """Nothing but one colour, or as good as nothing."""
    from PIL import Image

    with Image.open(picture) as image:
        grey = image.convert("L")
        shades = grey.histogram()
        return max(shades) > 0.995 * grey.width * grey.height


def difference(golden: Path, drawn: Path) -> str | None:
    """How the two differ by more than one browser does from the next, or None; heights may differ by a tenth."""
    from PIL import Image, ImageChops, ImageStat

    with Image.open(golden) as one, Image.open(drawn) as two:
        if one.width != two.width or abs(one.height - two.height) > one.height / 10:
            return f"{one.size} became {two.size}"
        small = [image.convert("L").resize(_SMALL, Image.Resampling.BOX) for image in (one, two)]
    mean = ImageStat.Stat(ImageChops.difference(*small)).mean[0]
    return f"the pictures differ by {mean:.1f} of 255" if mean > _TOLERATED else None


def shrink(picture: Path) -> None:
    """As many colours as fit, for text on white needs few; what is very tall is shown small anyway."""
    from PIL import Image

    with Image.open(picture) as image:
        flat = image.convert("RGB")
    if flat.height > _TALL:
        flat = flat.resize((flat.width * 3 // 4, flat.height * 3 // 4), Image.Resampling.HAMMING)
    for colours in (64, 40, 28):
        flat.quantize(palette=_palette(flat, colours), dither=Image.Dither.NONE).save(picture, optimize=True)
        if picture.stat().st_size <= LARGEST:
            return


def _palette(image: "Image.Image", colours: int) -> "Image.Image":
    """What covers areas keeps its exact colour, so that a pale box stays one; the rest is rounded."""
    from PIL import Image

    counted = sorted(image.getcolors(1 << 24) or [], reverse=True)
    areas = [channel for _, colour in counted[:_AREAS] for channel in colour]  # type: ignore[union-attr]
    rest = image.quantize(colours - _AREAS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).getpalette()
    chosen = [*areas, *(rest or [])[: 3 * (colours - _AREAS)]]
    made = Image.new("P", (1, 1))
    made.putpalette(chosen + chosen[:3] * (256 - len(chosen) // 3))
    return made
