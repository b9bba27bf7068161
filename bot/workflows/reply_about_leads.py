"""What somebody writes below a quiet account: answered with the card's own buttons, or with what they can do."""

from collections.abc import Sequence
from datetime import datetime

from bot.replies.asked_about_leads import can_be_done, nothing_left, propose_for_lead, which_lead
from bot.replies.forms import FORGET_LEAD, INSIGHT
from bot.replies.leads import QuietLead
from bot.replies.shapes import Reply
from bot.replies.words import one_line
from bot.workflows.lead_words import LeadKind, LeadSaid, names_another, understand_lead, without_names
from bot.workflows.reply_words import telling
from records.models import Person


def reply_about_leads(
    card: str,
    words: str,
    now: datetime,
    leads: Sequence[QuietLead],
    colleagues: Sequence[Person],
    *,
    beside_promises: bool = False,
) -> Reply | None:
    """None for a question and for what says nothing. `beside_promises` only that counts which can be said of an
    account and of no promise."""
    accounts = [lead.account for lead in leads]
    said = understand_lead(without_names(words, accounts, colleagues), now, colleagues)
    if said is None or beside_promises and said.kind is not LeadKind.let_go:
        return None
    if said.kind is LeadKind.let_go and names_another(words, accounts, colleagues):
        return None if beside_promises else can_be_done(leads, asked_later=False)
    meant = _meant(words, leads)
    silent = [lead for lead in meant if not lead.fate]
    match said.kind:
        case LeadKind.later | LeadKind.other:
            return can_be_done(meant, asked_later=said.kind is LeadKind.later)
        case LeadKind.show:
            return _proposed(card, said, meant, INSIGHT)
    return _proposed(card, said, silent, FORGET_LEAD) if silent else nothing_left(meant)


def _meant(words: str, leads: Sequence[QuietLead]) -> list[QuietLead]:
    """Those that the words name best; all of them where none is named."""
    said = telling(words)
    named = [len(said & telling(lead.account)) for lead in leads]
    return [lead for lead, n in zip(leads, named, strict=True) if n == max(named)]


def _proposed(card: str, said: LeadSaid, leads: Sequence[QuietLead], action: str) -> Reply:
    if len(leads) > 1:
        return which_lead(card, leads, action)
    return propose_for_lead(_question(said, one_line(leads[0].account, 80)), leads[0], action)


def _question(said: LeadSaid, account: str) -> str:
    until = "until somebody has been in touch and it falls silent anew"
    match said.kind:
        case LeadKind.show:
            return f"Shall I show you how it stands with {account}?"
        case LeadKind.in_touch:
            return (
                f"You were in touch with {account} where I can't see it, then. Shall I let this silence go?"
            )
        case LeadKind.not_mine:
            who = f" to {one_line(said.owner.name or said.owner.email, 80)}" if said.owner else ""
            return f"I can't hand {account} over{who}. Shall I stop bringing this silence up to you?"
        case _ if said.has_ended:
            return f"Nothing changes in the CRM by that. Shall I not bring {account} up again {until}?"
    return f"Shall I not bring {account} up again {until}?"
