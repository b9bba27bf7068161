"""What `doctor` looks at: each check says what is wrong and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass

from integrations.ports import Crm
from records.audit_log import AuditLog
from records.errors import PromissoryError
from records.event_log import EventLog
from records.models import Role
from records.people import People
from records.proposals import Alerts

Finding = tuple[bool, str]


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    says: str


@dataclass(frozen=True)
class CheckUp:
    """`crm` may raise for a wrong mapping, which is then a finding; `unembedded` is None where search goes by words."""

    people: People
    log: EventLog
    audit: AuditLog
    alerts: Alerts
    crm: Callable[[], Crm | None]
    unembedded: Callable[[], int] | None
    slack: Finding
    teams: Finding
    model: Callable[[], Finding]
    sources: Callable[[], list[tuple[str, bool, str]]] = list
    """Name, whether all is well, and words of every live source."""

    def run(self) -> list[Check]:
        return [
            _check("people", self._people),
            _check("audit log", self._audit),
            _check("work in hand", self._work),
            _check("search index", self._index),
            _check("CRM", self._crm),
            _check("Slack", lambda: self.slack),
            _check("Teams", lambda: self.teams),
            _check("language model", self.model),
            _check("quarantine", self._quarantine),
            _check("alerts", self._alerts),
            *(Check(name, ok, says) for name, ok, says in self.sources()),
        ]

    def _people(self) -> Finding:
        people = self.people.all()
        if not people:
            return False, "nobody is known: `promissory people add EMAIL --role admin`."
        if not any(p.role in (Role.manager, Role.admin) for p in people):
            return False, "nobody may approve: `promissory people add EMAIL --role manager`."
        domains = ", ".join(sorted(self.people.our_domains())) or "none"
        return True, f"{len(people)} known, our domains: {domains}."

    def _audit(self) -> Finding:
        found = self.audit.verify()
        if found.ok:
            return True, f"{found.rows} rows, whole."
        return False, f"{found.problem}: restore a backup and ask why."

    def _work(self) -> Finding:
        waiting = len(self.log.work("settle"))
        try:
            waiting += len(self.log.work("propose")) if self.crm() else 0
        except PromissoryError:
            pass  # the check of the CRM tells it
        if waiting:
            return (
                False,
                f"{waiting} pieces of work wait: run `promissory sync`, `promissory ingest` or `promissory serve`.",
            )
        return True, f"{self.log.count()} events, all processed."

    def _index(self) -> Finding:
        if self.unembedded is None:
            return True, "switched off; search goes by words."
        if waiting := self.unembedded():
            return (
                False,
                f"{waiting} events are searched by words only: run `promissory sync`, `promissory reindex` "
                "or `promissory serve`.",
            )
        return True, "every event is searched by words and by meaning."

    def _crm(self) -> Finding:
        crm = self.crm()
        if crm is None:
            return True, "none connected, so nothing is proposed: see docs/how-to/crm.md."
        return True, f"{crm.name} answers and fits its mapping, {len(crm.snapshot().accounts)} accounts."

    def _quarantine(self) -> Finding:
        count = self.log.count_quarantined()
        return True, f"{count} item{'s' * (count != 1)} could not be read." if count else "empty."

    def _alerts(self) -> Finding:
        waiting = self.alerts.unsent()
        if not waiting:
            return True, "none."
        return False, f"{len(waiting)} waiting, the newest: {waiting[-1][2]}; `promissory serve` sends them."


def _check(name: str, look: Callable[[], Finding]) -> Check:
    """One check; a plain error counts as its finding."""
    try:
        ok, says = look()
    except PromissoryError as problem:
        return Check(name, False, str(problem))
    return Check(name, ok, says)
