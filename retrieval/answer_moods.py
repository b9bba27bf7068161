"""What a customer said of how they feel, of rivals, objections and money: quotes with their speakers."""

from records.models import Answer, Coverage, Direction, PromiseStatus
from retrieval import answer_text as wording
from retrieval.answer_citing import Citations, best_sentence_at
from retrieval.answer_passages import speaker
from retrieval.ports import Ledger
from retrieval.question_fields import Question
from retrieval.question_moods import ILL_HUMOURED

MOST_QUOTES = 3


def felt(asked: Question, reader: str, ledger: Ledger, coverage: Coverage) -> Answer | None:
    """The newest few sentences with the question's labels, and how much is overdue; None where nobody said any."""
    accounts = list(asked.account_ids) or None
    found = ledger.intents(reader, asked.moods, account_ids=accounts)
    since, until = asked.said_between()
    found = [f for f in found if (not since or f.at >= since) and (not until or f.at < until)]
    if asked.people:
        found = [f for f in found if f.sender in asked.people] or found
    # What was asked for in so many words comes first: a threat to leave before a complaint.
    found = sorted(found, key=lambda f: asked.moods.index(f.label))[: 4 * MOST_QUOTES]
    events = ledger.events(reader, [f.event_id for f in found])
    citations = Citations()
    lines: list[str] = []
    quoted: set[tuple[str, int, int]] = set()
    for one in found:
        event = events.get(one.event_id)
        if event is None or len(lines) == MOST_QUOTES:
            continue
        start, end = best_sentence_at(event, one.start, one.end)
        if (event.id, start, end) in quoted:
            continue
        quoted.add((event.id, start, end))
        mark = citations.mark(event, start, end)
        when = wording.day(event.at.date(), asked.today)
        words = " ".join(event.text[start:end].split())
        lines.append(f"{len(lines) + 1}. {speaker(event, start)}, {when}: “{words}” {mark}")
    if not lines:
        return None
    who = " and ".join(asked.account_names) or "customers"
    head = f"What {who} said:" if asked.account_names else "What customers said:"
    if accounts and ILL_HUMOURED & set(asked.moods):
        late = ledger.promises(
            reader,
            account_ids=accounts,
            direction=Direction.ours,
            statuses=[PromiseStatus.broken],
            today=asked.today,
        )
        if late:
            lines.append(
                f"{wording.first(wording.things(len(late), 'promise'))} of ours to them {'is' if len(late) == 1 else 'are'} overdue."
            )
    return Answer(
        answer="\n".join([head, *lines]),
        promises=(),
        citations=citations.all(),
        coverage=coverage,
        refused=False,
    )
