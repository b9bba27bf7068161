"""Makes labelled pairs of promise and later message from frames: sentences of one kind of promise, with things to swap.

A frame (`data/settlement/frames_*.txt`) holds four alike things and lines by kind: P promises, K, KX (names nothing)
and KB (said by the receiver) tell that it was kept, C and CB that it was moved, W and WB that it was dropped, U hints,
O, OB and X settle nothing. The same line about another of the things settles nothing either.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.settlement_pairs import Labelled, Pair, Role

FOLDER = Path(__file__).parent / "data" / "settlement"
KINDS = ("P", "K", "KX", "KB", "C", "CB", "W", "WB", "U", "O", "OB", "X")
_LABELS = {"K": 1, "KX": 1, "KB": 1, "C": 2, "CB": 2, "W": 3, "WB": 3, "U": 4, "O": 0, "OB": 0, "X": 0}
_BY_RECEIVER = frozenset({"KB", "CB", "WB", "OB"})
_DRAWN = {"K": 20, "KX": 8, "KB": 16, "C": 9, "CB": 3, "W": 5, "WB": 4, "U": 6, "O": 11, "OB": 11, "X": 4}
_OTHER_THING, _OTHER_FRAME = 14, 5
"""How often, beside the kinds above, a line is about another thing, or about another promise altogether."""
_DAYS = {
    "en": (
        "Friday", "Tuesday", "the 14th", "end of the week", "Monday", "3 December", "tomorrow",
        "next Wednesday", "the 28th", "Thursday noon", "the end of the month",
    ),
    "de": ("Freitag", "Dienstag", "zum 14.", "Ende der Woche", "Montag", "morgen", "Mittwoch", "Monatsende"),
    "fr": ("vendredi", "mardi", "le 14", "lundi", "demain", "la fin du mois", "jeudi"),
}  # fmt: skip
_GREETINGS = {
    "en": ("", "", "", "Hi Dana,", "Hello,", "Hey,", "Hi all,"),
    "de": ("", "", "Guten Tag,"),
    "fr": ("", "", "Bonjour,"),
}


@dataclass
class Frame:
    """One kind of promise: its language, the things it can be about, and lines by kind."""

    name: str
    language: str
    things: list[str] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})


def frames() -> list[Frame]:
    """All frames of all files, in order."""
    return [frame for path in sorted(FOLDER.glob("frames_*.txt")) for frame in _read(path)]


def _read(path: Path) -> Iterator[Frame]:
    frame: Frame | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, text = line.partition(": ")
        if line.startswith("== frame:"):
            name, _, language = line.removeprefix("== frame:").strip().rpartition(" ")
            frame = Frame(name, language)
        elif frame and line.strip() == "end":
            yield frame
            frame = None
        elif frame and line.startswith("things:"):
            frame.things = [thing.strip() for thing in line.removeprefix("things:").split("|")]
        elif frame and kind in KINDS and text.strip():
            frame.lines[kind].append(text.strip())


def made_pairs(found: Sequence[Frame], each: int, seed: int = 0) -> list[Labelled]:
    """About `each` pairs of every frame; the same seed gives the same ones."""
    chance = random.Random(seed)
    made = []
    for frame in found:
        others = [f for f in found if f.language == frame.language and f is not frame]
        for _ in range(each):
            pair = _one(frame, others or list(found), chance)
            if pair:
                made.append(pair)
    return made


def _one(frame: Frame, others: Sequence[Frame], chance: random.Random) -> Labelled | None:
    thing = chance.choice(frame.things)
    quote = _filled(chance.choice(frame.lines["P"]), thing, frame, chance)
    kind = chance.choices([*_DRAWN, "thing", "frame"], [*_DRAWN.values(), _OTHER_THING, _OTHER_FRAME])[0]
    about, label = frame, _LABELS.get(kind, 0)
    named_only = kind == "thing"
    if kind == "thing":
        kind = chance.choices(("K", "KB", "C", "W", "WB"), (8, 6, 3, 1, 1))[0]
        thing = chance.choice([t for t in frame.things if t != thing])
    elif kind == "frame":
        about = chance.choice(others)
        kind = chance.choice([k for k in ("K", "KB", "C", "W") if about.lines[k]])
        thing = chance.choice(about.things)
    lines = [x for x in about.lines[kind] if not named_only or "{thing}" in x.lower()]
    if not lines:
        return None
    receiver = kind in _BY_RECEIVER or (kind == "U" and chance.random() < 1 / 3)
    said = [_filled(chance.choice(lines), thing, about, chance)]
    alone = kind == "KX" and chance.random() < 0.7
    for _ in range(0 if alone else chance.choices((0, 1, 2), (5, 4, 2))[0]):
        beside = chance.choice(others)
        more = beside.lines[chance.choice(("OB", "KB") if receiver else ("O", "X", "K", "X"))]
        if more:
            sentence = _filled(chance.choice(more), chance.choice(beside.things), beside, chance)
            said.insert(chance.randrange(len(said) + 1), sentence)
    greeting = chance.choice(_GREETINGS.get(frame.language, ("",)))
    said = [greeting, *said] if greeting else said
    if chance.random() < 0.15:
        said = [sentence.lower() for sentence in said]
    asked = frame.lines["O" if receiver else "OB"] if chance.random() < 0.3 else []
    own = chance.choice(frame.things) if named_only else thing
    before = _filled(chance.choice(asked), own, frame, chance) if asked and kind != "X" else ""
    role = Role.receiver if receiver else chance.choice((Role.owner, Role.owner, Role.colleague))
    pair = Pair(
        quote,
        role,
        tuple(said),
        same_thread=chance.random() < 0.75,
        call=chance.random() < 0.1,
        before=before,
        before_role=Role.owner if receiver else Role.receiver,
    )
    return Labelled("frames", frame.name, pair, label)


def _filled(line: str, thing: str, frame: Frame, chance: random.Random) -> str:
    one, two = chance.sample(_DAYS.get(frame.language, _DAYS["en"]), 2)
    line = line.replace("{Thing}", thing[:1].upper() + thing[1:]).replace("{thing}", thing)
    return line.replace("{day2}", two).replace("{day}", one)
