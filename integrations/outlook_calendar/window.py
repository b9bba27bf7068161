"""How much of a calendar is followed: a year back and a year on, moved along once a quarter."""

from pydantic import AwareDatetime

from integrations.formats.series import YEAR, Stretch
from records.models import Frozen


class Window(Frozen):
    """From a year before this quarter to a year after it. Fixed for a quarter, so that what was told in it
    stays comparable; `label` is its first month, such as "202610"."""

    label: str
    begins: AwareDatetime
    ends: AwareDatetime


def window_around(stretch: Stretch) -> Window:
    """Wider than what is kept of a series: single meetings are followed in all of it."""
    return Window(label=stretch.stamp, begins=stretch.begins - YEAR / 2, ends=stretch.ends + YEAR * 3 / 4)
