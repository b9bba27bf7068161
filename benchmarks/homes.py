"""Temporary data homes for benchmarks, and the machine they ran on."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import OUR_DOMAIN, OWNER
from records.models import Role

if TYPE_CHECKING:
    from bot.app import App


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="promissory-bench-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def empty_home(path: Path, embeddings: bool = False) -> Iterator["App"]:
    """A data home in which only the corpus's owner works."""
    from bot.app import App
    from bot.settings import Settings

    app = App(Settings(home=path, embeddings=embeddings))
    try:
        app.people.add_domain(OUR_DOMAIN)
        app.people.add(OWNER, Role.admin, name="Nina Ortiz")
        yield app
    finally:
        app.close()


def machine() -> str:
    """Cores and processor, for the figures."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {names[0] if names else 'unknown processor'}"


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
