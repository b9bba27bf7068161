"""Mails per second from files to a searchable ledger of promises, beside `notmuch new` on the same files.

Figures of processor time hold on a busy machine too.
"""

import argparse
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from benchmarks.corpus import OWNER, mails, write_maildir
from benchmarks.homes import empty_home, folder, machine


def notmuch(maildir: Path, at: Path) -> tuple[float, float] | None:
    """Seconds and processor seconds of `notmuch new` for a maildir; None where it is not installed."""
    if shutil.which("notmuch") is None:
        return None
    config = at / "notmuch-config"
    config.write_text(
        f"[database]\npath={maildir}\n[user]\nname=Nina Ortiz\nprimary_email={OWNER}\n"
        "[new]\ntags=new\n[maildir]\nsynchronize_flags=false\n"
    )
    started, before = time.perf_counter(), _processor_seconds_of_children()
    subprocess.run(
        ["notmuch", "new", "--quiet"],
        env={**os.environ, "NOTMUCH_CONFIG": str(config), "HOME": str(at)},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started, _processor_seconds_of_children() - before


def _processor_seconds_of_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def measure(count: int, written: float) -> dict[str, Any]:
    """Both on the same files in the same run, ours first, so that it reads the colder files."""
    with folder() as at:
        write_maildir(at / "mail", mails(count, written=written))
        with empty_home(at / "home") as app:
            before = time.process_time()
            done = app.ingest.run([str(at / "mail")], OWNER)
            busy = time.process_time() - before
            started = time.perf_counter()
            app.catch_up()
            settling = time.perf_counter() - started
        theirs = notmuch(at / "mail", at)
    ours = done.read / done.seconds
    figures: dict[str, Any] = {
        "benchmark": "ingest_speed",
        "machine": machine(),
        "mails": done.read,
        "written_share": written,
        "promises": done.promises,
        "quarantined": len(done.quarantined),
        "seconds": round(done.seconds, 2),
        "mails_per_s": round(ours, 1),
        "mails_per_processor_s": round(done.read / busy, 1),
        "settle_seconds": round(settling, 2),
        "mails_per_s_settled": round(done.read / (done.seconds + settling), 1),
    }
    if theirs is None:
        return {**figures, "notmuch_mails_per_s": None, "note": "notmuch is not installed: no ratio"}
    wall, processor = theirs
    return {
        **figures,
        "notmuch_mails_per_s": round(done.read / wall, 1),
        "notmuch_mails_per_processor_s": round(done.read / processor, 1),
        "ratio": round(ours * wall / done.read, 3),
        "ratio_of_processor_time": round(processor / busy, 3),
    }


def main() -> None:
    """One line for real mails only, one with a third of our own sales mails, which hold many promises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5000)
    options = parser.parse_args()
    try:
        for written in (0.0, 0.33):
            print(json.dumps(measure(options.mails, written)), flush=True)
    except FileNotFoundError as absent:
        print(json.dumps({"benchmark": "ingest_speed", "skipped": str(absent)}))


if __name__ == "__main__":
    main()
