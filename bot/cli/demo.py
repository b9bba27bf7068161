"""The main job from end to end on the sample company, told so that a rep reads it with pleasure."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App
from bot.cli import sample, shapes
from bot.cli.console import console, print_json, progress
from bot.replies.shapes import Reply
from records.models import (
    Answer,
    DecisionKind,
    Person,
    Proposal,
    ProposalStatus,
    Reminder,
    ReminderKind,
    Role,
)

_SHOWN_FIRST = ("amount", "close_date", "phone", "title", "next_step", "task")
"""What a manager cares about most comes first."""


@dataclass(frozen=True)
class Shown:
    """Everything the demo tells, as it came out of the run."""

    answer: Answer
    cards: list[Reply]
    paused: Proposal | None
    applied: Proposal | None
    in_crm: str | None
    manager: Person
    reminders: list[Reminder]
    done: sample.Sample


def run(home: Path | None, as_json: bool) -> None:
    """Build the sample company, run the whole loop without questions, and print it."""
    folder = sample.fresh_home(home or sample.default_home())
    with progress("Reading six months of mail", quiet=as_json) as bar:
        app, story = sample.build(folder, bar)
    try:
        shown = _play(app, story)
        if as_json:
            _embed(app, quiet=True)
            print_json(_document(app, shown))
        else:
            _tell(app, shown, folder)
            _embed(app, quiet=False)
    finally:
        app.close()


def _play(app: App, story: sample.Sample) -> Shown:
    answer = app.ask.ask(story.question, story.asker)
    waiting = app.proposals.all([ProposalStatus.pending])
    cards = sorted(waiting, key=lambda p: (_SHOWN_FIRST.index(p.field), -p.confidence))[:2]
    # The card that shows most reasons tells most.
    paused = sorted(
        app.proposals.all([ProposalStatus.paused]), key=lambda p: (-len(p.verdict.evidence), -p.confidence)
    )
    shown = [app.show.proposal(p) for p in cards]
    manager = next(p for p in app.people.all() if p.role is Role.manager)
    applied, in_crm = None, None
    if cards:
        applied = app.decide.decide(cards[0].id, DecisionKind.approve, manager.email)
        assert app.crm is not None
        in_crm = app.crm.read(applied.entity, applied.entity_id, applied.field)
    reminders = sorted(app.remind.plan(), key=lambda r: _telling(app, r))
    return Shown(answer, shown, paused[0] if paused else None, applied, in_crm, manager, reminders, story)


def _telling(app: App, reminder: Reminder) -> tuple[bool, bool, bool, str]:
    """A rep's promise to a customer, due soon, shows best what reminders are for."""
    person = app.people.get(reminder.person)
    named = all(p.account for p in app.promises.by_ids(reminder.promise_ids))
    return (
        reminder.kind is not ReminderKind.due_soon,
        person.role is not Role.rep,
        not named,
        reminder.occurrence,
    )


def _embed(app: App, *, quiet: bool) -> None:
    with progress("Reading for meaning", quiet=quiet) as bar:
        app.build_index.run(bar)


def _document(app: App, shown: Shown) -> dict[str, Any]:
    counts = app.proposals.counts()
    return {
        "events": app.log.count(),
        "promises": app.promises.count(),
        "proposals": sum(counts.values()),
        "paused": counts.get("paused", 0),
        "applied": counts.get("applied", 0),
        "reminders": len(shown.reminders),
        "people": [{"email": p.email, "role": p.role.value} for p in app.people.all()],
        "question": shown.done.question,
        "answer": shapes.answer(shown.answer),
    }


def _tell(app: App, shown: Shown, folder: Path) -> None:
    from rich.rule import Rule

    from bot.replies.answers import answer_reply, text_reply
    from bot.terminal.render import render

    out = console()
    names = app.show.names()

    def chapter(title: str) -> None:
        out.print()
        out.print(Rule(title, align="left", style="dim"))

    asker = names.get(shown.done.asker, shown.done.asker)
    out.print(
        f"The sample company, {app.clock.now():%A %d %B %Y}: {app.log.count()} mails, meetings and calls, "
        f"{app.promises.count()} promises found in them."
    )
    chapter(f"{asker} asks")
    out.print(f"› {shown.done.question}", style="bold", markup=False)
    out.print()
    out.print(render(answer_reply(shown.answer)))
    chapter("Two changes wait for a click")
    for card in shown.cards:
        out.print(render(card))
        out.print()
    if shown.paused:
        chapter("One is paused, because the account is at risk")
        out.print(render(app.show.proposal(shown.paused)))
    if shown.applied:
        chapter(f"{shown.manager.name} clicks Approve on the first")
        out.print(render(app.show.proposal(app.proposals.get(shown.applied.id))))
        out.print(
            f"The CRM now says: {shown.applied.entity} {shown.applied.entity_id}, "
            f"{shown.applied.field.replace('_', ' ')} = {shown.in_crm}",
            markup=False,
        )
    if shown.reminders:
        reminder = shown.reminders[0]
        person = app.people.get(reminder.person)
        chapter(f"The DM that {person.name or person.email} gets on {reminder.send_at:%A %H:%M} UTC")
        out.print(render(app.show.card(f"reminder:{reminder.id}") or text_reply("It is settled by now.")))
    out.print()
    command = _command()
    out.print(f"Everything lies in {folder}. Go on with:", markup=False, style="dim")
    out.print(f"  {command} --home {folder} chat --as {shown.done.asker}", markup=False, style="dim")
    out.print(
        f"  {command} ingest YOUR.mbox --as YOU@YOUR-COMPANY   (your own mail, in a home of your own)",
        markup=False,
        style="dim",
    )


def _command() -> str:
    """How this command is called here: a fresh clone has it in its own environment only."""
    if shutil.which("promissory"):
        return "promissory"
    return os.path.relpath(sys.argv[0])
