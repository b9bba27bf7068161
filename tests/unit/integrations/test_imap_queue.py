"""Mails wait in line by time, over all folders, and a line that was left is joined where it was left."""

from hypothesis import given
from hypothesis import strategies as st

from integrations.formats.mime_limits import MAX_MAIL
from integrations.imap.answers import Meta
from integrations.imap.cursor import Reached
from integrations.imap.queue import PAGE, PAGE_BYTES, Queue

NAMES = ["Archive", "INBOX", "Sent"]
WAITING = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.builds(
            Meta, st.integers(1, 2**32 - 1), st.integers(0, 30) | st.integers(0, 2**35), st.integers(0, 99)
        ),
    ),
    unique_by=lambda one: (one[0], one[1].uid),
    max_size=300,
)


def queue(waiting: list[tuple[int, Meta]]) -> Queue:
    made = Queue()
    for place, meta in waiting:
        made.put(place, [meta])
    return made


def order(one: tuple[int, Meta]) -> tuple[int, int, int]:
    return -one[1].at, one[0], -one[1].uid


@given(WAITING)
def test_the_newest_come_first_in_pages_and_nothing_is_lost(waiting: list[tuple[int, Meta]]) -> None:
    pages = list(queue(waiting).newest_first(NAMES))
    assert [(i.place, i.meta) for page in pages for i in page] == sorted(waiting, key=order)
    assert all(0 < len(page) <= PAGE for page in pages)
    oldest = [(i.place, i.meta) for page in queue(waiting).oldest_first() for i in page]
    assert oldest == sorted(waiting, key=order, reverse=True)


@given(WAITING.filter(bool), st.data())
def test_a_line_is_joined_where_it_was_left(waiting: list[tuple[int, Meta]], data: st.DataObject) -> None:
    ordered = sorted(waiting, key=order)
    n = data.draw(st.integers(0, len(ordered) - 1))
    place, meta = ordered[n]
    reached = Reached(meta.at, NAMES[place], meta.uid)
    left = [(i.place, i.meta) for page in queue(waiting).newest_first(NAMES, reached) for i in page]
    assert left == ordered[n + 1 :]


def test_a_folder_that_is_gone_does_not_stop_a_backfill() -> None:
    waiting = [(n, Meta(uid, 100, 1)) for n in range(3) for uid in (1, 2)]
    reached = Reached(100, "Customers", 7)
    left = [i.place for page in queue(waiting).newest_first(NAMES, reached) for i in page]
    assert left == [1, 1, 2, 2]


def test_large_mails_make_short_pages_and_refused_ones_weigh_nothing() -> None:
    third = PAGE_BYTES // 3
    sizes = [third, third, third, third, MAX_MAIL + 1, MAX_MAIL + 1, PAGE_BYTES + 5, 1]
    made = queue([(0, Meta(n + 1, 100 - n, size)) for n, size in enumerate(sizes)])
    pages = made.newest_first(NAMES)
    assert [i.meta.size for i in next(pages)] == [third, third, third]
    assert len(made) == 5
    assert [len(page) for page in pages] == [3, 1, 1]
