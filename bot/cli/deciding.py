"""Commands that do what the buttons on cards and reminders do."""

from datetime import date
from enum import StrEnum

import typer

from bot.cli import shapes
from bot.cli.console import AS, JSON, complain, console, opened, print_json, reader
from records.errors import PromissoryError
from records.models import DecisionKind, Proposal, ProposalStatus, Role

ID = typer.Argument(..., metavar="ID", help="A proposal's id; `promissory proposals` lists them.")
REASON = typer.Option(..., "--reason", metavar="REASON", help="Why, in a few words.")


def proposals(
    status: ProposalStatus | None = typer.Option(None, "--status", help="Only with this status."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """List proposed CRM changes: all for managers and admins, your own for reps."""
    with opened() as app:
        person = app.people.get(reader(app, who))
        app.proposals.expire(app.wall.now())
        found = [
            p
            for p in app.proposals.all([status] if status else None)
            if person.role in (Role.manager, Role.admin) or (p.proposer or "").casefold() == person.email
        ]
        if as_json:
            print_json([shapes.proposal(p) for p in found])
            return
        if status is None:  # what was replaced by something newer is only noise to a reader
            found = [p for p in found if p.status is not ProposalStatus.superseded]
        if not found:
            console().print("No proposals.")
            return
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("id", no_wrap=True)
        for name in ("status", "account", "field", "now", "proposed", "held by"):
            table.add_column(name, overflow="fold")
        for p in found:
            held = p.verdict.rule.replace("_", " ") if p.status is ProposalStatus.paused else ""
            table.add_row(
                p.id, p.status.value, p.account or "-", f"{p.entity} {p.field}", p.old or "-", p.new, held
            )
        console().print(table)


def approve(name: str = ID, who: str | None = AS, as_json: bool = JSON) -> None:
    """Approve a proposed change and write it to the CRM."""
    _decide(name, DecisionKind.approve, who, as_json)


def edit(
    name: str = ID,
    value: str = typer.Option(..., "--value", metavar="VALUE", help="The value to propose instead."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Change the proposed value; it then waits for approval."""
    _decide(name, DecisionKind.edit, who, as_json, value=value)


def reject(name: str = ID, reason: str = REASON, who: str | None = AS, as_json: bool = JSON) -> None:
    """Reject a proposed change."""
    _decide(name, DecisionKind.reject, who, as_json, reason=reason)


def release(name: str = ID, reason: str = REASON, who: str | None = AS, as_json: bool = JSON) -> None:
    """Let a paused change go on to approval."""
    _decide(name, DecisionKind.release, who, as_json, reason=reason)


class About(StrEnum):
    """What can be said of a promise."""

    done = "done"
    not_a_promise = "not-a-promise"
    still_open = "still-open"
    wrong_owner = "wrong-owner"
    snooze = "snooze"


def correct(
    name: str = typer.Argument(
        ..., metavar="ID", help="A promise's id; `promissory promises --json` has them."
    ),
    what: About = typer.Argument(
        ..., metavar="WHAT", help="done, not-a-promise, still-open, wrong-owner or snooze."
    ),
    owner: str | None = typer.Option(None, "--owner", metavar="EMAIL", help="Who owes it, for wrong-owner."),
    until: str | None = typer.Option(None, "--until", metavar="DATE", help="When to ask again, for snooze."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Say what became of a promise, or what is wrong with it."""
    with opened() as app:
        if what is About.wrong_owner and owner is None:
            raise PromissoryError("Say who owes it with --owner EMAIL.")
        if what is About.snooze and until is None:
            raise PromissoryError("Say when to ask again with --until DATE.")
        kind = what.value.replace("-", "_")
        person = reader(app, who)
        done = app.correct.correct(name, kind, person, until=_day(until), owner=owner)
        # A manager may correct what they may not read.
        may_read = bool(app.reading.events(person, [done.event_id]))
        if as_json:
            print_json(shapes.promise(done) | ({} if may_read else dict.fromkeys(shapes.WORDS)))
        else:
            told = done.action if may_read else done.id
            console().print(f"Noted: {told} is {done.status.value}, owed by {done.owner}.", markup=False)


def _day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError as problem:
        raise PromissoryError(f"{words!r} is not a day: give one like 2026-11-25.") from problem


def _decide(
    name: str,
    kind: DecisionKind,
    who: str | None,
    as_json: bool,
    *,
    reason: str | None = None,
    value: str | None = None,
) -> None:
    with opened() as app:
        result = app.decide.decide(name, kind, reader(app, who), reason=reason, value=value)
        if as_json:
            print_json(shapes.proposal(result))
        else:
            from bot.terminal.render import render

            console().print(render(app.show.proposal(app.proposals.get(result.id))))
        if kind is DecisionKind.approve and result.status is not ProposalStatus.applied:
            complain(_not_written(result))
            raise typer.Exit(1)


def _not_written(p: Proposal) -> str:
    if p.status is ProposalStatus.pending:
        return f"Not written: the CRM now holds {p.old or 'nothing'} there, so look at the change again and decide anew."
    if p.status is ProposalStatus.paused:
        return f"Not written: {p.verdict.reason}"
    if p.status is ProposalStatus.failed:
        return f"Not written: {p.failure}"
    return "Approved, but the CRM did not answer yet: it will be written when `promissory serve` runs."


def register(cli: typer.Typer) -> None:
    for command in (proposals, approve, edit, reject, release, correct):
        cli.command()(command)
