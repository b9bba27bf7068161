"""Commands for admins: people, accounts, doctor, forget, audit."""

import typer

from bot.cli import shapes
from bot.cli.console import AS, JSON, complain, console, opened, print_json, reader
from records.errors import NotAllowed, PromissoryError
from records.models import Person, Role

people = typer.Typer(no_args_is_help=True, help="Who works here.")
audit = typer.Typer(no_args_is_help=True, help="The log of what was done.")
accounts = typer.Typer(no_args_is_help=True, help="Companies we sell to, and their merges.")


@people.command("add")
def add_person(
    email: str = typer.Argument(..., metavar="EMAIL"),
    role: Role | None = typer.Option(None, "--role", help="rep, manager or admin."),
    team: str | None = typer.Option(None, "--team", metavar="TEAM"),
    tz: str | None = typer.Option(None, "--tz", metavar="ZONE", help="For example Europe/Berlin."),
    name: str | None = typer.Option(None, "--name", metavar="NAME", help="As colleagues write it."),
    slack_id: str | None = typer.Option(
        None, "--slack-id", metavar="U…", help="Only where Slack shows no address."
    ),
    our_domain: list[str] = typer.Option([], "--our-domain", metavar="DOMAIN", help="A domain that is ours."),
    as_json: bool = JSON,
) -> None:
    """Add or change a person; the first one of a home is its admin."""
    with opened() as app:
        for domain in our_domain:
            app.people.add_domain(domain)
        known = app.people.find(email)
        person = app.people.add(email, role, name=name, team=team, tz=tz, slack_id=slack_id)
        app.share.catch_up()
        _show([person], as_json)
        if known is None and tz is None:
            complain("Reminders will come by UTC: set the zone with --tz, for example --tz Europe/Berlin.")


@people.command("list")
def list_people(as_json: bool = JSON) -> None:
    """Show everybody who works here."""
    with opened() as app:
        _show(app.people.all(), as_json)


def _show(found: list[Person], as_json: bool) -> None:
    if as_json:
        print_json([shapes.person(p) for p in found])
        return
    for p in found:
        console().print(f"{p.email}  {p.role.value}  {p.team or '-'}  {p.tz}", markup=False)
    if not found:
        console().print("Nobody yet: `promissory people add EMAIL --role admin`.", markup=False)


@accounts.command("list")
def list_accounts(who: str | None = AS, as_json: bool = JSON) -> None:
    """Show the accounts whose names you may know."""
    with opened() as app:
        found = app.reading.accounts(reader(app, who))
        if as_json:
            print_json([a.model_dump(mode="json") for a in found])
            return
        for a in found:
            more = " (provisional)" if a.provisional else ""
            console().print(f"{a.id}  {a.name}{more}  {', '.join(a.domains)}", markup=False)


@accounts.command("merge")
def merge_accounts(
    source: str = typer.Argument(..., metavar="ID", help="The account that goes into the other."),
    target: str = typer.Argument(..., metavar="INTO"),
    why: str = typer.Option("the same company", "--why", metavar="REASON"),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Make two accounts one; the number it prints undoes it."""
    with opened() as app:
        actor = _decider(app.people.get(reader(app, who)))
        one, two = app.accounts.get(source), app.accounts.get(target)
        number = app.accounts.merge(one.id, two.id, by=actor, why=why)
        app.audit.record(actor, "accounts_merged", str(number), {"from": one.id, "into": two.id})
        app.catch_up()
        if as_json:
            print_json({"merge": number})
        else:
            console().print(f"Merged; `promissory accounts unmerge {number}` takes it back.", markup=False)


@accounts.command("unmerge")
def unmerge_accounts(
    number: int = typer.Argument(..., metavar="NUMBER"), who: str | None = AS, as_json: bool = JSON
) -> None:
    """Take a merge back."""
    with opened() as app:
        actor = _decider(app.people.get(reader(app, who)))
        app.accounts.undo_merge(number)
        app.audit.record(actor, "merge_undone", str(number))
        app.catch_up()
        if as_json:
            print_json({"merge": number, "undone": True})
        else:
            console().print("The accounts are apart again.")


def _decider(person: Person) -> str:
    if person.role is Role.rep:
        raise NotAllowed("Only a manager or admin can do that.")
    return person.email


@audit.command("verify")
def verify(as_json: bool = JSON) -> None:
    """Find any edited, dropped or reordered row of the audit log."""
    with opened() as app:
        found = app.audit.verify()
        if as_json:
            print_json(found.model_dump())
        elif found.ok:
            console().print(f"The audit log is whole: {found.rows} rows.")
        if not found.ok:
            raise PromissoryError(f"The audit log was tampered with: {found.problem}.")


def forget(
    email: str = typer.Argument(..., metavar="EMAIL"), who: str | None = AS, as_json: bool = JSON
) -> None:
    """Erase everything exchanged with an address: ledger, words, vectors."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        if actor.role is not Role.admin:
            raise NotAllowed("Only an admin can erase.")
        app.own_home("erase")
        count = app.forget.forget(email, actor.email)
        if as_json:
            print_json({"forgotten": count})
        else:
            console().print(f"Erased {count} events.")


def doctor(
    sources: bool = typer.Option(
        False,
        "--sources",
        help="What each connector may read, how it hears of changes, and what of it is done.",
    ),
    as_json: bool = JSON,
) -> None:
    """Say what is misconfigured and how to fix it."""
    if sources:
        _connectors(as_json)
        return
    with opened() as app:
        checks = app.check_up()
        if as_json:
            print_json([{"check": c.name, "ok": c.ok, "says": c.says} for c in checks])
        else:
            for c in checks:
                console().print(f"{'ok  ' if c.ok else 'FIX '} {c.name}: {c.says}", markup=False)
        if not all(c.ok for c in checks):
            raise typer.Exit(1)


def _connectors(as_json: bool) -> None:
    """The sheets of all connectors; no home is needed for that."""
    from rich.table import Table

    from integrations.quality import State, facts, hears_by, integrations, told

    found = integrations()
    if as_json:
        print_json([i.model_dump(mode="json") for i in found])
        return
    out = console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("connector", "connects", "hears by"):
        table.add_column(name, overflow="fold")
    for state in State:
        table.add_column(state.value, justify="right")
    for i in found:
        table.add_row(i.name, i.title, hears_by(i), *(str(len(i.in_state(s))) for s in State))
    out.print(table)
    for i in found:
        out.print(f"\n{i.name}: {i.title}, {i.access}", style="bold", markup=False)
        for name, words in facts(i):
            out.print(f"  {name}: {words}", markup=False, soft_wrap=True)
        for state in State:
            if items := i.in_state(state):
                out.print(f"  {state.value}: {'; '.join(map(told, items))}", markup=False, soft_wrap=True)


def register(cli: typer.Typer) -> None:
    cli.add_typer(people, name="people")
    cli.add_typer(accounts, name="accounts")
    cli.add_typer(audit, name="audit")
    cli.command()(forget)
    cli.command()(doctor)
