"""The `promissory` command: global options, and errors as one sentence."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from bot.cli import (
    admin,
    asking,
    connecting,
    deciding,
    reporting,
    running,
    sharing,
    spending,
    syncing,
    teams,
    tools,
)
from bot.cli.console import complain, use_home
from records.errors import PromissoryError

cli = typer.Typer(
    name="promissory",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Keeps a ledger of what was promised to customers, with the exact words as evidence.",
)


@cli.callback()
def _globals(
    home: Path | None = typer.Option(
        None, "--home", metavar="DIR", help="Data home; otherwise PROMISSORY_HOME or the user's data folder."
    ),
) -> None:
    use_home(home)


for room in (
    running,
    connecting,
    syncing,
    asking,
    deciding,
    reporting,
    sharing,
    spending,
    admin,
    teams,
    tools,
):
    room.register(cli)


def main() -> None:
    """Runs a command; a plain sentence and exit code 1 for what went wrong, 2 for wrong usage."""
    try:
        cli()
    except PromissoryError as problem:
        complain(str(problem))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        complain("Stopped; nothing was lost, the next run goes on from here.")
        raise SystemExit(1) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except Exception as problem:
        complain(
            f"Something went wrong inside Promissory ({type(problem).__name__}); nothing was half written. "
            f"Details are in {_keep(problem)}."
        )
        raise SystemExit(1) from None


def _keep(problem: Exception) -> str:
    """Where it broke, without what was being read: messages of errors may quote mail."""
    frames = traceback.format_list(traceback.extract_tb(problem.__traceback__))
    handle, path = tempfile.mkstemp(prefix="promissory-", suffix=".log")
    with os.fdopen(handle, "w") as file:
        file.write(f"{type(problem).__module__}.{type(problem).__name__}\n{''.join(frames)}")
    return path


if __name__ == "__main__":
    main()
