"""Every setting, typed once; read from the environment or from `promissory.env` in the data home."""

from decimal import Decimal
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Names in the environment carry the prefix PROMISSORY_, for example PROMISSORY_HOME."""

    model_config = SettingsConfigDict(env_prefix="PROMISSORY_", extra="ignore", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("promissory"))
    """Folder of the ledger, the vectors and the engine's file."""
    database_url: str | None = None
    """SQLAlchemy address of the ledger; empty: SQLite in the home."""

    crm_url: str | None = None
    """SQLAlchemy address of the CRM's database; empty: `crm.sqlite` in the home where it exists."""
    crm_mapping: Path | None = None
    """Mapping file of that database; empty: `crm_mapping.yml` in the home."""

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    """With it the bot uses Socket Mode, without it HTTP with the signing secret."""
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_alerts_channel: str | None = None
    """Channel id that hears of CRM writes that failed; empty: the log and `promissory doctor` only."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)

    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    """Two letters; its public holidays are no business days."""
    quiet_from: int = Field(default=18, ge=0, le=23)
    quiet_until: int = Field(default=8, ge=0, le=23)
    reminders_a_day: int = Field(default=5, ge=1)
    """Above it, one digest."""

    large_amount: Decimal = Decimal(50_000)
    expires_after_days: int = Field(default=7, ge=1)
    embeddings: bool = True
    """Off: search by words only."""

    @property
    def ledger_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'ledger.sqlite'}"


def load(home: Path | None = None) -> Settings:
    """Settings with the home given on the command line, if any; the home's own file comes last.

    Raises pydantic.ValidationError for a value that can't be one.
    """
    chosen = home or Settings().home
    return Settings(_env_file=chosen / "promissory.env", home=chosen.expanduser().absolute())  # type: ignore[call-arg]
