"""How commands open a home, print results and say what went wrong."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from records.errors import PromissoryError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.app import App

AS = typer.Option(None, "--as", metavar="EMAIL", help="Who is asking: the mail address of a known person.")
JSON = typer.Option(False, "--json", help="One JSON document instead of text.")
NOW = typer.Option(
    None, "--now", metavar="ISO", help="Answer as of this moment, for example 2026-11-20T09:00+01:00."
)
JSONL = typer.Option(False, "--jsonl", help="One JSON document a line, from FILE or standard input.")

_HOME: dict[str, Path | None] = {"home": None}


def use_home(home: Path | None) -> None:
    _HOME["home"] = home


@contextmanager
def opened() -> Iterator["App"]:
    """The data home of this command, closed afterwards."""
    from pydantic import ValidationError

    from bot.app import App
    from bot.settings import load

    try:
        settings = load(_HOME["home"])
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "PROMISSORY_" + "_".join(str(part) for part in first["loc"]).upper()
        raise PromissoryError(f"The setting {name} can't be used: {first['msg'].lower()}.") from problem
    app = App(settings)
    try:
        yield app
    finally:
        app.close()


def reader(app: "App", who: str | None) -> str:
    """The known person asking; the only one of a home needs no name. Raises UnknownReader otherwise."""
    people = app.people.all()
    if who is not None and people:
        return app.people.get(who).email
    if len(people) == 1:
        return people[0].email
    if not people:
        raise PromissoryError(
            "Nobody is known here yet: start with `promissory people add YOUR-EMAIL --role admin`, "
            "`promissory ingest PATH --as YOUR-EMAIL` or `promissory demo`."
        )
    raise PromissoryError("Say who is asking with --as EMAIL; `promissory people list` shows who is known.")


def moment(words: str | None) -> datetime | None:
    """`--now` as a time with an offset; without one it is UTC. Raises for anything else."""
    if words is None:
        return None
    from datetime import UTC

    try:
        at = datetime.fromisoformat(words.strip())
    except ValueError as problem:
        raise PromissoryError(f"{words!r} is not a time: give one like 2026-11-20T09:00+01:00.") from problem
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@cache
def console() -> "Console":
    from rich.console import Console

    # A pipe has no width of its own, and lines that are cut off say less than long ones.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 100)


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def complain(sentence: str) -> None:
    sys.stderr.write(" ".join(sentence.split()) + "\n")


def lines_of(file: str | None) -> Iterable[str]:
    """Lines of a file, or of standard input for "-" or nothing."""
    if file in (None, "-"):
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8", "replace")
        return
    try:
        with open(str(file), encoding="utf-8", errors="replace") as stream:
            yield from stream
    except OSError as problem:
        raise PromissoryError(
            f"{file} can't be read: {(problem.strerror or 'unknown reason').lower()}."
        ) from problem


def each_line(file: str | None, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """One line out for each line in, in order; a bad line says so and stops nothing."""
    for line in lines_of(file):
        if not line.strip():
            continue
        name: Any = None
        try:
            document = json.loads(line)
            if not isinstance(document, dict):
                raise ValueError("a line must be a JSON object")
            name = document.get("id")
            result = answer(document)
        except KeyError as problem:
            result = {"id": name, "error": f"the field {problem} is missing"}
        except (PromissoryError, ValueError, TypeError, AttributeError) as problem:
            result = {"id": name, "error": " ".join(str(problem).split())[:300] or type(problem).__name__}
        print_json(result)
        sys.stdout.flush()


@contextmanager
def progress(words: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for work over a second; silent when piped or `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=max(total, 1))


def chosen_home() -> Path | None:
    """The folder given with --home before the command."""
    return _HOME["home"]
