"""What a question asks for, in the users' words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.models import Account, Direction, Person, PromiseStatus
from retrieval.account_names import AccountNames
from retrieval.question import understand
from retrieval.question_fields import Kind, Question

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
JANA, TOM = "jana@fabrikam.example", "tom@fabrikam.example"
PEOPLE = [
    Person(email=JANA, role="rep", name="Jana Novak", tz="Europe/Berlin"),
    Person(email=TOM, role="rep", name="Tom Reed"),
]
ACCOUNTS = AccountNames(
    [
        Account(id="acme", name="Acme Corp"),
        Account(id="globex", name="Globex"),
        Account(id="initech", name="Initech Inc."),
        Account(id="hooli", name="Hooli GmbH"),
    ]
)
MIX = """what did we they I promise promised owe Acme Initrode Tom Maria for to us by last November this week
due overdue SSO 's ? and about the has been sent ("""
OURS, THEIRS = Direction.ours, Direction.theirs
OPEN = (PromiseStatus.open, PromiseStatus.broken)


def ask(text: str, previous: Question | None = None, now: datetime = NOW) -> Question:
    return understand(text, now, ACCOUNTS, PEOPLE, JANA, previous)


def test_what_did_we_promise_acme_last_november() -> None:
    asked = ask("what did we promise Acme last November?")
    assert asked.account_ids == ("acme",) and asked.direction is OURS and asked.kind is Kind.promises
    assert asked.said is not None and (asked.said.first, asked.said.last) == (
        date(2025, 11, 1),
        date(2025, 11, 30),
    )
    assert asked.topic == () and asked.owner is None


def test_said_days_are_those_of_the_askers_zone() -> None:
    first, last = ask("what did we promise Acme yesterday?").said_between()
    assert first == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert last == datetime(2026, 11, 20, 23, tzinfo=UTC)


def test_what_do_i_owe_this_week() -> None:
    asked = ask("what do I owe this week?")
    assert asked.owner == JANA and asked.owner_is_asker and asked.direction is OURS and asked.statuses == OPEN
    assert asked.due is not None and (asked.due.first, asked.due.last) == (
        date(2026, 11, 16),
        date(2026, 11, 22),
    )
    assert asked.said is None


def test_what_is_overdue_for_globex() -> None:
    asked = ask("what is overdue for Globex?")
    assert asked.account_ids == ("globex",) and asked.overdue_only and asked.direction is OURS


def test_did_we_ever_promise_initech_sso() -> None:
    asked = ask("did we ever promise Initech SSO?")
    assert asked.kind is Kind.whether and asked.account_ids == ("initech",) and asked.topic == ("sso",)
    assert asked.unknown_account is None


@pytest.mark.parametrize(
    "text",
    [
        "what did they promise us?",
        "what did Acme promise us?",
        "What has Acme promised?",
        "what does Acme owe us",
        "Acme's open promises",
        "promises from Acme",
        "when will Acme sign?",
        "Was hat Acme uns versprochen?",
    ],
)
def test_promises_of_theirs(text: str) -> None:
    assert ask(text).direction is THEIRS


@pytest.mark.parametrize(
    "text",
    [
        "what did we promise Acme",
        "What have we promised to Acme?",
        "what do we owe Acme",
        "what did Jana promise Acme",
        "Was haben wir Acme versprochen?",
        "qu'avons-nous promis à Acme ?",
        "open promises for Acme",
    ],
)
def test_promises_of_ours(text: str) -> None:
    asked = ask(text)
    assert asked.direction is OURS and asked.account_ids == ("acme",) and asked.topic == ()


def test_a_colleague_is_an_owner() -> None:
    asked = ask("what did Tom promise Globex in Q3?")
    assert asked.owner == TOM and not asked.owner_is_asker and asked.owner_label == "Tom Reed"
    assert asked.said is not None and asked.said.first == date(2026, 7, 1)


