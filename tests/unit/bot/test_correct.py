"""One click corrects a promise; only who has to do with it may click."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from records.errors import NotAllowed, NotFound, PromissoryError, UnknownReader
from records.models import PromiseStatus as Status
from tests.builders import DANA, HENRIK, MARA, TOM
from tests.unit.bot.house import House


@pytest.mark.parametrize(("kind", "status"), [("done", Status.kept), ("not_a_promise", Status.dismissed)])
@pytest.mark.parametrize("who", [MARA.email, HENRIK.email])
def test_the_owner_or_a_manager_says_what_became_of_it(
    house: House, kind: str, status: Status, who: str
) -> None:
    made = house.promised()
    after = house.app.correct.correct(made.id, kind, who)
    assert (after.status, after.settled_by) == (status, f"click:{who}")
    assert house.actions(made.id) == [f"promise_{kind}"]


def test_clicking_twice_is_harmless(house: House) -> None:
    made = house.promised()
    first = house.app.correct.correct(made.id, "done", MARA.email)
    assert house.app.correct.correct(made.id, "done", HENRIK.email) == first


def test_a_colleague_without_the_mail_may_not_touch_it_and_learns_nothing(house: House) -> None:
    made = house.promised()
    for kind in ("done", "not_a_promise", "snooze", "wrong_owner"):
        with pytest.raises(NotAllowed) as refused:
            house.app.correct.correct(made.id, kind, TOM.email, until=date(2026, 12, 1), owner=TOM.email)
        assert "quote" not in str(refused.value)
    assert house.app.promises.get(made.id) == made


@pytest.mark.parametrize("who", ["stranger@else.example", DANA, ""])
def test_a_stranger_changes_nothing(house: House, who: str) -> None:
    made = house.promised()
    with pytest.raises(UnknownReader):
        house.app.correct.correct(made.id, "done", who)
    assert house.app.promises.get(made.id) == made


def test_a_snooze_ends_in_the_morning_where_the_person_is(house: House) -> None:
    house.app.people.add(MARA.email, tz="America/New_York")
    made = house.promised()
    house.app.correct.correct(made.id, "snooze", MARA.email, until=date(2026, 11, 25))
    assert house.app.promises.snoozes() == {
        made.id: datetime(2026, 11, 25, 8, tzinfo=ZoneInfo("America/New_York"))
    }


def test_the_wrong_owner_hands_it_to_a_colleague_but_never_to_a_stranger(house: House) -> None:
    made = house.promised()
    with pytest.raises(UnknownReader):
        house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=DANA)
    assert house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=TOM.email).owner == TOM.email


@pytest.mark.parametrize("kind", ["nonsense", "", "snooze", "wrong_owner"])
def test_a_click_that_makes_no_sense_changes_nothing(house: House, kind: str) -> None:
    made = house.promised()
    with pytest.raises(PromissoryError):
        house.app.correct.correct(made.id, kind, MARA.email)
    assert house.app.promises.get(made.id) == made


def test_an_unknown_promise_is_said_so(house: House) -> None:
    with pytest.raises(NotFound):
        house.app.correct.correct("pr_nothing", "done", MARA.email)
