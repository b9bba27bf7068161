"""Durable execution: named verbs over ids, resumed after a crash; the only import of dbos."""

import logging
import sqlite3
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Verb = Callable[[Sequence[str]], None]
"""Work on ids. It must be harmless when repeated: a crash may repeat the last one."""


class Engine:
    """Runs verbs as DBOS workflows in a SQLite file of its own, so that imports and clicks don't block each other.

    Only ids ever enter the file. One engine per data home: the caller holds the home's lock.
    """

    def __init__(self, path: Path, verbs: Mapping[str, Verb]) -> None:
        self._path, self._verbs = path, dict(verbs)
        self._run: Any = None

    def start(self) -> None:
        """Open the file and go on with whatever an earlier process left unfinished."""
        from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

        _use_wal(self._path)
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS.destroy(destroy_registry=True)
        config: DBOSConfig = {
            "name": "promissory",
            "system_database_url": f"sqlite:///{self._path}",
            "serializer": DBOSPortableJSONSerializer(),
            "application_version": "1",
            "executor_id": "local",
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "enable_otlp": False,
        }
        DBOS(config=config)
        verbs = self._verbs

        @DBOS.step(name="do")
        def do(verb: str, ids: list[str]) -> None:
            verbs[verb](ids)

        @DBOS.workflow(name="verb")
        def run(verb: str, ids: list[str]) -> None:
            do(verb, ids)

        self._run = run
        DBOS.launch()

    def run(self, verb: str, ids: Sequence[str], *, key: str | None = None) -> None:
        """Run to the end. With a `key`, a second call with the same key only waits for the first's result."""
        self._start(verb, ids, key).get_result()

    def begin(self, verb: str, ids: Sequence[str], *, key: str | None = None) -> None:
        """Start and return at once."""
        self._start(verb, ids, key)

    def _start(self, verb: str, ids: Sequence[str], key: str | None) -> Any:
        from dbos import DBOS, SetWorkflowID

        if verb not in self._verbs:
            raise KeyError(verb)
        with SetWorkflowID(f"{verb}:{key or uuid.uuid4().hex}"):
            return DBOS.start_workflow(self._run, verb, list(ids))

    def stop(self) -> None:
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)
        self._run = None


def _use_wal(path: Path) -> None:
    # DBOS leaves the journal in rollback mode, which is three times slower here.
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
