"""Commands that tell how good the findings were, and that learn from it."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.console import AS, JSON, console, opened, print_json, progress, reader
from bot.replies.reports import kind_in_words
from bot.replies.words import one_line
from policies.accuracy import Share, hundredths
from policies.thresholds import Score
from policies.week import Count, Weekly

if TYPE_CHECKING:
    from bot.workflows.refit import Refitted

report = typer.Typer(no_args_is_help=True, help="How good the findings were.")
_WRONG_SHOWN = 20


@report.command("weekly")
def weekly(
    week: str | None = typer.Option(None, "--week", metavar="ISO", help="For example 2026-W47."),
    picture: Path | None = typer.Option(None, "--picture", metavar="FILE", help="Also draw it as a PNG."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """How often we were right in a week, what was wrong, and what moved; for managers and admins."""
    with opened() as app:
        told = app.report.weekly(app.people.get(reader(app, who)), week)
        if picture is not None:
            from bot.cli.report_picture import draw

            draw(told, picture)
        if as_json:
            print_json(_document(told))
        else:
            _print(told)


def _document(told: Weekly) -> dict[str, Any]:
    return {
        "week": told.week,
        "start": told.start.isoformat(),
        "end": told.end.isoformat(),
        "figures": [
            {"kind": f.kind, "now": _share(f.now), "before": _share(f.before), "drift": f.drift}
            for f in told.figures
        ],
        "wrong": [w.model_dump(mode="json") for w in told.wrong],
        "counts": _counts(told.counts),
        "outcomes": _counts(told.outcomes),
        "clicks": _counts(told.clicks),
        "ignored": _counts(told.ignored),
        "versions": list(told.versions),
    }


def _share(share: Share) -> dict[str, Any]:
    rounded = None if share.precision is None else round(share.precision, 4)
    return {
        "n": share.n,
        "right": share.right,
        "precision": rounded,
        "low": round(share.low, 4) if share.n else None,
        "high": round(share.high, 4) if share.n else None,
    }


def _counts(counts: tuple[Count, ...]) -> dict[str, Any]:
    return {c.name: {"now": c.now, "before": c.before} for c in counts}


def _print(told: Weekly) -> None:
    from rich.table import Table

    out = console()
    # The end is the first moment of the week after.
    last = told.end - timedelta(microseconds=1)
    out.print(f"Week {told.week}: {told.start:%d %b} to {last:%d %b %Y}", style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("kind", overflow="fold")
    for name in ("right", "of", "precision", "95 % between"):
        table.add_column(name, justify="right")
    table.add_column("since the week before", overflow="fold")
    for f in told.figures:
        sure = f"{hundredths(f.now.low)} and {hundredths(f.now.high)}" if f.now.n else "-"
        table.add_row(
            kind_in_words(f.kind), str(f.now.right), str(f.now.n), hundredths(f.now.precision), sure, f.drift
        )
    out.print(table)
    for title, counts in (
        ("Read and found", told.counts),
        ("By mail and calendar", told.outcomes),
        ("Clicks", told.clicks),
        ("Cards that expired unanswered", told.ignored),
    ):
        if counts:
            words = ", ".join(f"{c.name.replace('_', ' ')} {c.now:,} (before {c.before:,})" for c in counts)
            out.print(f"{title}: {words}.", markup=False)
    if told.wrong:
        out.print(f"Wrong ({len(told.wrong)}):", style="bold")
    quoted = [w for w in told.wrong if w.quote]
    for w in quoted[:_WRONG_SHOWN]:
        words = f"{kind_in_words(w.kind)}, {w.subject_id}: {one_line(w.quote or '', 200)}"
        out.print(f"  {words}", markup=False)
    if len(quoted) > _WRONG_SHOWN:
        out.print(f"  and {len(quoted) - _WRONG_SHOWN} more; --json lists all.")
    if hidden := len(told.wrong) - len(quoted):
        out.print(f"  {hidden} in mail that you may not read; --json has their ids.")


def refit(
    dry_run: bool = typer.Option(False, "--dry-run", help="Only show what would change."),
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Choose from people's clicks how sure we must be to call something a promise; for admins."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        if not dry_run:
            app.own_home("refit")
        done = app.refit.run(actor, dry=dry_run)
        if done.adopted:
            with progress("Reading everything anew", quiet=as_json):
                app.read_anew()
        if as_json:
            print_json(_refitted(done))
        else:
            _tell(done, dry_run)


def _refitted(done: "Refitted") -> dict[str, Any]:
    found = done.refit
    return {
        "threshold": {"before": found.old, "after": found.new},
        "labels": done.labels,
        "older_labels": done.others,
        "fitted_on": _score(found.fitted_on),
        "held_out": {"before": _score(found.before), "after": _score(found.after)},
        "adopted": done.adopted,
        "why_not": found.why_not,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "labels": score.labels,
        "kept": score.kept,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
    }


def _tell(done: "Refitted", dry: bool) -> None:
    from rich.table import Table

    out, found = console(), done.refit
    out.print(
        f"{done.labels} promises that people confirmed or took off; chosen on {found.fitted_on.labels}, "
        f"judged on the {found.after.labels} of other accounts."
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("held out")
    for name in ("threshold", "kept", "precision", "recall of those shown", "F1"):
        table.add_column(name, justify="right")
    for name, threshold, score in (("before", found.old, found.before), ("after", found.new, found.after)):
        shares = (hundredths(x) for x in (score.precision, score.recall, score.f1))
        table.add_row(name, f"{threshold:.3f}", f"{score.kept} of {score.labels}", *shares)
    out.print(table)
    if found.why_not is not None:
        out.print(f"Nothing was changed. {found.why_not}")
    elif dry:
        out.print("Nothing was changed: without --dry-run this would be the threshold from now on.")
    else:
        out.print(f"From now on {found.new:.3f}; everything was read anew, what people clicked stays.")


def register(cli: typer.Typer) -> None:
    cli.add_typer(report, name="report")
    cli.command()(refit)
