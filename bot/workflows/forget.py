"""Erasure: a person's events leave the ledger, the words, the vectors and the log's text."""

from collections.abc import Callable
from dataclasses import dataclass

from records.audit_log import AuditLog
from records.erasure import Erasure
from records.people import canonical
from retrieval.ports import Index


@dataclass(frozen=True)
class Forget:
    """What remains is that an event existed, without text, names or addresses."""

    erasure: Erasure
    audit: AuditLog
    index: Callable[[], Index]

    def forget(self, email: str, actor: str) -> int:
        """Erase everything this address wrote or was written alone; returns the number of events."""
        address = canonical(email)
        erased = self.erasure.events_of(address)
        for mailbox, event_ids in self.erasure.by_mailbox(erased).items():
            self.index().delete_events(mailbox, event_ids)
        self.erasure.erase(erased, address)
        self.audit.record(actor, "forgot", "person", {"events": len(erased)})
        return len(erased)
