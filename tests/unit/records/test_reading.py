"""Nobody reads what they may not read, whichever way they ask."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from records.models import Direction, PromiseStatus
from tests.builders import DANA, HENRIK, MARA, NOW, PRIYA, TOM, digested, event, promise
from tests.unit.records.stores import Stores

CANARY = "zanzibar-canary"
SECRET = event(
    f"We'll send the {CANARY} quote on Friday.",
    subject=f"About {CANARY}",
    external_id=f"{CANARY}@northbeam.example",
    thread=f"{CANARY}-thread",
)


@pytest.fixture
def secret(ledger: Stores) -> Stores:
    """One mail in Mara's mailbox; Tom, Henrik and Priya work here too."""
    for person in (PRIYA, HENRIK, MARA, TOM):
        ledger.people.add(person.email, person.role)
    found = ledger.accounts.resolve(SECRET, [SECRET.sender] if SECRET.sender else [])
    account_id = found[DANA]
    made = promise(SECRET, account_id=account_id, due=date(2026, 11, 19))
    ledger.log.append(ledger.box(), [digested(SECRET, made, accounts=[account_id])], version="v1")
    ledger.box(TOM.email)
    return ledger


WAYS: dict[str, Callable[[Stores, str], object]] = {
    "promises": lambda s, who: s.reading.promises(who),
    "promises of an owner": lambda s, who: s.reading.promises(who, owner=MARA.email),
    "promises of an account": lambda s, who: s.reading.promises(
        who, account_ids=[a.id for a in s.accounts.all()], direction=Direction.ours
    ),
    "broken promises": lambda s, who: s.reading.promises(
        who, statuses=[PromiseStatus.broken], today=NOW.date(), said_from=NOW - timedelta(days=9)
    ),
    "events": lambda s, who: s.reading.events(who, [SECRET.id]),
    "an event by our id": lambda s, who: s.reading.event(who, SECRET.id),
    "an event by its Message-ID": lambda s, who: s.reading.event(who, f"<{SECRET.external_id}>"),
    "words": lambda s, who: s.reading.search_words(who, "quote", 10),
    "words of an account": lambda s, who: s.reading.search_words(
        who,
        f'"{CANARY}"',
        10,
        account_ids=[a.id for a in s.accounts.all()],
        said_from=NOW - timedelta(days=9),
    ),
    "accounts": lambda s, who: s.reading.accounts(who),
    "correspondents": lambda s, who: s.reading.correspondents(who),
    "coverage": lambda s, who: s.reading.coverage(who).sources or None,
    "mailboxes": lambda s, who: (
        s.log.count_unembedded("x") and s.reading.mailboxes(who) and s.reading.events(who, [SECRET.id])
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "reader",
    [
        "stranger@else.example",
        "",
        "%",
        "' OR 1=1 --",
        DANA,
        TOM.email,
        HENRIK.email,
        PRIYA.email,
        MARA.email.upper(),
    ],
)
def test_whoever_does_not_own_the_mailbox_sees_nothing(secret: Stores, way: str, reader: str) -> None:
    found = WAYS[way](secret, reader)
    assert not found
    assert CANARY not in repr(found)


@pytest.mark.parametrize("way", WAYS)
def test_the_owner_of_the_mailbox_sees_it(secret: Stores, way: str) -> None:
    assert WAYS[way](secret, MARA.email)


@pytest.mark.parametrize("way", WAYS)
def test_a_colleague_with_the_same_mail_sees_it_from_then_on(secret: Stores, way: str) -> None:
    secret.log.append(secret.box(TOM.email), [digested(SECRET)], version="v1")
    assert WAYS[way](secret, TOM.email)


@pytest.mark.parametrize("way", WAYS)
def test_who_no_longer_works_here_sees_nothing_any_more(secret: Stores, way: str) -> None:
    secret.people.remove(MARA.email)
    assert not WAYS[way](secret, MARA.email)


def test_a_promise_past_its_day_reads_as_broken_but_is_stored_as_open(secret: Stores) -> None:
    today = NOW.date()
    assert [p.status for p in secret.reading.promises(MARA.email, today=today)] == [PromiseStatus.broken]
    assert secret.reading.promises(MARA.email, statuses=[PromiseStatus.open], today=today) == []
    assert [p.status for p in secret.reading.promises(MARA.email)] == [PromiseStatus.open]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"due_from": date(2026, 11, 19)}, True),
        ({"due_from": date(2026, 11, 20)}, False),
        ({"due_to": date(2026, 11, 19)}, True),
        ({"due_to": date(2026, 11, 18)}, False),
        ({"said_from": SECRET.at}, True),
        ({"said_from": SECRET.at + timedelta(seconds=1)}, False),
        ({"said_to": SECRET.at}, True),
        ({"said_to": SECRET.at - timedelta(seconds=1)}, False),
        ({"direction": Direction.theirs}, False),
        ({"account_ids": []}, False),
        ({"owner": TOM.email}, False),
        ({"limit": 0}, False),
    ],
)
def test_promises_can_be_narrowed_down(secret: Stores, given: dict[str, object], found: bool) -> None:
    assert bool(secret.reading.promises(MARA.email, **given)) is found  # type: ignore[arg-type]


def test_a_hit_is_a_verbatim_slice_of_its_mail(secret: Stores) -> None:
    for hit in secret.reading.search_words(MARA.email, "friday", 5):
        assert SECRET.text[hit.start : hit.end] == hit.text


def test_neighbours_are_the_mails_before_and_after_in_the_thread(ledger: Stores) -> None:
    thread = [event(f"mail {n}", number=n, thread="t", at=NOW + timedelta(hours=n)) for n in range(3)]
    ledger.log.append(ledger.box(), [digested(e) for e in reversed(thread)], version="v1")
    first, middle, last = (e.id for e in thread)
    assert ledger.reading.neighbours_of([first, middle, last]) == {
        first: (None, middle),
        middle: (first, last),
        last: (middle, None),
    }


def test_coverage_says_how_much_was_searched_and_how_fresh_it_is(secret: Stores) -> None:
    found = secret.reading.coverage(MARA.email)
    assert (len(found.sources), found.events, found.as_of) == (1, 1, SECRET.at)
    assert found.sources[0].startswith("files")
    assert secret.reading.coverage(MARA.email, ["no account"]).events == 0
