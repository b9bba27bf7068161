"""The `promissory` command: global options, and errors as one sentence."""

import os
import sys
from pathlib import Path

import typer

from bot.cli import admin, asking, deciding, running, tools
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


for room in (running, asking, deciding, admin, tools):
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


if __name__ == "__main__":
    main()
