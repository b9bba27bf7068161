"""Commands that run for a while: demo, ingest, serve, reindex."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.console import JSON, complain, console, opened, print_json, progress
from records.errors import PromissoryError

if TYPE_CHECKING:
    from bot.app import App
    from bot.workflows.ingest import Ingested


def demo(
    home: Path | None = typer.Option(
        None, "--home", metavar="DIR", help="Where to build the sample company."
    ),
    as_json: bool = JSON,
) -> None:
    """Run the whole loop on the sample company: no accounts, no keys, no network."""
    from bot.cli import demo as story
    from bot.cli.console import chosen_home

    story.run(home or chosen_home(), as_json)


def ingest(
    paths: list[str] = typer.Argument(
        ..., metavar="PATH...", help=".mbox, maildir, .eml, .ics, .vtt, .srt or folders."
    ),
    owner: str | None = typer.Option(None, "--as", metavar="EMAIL", help="Whose mailbox this is."),
    our_domain: list[str] = typer.Option([], "--our-domain", metavar="DOMAIN", help="A domain that is ours."),
    quick: bool = typer.Option(False, "--quick", help="Skip reading for meaning for now."),
    as_json: bool = JSON,
) -> None:
    """Read files into somebody's mailbox; harmless when repeated, goes on after an interruption."""
    with opened() as app:
        if not any(os.access(path, os.R_OK) for path in paths):
            raise PromissoryError(f"{paths[0]} can't be read: check the path and that you may read it.")
        whose = _owner(app, owner)
        app.own_home("read mail")
        for domain in our_domain:
            app.people.add_domain(domain)
        app.refresh_crm()
        with progress("Reading", quiet=as_json) as bar:
            done = app.ingest.run(paths, whose, bar)
        with progress("Settling", quiet=as_json):
            app.start_engine_for_work()
            app.catch_up()
        if not quick and app.settings.embeddings and app.build_index.waiting():
            with progress("Reading for meaning (may be stopped, the next run goes on)", quiet=as_json) as bar:
                app.build_index.run(bar)
        _report(done, as_json)


def _owner(app: "App", owner: str | None) -> str:
    if owner is None:
        people = app.people.all()
        if len(people) == 1:
            return people[0].email
        raise PromissoryError("Say whose mailbox this is with --as EMAIL.")
    known = app.people.find(owner)
    if known is None:
        known = app.people.add(owner)
        complain(f"{known.email} is new here and is now known as {known.role.value}.")
        if not app.people.our_domains():
            complain(
                "Nothing tells who is on our side but this address: name our domains with --our-domain D."
            )
    return known.email


def _report(done: "Ingested", as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "read": done.read,
                "new": done.new,
                "duplicate": done.duplicate,
                "quarantined": [{"path": q.path, "reason": q.reason} for q in done.quarantined],
                "promises": done.promises,
                "seconds": round(done.seconds, 3),
            }
        )
        return
    out = console()
    out.print(
        f"Read {done.read}: {done.new} new, {done.duplicate} known already; {done.promises} promises found "
        f"({done.seconds:.1f} s)."
    )
    if done.quarantined:
        out.print(f"{len(done.quarantined)} could not be read and were set aside:")
        for q in done.quarantined[:20]:
            out.print(f"  {q.path}: {q.reason}", markup=False)
        if len(done.quarantined) > 20:
            out.print(f"  and {len(done.quarantined) - 20} more")


def serve(
    role: str = typer.Option("all", "--role", help="all, web, worker or ticker."),
) -> None:
    """Slack, scheduler and workers in one process."""
    if role not in ("all", "web", "worker", "ticker"):
        raise typer.BadParameter("--role is all, web, worker or ticker")
    with opened() as app:
        from bot import scheduler
        from bot.server import serve as run

        app.own_home("serve")
        run(app, role, scheduler.start)


def reindex(as_json: bool = JSON) -> None:
    """Write the search index anew from the ledger; ids come out the same."""
    with opened() as app:
        app.own_home("rebuild the index")
        with progress("Rebuilding", quiet=as_json) as bar:
            done = app.build_index.rebuild(bar)
        if as_json:
            print_json({"events": app.log.count(), "indexed": done})
        else:
            boxes = len(app.people.mailboxes())
            console().print(
                f"The index holds {app.log.count()} messages and meetings again, in {boxes} mailbox{'es'[: 2 * (boxes != 1)]}."
            )


def register(cli: typer.Typer) -> None:
    for command in (demo, ingest, serve, reindex):
        cli.command()(command)
