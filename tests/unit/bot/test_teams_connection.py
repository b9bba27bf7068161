"""Whether Teams is connected, and what the operator reads where it is not."""

from pathlib import Path
from typing import Any

import pytest

from bot import teams_connection
from bot.settings import Settings
from records.errors import PromissoryError
from tests.builders import open_app
from tests.doubles.identity_server import TENANT, identity_server, own_certificate

WHOLE = {"teams_client_id": "app", "teams_client_secret": "hush", "teams_tenant_id": TENANT}


def settings(home: Path, **more: Any) -> Settings:
    return Settings(home=home, **more)


def opened(home: Path, **more: Any) -> Any:
    app = open_app(home)
    try:
        return teams_connection.door(
            settings(home, **more), app.talk("teams"), app.teams_inbox, app.posts.on("teams"), None
        )
    finally:
        app.close()


def test_nothing_is_said_of_teams_until_somebody_begins(tmp_path: Path) -> None:
    assert not teams_connection.is_wanted(settings(tmp_path))
    assert teams_connection.state_of(settings(tmp_path)) == (True, "not connected: see docs/how-to/teams.md.")


@pytest.mark.parametrize("missing", ["teams_client_secret", "teams_tenant_id"])
def test_what_is_missing_is_named_and_nothing_is_opened_without_it(tmp_path: Path, missing: str) -> None:
    parts = {name: value for name, value in WHOLE.items() if name != missing}
    name = f"PROMISSORY_{missing.upper()}"
    assert teams_connection.state_of(settings(tmp_path, **parts)) == (False, f"set {name}.")
    with pytest.raises(PromissoryError, match=name):
        opened(tmp_path, **parts)


def test_doctor_says_where_teams_has_to_call(tmp_path: Path) -> None:
    here = settings(tmp_path, **WHOLE, public_url="https://promissory.example.com/")
    assert teams_connection.state_of(here) == (
        True,
        "HTTP at https://promissory.example.com/api/messages.",
    )


def test_a_wrong_secret_and_a_network_that_is_down_are_two_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = own_certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with identity_server("microsoft", certificate) as entra:
        parts = WHOLE | {"teams_client_id": entra.client_id, "microsoft_login_url": entra.url}
        with pytest.raises(PromissoryError, match="refuses the Teams bot") as refused:
            opened(tmp_path, **parts)
        assert "hush" not in str(refused.value)
        door = opened(tmp_path, **parts | {"teams_client_secret": entra.client_secret})
        assert door.surface.name == "teams" and door.resume() == 0
        door.close()
    with pytest.raises(PromissoryError, match="can't be reached"):
        opened(tmp_path, **parts | {"teams_client_secret": entra.client_secret})
