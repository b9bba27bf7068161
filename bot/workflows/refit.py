"""Chooses from people's clicks from which confidence on a clause counts as a promise in this home."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.thresholds import Label, Refit, choose, too_few
from records.audit_log import AuditLog
from records.errors import NotAllowed, PromissoryError
from records.feedback import Feedback, Said
from records.home import HomeFacts
from records.models import Person, Role
from retrieval.extract import EXTRACTOR_VERSION, shipped_threshold

_FACT = "promise_threshold"


@dataclass(frozen=True)
class Threshold:
    """What this home chose, if it did. It holds for the rules and the model by which it was chosen:
    another model means something else by the same number."""

    home: HomeFacts

    def chosen(self) -> float | None:
        told = (self.home.get(_FACT) or "").split(" ")
        return float(told[1]) if len(told) == 2 and told[0] == what_finds(EXTRACTOR_VERSION) else None

    def in_force(self) -> float:
        chosen = self.chosen()
        return shipped_threshold() if chosen is None else chosen


@dataclass(frozen=True)
class Refitted:
    """`labels` of people by this version, `others` by older ones, which can't be compared."""

    refit: Refit
    labels: int
    others: int
    adopted: bool


@dataclass(frozen=True)
class RefitThreshold:
    """Only an admin changes what everybody is shown."""

    feedback: Feedback
    home: HomeFacts
    audit: AuditLog

    def run(self, actor: Person, *, dry: bool = False) -> Refitted:
        """Choose, judge on other accounts, and adopt what is better there, unless `dry`.

        Raises PromissoryError when there are too few labels.
        """
        if actor.role is not Role.admin:
            raise NotAllowed("Only an admin can refit what counts as a promise.")
        labels, others = labels_of(self.feedback.on_promises())
        missing = too_few(labels)
        if missing is not None:
            older = f" {others} more are about what an older version found." if others else ""
            raise PromissoryError(f"{missing}{older} Nothing was changed.")
        found = choose(labels, Threshold(self.home).in_force())
        adopted = found.why_not is None and not dry
        if adopted:
            self._adopt(actor, found, len(labels))
        return Refitted(refit=found, labels=len(labels), others=others, adopted=adopted)

    def _adopt(self, actor: Person, found: Refit, labels: int) -> None:
        told = {
            "finds": what_finds(EXTRACTOR_VERSION),
            "from": found.old,
            "to": found.new,
            "labels": labels,
            "held_out": found.after.labels,
            "f1_before": round(found.before.f1, 4),
            "f1_after": round(found.after.f1, 4),
        }
        value = f"{what_finds(EXTRACTOR_VERSION)} {found.new:.3f}"
        self.audit.record(
            actor.email,
            "threshold_refitted",
            _FACT,
            told,
            together_with=self.home.setting(_FACT, value),
        )


def what_finds(version: str) -> str:
    """The part of an extractor's version that gives promises their confidence."""
    return version.partition("+intents-")[0]


def labels_of(said: Sequence[Said]) -> tuple[list[Label], int]:
    """The last word on each promise by the version of today, and how many are about older ones."""
    last = {s.subject_id: s for s in said if "promise" in s.judged and s.confidence is not None}
    now = [s for s in last.values() if what_finds(s.extractor or "") == what_finds(EXTRACTOR_VERSION)]
    labels = [
        Label(
            confidence=s.confidence or 0.0,
            right=s.judged["promise"],
            account=s.account_id or f"none:{s.event_id}",
        )
        for s in now
    ]
    return labels, len(last) - len(now)
