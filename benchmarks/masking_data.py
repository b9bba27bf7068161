"""Labelled texts for masking: the public set split by template, and our own mails made from slots."""

import hashlib
import json
import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN = Path(__file__).parent / "data" / "masking"
PUBLIC = "presidio-synth-v2.json"
TYPES = {
    "PERSON": "PERSON",
    "STREET_ADDRESS": "ADDRESS",
    "ZIP_CODE": "ADDRESS",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "IBAN",
    "US_SSN": "NATIONAL_ID",
    "US_DRIVER_LICENSE": "NATIONAL_ID",
}
"""What the public set calls it -> what we call it; its other types are no PII for us."""
_MARKS = {
    "P": "PERSON",
    "A": "ADDRESS",
    "E": "EMAIL",
    "T": "PHONE",
    "I": "IBAN",
    "C": "CARD",
    "X": "TAX_ID",
    "N": "NATIONAL_ID",
}
"""The letter before a span of a desk text -> its type."""
_SEEN = frozenset(
    {
        11,
        12,
        22,
        24,
        29,
        34,
        41,
        43,
        49,
        52,
        56,
        58,
        62,
        69,
        78,
        81,
        83,
        95,
        105,
        112,
        120,
        123,
        128,
        130,
        137,
        139,
    }
    | {141, 148, 151, 157, 165, 179, 184, 188, 199}
)
"""Templates that were looked at before the split was drawn; they are never held out."""


