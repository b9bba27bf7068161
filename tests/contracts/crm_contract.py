"""What any CRM must do: one suite, run against every implementation of the Crm port."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from integrations.errors import Drift, Rejected, Retry
from integrations.ports import Crm
from tests.doubles.crm import approved_change


@dataclass
class CrmWorld:
    """A CRM with one deal whose next step is "Call back", and what a test must do behind its back."""

    crm: Crm
    deal_id: str
    set_next_step: Callable[[str], None]
    """Somebody types another next step into the CRM."""
    too_long: str
    """A next step that this CRM can't take."""
    account_id: str
    count_tasks: Callable[[], int]


class CrmContract:
    """Subclasses give a `world` fixture."""

    def test_what_the_crm_holds_can_be_read(self, world: CrmWorld) -> None:
        assert world.crm.read("deal", world.deal_id, "next_step") == "Call back"

    @pytest.mark.parametrize(
        ("entity", "entity_id", "field"),
        [("invoice", "1", "total"), ("deal", "no-such-deal", "next_step"), ("deal", "", "colour")],
    )
    def test_what_the_crm_does_not_know_is_rejected(
        self, world: CrmWorld, entity: str, entity_id: str, field: str
    ) -> None:
        with pytest.raises(Rejected):
            world.crm.read(entity, entity_id or world.deal_id, field)

    def test_an_approved_change_is_written(self, world: CrmWorld) -> None:
        done = world.crm.apply(
            approved_change(entity_id=world.deal_id, old="Call back", new="Send the revised quote")
        )
        assert (done.old, done.new, done.already) == ("Call back", "Send the revised quote", False)
        assert world.crm.read("deal", world.deal_id, "next_step") == "Send the revised quote"

    def test_a_persons_newer_edit_is_never_overwritten(self, world: CrmWorld) -> None:
        world.set_next_step("Lunch with Anna")
        with pytest.raises(Drift) as drift:
            world.crm.apply(approved_change(entity_id=world.deal_id, old="Call back", new="Send quote"))
        assert drift.value.current == "Lunch with Anna"
        assert world.crm.read("deal", world.deal_id, "next_step") == "Lunch with Anna"

    def test_the_same_change_twice_is_written_once(self, world: CrmWorld) -> None:
        change = approved_change(entity_id=world.deal_id, old="Call back", new="Send quote")
        world.crm.apply(change)
        world.set_next_step("Lunch with Anna")
        again = world.crm.apply(change)
        assert again.already
        assert (again.old, again.new) == ("Call back", "Send quote")
        assert world.crm.read("deal", world.deal_id, "next_step") == "Lunch with Anna"

    def test_a_change_that_drifted_can_be_proposed_anew_under_another_key(self, world: CrmWorld) -> None:
        world.set_next_step("Lunch with Anna")
        with pytest.raises(Drift):
            world.crm.apply(approved_change(entity_id=world.deal_id, old="Call back", new="Send quote"))
        fresh = approved_change(
            key="prop_2", entity_id=world.deal_id, old="Lunch with Anna", new="Send quote"
        )
        assert not world.crm.apply(fresh).already

    def test_one_proposals_key_never_writes_a_second_value(self, world: CrmWorld) -> None:
        world.crm.apply(approved_change(entity_id=world.deal_id, old="Call back", new="Send quote"))
        with pytest.raises(Rejected):
            world.crm.apply(approved_change(entity_id=world.deal_id, old="Send quote", new="Something else"))
        assert world.crm.read("deal", world.deal_id, "next_step") == "Send quote"

    def test_a_value_that_the_crm_can_not_take_changes_nothing_and_burns_no_key(
        self, world: CrmWorld
    ) -> None:
        with pytest.raises(Rejected) as refusal:
            world.crm.apply(approved_change(entity_id=world.deal_id, old="Call back", new=world.too_long))
        assert not isinstance(refusal.value, Drift)
        assert world.crm.read("deal", world.deal_id, "next_step") == "Call back"
        done = world.crm.apply(approved_change(entity_id=world.deal_id, old="Call back", new="Send quote"))
        assert not done.already

    def test_a_value_that_is_there_already_needs_no_write(self, world: CrmWorld) -> None:
        world.set_next_step("Send quote")
        done = world.crm.apply(approved_change(entity_id=world.deal_id, old="Call back", new="Send quote"))
        assert done.already

    def test_a_change_of_an_unknown_entity_is_rejected(self, world: CrmWorld) -> None:
        with pytest.raises(Rejected):
            world.crm.apply(approved_change(entity_id="no-such-deal", old="Call back", new="Send quote"))

    def test_of_eight_conflicting_changes_exactly_one_wins(self, world: CrmWorld) -> None:
        changes = [
            approved_change(key=f"prop_{n}", entity_id=world.deal_id, old="Call back", new=f"Step {n}")
            for n in range(8)
        ]
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda change: _outcome(world.crm, change), changes))
        assert sorted(outcomes) == ["drift"] * 7 + ["written"]
        winner = changes[outcomes.index("written")]
        assert world.crm.read("deal", world.deal_id, "next_step") == winner.new

    def test_of_eight_deliveries_of_one_change_exactly_one_writes(self, world: CrmWorld) -> None:
        change = approved_change(entity_id=world.deal_id, old="Call back", new="Send quote")
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda _: _outcome(world.crm, change), range(8)))
        assert sorted(outcomes) == ["already"] * 7 + ["written"]

    def test_a_task_is_created_once(self, world: CrmWorld) -> None:
        change = approved_change(
            entity="task",
            entity_id="",
            field="task",
            new="2026-11-24 Send revised quote",
            account_id=world.account_id,
        )
        assert world.crm.read("task", "", "task") is None
        before = world.count_tasks()
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(lambda _: _outcome(world.crm, change), range(4)))
        assert sorted(outcomes) == ["already"] * 3 + ["written"]
        again = world.crm.apply(change)
        assert world.count_tasks() == before + 1
        assert world.crm.read("task", again.entity_id, "task") == "2026-11-24 Send revised quote"


def _outcome(crm: Crm, change: object) -> str:
    for _ in range(50):
        try:
            return "already" if crm.apply(change).already else "written"  # type: ignore[arg-type]
        except Drift:
            return "drift"
        except Retry:
            continue
    return "busy"
