"""The settings of one installation: config.yaml and the environment, read here and nowhere else."""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError as SourceError
from yaml import YAMLError

from conversation.messages import Channel

PREFIX = "ECHOLOOP_"
DEFAULT_CONFIG = Path("config.yaml")
HOME = Path(__file__).resolve().parents[1]
SECRET_KEYS = ("token", "secret", "bot_token", "app_token", "signing_secret", "auth_token", "shared_key")


WebhookKind = Literal["response.completed", "score.given", "case.opened", "case.resolved", "consent.changed"]
Amount = Annotated[Decimal, Field(ge=0)]


class SettingsError(Exception):
    """The settings cannot be used; the message names each key and the way out, one line each."""


class Part(BaseModel):
    """One block of the settings: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Part):
    """Where everything is kept; relative SQLite paths count from the working directory."""

    url: str = "sqlite:///var/echoloop.db"


class Server(Part):
    """Where the HTTP doors listen, and how large a request body may be (bytes)."""

    host: str = "127.0.0.1"
    port: int = Field(default=8710, ge=0, le=65535)
    max_body: int = Field(default=1_000_000, ge=1_000)


class Telegram(Part):
    """The Telegram bot; without a token the channel is off. `secret` guards the webhook."""

    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    mode: Literal["webhook", "polling"] = "polling"


class Slack(Part):
    """The Slack app of the desk; without a bot token there is no desk in Slack.

    `customers`: people of the workspace are customers too, asked by direct message of the same app. With `mode: socket`
    we connect to Slack, by `app_token` (xapp-…), where Slack cannot call us.
    """

    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    mode: Literal["webhook", "socket"] = "webhook"
    signing_secret: SecretStr = SecretStr("")
    api_url: str = "https://slack.com/api/"
    customers: bool = False


class Sms(Part):
    """SMS: `senders` by country ("DE": a number, short code or MG… service; "*" for all others). No sender, no SMS.

    `plain_signs` writes „“–… as a typewriter would, so that a message needs fewer segments. Twilio drops what it could
    not hand over within `validity_s` seconds. `per_second` counts segments. `keywords_answered`: Twilio's default
    opt-out handling is on. With `price_per_segment` (in `currency`) authors are told what a dear sign costs.
    """

    senders: dict[str, str] = {}
    plain_signs: bool = True
    validity_s: int = Field(default=3600, ge=10, le=36_000)
    per_second: int = Field(default=1, ge=1, le=1000)
    keywords_answered: bool = True
    price_per_segment: Decimal | None = Field(default=None, gt=0)
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")


class WhatsAppTemplate(Part):
    """An approved template: the step it says, and its variables as texts with the names of that step's own text."""

    content_sid: str = Field(pattern="^HX[0-9a-fA-F]{32}$")
    flow: str
    step: str
    language: Literal["de", "en"]
    category: Literal["utility", "marketing"] = "utility"
    variables: dict[str, str] = {}


class WhatsApp(Part):
    """WhatsApp: the sender (+49… or an MG… service), generic contents by number of choices, approved templates."""

    sender: str = ""
    quick_replies: dict[int, str] = {}
    list_pickers: dict[int, str] = {}
    templates: tuple[WhatsAppTemplate, ...] = ()


class Twilio(Part):
    """The Twilio account behind SMS and WhatsApp; without a token both are off. `shared_key`: the secret of a webhook
    key, where the account signs with one (HMAC_SHA256) instead of with its token."""

    account_sid: str = ""
    auth_token: SecretStr = SecretStr("")
    shared_key: SecretStr = SecretStr("")
    api_url: str = "https://api.twilio.com"
    sms: Sms = Sms()
    whatsapp: WhatsApp = WhatsApp()


class Webchat(Part):
    """The web chat at /chat. `embed_origins` are the sites that may show it in a frame, as https://www.example.com."""

    enabled: bool = True
    embed_origins: tuple[Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d+)?$")], ...] = ()


class Channels(Part):
    """Every channel customers or the desk are reached by."""

    telegram: Telegram = Telegram()
    slack: Slack = Slack()
    twilio: Twilio = Twilio()
    webchat: Webchat = Webchat()


