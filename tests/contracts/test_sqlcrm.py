"""The SQL connector keeps the Crm contract: on SQLite always, on PostgreSQL where one is named."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from integrations.errors import Rejected, Retry
from integrations.sqlcrm.connector import SqlCrm
from integrations.sqlcrm.mapping import parse_mapping
from tests.contracts import legacy_crm
from tests.contracts.crm_contract import CrmContract, CrmWorld
from tests.doubles.crm import approved_change

POSTGRES = os.environ.get("PROMISSORY_TEST_POSTGRES_URL")


def _world(url: str, engine: sa.Engine) -> CrmWorld:
    def set_next_step(text: str) -> None:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE OPPTY SET nxt = :t WHERE opp_no = 'D-1'"), {"t": text})

    def count_tasks() -> int:
        with engine.connect() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM TODO")).scalar_one())

    return CrmWorld(
        crm=SqlCrm(url, legacy_crm.mapping(), "legacy"),
        deal_id="D-1",
        set_next_step=set_next_step,
        too_long="x" * 61,
        account_id="acc_legacy_A-1",
        count_tasks=count_tasks,
    )


class TestSqlCrmOnSqlite(CrmContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> CrmWorld:
        url = legacy_crm.sqlite_url(tmp_path)
        return _world(url, legacy_crm.build(url))


@pytest.mark.skipif(not POSTGRES, reason="PROMISSORY_TEST_POSTGRES_URL names no PostgreSQL to try this on")
class TestSqlCrmOnPostgres(CrmContract):
    @pytest.fixture
    def world(self) -> Iterator[CrmWorld]:
        assert POSTGRES is not None
        admin = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        yield _world(POSTGRES, legacy_crm.build(POSTGRES))
        admin.dispose()

    def test_typed_columns_keep_their_values_and_a_reader_without_rights_is_told(
        self, world: CrmWorld
    ) -> None:
        assert POSTGRES is not None
        engine = sa.create_engine(POSTGRES)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TABLE t (id serial PRIMARY KEY, n varchar(20), amt numeric(12,2), d date, b boolean,"
                " s char(4), at timestamp); INSERT INTO t (n, amt, d, b, s, at)"
                " VALUES ('Acme', 10.5, '2026-11-30', true, 'A', '2026-11-30 10:00');"
                "DROP ROLE IF EXISTS narrow; CREATE ROLE narrow LOGIN; GRANT USAGE ON SCHEMA public TO narrow;"
                "GRANT SELECT ON t TO narrow;"
                "GRANT UPDATE (amt) ON t TO narrow"
            )
        key = {"column": "id", "type": "int"}
        mapping = parse_mapping(
            {
                "account": {"table": "t", "key": key, "fields": {"name": {"column": "n"}}},
                "deal": {
                    "table": "t",
                    "key": key,
                    "account": "id",
                    "open": {"column": "b", "codes": [1]},
                    "fields": {
                        "name": {"column": "n"},
                        "amount": {"column": "amt", "type": "decimal", "writable": True},
                        "close_date": {"column": "d", "type": "date", "writable": True},
                        "stage": {"column": "s", "type": "code", "codes": {"A": "lead"}, "writable": True},
                        "next_step": {"column": "n", "writable": True},
                    },
                },
            }
        )
        narrow = SqlCrm(sa.make_url(POSTGRES).set(username="narrow").render_as_string(False), mapping)
        change = approved_change(field="amount", old="10.50", new="99.90")
        assert [narrow.apply(change).already, narrow.apply(change).already] == [False, True]
        with pytest.raises(Rejected, match="permission denied"):
            narrow.apply(approved_change(key="p2", field="close_date", old="2026-11-30", new="2026-12-01"))
        crm = SqlCrm(POSTGRES, mapping)
        crm.apply(approved_change(key="p3", field="close_date", old="2026-11-30", new="2026-12-01"))
        deal = crm.snapshot().deals[0]
        assert (deal.amount, str(deal.close_date), deal.stage, deal.is_open) == (
            "99.90",
            "2026-12-01",
            "lead",
            True,
        )
        with pytest.raises(Rejected, match="at most 20"):
            crm.apply(approved_change(key="p4", field="next_step", old="Acme", new="x" * 21))

    def test_a_row_that_somebody_else_holds_is_tried_again_later(self, world: CrmWorld) -> None:
        assert POSTGRES is not None
        engine = sa.create_engine(POSTGRES)
        change = approved_change(entity_id=world.deal_id, old="Call back", new="Send quote")
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1 FROM OPPTY WHERE opp_no = 'D-1' FOR UPDATE")
            with pytest.raises(Retry):
                world.crm.apply(change)
        assert not world.crm.apply(change).already
