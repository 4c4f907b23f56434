"""`echoloop test` runs transcripts and shows what differs."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from app.cli.main import cli

EXAMPLES = Path(__file__).parents[2] / "authoring" / "examples"


def test_the_examples_are_green() -> None:
    """All example transcripts run; the exit code is 0."""
    result = CliRunner().invoke(cli, ["test", str(EXAMPLES)])
    assert "0 red" in result.stdout
    assert result.exit_code == 0


def test_transcripts_can_be_chosen_by_a_word() -> None:
    """-k takes a part of the file's or the flow's name."""
    result = CliRunner().invoke(cli, ["test", str(EXAMPLES), "-k", "welcome"])
    assert result.stdout == "1 transcript(s) of 1 flow(s): 1 green, 0 red\n"


def test_coverage_names_what_no_transcript_shows() -> None:
    """The examples leave one branch of the NPS flow untried; as a gate, the flow's percentage decides."""
    words = ["test", str(EXAMPLES), "--coverage", "-k", "post_trip_nps"]
    result = CliRunner().invoke(cli, words)
    line = next(line for line in result.stdout.splitlines() if "post_trip_nps:" in line)
    assert "no transcript shows recommend = passive, " in line
    assert result.exit_code == 0
    percent = int(line.split()[0])
    assert CliRunner().invoke(cli, [*words, "--at-least", str(percent)]).exit_code == 0
    assert CliRunner().invoke(cli, [*words, "--at-least", str(percent + 1)]).exit_code == 1


def test_a_red_transcript_is_shown_with_expected_and_got(tmp_path: Path) -> None:
    """The failing line is named with both texts, and the exit code is 1."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "brand.yaml").write_text("echoloop: 1\nname: Sonnweg\nlanguages: [en]\n", encoding="utf-8")
    (tmp_path / "flows" / "tip.yaml").write_text(
        "echoloop: 1\nflow: tip\npurpose: service\nsteps:\n  - say: tip\n    en: Pack light.\n", encoding="utf-8"
    )
    (tmp_path / "transcripts" / "a.yaml").write_text(
        "flow: tip\nlanguage: en\ntranscript: |\n  bot: Pack heavy.\n", encoding="utf-8"
    )
    result = CliRunner().invoke(cli, ["test", str(tmp_path)])
    assert f"{tmp_path.as_posix()}/transcripts/a.yaml:4:3 error transcript: expected bot: Pack heavy." in result.stdout
    assert "got bot: Pack light." in result.stdout
    assert result.exit_code == 1
