"""Settlement as it comes out of the whole pipeline: the sample company's ledger beside what is true."""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

GOLD = Path(__file__).parents[1] / "bot" / "sample_company" / "gold.yml"


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower().replace("’", "'")).strip()


def measure(home: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Figures over the gold promises that the ledger of `home` holds, and a row for each that differs."""
    from bot.app import App
    from bot.settings import Settings

    app = App(Settings(home=home, embeddings=False))
    try:
        promises = [p for a in app.accounts.all() for p in app.promises.of_account(a.id)]
        events = app.log.get(list({p.event_id for p in promises} | {p.settled_by or "" for p in promises}))
    finally:
        app.close()
    gold = yaml.safe_load(GOLD.read_text(encoding="utf-8"))["promises"]
    found: dict[str, Any] = {}
    for g in gold:
        name, wanted = g["id"].rsplit("/", 1)[-1], _letters(g["quote"])
        found[g["key"]] = next(
            (
                p
                for p in promises
                if name in events[p.event_id].external_id
                and (_letters(p.quote) in wanted or wanted in _letters(p.quote))
            ),
            None,
        )
    keys = {p.id: key for key, p in found.items() if p}
    rows, right, cited, kept_wrongly = [], 0, 0, 0
    confusion: Counter[str] = Counter()
    for g in gold:
        p = found[g["key"]]
        if p is None:
            continue
        wanted, got = g["status"].replace("broken", "open"), p.status.value
        evidence = events[p.settled_by].external_id if p.settled_by in events else ""
        right += wanted == got
        cited += wanted == got and any(e in evidence for e in g["evidence"])
        kept_wrongly += got == "kept" != wanted
        if wanted != got or (wanted == "changed" and keys.get(p.superseded_by or "") != g["superseded_by"]):
            confusion[f"{wanted}>{got}"] += 1
            rows.append(
                {"key": g["key"], "account": g["account"], "quote": p.quote, "is": wanted, "got": got}
            )
    matched = [p for p in found.values() if p]
    figures = {
        "figure": "settlement in the sample company (tuned on it)",
        "promises": len(matched),
        "not_extracted": len(gold) - len(matched),
        "status_right": right,
        "accuracy": round(right / max(1, len(matched)), 4),
        "kept_wrongly": kept_wrongly,
        "evidence_right": cited,
        "confusion": dict(confusion),
    }
    return figures, rows


def main() -> None:
    """Prints one JSON line; `--errors` adds a line for every promise with another status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="a data home made by `promissory --home HOME demo`")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    figures, rows = measure(options.home)
    for line in [figures, *(rows if options.errors else [])]:
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
