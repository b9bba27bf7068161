"""The same small story on the pages that one person sees: insight, home, settings, a message and its promises."""

from datetime import date, time

from bot.replies.answers import source_runs
from bot.replies.forms import LEAVE_IT, MOVE_DUE
from bot.replies.home import Home, Source
from bot.replies.insight import Insight, NextStep, Owed
from bot.replies.remember import Read, promised_card, remember_form, remembered_card
from bot.replies.settings import settings_form
from bot.replies.shapes import Button, Buttons, Form, Paragraph, Quote, Quotes, Reply, Run
from records.models import Direction
from tests.pictures.samples import MIRA, NAMES, TODAY, citations, paused, promise, proposal


def account_insight() -> Insight:
    """What Mira may know of Acme."""
    first, second, third = citations()
    return Insight(
        account_id="ac-acme",
        account="Acme",
        today=TODAY,
        heard=first.at,
        last=(first, second),
        moods=(("frustration", third),),
        ours=(Owed(promise("ev-onsite", due=date(2025, 11, 14)), third), Owed(promise("ev-quote"), first)),
        theirs=(Owed(promise("ev-sso", direction=Direction.theirs, owner="dana@acme.example"), second),),
        next_steps=(NextStep("Send the revised quote", deal="Acme renewal"),),
        names=NAMES,
    )


def home() -> Home:
    """What waits for Tom, and what he owes."""
    return Home(
        today=TODAY,
        promises=(
            Owed(promise("ev-onsite", due=date(2025, 11, 14)), citations()[2]),
            Owed(promise(), citations()[0]),
        ),
        cards=(proposal(), paused()),
        elsewhere=1,
        sources=(
            Source("Gmail of mira@lumenworks.example", True, "is read, and nothing is missing."),
            Source("Google Calendar of mira@lumenworks.example", False, "can't be read any more."),
        ),
        settings="Your digest comes at 08:00 on business days (Europe/Berlin).",
    )


def settings() -> Form:
    """As `Conversation.form` asks them."""
    return settings_form(time(8, 0), (18, 8), 5, "Europe/Berlin")


def promised_here() -> Reply:
    """One promise that is in the ledger and one that is not."""
    first, _, third = citations()
    read = (Read(promise("ev-quote"), first, True), Read(promise("ev-onsite"), third, False))
    return promised_card(read, TODAY, with_thread=False, names=NAMES)


def remembering() -> Form:
    """What the message of the quote is asked about."""
    return remember_form(
        "held-1",
        words=citations()[0].quote,
        side=Direction.ours,
        person=MIRA.email,
        account="Acme",
        due=date(2025, 11, 28),
    )


def remembered() -> Reply:
    return remembered_card(promise(), citations()[0], TODAY, new=True, names=NAMES)


def source() -> Reply:
    """What stands below a link to the mail of the quote."""
    cited = citations()[0]
    quote = Quote(cited.quote, lead=source_runs(cited))
    return Reply(text=f"{cited.subject}, {cited.sender}", blocks=(Quotes((quote,)),))


def moved() -> Reply:
    """What a reply below a reminder is answered with."""
    words = "Move it to Tue 2 Dec 2025: send the revised quote?"
    buttons = (
        Button(MOVE_DUE, "pr-ev-quote@2025-12-02", "Move it", "primary"),
        Button(LEAVE_IT, "pr-ev-quote", "Leave it"),
    )
    return Reply(text=words, blocks=(Paragraph((Run(words),)), Buttons("move:pr-ev-quote", buttons)))
