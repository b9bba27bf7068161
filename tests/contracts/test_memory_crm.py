"""The in-memory CRM keeps the contract, so tests that use it prove something."""

import pytest

from tests.contracts.crm_contract import CrmContract, CrmWorld
from tests.doubles.crm import MemoryCrm


class TestMemoryCrm(CrmContract):
    @pytest.fixture
    def world(self) -> CrmWorld:
        crm = MemoryCrm(
            fields={("deal", "D-1"): {"next_step": "Call back"}},
            refuses=lambda field, value: "too long" if len(value) > 60 else None,
        )
        return CrmWorld(
            crm=crm,
            deal_id="D-1",
            set_next_step=lambda text: crm.fields[("deal", "D-1")].update(next_step=text),
            too_long="x" * 61,
            account_id="acc_memory_A-1",
            count_tasks=lambda: sum(entity == "task" for entity, _ in crm.fields),
        )
