"""The table of when which workflow runs; an in-process ticker, since SQL claims each occurrence."""

import logging
from collections.abc import Callable
from typing import Any

Job = Callable[[], object]
log = logging.getLogger("promissory.scheduler")


def start(table: dict[str, tuple[int, Job]]) -> Any:
    """Start ticking: name -> (seconds between runs, job). Late runs happen late, never not at all."""
    from apscheduler.schedulers.background import BackgroundScheduler

    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for name, (seconds, job) in table.items():
        scheduler.add_job(_careful(name, job), "interval", seconds=seconds, id=name, next_run_time=_soon())
    scheduler.start()
    return scheduler


def _careful(name: str, job: Job) -> Job:
    def run() -> None:
        try:
            job()
        except Exception as problem:  # the next tick tries again
            log.error("%s failed: %s", name, type(problem).__name__)

    return run


def _soon() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)
