"""Which open promises a later mail is read for: all of its own thread, and the newest others."""

from datetime import date, timedelta

from bot.workflows.settle import NEWEST, REMEMBERED, _in_question
from records.models import Promise
from tests.builders import NOW, event, promise


def asked(*open_promises: Promise, threads: dict[str, str]) -> set[str]:
    later = event("Here it is.", number=99, at=NOW, thread="quote")
    return {p.id for p in _in_question(later, {p.id: p for p in open_promises}, threads)}


def old(days: int, number: int = 1, due: date | None = None) -> Promise:
    return promise(event(number=number, at=NOW - timedelta(days=days)), due=due)


def test_a_promise_of_the_same_thread_is_never_forgotten() -> None:
    p = old(REMEMBERED.days * 4)
    assert asked(p, threads={p.id: "quote"}) == {p.id}


def test_a_promise_of_long_ago_in_another_thread_is_left_alone() -> None:
    p = old(REMEMBERED.days + 10)
    assert asked(p, threads={p.id: "other"}) == set()


def test_a_promise_of_long_ago_that_fell_due_lately_is_still_asked_for() -> None:
    p = old(REMEMBERED.days + 10, due=NOW.date() - timedelta(days=3))
    assert asked(p, threads={p.id: "other"}) == {p.id}


def test_of_very_many_promises_in_other_threads_the_newest_are_asked_for() -> None:
    many = [old(150 - n, number=n + 1) for n in range(NEWEST + 20)]
    found = asked(*many, threads={p.id: "other" for p in many})
    assert found == {p.id for p in many[20:]}