def test_somebody_at_the_customers_is_a_name_to_look_for() -> None:
    asked = ask("what did Maria promise us?")
    assert asked.owner_name == "Maria" and asked.direction is THEIRS and asked.unknown_account is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what's due today", date(2026, 11, 21), date(2026, 11, 21)),
        ("What is due tomorrow?", date(2026, 11, 22), date(2026, 11, 22)),
        ("what's due next week", date(2026, 11, 23), date(2026, 11, 29)),
        ("what do we owe Acme by Friday?", None, date(2026, 11, 27)),
        ("Was schulde ich diese Woche?", date(2026, 11, 16), date(2026, 11, 22)),
    ],
)
def test_due_days(text: str, first: date | None, last: date) -> None:
    asked = ask(text)
    assert asked.due is not None and (asked.due.first, asked.due.last) == (first, last)
    assert asked.kind is Kind.promises


def test_has_it_been_sent() -> None:
    asked = ask("has the SOW been sent to Hooli?")
    assert (
        asked.kind is Kind.whether
        and asked.settled
        and asked.topic == ("sow",)
        and asked.account_ids == ("hooli",)
    )


def test_when_will_we_deliver() -> None:
    asked = ask("when will we deliver the API docs to Hooli?")
    assert asked.kind is Kind.promises and asked.topic == ("api", "docs") and asked.due is None


@pytest.mark.parametrize(
    "text",
    [
        "what did we promise Initrode?",
        "what did we promise initrode",
        "What did we promise Initrode last month?",
        "what is overdue for Initrode?",
        "did we promise Initrode a discount?",
        "open promises for Initrode",
    ],
)
def test_an_unknown_account_is_noticed_with_near_names(text: str) -> None:
    asked = ask(text)
    assert (asked.unknown_account or "").lower() == "initrode"
    assert asked.near_names == ("Initech Inc.",)
    assert asked.account_ids == ()


@pytest.mark.parametrize(
    "text",
    [
        "did we promise SSO?",
        "did we ever promise Kubernetes support?",
        "what did we promise in Q3?",
        "what did we promise on Monday?",
        "what did we promise everyone about SAML?",
        "have we promised anybody a refund?",
        "What promises are late?",
    ],
)
def test_things_and_days_are_no_accounts(text: str) -> None:
    assert ask(text).unknown_account is None


def test_a_typo_is_taken_for_the_account_and_marked() -> None:
    asked = ask("what did we promise Globbex?")
    assert asked.account_ids == ("globex",) and asked.guessed


def test_general_questions_go_to_passages() -> None:
    asked = ask("what did Acme say about pricing?")
    assert asked.kind is Kind.passages and asked.topic == ("pricing",) and asked.direction is THEIRS
    assert ask("who complained about the invoice?").kind is Kind.passages


def test_and_for_globex_keeps_the_rest() -> None:
    first = ask("what did we promise Acme about pricing last month?")
    second = ask("and for Globex?", first)
    assert second.account_ids == ("globex",)
    assert (second.said, second.direction, second.topic, second.kind) == (
        first.said,
        OURS,
        ("pricing",),
        Kind.promises,
    )


def test_and_last_month_keeps_the_account() -> None:
    second = ask("and last month?", ask("what did we promise Acme?"))
    assert (
        second.account_ids == ("acme",) and second.said is not None and second.said.first == date(2026, 10, 1)
    )


def test_and_what_did_they_promise_turns_the_direction() -> None:
    second = ask("and what did they promise us?", ask("what did we promise Acme?"))
    assert second.direction is THEIRS


def test_a_follow_up_about_an_unknown_account_is_unknown() -> None:
    second = ask("what about Umbrella?", ask("what did we promise Acme?"))
    assert second.unknown_account == "Umbrella" and second.account_ids == ()


def test_a_whole_new_question_forgets_the_old_one() -> None:
    second = ask("what do I owe this week?", ask("what did we promise Acme about pricing?"))
    assert second.account_ids == () and second.topic == ()


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    asked = ask(text, ask("what did we promise Acme?"))
    assert len(asked.text) <= 1_000


@given(
    st.lists(
        st.sampled_from(MIX.split()),
        max_size=12,
    )
)
def test_odd_mixes_of_question_words_do_not_make_it_fail(words: list[str]) -> None:
    ask(" ".join(words), ask("and for Globex?"))


def test_endless_questions_are_cut() -> None:
    assert len(ask("promise " * 50_000).text) <= 1_000
