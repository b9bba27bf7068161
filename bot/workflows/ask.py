"""A question, its reader and the hour -> a cited answer; a thread remembers its subject."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.audit_log import AuditLog
from records.clock import Clock
from records.models import Answer
from records.people import People
from retrieval.answer import Answerer

_THREADS = 500


@dataclass
class Ask:
    """An unknown reader learns nothing; a known one only what the ledger lets them read."""

    people: People
    answerer: Callable[[], Answerer]
    audit: AuditLog
    clock: Clock
    _threads: "OrderedDict[tuple[str, str], Any]" = field(default_factory=OrderedDict)

    def ask(
        self, question: str, reader: str, *, now: datetime | None = None, thread: str | None = None
    ) -> Answer:
        """Raises UnknownReader for somebody who does not work here."""
        person = self.people.get(reader)
        moment = now or self.clock.now()
        started = time.perf_counter()
        key = (person.email, thread or "")
        answerer = self.answerer()
        previous = self._threads.get(key) if thread else None
        if thread:
            self._threads[key] = answerer.understand(question, person.email, moment, previous)
            self._threads.move_to_end(key)
            while len(self._threads) > _THREADS:
                self._threads.popitem(last=False)
        answer = answerer.ask(question, person.email, moment, previous)
        note = answerer.note
        if note:
            answer = answer.model_copy(update={"coverage": answer.coverage.model_copy(update={"note": note})})
        ms = round((time.perf_counter() - started) * 1000, 1)
        self.audit.record(
            person.email,
            "asked",
            "question",
            {
                "cited": [c.event_id for c in answer.citations],
                "promises": [p.id for p in answer.promises],
                "refused": answer.refused,
                "model": answer.model,
            },
        )
        return answer.model_copy(update={"ms": ms})
