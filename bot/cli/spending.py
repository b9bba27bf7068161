"""The command that tells what language models used, and what it cost."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.console import AS, JSON, console, opened, print_json, reader
from records.errors import PromissoryError
from records.models import Person, Role
from records.usage import By, Used

if TYPE_CHECKING:
    from bot.app import App


def usage(
    by: By = typer.Option(By.user, "--by", help="What to add up by: user, team, day or model."),
    since: str | None = typer.Option(None, "--since", metavar="DATE", help="Only from this day on."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Tokens and cost of language models: everybody's for managers and admins, otherwise your own."""
    with opened() as app:
        asker = app.people.get(reader(app, who))
        only = asker.email if asker.role is Role.rep else None
        start = _day(since)
        sums = app.usage.totals(by, since=start, person=only)
        unpriced = app.usage.unpriced_models(since=start, person=only)
        today = _today(app, asker)
        if as_json:
            print_json(
                {
                    "by": by.value,
                    "since": start.isoformat() if start else None,
                    "whose": only or "everybody",
                    "currency": app.settings.price_currency,
                    "rows": [_row(u) for u in sums],
                    "unpriced_models": unpriced,
                    "today": today,
                }
            )
            return
        _print(app, by, sums, unpriced, today)


def _day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError as problem:
        raise PromissoryError(f"{words!r} is not a day: give one like 2026-11-20.") from problem


def _today(app: "App", asker: Person) -> dict[str, Any]:
    from policies.budget import today_of

    day = today_of(asker, app.wall.now())
    spent = app.usage.spent(asker.email, asker.team, day)
    return {"day": day.isoformat(), "used": spent.person, "limit": app.settings.tokens_a_day}


def _row(u: Used) -> dict[str, Any]:
    return {
        "key": u.key,
        "calls": u.calls,
        "cached": u.cached,
        "failed": u.failed,
        "input_tokens": u.input_tokens,
        "output_tokens": u.output_tokens,
        "estimated_tokens": u.estimated_tokens,
        "unpriced_tokens": u.unpriced_tokens,
        "cost": None if u.cost is None else f"{u.cost:f}",
    }


def _print(app: "App", by: By, sums: list[Used], unpriced: list[str], today: dict[str, Any]) -> None:
    out = console()
    if not sums:
        out.print("No language model was called.")
    else:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(by.value, overflow="fold")
        for name in (
            "calls",
            "from cache",
            "failed",
            "read",
            "written",
            f"cost ({app.settings.price_currency})",
        ):
            table.add_column(name, justify="right")
        for u in sums:
            numbers = (u.calls, u.cached, u.failed, u.input_tokens, u.output_tokens)
            table.add_row(u.key or "(no team)", *(f"{n:,}" for n in numbers), _cost(u))
        out.print(table)
    for model in unpriced:
        out.print(
            f"No price is set for {model}: its tokens are counted, their cost is not known.", markup=False
        )
    if any(u.estimated_tokens for u in sums):
        told = sum(u.estimated_tokens for u in sums)
        out.print(f"{told:,} tokens were counted from the text, because the provider reported none.")
    limit = today["limit"]
    of = "no limit" if limit is None else f"of {limit:,}"
    out.print(f"You, today: {today['used']:,} tokens, {of}.", style="dim")


def _cost(u: Used) -> str:
    if u.cost is None or (u.cost == 0 and u.unpriced_tokens):
        return "not known"
    words = f"{u.cost:.2f}" if u.cost == 0 or u.cost >= 1 else f"{u.cost.quantize(Decimal('0.0001')):f}"
    return f"{words} and more" if u.unpriced_tokens else words


def register(cli: typer.Typer) -> None:
    cli.command()(usage)
