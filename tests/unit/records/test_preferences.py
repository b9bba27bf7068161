"""What each person chose is theirs alone, and where they were last seen is written only when it is news."""

from datetime import time

from records.preferences import Chosen, PersonSettings
from tests.builders import MARA, TOM
from tests.unit.records.stores import Stores


def test_what_somebody_chose_is_kept_and_nobody_elses_changes(ledger: Stores) -> None:
    store = PersonSettings(ledger.db)
    assert store.of(MARA.email) == Chosen()
    mine = Chosen(quiet_from=20, quiet_until=0, cap=3, digest_at=time(0, 5))
    store.save(MARA.email, mine)
    assert PersonSettings(ledger.db).of(MARA.email) == mine
    assert store.of(TOM.email) == Chosen()
    assert store.all() == {MARA.email: mine}
    store.save(MARA.email, Chosen())
    assert store.of(MARA.email) == Chosen()


def test_the_surface_is_written_only_when_it_changes_and_leaves_the_choices_alone(ledger: Stores) -> None:
    store = PersonSettings(ledger.db)
    assert store.surface_of(MARA.email) is None
    assert store.note_surface(MARA.email, "slack:T0HOME")
    assert not store.note_surface(MARA.email, "slack:T0HOME")
    store.save(MARA.email, Chosen(cap=2))
    assert store.note_surface(MARA.email, "teams")
    assert (store.surface_of(MARA.email), store.of(MARA.email).cap) == ("teams", 2)
