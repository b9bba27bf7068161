"""Which Slack workspaces installed us, their tokens sealed; and the single-use states of installations under way."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import SecretStr
from sqlalchemy import delete, insert, select, update

from records.chat_tables import slack_installation, slack_state
from records.clock import Clock
from records.database import Database
from records.errors import HomeBusy
from records.vault import Vault, bound_to

STATE_LIFE = timedelta(minutes=10)
PATIENCE = 90.0
"""Seconds to wait for another thread or process that renews the same token."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace that installed us; `secret` is whatever opens it, as JSON text."""

    team: str
    name: str
    installed_by: str
    at: datetime
    secret: SecretStr


class SlackInstallations:
    """One installation a workspace: a later one takes the place of the one before."""

    def __init__(self, database: Database, clock: Clock, vault: Callable[[], Vault], locks: Path) -> None:
        """`vault` is asked when first needed, `locks` is a folder for lock files."""
        self._db, self._clock, self._vault, self._locks = database, clock, vault, locks

    def check(self) -> None:
        """Raises NoMasterKey where nothing could be sealed."""
        self._vault()

    def save(self, team: str, name: str, installed_by: str, secret: SecretStr, enterprise: str = "") -> None:
        row = {
            "enterprise_id": enterprise,
            "team_id": team,
            "team_name": name,
            "is_enterprise": False,
            "sealed": self._seal(team, secret),
            "installed_by": installed_by,
            "at": self._clock.now(),
        }
        with self._db.write() as tx:
            tx.execute(delete(slack_installation).where(slack_installation.c.team_id == team))
            tx.execute(insert(slack_installation).values(**row))

    def renew(self, team: str, secret: SecretStr) -> bool:
        """Puts a new secret in the place of the last one; False if the workspace removed us meanwhile."""
        c = slack_installation.c
        with self._db.write() as tx:
            sealed = self._seal(team, secret)
            done = tx.execute(update(slack_installation).where(c.team_id == team).values(sealed=sealed))
        return done.rowcount == 1

    def find(self, team: str) -> Installation | None:
        """Raises Unsealable when it can't be opened."""
        with self._db.read() as tx:
            row = tx.execute(select(slack_installation).where(slack_installation.c.team_id == team)).first()
        if row is None:
            return None
        secret = SecretStr(self._vault().unseal(row.sealed, _aad(team)).decode())
        return Installation(team, row.team_name or "", row.installed_by, row.at, secret)

    def teams(self) -> list[str]:
        """Ids of the workspaces, in the order of their installation."""
        c = slack_installation.c
        with self._db.read() as tx:
            return list(tx.execute(select(c.team_id).order_by(c.at, c.team_id)).scalars())

    def remove(self, team: str) -> bool:
        """Its token is gone for good; False if there was none."""
        with self._db.write() as tx:
            gone = tx.execute(delete(slack_installation).where(slack_installation.c.team_id == team))
        return gone.rowcount > 0

    def rewrap(self, vault: Vault) -> int:
        """Seal all with this vault's present master key; returns how many were not."""
        c = slack_installation.c
        done = 0
        for team in self.teams():
            with self.alone(team), self._db.write() as tx:
                sealed = tx.execute(select(c.sealed).where(c.team_id == team)).scalar()
                if sealed is not None and not vault.is_current(sealed):
                    anew = update(slack_installation).where(c.team_id == team)
                    tx.execute(anew.values(sealed=vault.rewrap(sealed)))
                    done += 1
        return done

    @contextmanager
    def alone(self, team: str) -> Iterator[None]:
        """Nobody else of this home renews or removes it meanwhile. Raises HomeBusy after a while."""
        self._locks.mkdir(parents=True, exist_ok=True)
        # A lock of its own each time, so that it holds between threads as well.
        lock = FileLock(self._locks / f"slack-{sha256(team.encode()).hexdigest()[:16]}.lock")
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout as problem:
            raise HomeBusy(f"Another process is renewing the Slack token of {team}.") from problem
        try:
            yield
        finally:
            lock.release()

    # Installations under way

    def issue_state(self) -> str:
        """What the browser must bring back from Slack, once and within ten minutes."""
        state, now = secrets.token_urlsafe(32), self._clock.now()
        with self._db.write() as tx:
            tx.execute(delete(slack_state).where(slack_state.c.expires_at <= now))
            tx.execute(insert(slack_state).values(state_hash=_hashed(state), expires_at=now + STATE_LIFE))
        return state

    def consume_state(self, state: str) -> bool:
        """False if it is none of ours, was used before or is too old."""
        c = slack_state.c
        with self._db.write() as tx:
            fresh = (c.state_hash == _hashed(state), c.expires_at > self._clock.now())
            return tx.execute(delete(slack_state).where(*fresh)).rowcount == 1

    def _seal(self, team: str, secret: SecretStr) -> bytes:
        return self._vault().seal(secret.get_secret_value().encode(), _aad(team))


def _aad(team: str) -> bytes:
    return bound_to(f"slack:{team}", "installation")


def _hashed(state: str) -> str:
    return sha256(state.encode()).hexdigest()
