"""Where cards stand, so that every copy can be found again and only those that show something old are painted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from records.clock import FixedClock
from records.database import Database
from records.posts import Posts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def posts(tmp_path: Path) -> tuple[Database, Posts]:
    database = Database(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    database.migrate()
    return database, Posts(database, FixedClock(NOW))


def test_a_copy_is_remembered_once_and_found_by_its_card_and_by_its_place(tmp_path: Path) -> None:
    _, all_ = posts(tmp_path)
    slack = all_.on("slack:T1")
    for _ in range(2):
        slack.save("proposal:p1", "D1", "1.0", "pending")
    slack.save("proposal:p1", "D2", "2.0")
    assert slack.of("proposal:p1") == [("D1", "1.0"), ("D2", "2.0")]
    assert slack.card_at("D2", "2.0") == "proposal:p1"
    assert slack.card_at("D2", "9.9") is None


def test_a_place_means_nothing_on_another_surface(tmp_path: Path) -> None:
    _, all_ = posts(tmp_path)
    all_.on("slack:T1").save("proposal:p1", "D1", "1.0")
    for other in ("slack:T2", "teams"):
        assert all_.on(other).of("proposal:p1") == []
        assert all_.on(other).card_at("D1", "1.0") is None


def test_what_is_shown_is_told_with_its_state_and_the_last_one_counts(tmp_path: Path) -> None:
    _, all_ = posts(tmp_path)
    slack = all_.on("slack:T1")
    slack.save("proposal:p1", "D1", "1.0", "pending")
    slack.save("proposal:p1", "D1", "1.0", "applied")
    slack.save("proposal:p1", "D1", "1.0")  # nobody says what it shows now, so what is known stays
    slack.save("reminder:r1", "D1", "2.0", "open")
    assert all_.shown("proposal", NOW - timedelta(days=1)) == [("proposal:p1", "applied")]
    assert all_.shown("proposal", NOW + timedelta(seconds=1)) == []


def test_a_message_that_is_gone_is_forgotten_and_so_is_a_whole_channel(tmp_path: Path) -> None:
    _, all_ = posts(tmp_path)
    teams = all_.on("teams")
    for n in range(3):
        teams.save(f"proposal:p{n}", "19:abc", str(n))
    teams.drop("19:abc", "0")
    assert teams.of("proposal:p0") == [] and teams.of("proposal:p1") == [("19:abc", "1")]
    teams.drop("19:abc")
    assert teams.of("proposal:p1") == [] and teams.of("proposal:p2") == []


def test_when_a_workspace_goes_its_copies_go_and_those_of_others_stay(tmp_path: Path) -> None:
    _, all_ = posts(tmp_path)
    for team in ("T1", "T2"):
        all_.on(f"slack:{team}").save("proposal:p1", "D1", "1.0")
    all_.on("slack:T1").drop_all()
    assert all_.on("slack:T1").of("proposal:p1") == []
    assert all_.on("slack:T2").of("proposal:p1") == [("D1", "1.0")]


def test_cards_that_an_older_version_posted_are_still_found(tmp_path: Path) -> None:
    """It did not say in which workspace, because there was only one."""
    _, all_ = posts(tmp_path)
    all_.on("slack").save("proposal:old", "D7", "7.0")
    slack = all_.on("slack:T1")
    assert slack.of("proposal:old") == [("D7", "7.0")] and slack.card_at("D7", "7.0") == "proposal:old"
    slack.save("proposal:old", "D7", "7.0", "applied")
    assert slack.of("proposal:old") == [("D7", "7.0")]


def test_what_an_older_version_posted_is_dropped_only_where_it_was_found(tmp_path: Path) -> None:
    _, all_ = posts(tmp_path)
    all_.on("slack").save("proposal:old", "D7", "7.0")
    home, other = all_.on("slack:T1"), all_.on("slack:T2")
    other.drop("D7", "7.0")
    other.drop("D7")
    assert home.of("proposal:old") == [("D7", "7.0")]
    home.save("proposal:old", "D7", "7.0")  # a click: it stands here
    assert other.of("proposal:old") == []
    home.drop("D7", "7.0")
    assert home.of("proposal:old") == [] and all_.on("slack").of("proposal:old") == []
