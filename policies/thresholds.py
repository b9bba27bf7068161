"""From which confidence on a clause counts as a promise, chosen from what people said about those found."""

from collections.abc import Sequence
from hashlib import sha256

from records.models import Frozen

FIT_OF_TEN = 6
"""Accounts in ten whose labels choose the threshold; the others judge it."""
LEAST_RIGHT, LEAST_WRONG = 15, 10
"""Labels of each kind needed to choose by."""
LEAST_RIGHT_HELD, LEAST_WRONG_HELD = 8, 5
"""Labels of each kind needed to judge by."""
LEAST_KEPT = 10
"""A threshold that finds fewer right ones than this was chosen by too few."""


class Label(Frozen):
    """What somebody said about one promise that was found with this confidence."""

    confidence: float
    right: bool
    account: str


class Score(Frozen):
    """Of the promises shown to people: how many a threshold keeps, and how many of those are right.

    Recall is the share of the right ones among those shown, since nobody saw the others.
    """

    labels: int
    kept: int
    right: int
    all_right: int

    @property
    def precision(self) -> float:
        return self.right / self.kept if self.kept else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.all_right if self.all_right else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.kept + self.all_right) if self.kept + self.all_right else 0.0


class Refit(Frozen):
    """A choice with its figures on the accounts that had no part in it; `why_not` speaks against it."""

    old: float
    new: float
    fitted_on: Score
    before: Score
    after: Score
    why_not: str | None = None


def is_held_out(account: str) -> bool:
    """Decided by the account alone, so that one customer's way of writing is on one side only."""
    return int(sha256(f"threshold|{account}".encode()).hexdigest(), 16) % 10 >= FIT_OF_TEN


def too_few(labels: Sequence[Label]) -> str | None:
    """What is missing before a threshold can be chosen, in a plain sentence; None when nothing is."""
    wanted = (
        (False, True, LEAST_RIGHT, "promises confirmed"),
        (False, False, LEAST_WRONG, "taken off as no promise"),
        (True, True, LEAST_RIGHT_HELD, "promises confirmed at the accounts kept for judging"),
        (True, False, LEAST_WRONG_HELD, "taken off at the accounts kept for judging"),
    )
    missing = []
    for held, right, least, words in wanted:
        count = sum(label.right is right and is_held_out(label.account) is held for label in labels)
        if count < least:
            missing.append(f"{least} {words} (now {count})")
    if not missing:
        return None
    return f"Too few clicks to choose a threshold by: it needs at least {', '.join(missing)}."


def score(labels: Sequence[Label], threshold: float) -> Score:
    kept = [label for label in labels if label.confidence >= threshold]
    return Score(
        labels=len(labels),
        kept=len(kept),
        right=sum(label.right for label in kept),
        all_right=sum(label.right for label in labels),
    )


def choose(labels: Sequence[Label], old: float) -> Refit:
    """The threshold of the highest F1 on the fitting accounts; of several as good, the nearest to the old.

    Only confidences that people saw can be chosen: nothing is known about what lies below them.
    """
    fitting = [label for label in labels if not is_held_out(label.account)]
    held = [label for label in labels if is_held_out(label.account)]
    choices = {label.confidence for label in fitting} | {old}
    good = [t for t in choices if score(fitting, t).right >= min(LEAST_KEPT, len(fitting))]
    new = max(good or [old], key=lambda t: (score(fitting, t).f1, -abs(t - old)))
    before, after = score(held, old), score(held, new)
    return Refit(
        old=old,
        new=new,
        fitted_on=score(fitting, new),
        before=before,
        after=after,
        why_not=_why_not(old, new, fitting, before, after),
    )


def _why_not(old: float, new: float, fitting: Sequence[Label], before: Score, after: Score) -> str | None:
    kept_alike = score(fitting, old).kept == score(fitting, new).kept and before.kept == after.kept
    if new == old or kept_alike:
        return "The threshold in force is already the best one."
    if after.f1 < before.f1:
        return "It would be worse for the accounts that had no part in choosing it."
    return None