@dataclass(frozen=True)
class Text:
    """A text with its spans: start, end, type."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    neutral: tuple[tuple[int, int], ...]
    group: str


def evaluation_data() -> Path:
    return Path(os.environ.get("PROMISSORY_EVAL_DATA", ROOT.parent / "shared" / "data"))


def public(split: str) -> list[Text]:
    """One side of the public set; no template is on both sides. Empty where the data is absent."""
    path = evaluation_data() / PUBLIC
    if not path.exists():
        return []
    found = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        template = row["template_id"]
        drawn = int(hashlib.sha256(f"template {template}".encode()).hexdigest(), 16) % 4 == 3
        if ("held" if drawn and template not in _SEEN else "dev") != split:
            continue
        spans = [(s["start_position"], s["end_position"], s["entity_type"]) for s in row["spans"]]
        found.append(
            Text(
                text=row["full_text"],
                spans=tuple((a, b, TYPES[kind]) for a, b, kind in sorted(spans) if kind in TYPES),
                neutral=tuple(
                    (a, b) for a, b, kind in spans if kind == "GPE" or (kind == "TITLE" and b - a < 6)
                ),
                group=f"public {template}",
            )
        )
    return found


def fresh(split: str) -> list[Text]:
    """Texts by an independent hand; of the held-out half only totals are ever looked at."""
    return _independent("fresh", "held_out" if split == "held" else "dev")


def late(split: str) -> list[Text]:
    """Texts by a second independent hand, on what masking found hard; the unread half gives totals only."""
    return _independent("late", "unread" if split == "held" else "dev")


def _independent(name: str, side: str) -> list[Text]:
    found = []
    for line in (OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == side:
            spans = sorted((e["start"], e["end"], e["type"]) for e in row["entities"])
            neutral = tuple((e["start"], e["end"]) for e in row["neutral"])
            found.append(Text(row["text"], tuple(spans), neutral, f"{name} {row['id']}"))
    return found


def desk(split: str) -> list[Text]:
    """Texts of our own for settling rules: "dev" were read from the start, "check" late. None is trained on."""
    found = []
    pieces = re.split(r"(?m)^== \w+\n", (OWN / "desk.txt").read_text(encoding="utf-8"))[1:]
    for n, piece in enumerate(pieces, 1):
        if split == ("dev" if n % 2 else "check"):
            found.append(_unmarked(piece.rstrip("\n"), f"desk {n}"))
    return found


def _unmarked(marked: str, group: str) -> Text:
    """ "Ask {P|Jana}" as text and spans."""
    text, spans, neutral = "", [], []
    for part in re.split(r"(\{[A-Z-]\|[^}]*\})", marked):
        if not part.startswith("{"):
            text += part
            continue
        span = (len(text), len(text) + len(part) - 4)
        text += part[3:-1]
        if part[1] == "-":
            neutral.append(span)
        else:
            spans.append((*span, _MARKS[part[1]]))
    return Text(text, tuple(spans), tuple(neutral), group)


def own(copies: int, seed: int, split: str = "train") -> Iterator[Text]:
    """Our own business texts with people, companies, products and places; every fifth template is held out."""
    words = json.loads((OWN / "words.json").read_text(encoding="utf-8"))
    chance = random.Random(seed)
    parts = {kind: list(values) for kind, values in words.items()}
    for kind, values in parts.items():
        side = {"train": 0, "held": 1}[split]
        parts[kind] = [v for v in values if int(hashlib.sha256(v.encode()).hexdigest(), 16) % 5 // 4 == side]
    for n, line in enumerate((OWN / "templates.txt").read_text(encoding="utf-8").splitlines()):
        if (n % 5 == 4) == (split == "held"):
            for _ in range(copies):
                yield _filled(line.replace("\\n", "\n"), parts, chance, f"own {n}")


def renamed(texts: Iterable[Text], copies: int, seed: int) -> Iterator[Text]:
    """The same texts with other people in them, so that the words around a name count."""
    given, family = listed("given"), listed("family")
    chance = random.Random(seed)
    for text in texts:
        people = [s for s in text.spans if s[2] == "PERSON"]
        if not people or any(a < end and start < b for start, end, _ in people for a, b in text.neutral):
            continue
        for _ in range(copies):
            made, at, spans = "", 0, []
            for start, end, kind in text.spans:
                if start < at:
                    break
                made += text.text[at:start]
                said = text.text[start:end]
                if kind == "PERSON":
                    said = _another(said, given, family, chance)
                spans.append((len(made), len(made) + len(said), kind))
                made += said
                at = end
            else:
                yield Text(made + text.text[at:], tuple(spans), (), text.group)


def _another(said: str, given: list[str], family: list[str], chance: random.Random) -> str:
    words = said.split()
    if len(words) == 1:
        new = [chance.choice(given if chance.random() < 0.5 else family)]
    else:
        middle = [f"{chance.choice('ABCDEGHJKLMNPRST')}{chance.choice(['.', ''])}"] if len(words) > 2 else []
        new = [chance.choice(given), *middle, chance.choice(family)]
    name = " ".join(new)
    return name.lower() if said.islower() else name.upper() if said.isupper() and len(said) > 3 else name


def listed(kind: str) -> list[str]:
    """The words of one part of the name list."""
    found, inside = [], False
    for line in (ROOT / "retrieval" / "model" / "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            inside = line == f"[{kind}]"
        elif inside and not line.startswith("#"):
            found += line.split()
    return sorted(set(found))


def _filled(line: str, parts: dict[str, list[str]], chance: random.Random, group: str) -> Text:
    text, spans, neutral = "", [], []
    for piece in re.split(r"(\{\w+\})", line):
        kind = piece[1:-1] if piece.startswith("{") else ""
        if not kind:
            text += piece
            continue
        said = _said(kind, parts, chance)
        if kind in {"first", "last", "full"}:
            spans.append((len(text), len(text) + len(said), "PERSON"))
        elif kind == "addr":
            spans.append((len(text), len(text) + len(said), "ADDRESS"))
        elif kind == "place":
            neutral.append((len(text), len(text) + len(said)))
        text += said
    return Text(text, tuple(spans), tuple(neutral), group)


def _said(kind: str, parts: dict[str, list[str]], chance: random.Random) -> str:
    if kind == "full":
        middle = f" {chance.choice('ABCDEHJKLMPRST')}." if chance.random() < 0.1 else ""
        return f"{chance.choice(parts['first'])}{middle} {chance.choice(parts['last'])}"
    return chance.choice(parts[kind])
