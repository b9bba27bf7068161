"""Every setting, typed once; read from the environment or from `promissory.env` in the data home."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from policies.budget import Price, read_prices


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
    slack_client_id: str | None = None
    """With it and its secret, workspaces install the bot themselves, each with a token of its own."""
    slack_client_secret: SecretStr | None = None
    slack_allowed_teams: str | None = None
    """Comma-separated ids of the workspaces that may; empty: none."""
    slack_public_channels: bool = True
    """Off: in public channels, which every colleague can open, answers are never shown, always sent in a DM."""

    teams_client_id: str | None = None
    """Application (client) id of the bot's registration."""
    teams_client_secret: SecretStr | None = None
    teams_tenant_id: str | None = None
    """The one tenant whose people may talk to the bot."""
    teams_service_url: str | None = None
    """Besides Microsoft's own addresses, the only one that is sent our token; for sovereign clouds."""
    teams_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    """Where the keys stand that sign what Teams sends."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)

    poll_seconds: int = Field(default=60, ge=5)
    """How often live sources are asked for news where nothing pushes them."""
    gmail_topic: str | None = None
    """Cloud Pub/Sub topic to which Gmail publishes, such as projects/acme/topics/gmail; empty: polled only."""
    gmail_push_email: str | None = None
    """Service account that signs what Pub/Sub pushes to us; empty: pushes of Gmail are refused."""
    gmail_push_audience: str | None = None
    """Audience of those signatures; empty: our public address with /push/gmail."""
    gmail_subscription: str | None = None
    """Pub/Sub subscription that is asked instead where nobody can call us: projects/acme/subscriptions/bot."""
    gmail_pubsub_key: Path | None = None
    """JSON key of the service account that may pull from it."""
    gmail_pubsub_url: str = "https://pubsub.googleapis.com"

    public_url: str | None = None
    """Where the world reaches `serve`, for sign-ins and notices; https, without a path of its own at the end."""
    master_key: SecretStr | None = None
    """Seals what opens mailboxes: 32 bytes in base64 or hex; empty: in the system's keyring."""
    master_key_old: SecretStr | None = None
    """The one before, until `promissory keys rotate` is done."""
    google_client_id: str | None = None
    google_client_secret: SecretStr | None = None
    google_accounts_url: str = "https://accounts.google.com"
    google_oauth_url: str = "https://oauth2.googleapis.com"
    microsoft_client_id: str | None = None
    microsoft_client_secret: SecretStr | None = None
    microsoft_certificate: Path | None = None
    """PEM file with key and certificate, instead of the secret, for application permissions."""
    microsoft_tenant: str | None = None
    """Its id or domain, or "consumers"."""
    microsoft_login_url: str = "https://login.microsoftonline.com"
    microsoft_graph_url: str = "https://graph.microsoft.com"
    """This and the one above differ in sovereign clouds."""

    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    """Two letters; its public holidays are no business days."""
    quiet_from: int = Field(default=18, ge=0, le=23)
    quiet_until: int = Field(default=8, ge=0, le=23)
    reminders_a_day: int = Field(default=5, ge=1)
    """Messages a day, the morning digest included; what is more waits for the next morning."""

    weekly_report: bool = True
    """Managers and admins hear in a DM how the last week went."""

    large_amount: Decimal = Decimal(50_000)
    expires_after_days: int = Field(default=7, ge=1)
    embeddings: bool = True
    """Off: search by words only."""

    model: str | None = None
    """Language model for what takes an order of several promises, such as "openai:gpt-4.1" or
    "llamacpp:/path/file.gguf"; empty: no model, and every answer is worded by code."""
    model_base_url: str | None = None
    model_api_key: SecretStr | None = None
    """Empty: the provider's own variable, such as OPENAI_API_KEY."""
    small_model: str | None = None
    """Asked first where little is to be worded; empty: `model` does that too."""
    small_model_base_url: str | None = None
    small_model_api_key: SecretStr | None = None
    model_timeout_s: float = Field(default=20.0, gt=0, le=300)
    """For all tries at one model together."""
    model_options: dict[str, Any] = {}
    """For the provider's class as they are, such as {"temperature": 1}; null takes a default away."""
    model_hosts: str | None = None
    """Comma-separated hosts of ours: a model served there counts as local."""
    model_local_regions: str | None = None
    """Comma-separated, like the two below: text about such accounts stays with local models."""
    model_local_industries: str | None = None
    model_local_accounts: str | None = None
    model_masking: Literal["cloud", "always"] = "cloud"
    """`always`: people are masked for local models too."""

    tokens_a_day: int | None = Field(default=50_000, ge=0)
    """Of language models, for each person; 0: no calls; empty: no limit. Likewise for a team and for all."""
    team_tokens_a_day: int | None = Field(default=None, ge=0)
    everybody_tokens_a_day: int | None = Field(default=None, ge=0)
    model_prices: Annotated[dict[str, Price], NoDecode] = {}
    """`MODEL=READ/WRITTEN` for a million tokens each, several with commas between."""
    price_currency: str = "USD"
    """Of those prices."""

    @field_validator("tokens_a_day", "team_tokens_a_day", "everybody_tokens_a_day", mode="before")
    @classmethod
    def _empty_is_no_limit(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("model_prices", mode="before")
    @classmethod
    def _prices_as_written(cls, value: object) -> object:
        return read_prices(value) if isinstance(value, str) else value

    @property
    def ledger_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'ledger.sqlite'}"


def load(home: Path | None = None) -> Settings:
    """Settings with the home given on the command line, if any; the home's own file comes last.

    Raises pydantic.ValidationError for a value that can't be one.
    """
    chosen = home or Settings().home
    return Settings(_env_file=chosen / "promissory.env", home=chosen.expanduser().absolute())  # type: ignore[call-arg]
