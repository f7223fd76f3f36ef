"""What an operator can set, by environment variables that begin with `GREENROOM_`."""

from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

KEY_BYTES = 32
PACK = Path(__file__).parent.parent / "content" / "ai-engineering"


class Settings(BaseSettings):
    """The service's settings; `.env.example` shows each with its default."""

    model_config = SettingsConfigDict(env_prefix="GREENROOM_", env_file=".env", extra="ignore")

    database: str = "var/greenroom.db"
    """Path of the SQLite file, or URL of a PostgreSQL database that several processes share."""
    pack: Path = PACK
    """Folder of the pack of questions."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "text"] = "json"
    health_host: str = "127.0.0.1"
    health_port: int = Field(default=8080, ge=0, le=65535)
    """Where /healthz, /readyz and /metrics are served; 0 chooses a free port."""
    anthropic_api_key: SecretStr | None = Field(default=None, validation_alias="ANTHROPIC_API_KEY")
    """With a key Claude grades; without one the offline grader does."""
    anthropic_base_url: str = Field(default="", validation_alias="ANTHROPIC_BASE_URL")
    """Another server that speaks the Messages API."""
    model: str = "claude-haiku-5-5"
    review_model: str = "claude-sonnet-5-5"
    """Looks again at answers near the pass line, or whose evidence failed."""
    prices: str = ""
    """JSON that overrides the price table, see docs/grading.md."""
    discord_token: SecretStr | None = None
    """With the token of a bot the room opens on Discord."""
    tick_seconds: float = Field(default=5, gt=0, le=60)
    """How often due schedules are looked for."""
    secret_key: SecretStr | None = None
    """Encrypts tokens of workspaces in the database: 32 bytes as URL-safe base64."""
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    """Beside the bot token: Socket Mode."""
    slack_signing_secret: SecretStr | None = None
    """Beside the bot token: HTTP."""
    slack_client_id: str = ""
    slack_client_secret: SecretStr | None = None
    """Beside the signing secret: HTTP for every workspace that installs the app."""
    slack_admins: str = ""
    """User ids that count as admins beside those of the workspace, with commas."""
    slack_api_url: str = "https://slack.com/api/"
    """Another server that speaks Slack's Web API."""

    @field_validator("secret_key")
    @classmethod
    def _is_key(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and given.get_secret_value():
            try:
                size = len(urlsafe_b64decode(given.get_secret_value()))
            except ValueError:
                size = 0
            if size != KEY_BYTES:
                raise ValueError(f"is not {KEY_BYTES} bytes as URL-safe base64")
        return given

    def database_target(self) -> Path | str:
        """Return the path of the SQLite file, or the URL of a PostgreSQL database.

        Raises SettingsError for any other database.
        """
        text = self.database.removeprefix("sqlite:///")
        scheme, is_url, rest = text.partition("://")
        if not is_url:
            return Path(text)
        if scheme not in {"postgresql", "postgresql+psycopg"}:
            known = "the path of an SQLite file, or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
            raise SettingsError("GREENROOM_DATABASE", f"it has to be {known}")
        return f"postgresql+psycopg://{rest}"


def read() -> Settings:
    """Read the settings; raises SettingsError for the first one that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        variable = name if name.startswith("ANTHROPIC") else f"GREENROOM_{name}"
        raise SettingsError(variable, first["msg"]) from error
