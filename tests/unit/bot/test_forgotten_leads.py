"""Accounts that fell silent while something is open are brought up to those whose they are, and to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import ACME, DANA, MARA, TOM
from tests.unit.bot.house import House
from tests.unit.bot.reminded import Postbox, actions_of, at, quotes, reminding, words_of


@pytest.fixture
def box() -> Postbox:
    return Postbox()


def silent(house: House, days: int = 0) -> None:
    """Mara promised Acme something with no date on 19 November; then nobody spoke."""
    house.mara_writes("I'll look into the export problem for you.", name="export", subject="Export")
    at(house, datetime(2026, 12, 3, 8, tzinfo=UTC) + timedelta(days=days))


def test_an_account_with_an_open_deal_and_no_contact_for_ten_business_days_is_brought_up(
    house: House, box: Postbox
) -> None:
    silent(house, days=-1)
    remind = reminding(house)
    remind.tick(box)
    assert box.taken == []
    at(house, datetime(2026, 12, 3, 8, tzinfo=UTC))
    for _ in range(24 * 12):
        remind.tick(box)
        house.clock.advance(timedelta(hours=1))
    assert box.people == [MARA.email], "hers is the account, and it is said once"
    card = remind.card(box.taken[0][0])
    words = words_of(card)
    assert "No contact with Acme Corp Ltd since Thu 19 Nov 2026" in words
    assert "Open deal: Wakefield + renewal 38/40 seats" in words
    assert "look into the export problem" in words
    assert actions_of(card) == ["insight", "forget_lead"]
    assert house.actions(box.taken[0][0]) == ["reminded"]


def test_a_forgotten_lead_stands_in_the_digest_with_the_promises(house: House, box: Postbox) -> None:
    silent(house)
    house.dana_writes("Thanks.", name="other", sender="Iris <iris@initech.example>", subject="Other")
    house.mara_writes(
        "I'll send you the plan by Friday 4 December.",
        to="Iris <iris@initech.example>",
        name="plan",
        at=house.clock.now() - timedelta(days=1),
        subject="Plan",
    )
    remind = reminding(house)
    remind.tick(box)
    assert quotes(box) == [1]
    words = words_of(remind.card(box.taken[0][0]))
    assert "1 promise and 1 quiet account to look at" in words
    assert "No contact with Acme Corp Ltd" in words and "the plan" in words


def test_a_family_that_the_crm_does_not_know_is_no_lead(house: House, box: Postbox) -> None:
    house.mara_writes(
        "I'll bake the cake for the party.",
        to="Aunt Else <else@lindqvist-family.example>",
        name="cake",
        subject="Party",
    )
    at(house, datetime(2026, 12, 21, 8, tzinfo=UTC))
    (owed,) = house.app.reading.promises(MARA.email)
    assert owed.account_id, "else nobody would take it for an account"
    reminding(house).tick(box)
    assert all(
        "lindqvist" not in words_of(reminding(house).card(name)).casefold() for name, _, _ in box.taken
    )


def test_contact_ends_the_silence_before_it_is_told_and_after(house: House, box: Postbox) -> None:
    silent(house)
    remind = reminding(house)
    remind.plan()
    house.dana_writes("Any news?", name="news", subject="News", at=house.clock.now() - timedelta(hours=1))
    remind.tick(box)
    assert box.taken == []


def test_a_sent_card_says_that_there_was_contact_again(house: House, box: Postbox) -> None:
    silent(house)
    remind = reminding(house)
    remind.tick(box)
    ((name, _, _),) = box.taken
    before = remind.states([name])
    house.clock.advance(timedelta(hours=1))
    house.dana_writes("Any news?", name="news", subject="News", at=house.clock.now())
    assert remind.states([name]) != before
    card = remind.card(name)
    assert "in touch again, Thu 3 Dec 2026" in words_of(card) and actions_of(card) == []


def test_a_colleagues_account_and_mail_are_not_brought_up(house: House, box: Postbox) -> None:
    """Tom reads nothing of Acme; that Mara wrote to it is none of his business, nor is its silence."""
    silent(house)
    remind = reminding(house)
    remind.tick(box)
    assert TOM.email not in box.people
    (account,) = [a.id for a in house.app.accounts.all() if a.crm_id == ACME]
    assert "not among those" in (remind.let_go(account, TOM.email).notice or "")
    assert "not among those" in (remind.let_go(account, DANA).notice or "")
    assert house.actions(account) == []


def test_who_lets_an_account_go_hears_of_it_only_after_it_fell_silent_anew(
    house: House, box: Postbox
) -> None:
    silent(house)
    remind = reminding(house)
    remind.tick(box)
    ((name, _, _),) = box.taken
    (account,) = [a.id for a in house.app.accounts.all() if a.crm_id == ACME]
    said = remind.let_go(account, MARA.email)
    assert said.notice is None and "Acme Corp Ltd" in said.text
    assert "you let it go" in words_of(remind.card(name))
    remind.let_go(account, MARA.email)
    assert house.actions(account) == ["lead_let_go"], "clicking twice is harmless"
    for _ in range(50):
        house.clock.advance(timedelta(days=1))
        reminding(house).tick(box)
    assert len(box.taken) == 1
    house.dana_writes("Any news?", name="news", subject="News", at=house.clock.now())
    for _ in range(20):
        house.clock.advance(timedelta(days=1))
        reminding(house).tick(box)
    assert len(box.taken) == 2
