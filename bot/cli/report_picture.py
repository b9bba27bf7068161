"""Draws the weekly report as one PNG; needs the extra `charts`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.replies.reports import kind_in_words
from policies.week import Figure as Kind
from policies.week import Weekly
from records.errors import PromissoryError

_NOW, _BEFORE, _INK, _GRID = "#1f5f8b", "#9aa5b1", "#22303c", "#e3e7eb"


def draw(report: Weekly, file: Path) -> None:
    """Write the picture. Raises PromissoryError where matplotlib is missing or the file can't be written."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import Patch
    except ImportError as missing:
        raise PromissoryError(
            "Drawing needs matplotlib: install it with `pip install 'promissory[charts]'`, "
            "or leave --picture out."
        ) from missing
    judged = [f for f in report.figures if f.now.n or f.before.n]
    counted = [c for c in (*report.outcomes, *report.clicks, *report.ignored) if c.now or c.before]
    height = 2.2 + 0.42 * max(len(judged), len(counted), 3)
    figure = Figure(figsize=(11, height), dpi=150, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    figure.suptitle(f"Week {report.week}", x=0.02, ha="left", fontsize=14, fontweight="bold", color=_INK)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _shares(left, judged)
    bars = [
        (c.name.replace("_", " "), c.now, c.before)
        for c in (*report.outcomes, *report.clicks)
        if c in counted
    ]
    expired = [
        (f"expired: {c.name.replace('.', ' ').replace('_', ' ')}", c.now, c.before) for c in report.ignored
    ]
    _bars(right, bars + expired)
    handles = [Patch(color=colour) for colour in (_NOW, _BEFORE)]
    figure.legend(
        handles, ["this week", "the week before"], loc="upper right", ncols=2, fontsize=9, frameon=False
    )
    try:
        figure.savefig(file, format="png", metadata={"Software": None})
    except OSError as problem:
        raise PromissoryError(
            f"{file} can't be written: {(problem.strerror or 'unknown').lower()}."
        ) from problem


def _shares(axes: Any, rows: Sequence[Kind]) -> None:
    """A dot for each share with the interval that holds the true one; the week before above it in grey.

    An arrow stands only where the two intervals are apart.
    """
    axes.set_title("Right, of what people judged (bars: 95 % interval)", loc="left", fontsize=10, color=_INK)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    for place, kind in enumerate(reversed(rows)):
        arrow = {"up": " ▲", "down": " ▼"}.get(kind.drift.partition(" ")[0], "")
        for share, shift, colour in ((kind.before, 0.16, _BEFORE), (kind.now, -0.16, _NOW)):
            if share.precision is None:
                continue
            axes.plot(
                [share.low, share.high],
                [place + shift] * 2,
                color=colour,
                linewidth=2.5,
                alpha=0.6,
                clip_on=False,
            )
            axes.plot([share.precision], [place + shift], "o", color=colour, markersize=6, clip_on=False)
            axes.annotate(
                f"{share.right}/{share.n}{arrow if share is kind.now else ''}",
                (1.02, place + shift),
                annotation_clip=False,
                va="center",
                fontsize=8,
                color=colour,
            )
    _finish(axes, [kind_in_words(kind.kind) for kind in rows], empty="Nobody judged anything.")


def _bars(axes: Any, rows: list[tuple[str, int, int]]) -> None:
    axes.set_title("Outcomes, clicks, ignored cards", loc="left", fontsize=10, color=_INK)
    for place, (_, now, before) in enumerate(reversed(rows)):
        for count, shift, colour in ((before, 0.18, _BEFORE), (now, -0.18, _NOW)):
            axes.barh(place + shift, count, height=0.34, color=colour)
            axes.annotate(f" {count}", (count, place + shift), va="center", fontsize=8, color=colour)
    axes.margins(x=0.15)
    _finish(axes, [name for name, _, _ in rows], empty="Nothing happened.")
    axes.xaxis.get_major_locator().set_params(integer=True)


def _finish(axes: Any, names: list[str], *, empty: str) -> None:
    axes.set_yticks(range(len(names)), list(reversed(names)), fontsize=9, color=_INK)
    axes.set_ylim(-0.6, max(len(names), 1) - 0.4)
    axes.grid(axis="x", color=_GRID)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9, colors=_INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if not names:
        axes.set_xticks([])
        axes.text(0.5, 0.5, empty, transform=axes.transAxes, ha="center", va="center", color=_INK)
