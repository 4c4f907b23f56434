"""A conversation that was played is kept as a transcript, and that transcript is green."""

from __future__ import annotations

from datetime import UTC, datetime

from authoring.read_experience import read_experience
from authoring.read_transcripts import read_transcripts
from tests.usecases.house import FILES
from usecases.record_transcript import Recording
from usecases.rehearse import Rehearsal
from usecases.rehearse_line import rehearse_line
from usecases.run_transcripts import customer_of, run_transcripts


def test_what_was_played_is_green_as_a_transcript() -> None:
    """Texts of several lines, time, a reading and the ending come back as they were."""
    experience, problems = read_experience(FILES)
    assert experience is not None, problems
    (sample,), _ = read_transcripts({"transcripts/a.yaml": "flow: nps\nlanguage: en\ntranscript: |\n  bot: …\n"})
    customer = customer_of(sample, experience.brand)
    recording = Recording(Rehearsal(experience.flows["nps"], customer, datetime(2027, 3, 1, 9, tzinfo=UTC)))
    recording.hear()
    for line in ("+24h", "2", "the bus #7: *never* came // negative, punctuality_delivery"):
        assert list(rehearse_line(recording.rehearsal, line)) == []
        recording.act(line)
        recording.hear()
    text = recording.transcript()
    assert "  +24h\n" in text
    assert "    read as: negative, punctuality_delivery\n" in text
    transcripts, unread = read_transcripts({"transcripts/nps/kept.yaml": text})
    assert unread == []
    assert [result.problems for result in run_transcripts(experience, transcripts)] == [()]
    assert transcripts[0].ends == "completed"


def test_a_line_that_cannot_be_is_told() -> None:
    """A time that is none and a word that no model reads are named; the text is said all the same."""
    experience, _ = read_experience(FILES)
    assert experience is not None
    (sample,), _ = read_transcripts({"transcripts/a.yaml": "flow: nps\nlanguage: en\ntranscript: |\n  bot: …\n"})
    rehearsal = Rehearsal(
        experience.flows["nps"], customer_of(sample, experience.brand), datetime(2027, 3, 1, tzinfo=UTC)
    )
    assert "no time to pass" in next(rehearse_line(rehearsal, "+3 fortnights"))
    assert 'never reads "furious"' in next(rehearse_line(rehearsal, "9 // furious"))