class Delivery(Part):
    """What to do where nobody knows whether a message arrived (a time-out, a crash): by channel, resend unless set.

    `next_channel_when_silent`: who has not answered when his reminder is due is asked on his next channel instead.
    """

    in_doubt: dict[Channel, Literal["resend", "hold"]] = {}
    next_channel_when_silent: bool = False

    @property
    def holding(self) -> frozenset[str]:
        """The channels that hold such messages for a person to decide."""
        return frozenset(channel for channel, wish in self.in_doubt.items() if wish == "hold")


class CallEndpoint(Part):
    """One endpoint of the company: its URL, and the bearer token that it wants."""

    url: str = Field(default="", pattern=r"^(https?://.+)?$")
    token: SecretStr = SecretStr("")


class Calls(Part):
    """What the step `call` may call, by the name that flows use; one try has `timeout_s` seconds."""

    endpoints: dict[str, CallEndpoint] = {}
    timeout_s: float = Field(default=10.0, gt=0, le=60)


class WebhookEndpoint(Part):
    """A system of the company that is told what happens: its URL, the secret both know, and the kinds it wants."""

    url: str = Field(pattern=r"^(https://[^/\s]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(/\S*)?$")
    secret: SecretStr
    kinds: tuple[WebhookKind, ...] = Field(default=(), min_length=1)

    @field_validator("secret")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr) -> SecretStr:
        word = secret.get_secret_value().removeprefix("whsec_")
        try:
            strong = 24 <= len(b64decode(word, validate=True)) <= 64
        except ValueError:
            strong = False
        if not strong:
            raise ValueError("no secret of 24 to 64 bytes in base64; `echoloop webhooks secret` makes one")
        return secret


class Webhooks(Part):
    """Whom we tell what happens, by a name of yours; one try has `timeout_s` seconds."""

    endpoints: dict[str, WebhookEndpoint] = {}
    timeout_s: float = Field(default=10.0, gt=0, le=60)


class Caps(Part):
    """The most that may be spent on messages in a calendar month; from `warn_at` (a share) on the dashboard warns."""

    month: Amount | None = None
    channels: dict[Channel, Amount] = {}
    journeys: dict[str, Amount] = {}
    warn_at: Decimal = Field(default=Decimal("0.8"), gt=0, le=1)


class Money(Part):
    """What messages cost: by country an SMS segment, and a WhatsApp template by its category; and the caps."""

    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    sms: dict[str, Amount] = {}
    whatsapp: dict[str, dict[Literal["utility", "marketing"], Amount]] = {}
    caps: Caps = Caps()


class MediaSettings(Part):
    """Customers' photos and files: their folder ("" = "media" beside the database), the largest that is fetched, how
    long they are kept."""

    folder: str = ""
    most_bytes: int = Field(default=20_000_000, ge=1_000, le=50_000_000)
    keep_days: int = Field(default=365, ge=1)


class Nlp(Part):
    """The reader of free texts: where its model lies, its threads, and how long a batch may take (seconds).

    `sentiment_model` and `topic_model` name Hugging Face models (owner/name@revision, or a folder) that take the place
    of the model's heads; their labels get a meaning in `…_labels`.
    """

    model_dir: Path = Path("nlp/model")
    threads: int = Field(default=1, ge=1, le=64)
    timeout_s: float = Field(default=5.0, gt=0)
    sentiment_model: str = ""
    sentiment_labels: dict[str, str] = {}
    topic_model: str = ""
    topic_labels: dict[str, str] = {}

    @property
    def folder(self) -> Path:
        """The model's folder; a relative one counts from Echoloop's own, wherever the command is called."""
        return HOME / self.model_dir


