"""Eight people click the same card at the same moment: one of them decides, the others hear who it was."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.clicks import (
    APPROVE,
    EDIT,
    EIGHT_APPROVE,
    MIXED,
    REJECT,
    SNOOZE,
    Crowd,
    crowd,
    knows_who,
    outcome,
    propose,
    was_decided_once,
)
from records.models import DecisionKind, ProposalStatus

KINDS = (APPROVE, EDIT, REJECT, SNOOZE)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Eight managers with names, in one home for all tests of this file."""
    made = crowd(tmp_path_factory.mktemp("clicks") / "home")
    yield made
    made.close()
    made.app.close()


NUMBERS = count()


def clicked(people: Crowd, times: int, kinds: tuple[tuple[DecisionKind, ...], ...]) -> None:
    """Every card is decided once, and everybody who was too late hears by whom."""
    for n in range(times):
        p = propose(people, next(NUMBERS))
        clicks = people.click(p, kinds[n % len(kinds)])
        found = outcome(people, p)
        assert was_decided_once(found, p), p.id
        deciders = [c.person for c in clicks if c.counted and c.kind is not SNOOZE]
        assert deciders == [found.proposal.decided_by]
        late = [c for c in clicks if not c.counted]
        assert [c.told for c in late if not knows_who(people, c, found)] == []
    assert people.app.audit.verify().ok


def test_each_of_ten_cards_is_approved_once(people: Crowd) -> None:
    clicked(people, 10, EIGHT_APPROVE)


def test_it_does_not_matter_that_some_reject_and_some_put_it_off(people: Crowd) -> None:
    clicked(people, 10, MIXED)


@pytest.mark.slow
def test_two_hundred_cards_are_each_decided_once(people: Crowd) -> None:
    clicked(people, 200, EIGHT_APPROVE + MIXED)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(KINDS), min_size=8, max_size=8))
def test_whatever_eight_people_do_at_once_at_most_one_decides(
    people: Crowd, kinds: list[DecisionKind]
) -> None:
    """An edit decides nothing, but whoever approves or rejects what it changed is sent to look again."""
    p = propose(people, next(NUMBERS))
    clicks = people.click(p, kinds)
    found = outcome(people, p)
    decided = [c for c in clicks if c.counted and c.kind in (APPROVE, REJECT)]
    edited = [c for c in clicks if c.counted and c.kind is EDIT]
    assert len(decided) == found.decisions == found.noted <= 1
    status = found.proposal.status
    if decided and decided[0].kind is APPROVE:
        # Only what stood on the card reaches the CRM, never what was typed over it in that moment.
        assert (status, found.writes) == (ProposalStatus.applied, [p.new])
        assert not edited
    elif decided:
        assert (status, found.writes) == (ProposalStatus.rejected, [])
    else:
        assert (status, found.writes) == (ProposalStatus.pending, [])
        assert edited or not {APPROVE, REJECT} & set(kinds)
    by_whom = [people.names[c.person] for c in (*decided, *edited)]
    for click in clicks:
        assert click.counted or any(name in click.told for name in by_whom), click
    assert all(c.counted for c in clicks if c.kind is SNOOZE) or decided
    assert people.app.crm is not None
    held = people.app.crm.read("deal", p.entity_id, "next_step")
    assert held == (p.new if status is ProposalStatus.applied else p.old)
