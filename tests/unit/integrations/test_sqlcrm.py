"""What the SQL connector makes of a legacy CRM, and what it refuses to do to it."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from integrations.errors import Drift, Rejected, Retry
from integrations.registry import sql_crm
from integrations.sqlcrm.connector import SqlCrm
from integrations.sqlcrm.mapping import MappingError, parse_mapping
from records.models import Account
from tests.contracts import legacy_crm
from tests.doubles.crm import approved_change

SAMPLE = Path(__file__).parents[3] / "bot" / "sample_company"


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return legacy_crm.build(legacy_crm.sqlite_url(tmp_path))


@pytest.fixture
def crm(engine: sa.Engine) -> SqlCrm:
    return SqlCrm(str(engine.url), legacy_crm.mapping(), "legacy")


def _one(engine: sa.Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(query).scalar_one()


def test_a_snapshot_speaks_our_words_and_leaves_out_what_says_too_little(crm: SqlCrm) -> None:
    known = crm.snapshot()
    acme, globex = known.accounts
    assert acme == Account(
        id="acc_legacy_A-1",
        name="Acme Corp.",
        domains=("acme.example", "acme.test"),
        crm="legacy",
        crm_id="A-1",
        at_risk_flag=True,
        owner="rep@initech.example",
    )
    assert (globex.name, globex.at_risk_flag, globex.owner, globex.domains) == ("Globex", False, "XX", ())
    assert [(c.name, c.email, c.account_id) for c in known.contacts] == [
        ("Ada Byron", "ada@acme.example", "acc_legacy_A-1")
    ]
    renewal, old = known.deals
    assert (renewal.stage, renewal.amount, str(renewal.close_date)) == (
        "Negotiation",
        "52000.00",
        "2026-11-30",
    )
    assert renewal.is_open
    assert (old.stage, old.amount, old.close_date, old.next_step) == ("status_code_77", None, None, None)
    assert not old.is_open


def test_ids_stay_the_same_from_one_reading_to_the_next(crm: SqlCrm) -> None:
    assert crm.snapshot() == crm.snapshot()


@pytest.mark.parametrize(
    ("field", "old", "new", "query", "stored"),
    [
        ("stage", "Negotiation", "qualified", "SELECT stat FROM OPPTY WHERE opp_no='D-1'", "status_code_3"),
        ("amount", "52000", "61500.5", "SELECT val_ct FROM OPPTY WHERE opp_no='D-1'", 6150050),
        (
            "close_date",
            "2026-11-30",
            "2026-12-18",
            "SELECT close_dt FROM OPPTY WHERE opp_no='D-1'",
            "18.12.2026",
        ),
    ],
)
def test_values_are_written_in_the_crms_own_spelling(
    crm: SqlCrm, engine: sa.Engine, field: str, old: str, new: str, query: str, stored: object
) -> None:
    crm.apply(approved_change(entity_id="D-1", field=field, old=old, new=new))
    assert _one(engine, query) == stored


def test_a_contact_is_found_by_its_number(crm: SqlCrm) -> None:
    done = crm.apply(
        approved_change(entity="contact", entity_id="7", field="title", old="CTO", new="Chief of Staff")
    )
    assert (done.old, done.new) == ("CTO", "Chief of Staff")


def test_an_unreadable_old_value_can_be_replaced_by_who_saw_it(crm: SqlCrm) -> None:
    assert crm.read("deal", "D-2", "close_date") == "soon"
    with pytest.raises(Drift):
        crm.apply(approved_change(entity_id="D-2", field="close_date", old=None, new="2026-12-18"))
    crm.apply(
        approved_change(key="prop_2", entity_id="D-2", field="close_date", old="soon", new="2026-12-18")
    )
    assert crm.read("deal", "D-2", "close_date") == "2026-12-18"


def test_an_empty_field_can_be_filled(crm: SqlCrm) -> None:
    done = crm.apply(approved_change(entity_id="D-2", field="next_step", old=None, new="Ask for news"))
    assert (done.old, done.new) == (None, "Ask for news")


@pytest.mark.parametrize(
    ("entity", "entity_id", "field", "new", "says"),
    [
        ("deal", "D-1", "stage", "Negociation", "perhaps Negotiation is meant"),
        ("deal", "D-1", "amount", "52000.001", "at most two decimals"),
        ("deal", "D-1", "next_step", "x" * 61, "61 characters and the CRM takes at most 60"),
        ("deal", "D-1", "next_step", "one\ntwo", "line breaks"),
        ("deal", "D-1", "name", "Another name", "does not allow writing"),
        ("deal", "D-1", "color", "red", "knows no field color"),
        ("contact", "7", "phone", "+44 20 7946 0000 123456", "at most 20"),
        ("contact", "seven", "title", "CFO", "has no contact 'seven'"),
        ("account", "Z-9", "name", "Gone", "does not allow writing"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_field_and_the_reason(
    crm: SqlCrm, engine: sa.Engine, entity: str, entity_id: str, field: str, new: str, says: str
) -> None:
    def dump() -> list[str]:
        with sqlite3.connect(str(engine.url.database)) as connection:
            return [line for line in connection.iterdump() if "promissory_effects" not in line]

    before = dump()
    with pytest.raises(Rejected, match="."):
        try:
            crm.apply(approved_change(entity=entity, entity_id=entity_id, field=field, old=None, new=new))
        except Rejected as refusal:
            assert says in str(refusal)
            raise
    assert dump() == before


def test_a_crm_that_alters_what_it_is_given_gets_everything_rolled_back(
    crm: SqlCrm, engine: sa.Engine
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER shout AFTER UPDATE OF nxt ON OPPTY BEGIN"
            " UPDATE OPPTY SET nxt = upper(nxt) WHERE opp_no = new.opp_no AND nxt <> upper(nxt); END"
        )
    with pytest.raises(Rejected, match="SEND QUOTE"):
        crm.apply(approved_change(entity_id="D-1", old="Call back", new="Send quote"))
    assert crm.read("deal", "D-1", "next_step") == "Call back"
    assert _one(engine, "SELECT count(*) FROM promissory_effects") == 0


def test_a_crm_whose_own_rules_refuse_says_so(crm: SqlCrm, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER closed BEFORE UPDATE ON OPPTY BEGIN SELECT RAISE(ABORT, 'books are closed'); END"
        )
    with pytest.raises(Rejected, match="books are closed"):
        crm.apply(approved_change(entity_id="D-1", old="Call back", new="Send quote"))


def test_a_crm_that_somebody_else_locks_is_tried_again_later(
    crm: SqlCrm, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm.check()
    hurried = SqlCrm(f"{engine.url}?timeout=0.05", legacy_crm.mapping(), "legacy")
    other = sqlite3.connect(str(engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Retry):
            hurried.apply(approved_change(entity_id="D-1", old="Call back", new="Send quote"))
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert not hurried.apply(approved_change(entity_id="D-1", old="Call back", new="Send quote")).already


def test_where_no_table_of_ours_may_be_kept_a_retry_still_writes_nothing_twice(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm = SqlCrm(str(engine.url), legacy_crm.mapping(), "legacy")
    monkeypatch.setattr(crm._effects, "ensure", lambda engine: None)
    change = approved_change(entity_id="D-1", old="Call back", new="Send quote")
    assert [crm.apply(change).already, crm.apply(change).already] == [False, True]
    task = approved_change(
        key="prop_t",
        entity="task",
        entity_id="",
        field="task",
        new="2026-11-24 Send quote",
        account_id="acc_legacy_A-1",
    )
    assert [crm.apply(task).already, crm.apply(task).already] == [False, True]
    assert _one(engine, "SELECT count(*) FROM TODO") == 1


def test_a_task_gets_its_account_its_owner_and_the_crms_defaults(crm: SqlCrm, engine: sa.Engine) -> None:
    crm.apply(
        approved_change(
            entity="task",
            entity_id="",
            field="task",
            new="2026-11-24 Send revised quote",
            account_id="acc_legacy_A-1",
        )
    )
    with engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT cust_no, due_ymd, what, rep, stat FROM TODO").one()
    assert tuple(row) == ("A-1  ", 20261124, "Send revised quote", "AK", "O")


def test_a_task_for_an_account_that_the_crm_does_not_know_is_refused(crm: SqlCrm) -> None:
    with pytest.raises(Rejected, match="does not know the task's account"):
        crm.apply(
            approved_change(entity="task", entity_id="", field="task", new="Call", account_id="acc_new")
        )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            ("deal", "table", "opty"),
            "names the table `opty`, which the CRM does not have; perhaps OPPTY is meant",
        ),
        (("deal", "account", "cust_num"), "names the column `cust_num` (account)"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_says_what_is_meant(
    engine: sa.Engine, change: tuple[str, str, str], says: str
) -> None:
    entity, part, wrong = change
    content = {**legacy_crm.MAPPING, entity: {**legacy_crm.MAPPING[entity], part: wrong}}
    with pytest.raises(MappingError) as refusal:
        SqlCrm(str(engine.url), parse_mapping(content)).check()
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_database_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no CRM database"):
        SqlCrm(f"sqlite:///{tmp_path}/nowhere.sqlite", legacy_crm.mapping())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["not a url", "oracle+none://x", "nosuch://x"])
def test_a_wrong_url_is_a_plain_sentence(url: str) -> None:
    with pytest.raises(MappingError, match="URL is wrong"):
        SqlCrm(url, legacy_crm.mapping())


def test_a_sum_kept_as_a_decimal_column_comes_back_exactly(tmp_path: Path) -> None:
    url = legacy_crm.sqlite_url(tmp_path)
    with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO a VALUES (1, 'Acme');"
            "CREATE TABLE d (id INTEGER PRIMARY KEY, a INTEGER, n TEXT, amt DECIMAL(12,2), d DATE);"
            "INSERT INTO d VALUES (1, 1, 'Deal', 0.1, '2026-11-30');"
        )
    mapping = parse_mapping(
        {
            "account": {
                "table": "a",
                "key": {"column": "id", "type": "int"},
                "fields": {"name": {"column": "n"}},
            },
            "deal": {
                "table": "d",
                "key": {"column": "id", "type": "int"},
                "account": "a",
                "fields": {
                    "name": {"column": "n"},
                    "amount": {"column": "amt", "type": "decimal", "writable": True},
                    "close_date": {"column": "d", "type": "date", "writable": True},
                },
            },
        }
    )
    crm = SqlCrm(url, mapping)
    assert crm.snapshot().deals[0].amount == "0.10"
    crm.apply(approved_change(field="amount", old="0.10", new="1234567.89"))
    crm.apply(approved_change(key="prop_2", field="close_date", old="2026-11-30", new="2026-12-01"))
    deal = crm.snapshot().deals[0]
    assert (Decimal(deal.amount or ""), str(deal.close_date)) == (Decimal("1234567.89"), "2026-12-01")


def test_the_sample_companys_crm_fits_its_mapping(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
        connection.executescript((SAMPLE / "crm.sql").read_text(encoding="utf-8"))
        people = connection.execute("SELECT count(*) FROM PERS WHERE AKTIV_FL = 'Y'").fetchone()[0]
        deals = connection.execute("SELECT count(*) FROM OPP_HDR").fetchone()[0]
    crm = sql_crm(f"sqlite:///{tmp_path / 'crm.sqlite'}", SAMPLE / "crm_mapping.yml")
    known = crm.snapshot()
    assert len(known.contacts) == people
    assert len(known.deals) == deals
    assert [a.name for a in known.accounts if a.at_risk_flag] == ["Hollis and Wray Foods"]
    assert all(a.owner and "@" in a.owner for a in known.accounts)
    assert all(d.stage and d.stage.isalpha() for d in known.deals)
    acme = next(d for d in known.deals if d.crm_id == "70118")
    assert (acme.amount, str(acme.close_date), acme.is_open) == ("49400.00", "2026-12-31", True)
    unknown = next(d for d in known.deals if d.crm_id == "70151")
    assert (unknown.amount, unknown.close_date) == (None, None)
    done = crm.apply(
        approved_change(
            entity="task",
            entity_id="",
            field="task",
            new="2026-11-24 Send revised quote",
            account_id=next(a.id for a in known.accounts if a.name.startswith("Acme")),
            owner="mara.lindqvist@northbeam.example",
        )
    )
    assert crm.read("task", done.entity_id, "task") == "2026-11-24 Send revised quote"
