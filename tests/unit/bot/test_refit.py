"""Clicks choose from which confidence on something counts as a promise, and from then on it does."""

import pytest

from bot.workflows.refit import Threshold, what_finds
from records.errors import NotAllowed, PromissoryError
from records.models import Account, Promise
from retrieval.extract import EXTRACTOR_VERSION, shipped_threshold
from tests.builders import HENRIK, MARA, PRIYA, digested, event, promise
from tests.unit.bot.command import HENRIKS, PRIYAS, Command
from tests.unit.bot.house import House

_CLICK = {True: "done", False: "not_a_promise"}


def clicked(house: House, accounts: int = 20, of_each: int = 6, version: str = EXTRACTOR_VERSION) -> None:
    """In every account some promises, of which people take off those found with less than 0.75."""
    app = house.app
    box = app.people.mailbox_of(MARA.email, "files")
    made: list[tuple[Promise, bool]] = []
    batch = []
    for a in range(accounts):
        for n in range(of_each):
            sure = round(0.52 + 0.46 * ((a * 7 + n * 11) % 60) / 60, 3)
            mail = event(f"We will send part {a} of {n} on Friday.", number=1000 * a + n, flags=("bulk",))
            found = promise(mail, account_id=f"acc_{a}", confidence=sure).model_copy(
                update={"extractor": version}
            )
            made.append((found, sure >= 0.75))
            batch.append(digested(mail, found, accounts=[f"acc_{a}"]))
    app.log.append(box, batch, version=app.digest.version)
    for found, right in made:
        app.correct.correct(found.id, _CLICK[right], MARA.email)


def test_what_people_took_off_raises_the_bar_and_both_figures_are_told(house: House) -> None:
    clicked(house)
    done = house.app.refit.run(PRIYA)
    assert done.adopted and done.labels == 120 and done.others == 0
    assert done.refit.old == shipped_threshold() and 0.70 <= done.refit.new <= 0.80
    assert done.refit.before.precision < 1.0 and done.refit.after.precision == 1.0
    assert Threshold(house.app.facts_of_home).chosen() == pytest.approx(done.refit.new, abs=0.0005)
    assert house.actions("promise_threshold") == ["threshold_refitted"]
    assert house.app.audit.verify().ok


def test_a_dry_run_shows_the_same_and_changes_nothing(house: House) -> None:
    clicked(house)
    dry = house.app.refit.run(PRIYA, dry=True)
    assert not dry.adopted and dry.refit.why_not is None
    assert Threshold(house.app.facts_of_home).chosen() is None
    assert house.actions("promise_threshold") == []
    assert house.app.refit.run(PRIYA).refit == dry.refit


def test_from_then_on_it_is_read_that_way_and_earlier_mail_too(house: House) -> None:
    made = house.promised()
    assert made.extractor == EXTRACTOR_VERSION
    house.app.facts_of_home.set("promise_threshold", f"{what_finds(EXTRACTOR_VERSION)} 1.0")
    house.app.read_anew()
    assert house.promises() == []
    house.mara_writes("I'll send you the signed contract by Thursday.", name="second")
    assert house.promises() == []
    house.app.facts_of_home.set("promise_threshold", f"{what_finds(EXTRACTOR_VERSION)} 0.400")
    again = house.reopen()
    again.catch_up()
    assert {p.extractor for p in house.promises()} == {f"{EXTRACTOR_VERSION}+at-0.400"}
    assert len(house.promises()) == 2


def test_what_a_person_confirmed_stays_whatever_the_bar(house: House) -> None:
    made = house.promised()
    house.app.correct.correct(made.id, "done", MARA.email)
    house.app.facts_of_home.set("promise_threshold", f"{what_finds(EXTRACTOR_VERSION)} 1.0")
    house.app.read_anew()
    assert [p.id for p in house.promises()] == [made.id]


@pytest.mark.parametrize("told", ["", "nonsense", "rules-0+model-0 0.9"])
def test_a_bar_of_another_model_does_not_count(house: House, told: str) -> None:
    house.app.facts_of_home.set("promise_threshold", told)
    assert Threshold(house.app.facts_of_home).chosen() is None
    assert Threshold(house.app.facts_of_home).in_force() == shipped_threshold()


def test_too_few_clicks_are_refused_with_what_is_missing(house: House) -> None:
    clicked(house, accounts=2)
    with pytest.raises(PromissoryError, match=r"Too few clicks .* Nothing was changed\."):
        house.app.refit.run(PRIYA)


def test_clicks_on_what_an_older_model_found_are_left_out_and_said_so(house: House) -> None:
    clicked(house, version="rules-1+model-old+intents-old")
    with pytest.raises(PromissoryError, match="120 more are about what an older version found"):
        house.app.refit.run(PRIYA)


def test_only_an_admin_may(house: House) -> None:
    with pytest.raises(NotAllowed, match="Only an admin"):
        house.app.refit.run(HENRIK)


def test_the_command_refuses_in_one_sentence(promissory: Command) -> None:
    assert "Too few clicks" in promissory.fails("refit", "--dry-run", *PRIYAS)
    assert "Only an admin" in promissory.fails("refit", "--dry-run", *HENRIKS)


def test_the_command_shows_before_and_after_and_reads_anew(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clicked(house)
    known = [Account(id=f"acc_{a}", name=f"Customer {a}", crm="other", crm_id=str(a)) for a in range(20)]
    house.app.accounts.import_snapshot(known, [], [])
    house.close()
    command = Command(house.home, monkeypatch, capsys)
    dry = command("refit", "--dry-run", *PRIYAS, "--json").json
    assert dry["adopted"] is False and dry["held_out"]["after"]["f1"] > dry["held_out"]["before"]["f1"]
    text = command("refit", *PRIYAS)
    assert text.code == 0 and "From now on 0.7" in text.out
    assert "already the best" in command("refit", *PRIYAS).out
