"""How often a question in other words finds its passage: our own 46 pairs (English, German, French), vectors only."""

import json
from pathlib import Path

import numpy as np

from retrieval.embedding import E5Embedder

DATA = Path(__file__).parent / "data" / "retrieval" / "paraphrases.jsonl"


def main() -> None:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    pairs = [row for row in rows if row["passage"]]
    embedder = E5Embedder()
    passages = embedder.embed_passages([row["passage"] for row in pairs])
    queries = np.stack([embedder.embed_query(row["query"]) for row in pairs])
    cosines = queries @ passages.T
    better = (cosines > np.diag(cosines)[:, None]).sum(axis=1)
    for split in ("tune", "held", "all"):
        mine = [n for n, row in enumerate(pairs) if split in (row["split"], "all")]
        print(
            json.dumps(
                {
                    "benchmark": "retrieval_paraphrases",
                    "model": embedder.name,
                    "split": split,
                    "questions": len(mine),
                    **{f"recall_at_{k}": round(float((better[mine] < k).mean()), 4) for k in (1, 3, 5)},
                }
            )
        )


if __name__ == "__main__":
    main()
