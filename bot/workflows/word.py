"""A finished answer, its reader and the hour -> the same answer, worded by a language model where one may."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from policies.model_use import ModelFacts
from records.accounts import Accounts
from records.models import Answer, Person
from records.people import People
from records.reading import Reading
from retrieval.llm.router import Router, Task
from retrieval.llm.wording import Asked, task_of, word

log = logging.getLogger("promissory.word")


class Standing(Protocol):
    """`records.answer_cache.CachedAnswers.standing`."""

    def __call__(self, reader: str, event_ids: list[str]) -> str | None: ...


@dataclass(frozen=True)
class Word:
    """Gathers what the router has to know: whose text it is, who works here, who is named."""

    router: Callable[[], Router]
    people: People
    accounts: Accounts
    reading: Reading
    standing: Standing

    def word(self, question: str, person: Person, answer: Answer, now: datetime) -> Answer:
        """The answer to show. Whatever a model does, it is at least the one given."""
        if task_of(answer) is Task.plain:
            return answer
        try:
            return word(self.router(), self.asked(question, person, answer, now))
        except Exception as problem:  # better wording is never worth an answer
            log.warning("an answer could not be worded: %s", type(problem).__name__)
            return answer

    def asked(self, question: str, person: Person, answer: Answer, now: datetime) -> Asked:
        """The question and its answer with everything around them that is in the record."""
        events = list(dict.fromkeys(c.event_id for c in answer.citations))
        readable = self.reading.events(person.email, events)
        people = self.people.all()
        names = {
            who.email: who.name
            for event in readable.values()
            for who in event.participants
            if who.email and who.name
        }
        ids = self._accounts_of(answer, events)
        for account_id in ids:
            if account_id is not None:
                names |= {c.email: c.name for c in self.accounts.contacts(account_id) if c.name}
        names |= {p.email: p.name for p in people if p.name}
        known = self.reading.accounts(person.email)
        return Asked(
            question=question,
            answer=answer,
            reader=person,
            today=now.astimezone(ZoneInfo(person.tz)).date(),
            accounts=tuple(self._facts(i) for i in ids),
            our_people=tuple(people),
            names=names,
            companies=tuple(dict.fromkeys(n for a in known for n in (a.name, *a.aliases))),
            standing=self.standing(person.email, events),
            still=lambda: self.standing(person.email, events),
        )

    def _accounts_of(self, answer: Answer, events: list[str]) -> list[str | None]:
        """Every account that the cited text is about; None stands for text of no known account."""
        by_event = self.reading.accounts_of(events)
        found: dict[str | None, None] = {p.account_id: None for p in answer.promises if p.account_id}
        for event_id in events:
            of: list[str | None] = [*by_event.get(event_id, [])]
            found |= dict.fromkeys(of or [None])
        return list(found)

    def _facts(self, account_id: str | None) -> ModelFacts:
        if account_id is None:
            return ModelFacts(account_id=None)
        account = self.accounts.get(account_id)
        return ModelFacts(
            account_id=account.id, account=account.name, region=account.region, at_risk=account.at_risk_flag
        )
