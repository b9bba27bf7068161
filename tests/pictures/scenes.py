"""Every card and view that has a golden picture: what the sample company's people would see, on both platforms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.replies.cards import asleep_card
from bot.replies.forms import CARD_SNOOZE_PICK, EDIT, REJECT, RELEASE, SETTINGS, WRONG_OWNER
from bot.replies.leads import QuietLead
from bot.replies.reminders import forgotten_card
from bot.replies.shapes import Form, Reply
from bot.slack.assistant import GREETING, PROMPTS_TITLE
from bot.slack.render import card as slack_card
from bot.slack.shortcuts import TITLE as PROMISED_HERE
from bot.teams.forms import form_card
from bot.teams.questions import welcome, with_thumbs
from bot.teams.render import card as teams_card
from bot.teams.render import pages as teams_pages
from records.models import Event, EventKind, Participant, Proposal, ProposalStatus
from tests.pictures import sample_company, slack_scenes
from tests.pictures.sample_company import NOW, Company
from tests.pictures.slack_scenes import Said
from tests.pictures.teams import scene as teams_scene

Json = dict[str, Any]

LATER = NOW + timedelta(minutes=12)
ROOM, OWED = "#acme-renewal", "What does Acme owe us?"
_ENDS: Mapping[str, tuple[ProposalStatus, Json]] = {
    "decided": (ProposalStatus.applied, {}),
    "rejected": (ProposalStatus.rejected, {"decision_reason": "The board wants to see the plan first."}),
    "failed": (ProposalStatus.failed, {"failure": "the CRM says that this deal is closed"}),
    "expired": (ProposalStatus.expired, {"decided_by": None, "decided_at": None}),
    "superseded": (ProposalStatus.superseded, {"decided_by": None, "decided_at": None}),
}


def every() -> list[Json]:
    """All scenes, built anew; a few seconds."""
    with sample_company.running() as company:
        people = [(p.email, p.name or p.email) for p in company.app.people.all()]
        only, asked = [*_only_in_slack(company), *_only_in_teams(company)], forms(company)
        said = conversations(company)
        return [
            *(slack_scenes.messages(name, *lines) for name, lines in said.items()),
            *(slack_scenes.form(f"form-{name}", form) for name, form in asked.items()),
            *(_in_teams(f"teams-{name}", lines) for name, lines in said.items()),
            *(
                teams_scene(f"teams-form-{name}", form_card(form, people=people), alone=True)
                for name, form in asked.items()
            ),
            *only,
        ]


def conversations(company: Company) -> dict[str, Sequence[Said]]:
    """What is said in messages, in the order in which it happens: the last of it changes the ledger."""
    waiting, show, asker, talk = company.waiting, company.app.show, company.asker, company.talk
    reminder = f"reminder:{company.digest.id}"
    return {
        "answer": (Said(company.question, by=asker.name), Said(_answer(company, company.question))),
        "approval": (Said(show.proposal(waiting)),),
        "paused": (Said(show.proposal(company.paused)),),
        **{name: (Said(show.proposal(_ended(company, name)), at=LATER),) for name in _ENDS},
        "snoozed": (Said(asleep_card(waiting, date(2026, 11, 30))),),
        "insight": (Said(_insight(company), only_you=True),),
        "reminder": (Said(show.reminder([company.order_form], asker, "rm-1")),),
        "digest": (Said(_card(company, reminder)),),
        "quiet": (Said(_quiet(company)),),
        "asked-back": (
            Said("the order form moved to Thursday", by=asker.name, at=LATER),
            Said(
                talk.reply_to(reminder, "the order form moved to Thursday", actor=asker.email) or "", at=LATER
            ),
        ),
        "settled": (Said(_settled(company, reminder)),),
    }


def forms(company: Company) -> dict[str, Form]:
    """What a click asks before it counts."""
    waiting, manager = company.waiting, company.manager.email

    def ask(action: str, subject: str, actor: str) -> Form | Reply:
        return company.talk.form(action, subject, actor=actor)

    made = {
        "edit": ask(EDIT, waiting.id, manager),
        "reject": ask(REJECT, waiting.id, manager),
        "release": ask(RELEASE, company.paused.id, manager),
        "snooze": ask(CARD_SNOOZE_PICK, waiting.id, manager),
        "wrong-owner": ask(WRONG_OWNER, company.order_form.id, company.asker.email),
        "settings": company.talk.form(SETTINGS, "", actor=company.asker.email),
        "remember": company.talk.remember_form(_message(company), "slack:C1", actor=company.asker.email),
    }
    # What is kept aside gets an id by chance.
    return {name: replace(form, value=f"one-{name}") for name, form in made.items() if isinstance(form, Form)}


def _only_in_slack(company: Company) -> list[Json]:
    asker = company.asker
    shared = company.order_form.event_id
    suggested = company.talk.suggestions(actor=asker.email, room=ROOM)
    prompts = {"title": PROMPTS_TITLE, "prompts": [{"title": title} for title, _ in suggested]}
    return [
        slack_scenes.home_tab("home", _home(company)),
        slack_scenes.home_tab("home-manager", company.talk.home(actor=company.manager.email)),
        slack_scenes.window("promised-here", PROMISED_HERE, _promised_here(company)),
        slack_scenes.pane("assistant", Said(GREETING), prompts=prompts),
        slack_scenes.pane(
            "assistant-answer", Said(OWED, by=asker.name), Said(_answer(company, OWED)), title=OWED
        ),
        slack_scenes.messages(
            "unfurl",
            Said(
                f"This is what we told them: {company.app.source_link(shared)}",
                by=asker.name,
                unfurl=slack_card(_source(company, shared)).blocks,
            ),
        ),
    ]


def _only_in_teams(company: Company) -> list[Json]:
    found = company.talk.promise(company.order_form.id, actor=company.asker.email)
    assert found is not None
    waiting = teams_card(company.app.show.proposal(company.waiting))
    return [
        teams_scene("teams-welcome", *teams_pages(welcome())),
        teams_scene("teams-approval-dark", waiting, dark=True),
        teams_scene("teams-home", *teams_pages(_home(company)), question="home"),
        teams_scene("teams-promise", *teams_pages(found)),
    ]


def _in_teams(name: str, lines: Sequence[Said]) -> Json:
    """A question as words, a reply as cards."""
    question = next((line.what for line in lines if isinstance(line.what, str)), "")
    replies = [line.what for line in lines if isinstance(line.what, Reply)]
    cards = [each for r in replies for each in ([teams_card(r)] if r.card else teams_pages(with_thumbs(r)))]
    return teams_scene(name, *cards, question=question, alone=any(line.only_you for line in lines))


# ---------------------------------------------------------------- what is said


def _answer(company: Company, question: str) -> Reply:
    return company.talk.ask(question, actor=company.asker.email, thread=None)


def _ended(company: Company, name: str) -> Proposal:
    status, told = _ENDS[name]
    by = {"decided_by": company.manager.email, "decided_at": LATER}
    return company.waiting.model_copy(update={"status": status} | by | told)


def _card(company: Company, key: str) -> Reply:
    found = company.talk.card(key, actor=company.asker.email)
    assert found is not None
    return found


def _settled(company: Company, reminder: str) -> Reply:
    """The same digest, after a click and after somebody said whose it is."""
    one, other = company.order_form, company.digest.promise_ids[0]
    company.talk.reminder_click(one.id, "done", actor=company.asker.email)
    company.talk.reminder_click(other, "not_a_promise", actor=company.asker.email)
    return _card(company, reminder)


def _quiet(company: Company) -> Reply:
    """The sample company forgets no customer, so this one is made up."""
    owed = company.order_form
    lead = QuietLead(
        owed.account_id or "", owed.account or "", date(2026, 10, 30), 15, (owed,), ("Wakefield + renewal",)
    )
    return forgotten_card(lead, NOW.date(), reminder_id="rm-3")


def _insight(company: Company) -> Reply:
    """Of an account in trouble, for the colleague who looks after it."""
    return company.talk.insight(company.paused.account_id or "", actor=company.paused.proposer or "")


def _home(company: Company) -> Reply:
    """Of a rep whose calendar must be connected again."""
    rep = next(p for p in company.app.people.all() if p.name == "Kelsey Ruiz")
    connections = company.app.live.connections
    mail = connections.add("gmail", rep.email, rep.email)
    connections.note(mail.id, backfilled=True, read_at=NOW, reconciled_at=NOW)
    calendar = connections.add("google_calendar", rep.email, rep.email)
    connections.set_state(calendar.id, "reconnect")
    return company.talk.home(actor=rep.email)


def _message(company: Company) -> Event:
    """Somebody promises something in a channel that we don't listen in."""
    words = "I'll send the security questionnaire back to Acme by Wednesday."
    return Event(
        id="ev_0000000000000000",
        source="slack",
        external_id="C1:1763650000.000100",
        kind=EventKind.chat,
        at=datetime(2026, 11, 20, 14, 46, 40, tzinfo=NOW.tzinfo),
        sender=Participant(email=company.asker.email, name=company.asker.name),
        subject=ROOM,
        text=words,
        said=((0, len(words)),),
        link="https://northbeam.slack.example/archives/C1/p1763650000000100",
    )


def _promised_here(company: Company) -> Reply:
    return company.talk.promised_here(_message(company), (), actor=company.asker.email)


def _source(company: Company, event_id: str) -> Reply:
    shown = company.talk.source(event_id, viewers=[company.asker.email])
    assert shown is not None
    return shown
