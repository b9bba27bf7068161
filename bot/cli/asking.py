"""Commands that read: ask, promises, search, event, chat."""

import time
from typing import Any

import typer

from bot.cli import shapes
from bot.cli.console import (
    AS,
    JSON,
    JSONL,
    NOW,
    complain,
    console,
    each_line,
    moment,
    opened,
    print_json,
    reader,
)
from records.errors import NotFound, UnknownAccount
from records.models import Account, Direction, Promise, PromiseStatus


def ask(
    question: str = typer.Argument(..., help='For example "what did we promise Acme last November?"'),
    who: str | None = AS,
    now: str | None = NOW,
    as_json: bool = JSON,
) -> None:
    """Answer a question from the ledger and the mail you may read."""
    with opened() as app:
        answer = app.ask.ask(question, reader(app, who), now=moment(now))
        if as_json:
            print_json(shapes.answer(answer))
            return
        from bot.replies.answers import answer_reply
        from bot.terminal.render import render

        console().print(render(answer_reply(answer)))


def promises(
    account: str | None = typer.Option(None, "--account", metavar="ACCOUNT", help="Only this account."),
    status: PromiseStatus | None = typer.Option(None, "--status", help="Only with this status."),
    direction: Direction | None = typer.Option(None, "--direction", help="ours: we owe; theirs: they owe."),
    who: str | None = AS,
    now: str | None = NOW,
    as_json: bool = JSON,
) -> None:
    """List the ledger's promises that you may read."""
    with opened() as app:
        asker = reader(app, who)
        today = (moment(now) or app.clock.now()).date()
        accounts = [_account(app.reading.accounts(asker), account).id] if account else None
        found = app.reading.promises(
            asker,
            account_ids=accounts,
            direction=direction,
            statuses=[status] if status else None,
            today=today,
            limit=100_000,
        )
        if as_json:
            print_json([shapes.promise(p) for p in found])
        else:
            # People whose name we were never told go by the one their mail carries.
            carried = {c.email: c.name for c in app.reading.correspondents(asker) if c.name}
            _table(found, carried | app.show.names())


def _account(accounts: list[Account], words: str) -> Account:
    from records.account_names import best, near
    from retrieval.account_names import AccountNames

    match = best(words, accounts)
    if match.account is None:
        # "Globex" for "Werke Globex SA": one word of one name is enough, as it is in a question.
        part = AccountNames(accounts).by_part(words)
        if part:
            return next(a for a in accounts if a.id == part.ids[0])
        close = near(words, accounts)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownAccount(f"I know no account called {words}.{hint}")
    return match.account


def _table(found: list[Promise], names: dict[str, str]) -> None:
    if not found:
        console().print("No promises here yet.")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("due", "status", "account", "who", "what", "said"):
        table.add_column(name, overflow="fold")
    for p in found:
        table.add_row(
            p.due.isoformat() if p.due else "-",
            p.status.value,
            p.account or "-",
            names.get(p.owner, p.owner),
            p.action,
            p.at.date().isoformat(),
        )
    console().print(table)


def search(
    query: str | None = typer.Argument(
        None, metavar="[WORDS|FILE|-]", help="Words to look for; with --jsonl a file."
    ),
    k: int = typer.Option(10, "-k", min=1, max=1000, help="How many hits."),
    who: str | None = AS,
    now: str | None = NOW,
    jsonl: bool = JSONL,
    as_json: bool = JSON,
) -> None:
    """Find passages in the mail you may read."""
    with opened() as app:
        asker = reader(app, who)

        def find(words: str, at: str | None) -> dict[str, Any]:
            started = time.perf_counter()
            hits = app.search.search(words, asker, k, moment(at) or moment(now) or app.clock.now())
            return {
                "hits": [shapes.hit(h) for h in hits],
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }

        def tell() -> None:
            if app.search.note:
                complain(f"Note: {app.search.note}.")

        if jsonl:
            each_line(query, lambda line: {"id": line.get("id"), **find(str(line["query"]), line.get("now"))})
            tell()
            return
        if query is None:
            raise typer.BadParameter("give the words to look for")
        found = find(query, None)
        tell()
        if as_json:
            print_json({"id": None, **found})
            return
        if not found["hits"]:
            console().print("Nothing found.")
        for n, one in enumerate(found["hits"], 1):
            console().print(f"{n}. {' '.join(one['text'].split())[:300]}", markup=False)
            console().print(f"   {one['event_id']}  {one['score']:.3f}", style="dim", markup=False)


def event(
    name: str = typer.Argument(..., metavar="ID", help="Our id, or the source's own, such as a Message-ID."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Show one event as it was normalised: what was said, quoted, and who may read it."""
    with opened() as app:
        found = app.reading.event(reader(app, who), name)
        if found is None:
            raise NotFound(f"There is no event {name} that you may read.")
        readers = app.log.readers(found.id)
        if as_json:
            print_json(shapes.event(found, readers))
            return
        out = console()
        out.print(found.subject or "(no subject)", style="bold", markup=False)
        sender = found.sender.label if found.sender else "?"
        out.print(
            f"{found.at:%a %d %b %Y %H:%M %z}  {sender} -> {', '.join(p.label for p in found.to)}",
            markup=False,
        )
        out.print(f"read by {', '.join(readers)}", style="dim", markup=False)
        out.print()
        position = 0
        for start, end in found.said:
            out.print(found.text[position:start], style="dim", end="", markup=False)
            out.print(found.text[start:end], end="", markup=False)
            position = end
        out.print(found.text[position:], style="dim", markup=False)


def chat(who: str | None = AS) -> None:
    """The same conversation as in Slack, here in the terminal."""
    with opened() as app:
        from bot.terminal.chat import run

        run(app.talk("terminal"), actor=reader(app, who), console=console())


def register(cli: typer.Typer) -> None:
    for command in (ask, promises, search, event, chat):
        cli.command()(command)
