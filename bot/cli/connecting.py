"""Commands that open mailboxes for reading and close them again: connect, disconnect, connections, keys."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import SecretStr

from bot.cli.console import AS, JSON, complain, console, opened, print_json, reader
from records.errors import PromissoryError

if TYPE_CHECKING:
    from bot.workflows.connect import Connect, Connected, Plan, Way
    from records.connections import Connection

keys = typer.Typer(no_args_is_help=True, help="The master key that seals what opens mailboxes.")
_LARGEST_FILE = 100_000
Say = Callable[[str], None]


def connect(
    source: str = typer.Argument(..., metavar="SOURCE", help="Such as gmail, outlook_mail, imap or caldav."),
    who: str | None = AS,
    account: str | None = typer.Option(
        None, "--account", metavar="EMAIL", help="The mailbox, if it is not your own."
    ),
    option: list[str] = typer.Option(
        [], "--option", metavar="NAME=VALUE", help="A setting of the source; NAME= takes it back."
    ),
    device: bool = typer.Option(False, "--device", help="Sign in with a code, on another machine."),
    no_browser: bool = typer.Option(
        False, "--no-browser", help="Sign in on another machine and paste where it led you."
    ),
    service_account: Path | None = typer.Option(
        None, "--service-account", metavar="FILE", help="Google, for a whole domain: the key as JSON."
    ),
    application: bool = typer.Option(
        False, "--application", help="Microsoft, for a whole tenant: the app's own permissions."
    ),
    password_stdin: bool = typer.Option(False, "--password-stdin", help="Read the password from a pipe."),
    yes: bool = typer.Option(False, "--yes", help="Don't ask whether to go on."),
    as_json: bool = JSON,
) -> None:
    """Let a mailbox or calendar be read: says what will be read and why, then asks for consent."""
    way = _way(device, service_account is not None, application)
    with opened() as app:
        door, actor = app.connect, reader(app, who)
        say = _say(as_json)
        kept, given = door.kept_options(source, actor, account), _options(option)
        try:
            plan = door.plan(source, actor, account, way, _with_answers(source, kept | given, yes))
            _show_plan(plan, say)
            if kept.keys() - given.keys():
                say("It keeps its earlier options; --option NAME= takes one back.")
            _agree(yes)
            done = _run(door, plan, say, service_account, no_browser, password_stdin)
        except (KeyboardInterrupt, typer.Abort):
            raise PromissoryError("Stopped. `promissory connections` shows what is connected.") from None
        _report(plan, done, as_json, app.settings.public_url)


def _way(device: bool, service_account: bool, application: bool) -> "Way | None":
    chosen: list[Way] = []
    if device:
        chosen.append("device")
    if service_account:
        chosen.append("service_account")
    if application:
        chosen.append("application")
    if len(chosen) > 1:
        raise typer.BadParameter("choose one of --device, --service-account and --application")
    return chosen[0] if chosen else None


def _options(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"--option is NAME=VALUE, not {one!r}")
        if "password" in name.casefold() or "secret" in name.casefold():
            raise typer.BadParameter(
                "a password is no option: it is asked for, or read with --password-stdin"
            )
        found[name.strip()] = value.strip()
    return found


def _with_answers(source: str, given: dict[str, str], yes: bool) -> dict[str, str]:
    """The options, with those that the source needs and nobody gave asked for at the keyboard."""
    from integrations.quality import source_named

    found = source_named(source)
    asked = {}
    for name in found.asks:
        if not given.get(name) and not yes and _somebody_there():
            words = found.options.get(name)
            asked[name] = typer.prompt(f"{name} ({words})" if words else name, err=True).strip()
    return {k: v for k, v in (given | asked).items() if v}


def _show_plan(plan: "Plan", say: Say) -> None:
    say(f"{plan.sheet.title} of {plan.account}: {plan.sheet.access}.")
    if plan.way == "password":
        for scope in plan.scopes:
            say(f"{scope.name[:1].upper()}{scope.name[1:]}.")
    else:
        say("Promissory asks for no more than this:")
        for scope in plan.scopes:
            say(f"  {scope.name}: {scope.why}" if scope.why else f"  {scope.name}")
    say(f"Only {plan.owner} can see what is read, until a sharing rule or a person shares it.")


def _agree(yes: bool) -> None:
    if yes:
        return
    if not _somebody_there():
        raise PromissoryError("Nobody is here to agree: read the above and run it again with --yes.")
    if not typer.confirm("Go on?", default=True, err=True):
        raise PromissoryError("Nothing was connected.")


def _run(
    door: "Connect",
    plan: "Plan",
    say: Say,
    service_account: Path | None,
    no_browser: bool,
    password_stdin: bool,
) -> "Connected":
    if plan.way == "service_account":
        assert service_account is not None
        return door.with_service_account(plan, _key_file(service_account))
    if plan.way == "application":
        return door.with_application(plan)
    if plan.way == "password":
        return door.with_password(plan, _password(password_stdin))
    if plan.way == "device":
        login = door.start_device(plan)
        say(f"On any machine, open {login.url} and type {login.user_code}. Waiting…")
        return door.finish_device(plan, login, time.sleep)
    return _in_browser(door, plan, say, no_browser)


def _in_browser(door: "Connect", plan: "Plan", say: Say, no_browser: bool) -> "Connected":
    from integrations.oauth_loopback import Loopback, read_return

    # Microsoft knows this machine by its name only, Google takes the number, which no file can redirect.
    with Loopback("localhost" if plan.sheet.sign_in == "microsoft" else "127.0.0.1") as listener:
        begun = door.start(plan, listener.redirect_uri)
        listener.expect(begun.state)
        say(f"Sign in as {plan.account} here:\n\n{begun.url}\n")
        if no_browser:
            if not _somebody_there():
                raise PromissoryError("Nobody is here to paste the address: run it in a terminal.")
            say("At the end the browser shows a page that can't be reached: copy its address from the top.")
            came_back = SecretStr(typer.prompt("Address", hide_input=True, err=True))
        else:
            if not _open_browser(begun.url):
                say(
                    "No browser can be opened here. If yours is on another machine, stop this with Ctrl-C and"
                )
                say("add --no-browser.")
            say("Waiting for the browser to come back…")
            came_back = listener.wait()
    code, state = read_return(came_back)
    return door.finish(state, code, plan.actor)


def _open_browser(url: str) -> bool:
    """Whether there is a screen to open it on; a text browser in the terminal would be in the way."""
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        return False
    import webbrowser

    return webbrowser.open(url)


def _key_file(path: Path) -> SecretStr:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise PromissoryError(f"{path} is no key of a service account: it is too large.")
        return SecretStr(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        pass
    raise PromissoryError(f"{path} can't be read: give the JSON file of the service account's key.")


def _password(from_pipe: bool) -> SecretStr:
    """Never from the command line, which everybody on the machine can see."""
    if from_pipe:
        return SecretStr(sys.stdin.readline().rstrip("\r\n"))
    if not _somebody_there():
        raise PromissoryError("Nobody is here to type the password: pipe it in with --password-stdin.")
    return SecretStr(
        typer.prompt("Password (an app password, if the provider has them)", hide_input=True, err=True)
    )


def _report(plan: "Plan", done: "Connected", as_json: bool, public_url: str | None) -> None:
    c = done.connection
    if as_json:
        print_json({**shape(c), "way": plan.way, "scopes": [s.name for s in plan.scopes]})
        return
    if done.problem:
        console().print(
            f"{c.id} is connected, but could not be opened yet: {done.problem}. `promissory sync {c.source}` "
            "tries again, and `promissory serve` does so by itself.",
            markup=False,
        )
    elif c.is_pulled:
        console().print(
            f"{c.id} is connected and opens. `promissory sync {c.source}` reads it now, newest first; "
            "`promissory serve` reads it and follows it from then on.",
            markup=False,
        )
    else:
        where = (public_url or "https://YOUR-HOST").rstrip("/")
        console().print(
            f"{c.id} is connected. Give the sender the address {where}/webhooks/{c.id}, where `promissory serve` "
            "listens (docs/how-to/webhooks.md).",
            markup=False,
            soft_wrap=True,
        )


def shape(c: "Connection") -> dict[str, Any]:
    """One connection as JSON; nothing of what opens it."""
    return {
        "id": c.id,
        "source": c.source,
        "account": c.account,
        "owner": c.owner,
        "state": c.state,
        "problem": c.problem,
        "options": dict(c.options),
        "created_at": c.created_at.isoformat(),
    }


def disconnect(
    connection_id: str = typer.Argument(..., metavar="ID", help="As `promissory connections` lists it."),
    erase: bool = typer.Option(False, "--erase", help="Also erase what only this mailbox brought."),
    yes: bool = typer.Option(False, "--yes", help="Don't ask before erasing."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Stop reading a mailbox: its access is revoked and forgotten; what was read stays."""
    with opened() as app:
        actor = reader(app, who)
        if erase:
            if not yes and not (
                _somebody_there() and typer.confirm(f"Erase all that only {connection_id} brought?", err=True)
            ):
                raise PromissoryError("Nothing was changed: say --yes to erase without being asked.")
            app.own_home("erase")
        done = app.connect.disconnect(connection_id, actor, erase=erase)
        if as_json:
            print_json({"id": done.id, "revoked": done.revoked, "erased": done.erased, "note": done.note})
            return
        what = f" {done.erased} events were erased." if done.erased is not None else " What was read stays."
        console().print(f"{done.id} is disconnected.{what}", markup=False)
        if done.note:
            console().print(done.note, markup=False)


