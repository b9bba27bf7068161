"""Commands that read live sources: sync, reconcile, retry."""

import signal
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.console import JSON, complain, console, opened, print_json, progress
from records.errors import PromissoryError

if TYPE_CHECKING:
    from bot.app import App
    from bot.workflows.sync import Synced
    from records.connections import Connection

SOURCE = typer.Argument(
    None, metavar="[SOURCE]", help="A source such as gmail, or one connection such as gmail:mara@acme.com."
)

STOPPED = "Stopped; nothing was lost, the next run goes on from here."


def sync(
    source: str | None = SOURCE,
    watch: bool = typer.Option(False, "--watch/--once", help="Go on until stopped, instead of once."),
    as_json: bool = JSON,
) -> None:
    """Pull what is new from connected mailboxes and calendars; goes on where it was stopped."""
    with opened() as app:
        chosen = _chosen(app, source)
        app.own_home("sync")
        done, stopped = _read(
            app, chosen, as_json, lambda told, stop: app.live.listen.pull_all(chosen, told=told, stop=stop)
        )
        if watch and not stopped:
            _show(app, done, as_json)
            _watch(app)
            return
        _finish(app, as_json, stopped)
        _show(app, done, as_json)
        _complain(done)


def reconcile(source: str | None = SOURCE, as_json: bool = JSON) -> None:
    """Compare the ids on both sides, fetch what is missing, drop what is gone, and say whether they match."""
    with opened() as app:
        chosen = _chosen(app, source)
        app.own_home("reconcile")
        done, stopped = _read(
            app,
            chosen,
            as_json,
            lambda told, stop: app.live.listen.pull_all(chosen, told=told, stop=stop, compare=True),
        )
        _finish(app, as_json, stopped)
        _show(app, done, as_json)
        _complain(done)
        if any(not each.reconciled for each in done.values()):
            raise typer.Exit(1)


def retry(source: str | None = SOURCE, as_json: bool = JSON) -> None:
    """Read again what was set aside as unreadable."""
    with opened() as app:
        named = app.live.connections.named(source)
        if not named:
            raise _nothing_connected()
        told = [c for c in named if not c.is_pulled]
        chosen = [c for c in named if c.is_pulled]
        app.own_home("read again")
        again = sum(app.webhooks.deliveries.retry(c.id) for c in told)
        if again:
            app.webhooks.receive.run()
        before = {c.id: len(app.live.items.refused(c.mailbox_id)) for c in chosen}
        done = {c.id: app.live.listen.retry(c) for c in chosen}
        _finish(app, as_json)
        left = {c.id: app.live.items.refused(c.mailbox_id) for c in chosen}
        if as_json:
            print_json(
                {
                    name: {
                        "tried": before[name],
                        "read": before[name] - len(left[name]),
                        "left": [{"ref": ref, "reason": why} for ref, why in sorted(left[name].items())],
                        "problem": done[name].problem,
                    }
                    for name in done
                }
            )
        else:
            for name in done:
                _tell_retry(name, before[name], left[name])
        _complain(done)


def _tell_retry(name: str, before: int, left: Mapping[str, str]) -> None:
    out = console()
    if not before:
        out.print(f"{name}: nothing was set aside.", markup=False)
        return
    out.print(f"{name}: {before - len(left)} of {before} can be read now.", markup=False)
    for ref, why in sorted(left.items())[:20]:
        out.print(f"  {ref}: {why}", markup=False)
    if len(left) > 20:
        out.print(f"  and {len(left) - 20} more")


def _chosen(app: "App", source: str | None) -> "list[Connection]":
    named = app.live.connections.named(source)
    found = [c for c in named if c.is_pulled]
    if named and not found:
        raise PromissoryError(f"{named[0].id} tells by itself: there is nothing to ask it for.")
    if not found:
        raise _nothing_connected()
    return found


