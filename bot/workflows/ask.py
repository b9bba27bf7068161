"""A question, its reader and the hour -> a cited answer; a thread remembers its subject."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.audit_log import AuditLog
from records.clock import Clock
from records.models import Answer, Person
from records.people import People
from retrieval.answer import Answerer

_THREADS = 500
AT_ONCE = 2
"""Answers in the making: it is work for the processor, so more of them only make everybody else wait."""

Wording = Callable[[str, Person, Answer, datetime], Answer]
"""Question, reader, finished answer and hour -> the answer in better words, or as it was."""


@dataclass
class Ask:
    """An unknown reader learns nothing; a known one only what the ledger lets them read."""

    people: People
    answerer: Callable[[], Answerer]
    audit: AuditLog
    clock: Clock
    word: Wording | None = None
    """None where no language model is configured."""
    gaps: Callable[[str], str | None] = lambda reader: None
    """What an answer to this reader may lack, because a mailbox of theirs is not read."""
    _turn: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))
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
        with self._turn:
            asked = answerer.understand(question, person.email, moment, previous)
            answer = answerer.answer(asked, person.email, moment)
        if thread:
            self._threads[key] = asked
            self._threads.move_to_end(key)
            while len(self._threads) > _THREADS:
                self._threads.popitem(last=False)
        gap = self.gaps(person.email)
        if note := "; ".join(filter(None, [answerer.note, gap])):
            answer = answer.model_copy(update={"coverage": answer.coverage.model_copy(update={"note": note})})
        if gap and answer.refused:
            answer = answer.model_copy(update={"answer": f"{answer.answer} Note that {gap}."})
        if self.word is not None:
            answer = self.word(question, person, answer, moment)
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
