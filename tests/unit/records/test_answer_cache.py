"""A kept answer is found by the same reader with the same evidence, for a while, and by nobody else."""

from pathlib import Path

import pytest

from records import answer_cache
from records.answer_cache import MAX_AGE, CachedAnswers
from records.erasure import Erasure
from records.models import PromiseStatus as Status
from tests.builders import DANA, HENRIK, MARA, TOM, digested, event, promise
from tests.unit.records.stores import Stores

MAIL = event("We'll send the quote on Friday.")


@pytest.fixture
def kept(ledger: Stores) -> CachedAnswers:
    ledger.log.append(ledger.box(), [digested(MAIL, promise(MAIL, account_id="acc"))], version="v1")
    ledger.people.add(TOM.email)
    return CachedAnswers(ledger.db, ledger.clock)


def standing(kept: CachedAnswers, reader: str = MARA.email) -> str | None:
    return kept.standing(reader, [MAIL.id])


def test_what_was_kept_is_found_again_and_the_newer_value_wins(kept: CachedAnswers) -> None:
    kept.put("k", '{"text": "one"}')
    kept.put("k", '{"text": "two"}')
    assert kept.get("k") == '{"text": "two"}'
    assert kept.get("other") is None
    assert kept.count() == 1


def test_an_answer_dies_of_age(kept: CachedAnswers, ledger: Stores) -> None:
    kept.put("k", "v")
    ledger.clock.advance(MAX_AGE)
    assert kept.get("k") is None
    kept.purge()
    assert kept.count() == 0


def test_the_oldest_make_room_by_number_and_by_size(
    kept: CachedAnswers, ledger: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_cache, "MAX_ENTRIES", 3)
    monkeypatch.setattr(answer_cache, "MAX_CHARACTERS", 100)
    for n in range(5):
        kept.put(f"k{n}", "v")
        ledger.clock.advance(MAX_AGE / 100)
    assert [kept.get(f"k{n}") for n in range(5)] == [None, None, "v", "v", "v"]
    kept.put("large", "x" * 99)
    assert kept.count() == 2 and kept.get("large") == "x" * 99


def test_what_is_far_too_long_is_not_kept(kept: CachedAnswers) -> None:
    kept.put("k", "x" * (answer_cache.LONGEST + 1))
    assert kept.get("k") is None


def test_nothing_stands_for_who_may_not_read_all_of_it(kept: CachedAnswers) -> None:
    assert standing(kept) is not None
    assert standing(kept, TOM.email) is None
    assert standing(kept, HENRIK.email) is None
    assert standing(kept, DANA) is None
    assert kept.standing(MARA.email, [MAIL.id, "ev_unknown"]) is None


def test_two_readers_of_the_same_mail_never_share_a_key(kept: CachedAnswers, ledger: Stores) -> None:
    ledger.log.append(ledger.box(TOM.email), [digested(MAIL)], version="v1")
    assert standing(kept, TOM.email) is not None
    assert standing(kept, TOM.email) != standing(kept)


def test_the_key_changes_with_what_the_reader_may_read(kept: CachedAnswers, ledger: Stores) -> None:
    before = standing(kept)
    ledger.people.mailbox_of(MARA.email, "calendar")
    assert standing(kept) not in (None, before)


def test_a_share_taken_back_ends_it(kept: CachedAnswers, ledger: Stores) -> None:
    ledger.promises.hand_over(promise(MAIL).id, TOM.email, MARA.email)
    assert standing(kept, TOM.email) is not None
    with ledger.db.write() as connection:
        connection.exec_driver_sql("DELETE FROM event_share")
    assert standing(kept, TOM.email) is None


def test_the_key_changes_with_the_promise_and_with_a_newer_version(
    kept: CachedAnswers, ledger: Stores
) -> None:
    seen = {standing(kept)}
    ledger.promises.click(promise(MAIL).id, Status.kept, MARA.email, "said it is done")
    seen.add(standing(kept))
    newer = event("We'll send the quote on Monday.")
    ledger.log.append(ledger.box(), [digested(newer)], version="v1")
    seen.add(standing(kept))
    assert len(seen) == 3 and None not in seen


def test_the_same_evidence_in_another_order_is_the_same(kept: CachedAnswers, ledger: Stores) -> None:
    other = event("Noted.", number=2)
    ledger.log.append(ledger.box(), [digested(other)], version="v1")
    one = kept.standing(MARA.email, [MAIL.id, other.id])
    assert one == kept.standing(MARA.email, [other.id, MAIL.id, MAIL.id])
    assert one != standing(kept)


def test_an_erasure_empties_it_to_the_last_byte(kept: CachedAnswers, ledger: Stores) -> None:
    kept.put("old", "Dana was promised the xylophonic samples")
    kept.put("old", "nothing")
    kept.put("k", "Dana wants the zymurgical samples")
    erasure = Erasure(ledger.db, ledger.clock)
    erasure.erase(erasure.events_of(DANA), DANA)
    assert kept.count() == 0
    assert standing(kept) is None
    ledger.db.close()
    for file in Path(ledger.home).iterdir():
        assert b"zymurgical" not in file.read_bytes() and b"xylophonic" not in file.read_bytes()