def _nothing_connected() -> PromissoryError:
    return PromissoryError(
        "Nothing is connected yet: `promissory connect gmail --as YOUR-EMAIL`, "
        "or see docs/how-to for the other sources."
    )


def _read(
    app: "App",
    chosen: "list[Connection]",
    as_json: bool,
    pull: "Callable[[Callable[[str, int, int], None], Callable[[], bool]], dict[str, Synced]]",
) -> "tuple[dict[str, Synced], bool]":
    """One bar for all mailboxes; Ctrl-C ends after the pages in hand. Whether it came is told too."""
    stopping = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stopping.set())
    read: dict[str, tuple[int, int]] = {}
    try:
        with progress("Reading (may be stopped, the next run goes on)", quiet=as_json) as bar:

            def told(name: str, done: int, total: int) -> None:
                read[name] = done, max(done, total)
                bar(sum(d for d, _ in read.values()), sum(t for _, t in read.values()))

            return pull(told, stopping.is_set), stopping.is_set()
    finally:
        signal.signal(signal.SIGINT, before)
        if stopping.is_set():
            complain(STOPPED)


def _finish(app: "App", as_json: bool, stopped: bool = False) -> None:
    """What the log says is left to do: settle, propose, vectors. Whoever `stopped` wants to wait for none of it."""
    if stopped:
        return
    try:
        with progress("Settling", quiet=as_json):
            app.start_engine_for_work()
            app.catch_up()
        if app.settings.embeddings and app.build_index.waiting():
            with progress("Reading for meaning (may be stopped, the next run goes on)", quiet=as_json) as bar:
                app.build_index.run(bar)
    except KeyboardInterrupt:
        complain(STOPPED)


def _show(app: "App", done: "Mapping[str, Synced]", as_json: bool) -> None:
    if as_json:
        print_json({name: _shape(app, name, each) for name, each in done.items()})
        return
    for name, each in done.items():
        console().print(f"{name}: {_words(app, name, each)}", markup=False)


def _shape(app: "App", name: str, each: "Synced") -> dict[str, Any]:
    connection = app.live.connections.get(name)
    return {
        "new": each.new,
        "updated": each.updated,
        "deleted": each.deleted,
        "promises": each.promises,
        "quarantined": len(app.live.items.refused(connection.mailbox_id)),
        "left_out": app.live.items.left_out(connection.mailbox_id),
        "cursor": each.cursor,
        "backfilled": each.backfilled,
        "reconciled": each.reconciled,
        "missing": each.missing,
        "extra": each.extra,
        "state": connection.state,
        "problem": each.problem,
    }


def _words(app: "App", name: str, each: "Synced") -> str:
    if each.problem is not None:
        return each.problem
    told = f"{each.new} new, {each.updated} changed, {each.deleted} deleted; {each.promises} promises found"
    refused = len(app.live.items.refused(app.live.connections.get(name).mailbox_id))
    if refused:
        told += f"; {refused} could not be read (`promissory retry` tries again)"
    if each.reconciled:
        return f"{told}. Synced: both sides hold the same."
    if not each.backfilled:
        return f"{told}. Older items are still to come: run it again."
    return f"{told}. Not synced: {each.missing} missing here, {each.extra} no longer there."


def _complain(done: "Mapping[str, Synced]") -> None:
    if any(each.problem for each in done.values()):
        raise typer.Exit(1)


def _watch(app: "App") -> None:
    """Follow all sources until SIGINT or SIGTERM."""
    from bot import scheduler

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    app.start_engine()
    listener = app.live.listener()
    ticker = scheduler.start(
        {
            "catch up": (20, app.catch_up),
            "embed": (30, lambda: app.build_index.run(stop=stopping.is_set)),
        }
    )
    listener.start()
    complain("Watching; Ctrl-C ends it.")
    stopping.wait()
    listener.stop()
    ticker.shutdown(wait=True)


def register(cli: typer.Typer) -> None:
    for command in (sync, reconcile, retry):
        cli.command()(command)
