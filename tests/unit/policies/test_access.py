"""No known reader, no text."""

from policies.access import audience, may_read, may_show


def test_only_readers_read() -> None:
    assert may_read("Rep@Initech.example", ["rep@initech.example"])
    assert not may_read("other@initech.example", ["rep@initech.example"])


def test_nobody_known_reads_nothing() -> None:
    assert not may_read(None, ["rep@initech.example"])
    assert not may_read("", ["", "rep@initech.example"])
    assert not may_read("  ", ["  "])
    assert not may_read("rep@initech.example", [])


def test_an_audience_is_who_may_read_everything() -> None:
    assert audience([["a@x", "B@x"], ["b@x", "c@x"]]) == {"b@x"}
    assert audience([["a@x"], []]) == frozenset()
    assert audience([]) == frozenset()


def test_a_room_sees_only_what_everybody_in_it_may_read() -> None:
    assert may_show(["a@x"], [["a@x", "b@x"]])
    assert not may_show(["a@x", "b@x"], [["a@x", "b@x"], ["a@x"]])
    assert not may_show([], [["a@x"]])
    assert not may_show(["a@x"], [])
