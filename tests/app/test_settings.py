"""Settings: where they come from, and what a person reads when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from app.settings import Settings, SettingsError, load_settings, secrets_in_file, variable

SAMPLE = Path(__file__).resolve().parents[2] / "config.yaml"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Writes a config.yaml into an empty working directory."""
    monkeypatch.chdir(tmp_path)

    def _write(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh folder needs no configuration."""
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.database.url == "sqlite:///var/echoloop.db"
    assert settings.base_url == "http://127.0.0.1:8710"


def test_environment_counts_more_than_env_file_and_file(write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """Arguments > environment > .env > config.yaml."""
    path = write("server: {port: 1111, host: 0.0.0.0}\npublic_url: https://one.example/\n")
    (path.parent / ".env").write_text("ECHOLOOP_SERVER__PORT=2222\nECHOLOOP_LOG__LEVEL=debug\nOTHER=1\n")
    monkeypatch.setenv("ECHOLOOP_SERVER__PORT", "3333")
    settings = load_settings(path)
    assert (settings.server.port, settings.server.host, settings.log.level) == (3333, "0.0.0.0", "debug")
    assert settings.base_url == "https://one.example"
    assert load_settings(path, public_url="http://two.example").base_url == "http://two.example"


def test_every_mistake_is_one_line_with_its_way_out(write) -> None:  # type: ignore[no-untyped-def]
    """All mistakes at once, each naming its key and where to mend it."""
    path = write("server: {prot: 1}\nchannels: {telegram: {mode: webhok}}\npubic_url: x\n")
    with pytest.raises(SettingsError) as wrong:
        load_settings(path)
    lines = str(wrong.value).splitlines()
    assert len(lines) == 3
    assert any('server.prot is not a setting; did you mean "port"?' in line for line in lines)
    assert any('pubic_url is not a setting; did you mean "public_url"?' in line for line in lines)
    assert any("ECHOLOOP_CHANNELS__TELEGRAM__MODE" in line for line in lines)


def test_a_secret_never_stands_in_a_message_or_repr(write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """Neither printing the settings nor a mistake beside a token shows it."""
    path = write("channels: {telegram: {token: 'geheim-123', mode: x}}\n")
    with pytest.raises(SettingsError) as wrong:
        load_settings(path)
    assert "geheim" not in str(wrong.value)
    monkeypatch.setenv("ECHOLOOP_CHANNELS__TELEGRAM__MODE", "webhook")
    assert "geheim" not in repr(load_settings(path))
    assert secrets_in_file(path) == ["channels.telegram.token"]


def test_broken_yaml_names_line_and_column(write) -> None:  # type: ignore[no-untyped-def]
    """A file that is no YAML is refused at its place."""
    with pytest.raises(SettingsError, match=r"line 2, column \d+"):
        load_settings(write("server: {port: 1\nlog: x\n"))


@pytest.mark.parametrize("content", [b"- a\n", b"word\n", b"1: 2\n", b"\xff\xfe\x00"])
def test_a_file_of_another_shape_is_named(write, content: bytes) -> None:  # type: ignore[no-untyped-def]
    """A list, a bare word, a number as a name, another encoding: the file is named, with the way out."""
    path = write("")
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"config\.yaml: is not"):
        load_settings(path)


def test_a_file_named_in_the_environment_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ECHOLOOP_CONFIG with a typing mistake would otherwise run on defaults silently."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ECHOLOOP_CONFIG", "confg.yaml")
    with pytest.raises(SettingsError, match=r"confg\.yaml: there is no such file"):
        load_settings()


def test_a_variable_that_is_no_json_is_told_without_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token set one level too high is a mistake, and stays a secret."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ECHOLOOP_CHANNELS__TELEGRAM", "geheim-123")
    with pytest.raises(SettingsError, match="environment") as wrong:
        load_settings()
    assert "geheim" not in str(wrong.value)


def test_a_mistyped_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ECHOLOOP_CHANELS__… would otherwise be ignored silently."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ECHOLOOP_CHANELS__TELEGRAM__TOKEN", "x")
    with pytest.raises(SettingsError, match="did you mean ECHOLOOP_CHANNELS"):
        load_settings()


def test_the_sample_file_shows_every_setting_with_its_default() -> None:
    """config.yaml, taken out of its comments, is exactly the defaults (secrets aside)."""
    lines = [line for line in SAMPLE.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    text = "\n".join(line[2:] for line in lines if not line[2:].lstrip().startswith("#"))
    start = text.index("public_url:")
    body = "\n".join(line for line in text[start:].splitlines() if line[:1] == " " or ":" in line.split(" ")[0])
    shown = Settings(**yaml.safe_load(body), _env_file=None).model_dump()
    defaults = Settings.model_construct().model_dump()
    assert shown | {"public_url": ""} == defaults


def test_the_variable_of_a_key() -> None:
    """The way out names a variable that really works."""
    assert variable("channels.telegram.token") == "ECHOLOOP_CHANNELS__TELEGRAM__TOKEN"
