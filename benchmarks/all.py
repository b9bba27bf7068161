"""Runs every benchmark in turn and prints their JSON lines; one that fails is told and stops nothing."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

LIMIT = 600
"""Seconds after which a benchmark is given up."""


@dataclass(frozen=True)
class Run:
    module: str
    arguments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " ".join((self.module, *self.arguments))


RUNS = (
    Run("due_dates"),
    Run("promises"),
    Run("settlement"),
    Run("settlement", ("--extracted",)),
    Run("sample_company"),
    Run("account_names"),
    Run("cleaning"),
    Run("masking"),
    Run("intents"),
    Run("retrieval_paraphrases"),
    Run("retrieval_locomo"),
    Run("retrieval_questions"),
    Run("ask"),
    Run("guard"),
    Run("embedding_speed"),
    Run("ingest_speed"),
    Run("ask_speed"),
    Run("search_scale"),
    Run("webhooks"),
    Run("arrival"),
    Run("clicks"),
    Run("chat_feedback"),
    Run("imap_backfill"),
    Run("reconcile_scale"),
)
"""Quality first, then speed, the longest last."""


def run(one: Run) -> list[str]:
    """The benchmark's lines, and one more where it failed."""
    started = time.perf_counter()
    problem = None
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{one.module}", *one.arguments],
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        output = done.stdout
        if done.returncode:
            words = done.stderr.strip().splitlines()
            problem = words[-1] if words else f"exit code {done.returncode}"
    except subprocess.TimeoutExpired as late:
        output = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
        problem = f"took longer than {LIMIT} s"
    lines = [line for line in output.splitlines() if _is_figure(line)]
    seconds = round(time.perf_counter() - started, 1)
    if problem:
        lines.append(json.dumps({"benchmark": one.name, "failed": problem, "seconds": seconds}))
    else:
        lines.append(json.dumps({"benchmark": one.name, "seconds": seconds}))
    return lines


def _is_figure(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a benchmark failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="names of benchmarks; default: all")
    options = parser.parse_args(arguments)
    failed = False
    for one in RUNS:
        if options.only and one.module not in options.only:
            continue
        for line in run(one):
            print(line, flush=True)
            failed |= '"failed": ' in line
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
