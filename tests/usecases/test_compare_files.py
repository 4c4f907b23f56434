"""What changed between two experiences, as a unified diff."""

from __future__ import annotations

from usecases.compare_files import changed_files, compare_files

OLD = {"a.yaml": "one\ntwo\n", "b.yaml": "same\n", "gone.yaml": "x\n"}
NEW = {"a.yaml": "one\n2\n", "b.yaml": "same\n", "new.yaml": "y\n"}


def test_only_what_differs_is_shown() -> None:
    """A changed, a new and a deleted file; the one that is the same is left out."""
    assert list(compare_files(OLD, NEW, was="before", now="after")) == [
        *("--- before/a.yaml", "+++ after/a.yaml", "@@ -1,2 +1,2 @@", " one", "-two", "+2"),
        *("--- before/gone.yaml", "+++ /dev/null", "@@ -1 +0,0 @@", "-x"),
        *("--- /dev/null", "+++ after/new.yaml", "@@ -0,0 +1 @@", "+y"),
    ]
    assert changed_files(OLD, NEW) == (1, 1, 1)
    assert list(compare_files(OLD, OLD, was="a", now="b")) == []