def connections(who: str | None = AS, as_json: bool = JSON) -> None:
    """List connected mailboxes and how they are: all for admins, otherwise your own."""
    with opened() as app:
        found = app.connect.visible(reader(app, who))
        if as_json:
            print_json([shape(c) for c in found])
            return
        health = {name: says for name, _, says in app.source_health.findings()}
        for c in found:
            console().print(f"{c.id}  {c.state}  {health.get(c.id, '')}", markup=False)
        if not found:
            console().print("Nothing is connected: `promissory connect gmail`, for example.", markup=False)


@keys.command("new")
def new_key(as_json: bool = JSON) -> None:
    """Make a master key: kept in the system's keyring, or printed to be put into the environment."""
    with opened() as app:
        made = app.live.keys.new()
        if as_json:
            print_json(
                {"stored": made is None, "master_key": made.get_secret_value() if made is not None else None}
            )
            return
        if made is None:
            console().print("The master key of this home is in the system's keyring now.")
            return
        sys.stdout.write(f"PROMISSORY_MASTER_KEY={made.get_secret_value()}\n")
        complain(
            "Set it in the environment of every `promissory` command and keep it where your other secrets are, "
            "not beside the ledger: whoever has both can read the mailboxes, and without it everybody must "
            "connect again."
        )
        if app.live.keys.place == "environment":
            complain(
                "To change keys, set PROMISSORY_MASTER_KEY_OLD to the present one and run `promissory keys rotate`."
            )


@keys.command("rotate")
def rotate(who: str | None = AS, as_json: bool = JSON) -> None:
    """Seal everything with the new master key; the old one may be thrown away afterwards."""
    with opened() as app:
        actor = reader(app, who)
        app.own_home("rotate the master key")
        done = app.connect.rotate(actor)
        if as_json:
            print_json({"sealed_anew": done})
            return
        console().print(f"{done} secrets were sealed with the new master key.")
        if app.live.keys.place == "environment":
            console().print("PROMISSORY_MASTER_KEY_OLD can go now.")


def _somebody_there() -> bool:
    return sys.stdin.isatty()


def _say(as_json: bool) -> Say:
    """Where a person reads along: beside the JSON document, not in it."""

    def aside(words: str) -> None:
        sys.stderr.write(words + "\n")

    def aloud(words: str) -> None:
        console().print(words, markup=False, soft_wrap=True)

    return aside if as_json else aloud


def register(cli: typer.Typer) -> None:
    for command in (connect, disconnect, connections):
        cli.command()(command)
    cli.add_typer(keys, name="keys")
