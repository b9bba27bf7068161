"""A cursor is read as it was written; anything else means listing anew, never a crash."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import Expired
from integrations.imap.cursor import (
    Known,
    Reached,
    read_cursor,
    read_reached,
    write_cursor,
    write_reached,
)
from integrations.imap.uid_sets import UidSet

KNOWN = st.builds(
    Known,
    st.integers(1, 2**32),
    st.integers(1, 2**32),
    st.integers(0, 2**63),
    st.sets(st.integers(1, 5000)).map(UidSet.of),
)


@given(st.dictionaries(st.text(min_size=1), KNOWN, max_size=5))
def test_what_is_known_of_folders_is_read_again(folders: dict[str, Known]) -> None:
    assert read_cursor(write_cursor(folders)) == folders


def test_half_a_million_scattered_mails_make_a_cursor_of_moderate_size() -> None:
    scattered = {"INBOX": Known(1, 1_500_000, 9, UidSet.of(range(1, 1_500_000, 3)))}
    text = write_cursor(scattered)
    assert len(text) < 1_500_000
    assert read_cursor(text) == scattered


@given(st.integers(0, 2**40), st.text(min_size=1), st.integers(1, 2**32 - 1))
def test_how_far_a_backfill_came_is_read_again(at: int, folder: str, uid: int) -> None:
    assert read_reached(write_reached(Reached(at, folder, uid))) == Reached(at, folder, uid)


FOREIGN = ["", "x", "{}", "[]", "null", "z", "zAAAA", "z!", '{"v":2,"known":{}}', '{"v":1,"known":{"a":[1]}}']


@pytest.mark.parametrize("text", [*FOREIGN, '{"v":1,"known":{"a":[1,2,3,"1:*"]}}', "[" * 100_000])
def test_a_cursor_of_somebody_else_means_listing_anew(text: str) -> None:
    with pytest.raises(Expired):
        read_cursor(text)
    with pytest.raises(Expired):
        read_reached(text or "{}")


@given(st.text(max_size=60))
def test_no_text_crashes_the_reader(text: str) -> None:
    for read in (read_cursor, read_reached):
        try:
            read(text)
        except Expired:
            pass


def test_a_packed_cursor_can_not_burst() -> None:
    bomb = zlib.compress(b" " * (100 * 1024 * 1024), 9)
    with pytest.raises(Expired):
        read_cursor("z" + base64.b64encode(bomb).decode())
