"""What is wrong with a form that was sent in, as far as the form alone can tell: no ledger is asked."""

from collections.abc import Mapping
from datetime import date

from bot.replies.forms import CARD_SNOOZE_PICK, EDIT, REJECT, RELEASE, SNOOZE_PICK
from policies.crm_writes import value_problem

NO_DAY = "That is no day: please give it as 2026-11-24."
PAST = "That day is over: pick one that is still to come."
NO_REASON = "Say why in a few words."


def mistakes(
    action: str, values: Mapping[str, str], *, today: str = "", field: str = ""
) -> Mapping[str, str]:
    """Input -> what is wrong with it, in a sentence. `today` is the sender's day when the form was opened and
    `field` the CRM field that is edited, where they are known. Whoever does the work checks all of it again."""
    match action:
        case _ if action in (REJECT, RELEASE):
            return {} if values.get("reason", "").strip() else {"reason": NO_REASON}
        case _ if action in (SNOOZE_PICK, CARD_SNOOZE_PICK):
            problem = _day_problem(values.get("until", ""), today)
            return {"until": problem} if problem else {}
        case _ if action == EDIT and field:
            problem = value_problem(field, values.get("value", ""))
            return {"value": problem} if problem else {}
    return {}


def _day_problem(day: str, today: str) -> str | None:
    """Today counts: whether its morning is over is for the work to know."""
    picked, now = _day(day), _day(today)
    if picked is None:
        return NO_DAY
    return PAST if now is not None and picked < now else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
