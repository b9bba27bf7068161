"""Own promises with a due day as tasks."""

from records.models import ChangeDraft, Direction, PromiseStatus, Strength
from retrieval.draft_scene import DraftScene
from retrieval.draft_text import capitalised, one_line, shortened, without_due

LONGEST = 120


def task_changes(scene: DraftScene) -> list[ChangeDraft]:
    """One task per promise of ours that has a due day not yet past when it was said."""
    drafts: list[ChangeDraft] = []
    seen: set[str] = set()
    for promise in scene.promises:
        if promise.direction is not Direction.ours or promise.status is not PromiseStatus.open:
            continue
        if (
            promise.due is None
            or promise.due < scene.event.at.date()
            or promise.strength is Strength.conditional
        ):
            continue
        action = one_line(without_due(promise.action, promise.due_as_said)) or one_line(promise.quote)
        if not action:
            continue
        new = f"{promise.due.isoformat()} {shortened(capitalised(action), LONGEST)}"
        if new in seen:
            continue
        seen.add(new)
        drafts.append(
            ChangeDraft(
                entity="task",
                entity_id="",
                field="task",
                new=new,
                evidence=(scene.evidence(promise.start, promise.end),),
                confidence=round(promise.confidence * (1.0 if promise.strength is Strength.firm else 0.8), 2),
                why=f"we promised it for {promise.due:%a} {promise.due.day} {promise.due:%b}",
                account_id=scene.account.id,
                promise_id=promise.id,
                owner=promise.owner if "@" in promise.owner else scene.our_person(),
            )
        )
    return drafts