class Log(Part):
    """How much is logged, and for whom: text for people, json for machines."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """Everything an operator may set. `public_url` is what platforms call, and what signatures are checked against."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, yaml_file_encoding="utf-8"
    )

    public_url: str = ""
    experience_dir: Path = Path("experience")
    database: Database = Database()
    server: Server = Server()
    channels: Channels = Channels()
    delivery: Delivery = Delivery()
    money: Money = Money()
    media: MediaSettings = MediaSettings()
    calls: Calls = Calls()
    webhooks: Webhooks = Webhooks()
    nlp: Nlp = Nlp()
    log: Log = Log()

    @property
    def base_url(self) -> str:
        """The public URL without a slash at its end; the own address where none is set."""
        return (self.public_url or f"http://{self.server.host}:{self.server.port}").rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was handed over counts most, then the environment, then .env, then config.yaml."""
        if isinstance(dotenv_settings, DotEnvSettingsSource):  # a .env may hold other programs' variables too
            ours = {name: value for name, value in dotenv_settings.env_vars.items() if name.upper().startswith(PREFIX)}
            dotenv_settings.env_vars = ours
        return init_settings, env_settings, dotenv_settings, YamlConfigSettingsSource(settings_cls)


def load_settings(config: Path | None = None, **given: Any) -> Settings:
    """Settings from `config` (default: ECHOLOOP_CONFIG, else config.yaml where it exists) and the environment.

    `given` overrides both. Raises SettingsError with every mistake at once.
    """
    named = config or os.environ.get(f"{PREFIX}CONFIG")
    path = Path(named or DEFAULT_CONFIG)
    if named and not path.is_file():
        raise SettingsError(f"{path}: there is no such file; give --config or {PREFIX}CONFIG a file, or leave it out")
    _refuse_unknown_variables(os.environ)

    class Located(Settings):
        """The settings, knowing where their file lies."""

        model_config = SettingsConfigDict(yaml_file=path, env_file=path.parent / ".env")

    try:
        return Located(**given)
    except YAMLError as broken:
        raise SettingsError(f"{path}: {_where(broken)}; mend the indentation or quotes there") from None
    except ValidationError as wrong:
        raise SettingsError("\n".join(_line(path, error) for error in wrong.errors())) from None
    except SourceError:  # its text names the value's source only, its cause would repeat the value
        way_out = f"a value there is one setting, or a list or map in JSON; name each key: {variable('server.port')}=1"
        raise SettingsError(f"environment or .env: a value cannot be read; {way_out}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is not text in UTF-8; save it as such") from None
    except (AttributeError, TypeError, ValueError):  # a list, a bare word, a number as a name
        raise SettingsError(
            f"{path}: is not a map of settings; write “name: value” lines, as the sample does"
        ) from None


def secrets_in_file(config: Path | None = None) -> list[str]:
    """The keys in config.yaml that belong into the environment, dotted; for a warning at start."""
    path = config or Path(os.environ.get(f"{PREFIX}CONFIG", DEFAULT_CONFIG))
    read = YamlConfigSettingsSource(Settings, yaml_file=path)() if path.is_file() else {}
    return [key for key, value in _flat(read) if value and key.rpartition(".")[2] in SECRET_KEYS]


def variable(key: str) -> str:
    """The environment variable of a dotted key: channels.telegram.token → ECHOLOOP_CHANNELS__TELEGRAM__TOKEN."""
    return PREFIX + key.upper().replace(".", "__")


def _flat(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Every leaf of nested mappings with its dotted key."""
    found: list[tuple[str, Any]] = []
    for key, value in tree.items():
        found += _flat(value, f"{above}{key}.") if isinstance(value, Mapping) else [(f"{above}{key}", value)]
    return found


def _line(path: Path, error: Any) -> str:
    """One mistake as one line: where, what, and the way out. The value itself may be a secret and is not shown."""
    keys = [str(part) for part in error["loc"]]
    key = ".".join(keys)
    if error["type"] == "extra_forbidden":
        return f"{path}: {key} is not a setting; {_suggest(keys)}"
    return f"{path}: {key}: {error['msg'].lower()}; mend it there or in {variable(key)}"


def _suggest(keys: list[str]) -> str:
    """The nearest known key, or where the known keys are listed."""
    known = _known_keys(keys[:-1])
    near = get_close_matches(keys[-1].lower(), known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(known)}"


def _known_keys(above: list[str]) -> list[str]:
    """The keys that a block knows."""
    block: type[BaseModel] = Settings
    for key in above:
        inner = block.model_fields[key].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            block = inner
    return list(block.model_fields)


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    """A mistyped ECHOLOOP_… variable would be ignored silently: name it instead."""
    tops = [*(PREFIX + name.upper() for name in Settings.model_fields), f"{PREFIX}CONFIG"]
    for name in environment:
        if name.upper().startswith(PREFIX) and name.upper().split("__")[0] not in tops:
            near = get_close_matches(name.upper().split("__")[0], tops, n=1)
            way_out = f"did you mean {near[0]}?" if near else f"known: {', '.join(tops)}"
            raise SettingsError(f"environment: {name} is not a setting; {way_out}")


def _where(broken: YAMLError) -> str:
    """Line and column of a YAML error, and what the parser found there."""
    mark = getattr(broken, "problem_mark", None)
    problem = getattr(broken, "problem", None) or "not readable as YAML"
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else str(problem)
