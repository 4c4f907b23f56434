"""Files of an older language version are rewritten as text: comments stay, nothing else changes."""

from __future__ import annotations

from authoring.upgrade import upgrade, version_of

OLD = "# What we ask after the trip.\n\nflow: sample # the name\npurpose: survey\n"


def test_a_file_without_a_version_gets_one_below_its_comments() -> None:
    """The rest stays as it is, to the letter; a second run finds nothing to do."""
    done = upgrade(
        {"flows/sample.yaml": OLD, "brand.yaml": "echoloop: 1\nname: A\n", "transcripts/a.yaml": "flow: a\n"}
    )
    assert done.files == {"flows/sample.yaml": OLD.replace("flow: sample", "echoloop: 1\nflow: sample")}
    assert done.problems == ()
    assert upgrade(done.files).files == {}


def test_a_file_of_a_newer_version_is_left_alone() -> None:
    """It is reported at its line."""
    done = upgrade({"flows/sample.yaml": "# new\necholoop: '7'\n"})
    assert done.files == {}
    assert [(one.line, one.code) for one in done.problems] == [(2, "language-version")]
    assert version_of('echoloop: "1"  # x\n') == "1"
