"""What we ask back when somebody wrote something below a quiet account: a proposal to press, or what can be done."""

from collections.abc import Sequence

from bot.replies.answers import text_reply
from bot.replies.forms import FORGET_LEAD, INSIGHT, LEAVE_IT
from bot.replies.leads import QuietLead
from bot.replies.shapes import Button, Buttons, Paragraph, Reply, Run
from bot.replies.words import one_line

MOST = 10
_LABELS = {FORGET_LEAD: "Let it go", INSIGHT: "Show it"}


def propose_for_lead(question: str, lead: QuietLead, action: str) -> Reply:
    """The question, the button of the card that does it, and one that does nothing."""
    does = Button(action, lead.account_id, _LABELS[action], "primary")
    leave = Button(LEAVE_IT, lead.account_id, "Leave it")
    return Reply(
        text=question,
        blocks=(Paragraph((Run(question),)), Buttons(f"proposed:{lead.account_id}", (does, leave))),
    )


def which_lead(card: str, leads: Sequence[QuietLead], action: str) -> Reply:
    """One button for each account that may be meant."""
    question = "Which one shall I let go?" if action == FORGET_LEAD else "Which one?"
    items = tuple(Button(action, lead.account_id, one_line(lead.account, 60)) for lead in leads[:MOST])
    leave = Button(LEAVE_IT, leads[0].account_id, "None of them")
    return Reply(
        text=question, blocks=(Paragraph((Run(question),)), Buttons(f"which:{card}", (*items, leave)))
    )


def can_be_done(leads: Sequence[QuietLead], *, asked_later: bool) -> Reply:
    """A plain sentence where what was said is nothing that can be done to a quiet account."""
    one = one_line(leads[0].account, 80) if len(leads) == 1 else ""
    if not any(not lead.fate for lead in leads):
        about = f"about {one}" if one else "about one of them"
        return text_reply(f"There is nothing left to do here; ask me a question {about} if you like.")
    before = (
        "I keep no day for a quiet account: it is quiet no more once mail or a meeting turns up, and while the "
        "silence lasts I come back to it by myself."
        if asked_later
        else "I don't know what to do with that here."
    )
    return text_reply(
        f"{before} With the buttons above you can have a look at {one or 'each of them'} or let it go, and you can "
        "ask me a question."
    )


def nothing_left(leads: Sequence[QuietLead]) -> Reply:
    """What ended the silence already."""
    told = "; ".join(f"{one_line(lead.account, 80)}: {lead.fate}" for lead in leads)
    return text_reply(f"Nothing is left to do here. {told}.")
