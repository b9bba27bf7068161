"""What servers answer is read as it was meant, in whatever order and spelling it comes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imap.answers import folders_of, metas_of, numbers_of, vanished_of


def test_folders_come_with_their_status() -> None:
    listed = [
        b'(\\HasNoChildren \\Sent) "/" Sent',
        b'() "." "INBOX.Entw&APw-rfe"',
        (b'(\\HasChildren) "/" {9}', b'a "quote"'),
        b"",
        b'(\\Noselect) NIL ""',
        b'() "/" 2026',
        b'() "/" inbox',
    ]
    states = [b"Sent (MESSAGES 3 UIDNEXT 7 UIDVALIDITY 5)", b'"inbox" (MESSAGES 1)', b"2026 (MESSAGES 2)"]
    found = {f.raw: f for f in folders_of(listed, states)}
    assert {f.name for f in found.values()} == {"Sent", "INBOX/Entwürfe", 'a "quote"', "2026", "INBOX"}
    assert found["Sent"].flags == {"\\hasnochildren", "\\sent"}
    assert found["Sent"].status == {"messages": 3, "uidnext": 7, "uidvalidity": 5}
    assert found["INBOX"].status == {"messages": 1}
    assert found["2026"].status == {"messages": 2}


def test_a_name_that_could_carry_a_command_is_left_out() -> None:
    assert folders_of([(b'() "/" {9}', b"a\r\nLOGOUT"), b""], ()) == []


def test_dates_and_sizes_are_read_in_any_order() -> None:
    lines: list[Any] = [
        b'7 (INTERNALDATE "17-Nov-2026 10:00:00 +0200" UID 12 RFC822.SIZE 345)',
        b'1 (UID 3 RFC822.SIZE 9 INTERNALDATE " 1-Jan-2026 00:00:00 -0130" FLAGS (\\Seen))',
        b"2 (FLAGS (\\Seen))",
        b"4 (UID 5 RFC822.SIZE 1)",
        (b"6 (BODY[] {3}", b"abc"),
        b")",
    ]
    found = {m.uid: m for m in metas_of(lines)}
    assert set(found) == {12, 3, 5}
    assert found[12].arrived == datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
    assert found[3].arrived == datetime(2026, 1, 1, 1, 30, tzinfo=UTC)
    assert (found[5].arrived, found[5].size) == (None, 1)


def test_numbers_are_read_from_long_and_short_answers() -> None:
    assert list(numbers_of([b"5 3 4", b"", b"9"], compressed=False)) == [3, 4, 5, 9]
    assert list(numbers_of([b'(TAG "A1") UID ALL 1:3,7'], compressed=True)) == [1, 2, 3, 7]
    assert list(numbers_of([b'(TAG "A1") UID'], compressed=True)) == []
    assert list(vanished_of([b"(EARLIER) 41,43:44", b"50"])) == [41, 43, 44, 50]


PIECES = st.binary(max_size=60) | st.tuples(st.binary(max_size=30), st.binary(max_size=30))


@given(st.lists(PIECES, max_size=5))
def test_nonsense_is_left_out_or_refused_never_more(lines: list[Any]) -> None:
    metas_of(lines)
    for read in (
        lambda: folders_of(lines, lines),
        lambda: numbers_of([one for one in lines if isinstance(one, bytes)], compressed=True),
        lambda: vanished_of([one for one in lines if isinstance(one, bytes)]),
    ):
        try:
            read()
        except ValueError:
            pass


@pytest.mark.parametrize("date", [b'"99-Foo-2026 10:00:00 +0000"', b"NIL", b'"soon"'])
def test_a_date_that_makes_no_sense_is_no_date(date: bytes) -> None:
    (found,) = metas_of([b"1 (UID 1 RFC822.SIZE 2 INTERNALDATE " + date + b")"])
    assert found.arrived is None
