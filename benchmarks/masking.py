"""Measures masking and prints one JSON line per figure: `python -m benchmarks.masking [split]`."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.masking_data import Text, desk, fresh, late, own, public
from benchmarks.masking_numbers import texts as numbers
from retrieval.masking import Masker, Placeholders

STRUCTURED = ("EMAIL", "PHONE", "IBAN", "CARD", "NATIONAL_ID", "TAX_ID")


def main(split: str = "held") -> None:
    for figure in measure(split):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


def measure(split: str) -> Iterator[dict[str, Any]]:
    """Held-out means templates never trained on or tuned on; names may repeat across templates."""
    masker = Masker()
    texts = public(split)
    if texts:
        yield from scores(masker, "presidio-synth-v2", split, texts)
    else:
        yield {"bench": "masking", "skipped": "PROMISSORY_EVAL_DATA has no presidio-synth-v2.json"}
    yield from scores(masker, "fresh", split, fresh(split))
    yield from scores(masker, "late", split, late(split))
    if split != "held":
        yield from scores(masker, "desk", split, desk("dev"))
        yield from scores(masker, "desk", "check", desk("check"))
    yield from scores(masker, "own", split, list(own(4, 23, "held" if split == "held" else "train")))
    yield from scores(masker, "numbers", split, numbers(split))
    yield speed(masker)


def scores(masker: Masker, data: str, split: str, texts: Sequence[Text]) -> Iterator[dict[str, Any]]:
    """A span counts as found when every letter and digit of it is masked; a finding is wrong when it
    touches nothing that is labelled. Towns alone are neither."""
    count = Counter[str]()
    for text in texts:
        found = masker.find(text.text)
        hidden = [False] * len(text.text)
        for start, end, _ in found:
            hidden[start:end] = [True] * (end - start)
        for start, end, kind in text.spans:
            whole = all(hidden[n] for n in range(start, end) if text.text[n].isalnum())
            count[f"gold {kind}"] += 1
            count[f"found {kind}"] += whole
            count[f"typed {kind}"] += any(i < end and start < j and k == kind for i, j, k in found)
        for start, end, kind in found:
            right = any(i < end and start < j for i, j, _ in text.spans)
            if right or not any(i < end and start < j for i, j in text.neutral):
                count[f"masked {kind}"] += 1
                count[f"right {kind}"] += right
    base = {"bench": "masking", "data": data, "split": split, "texts": len(texts)}
    kinds = sorted({name.split()[1] for name in count})
    for group, members in (("all", kinds), ("structured", STRUCTURED), *((kind, (kind,)) for kind in kinds)):
        total = {
            what: sum(count[f"{what} {k}"] for k in members)
            for what in ("gold", "found", "typed", "masked", "right")
        }
        if total["gold"] or total["masked"]:
            yield base | {
                "figure": group,
                "recall": ratio(total["found"], total["gold"]),
                "recall_as_its_type": ratio(total["typed"], total["gold"]),
                "precision": ratio(total["right"], total["masked"]),
                "of": total["gold"],
            }


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def speed(masker: Masker) -> dict[str, Any]:
    """Milliseconds for a mail of 1,000 characters, once loaded."""
    mail = "\n\n".join(text.text for text in own(1, 5))
    spent, busy = [], []
    for n in range(40):
        piece = mail[n * 60 : n * 60 + 1000]
        begin, cpu = time.perf_counter(), time.process_time()
        masker.mask(piece, Placeholders())
        spent.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - cpu) * 1000)
    figure = {"bench": "masking", "figure": "mail_of_1000_characters_ms"}
    return figure | {
        name: round(sorted(values)[at], 1)
        for name, values, at in (
            ("p50", spent, 20),
            ("p95", spent, 37),
            ("p50_cpu", busy, 20),
            ("p95_cpu", busy, 37),
        )
    }


if __name__ == "__main__":
    main(*sys.argv[1:2])
