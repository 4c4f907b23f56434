"""The manual of the checks, made from their docstrings, so that it cannot drift from what they do."""

from __future__ import annotations

import sys
from inspect import cleandoc

from authoring.checks import CHECKS

HEAD = """\
# The checks

`echoloop check` runs all of them. Each page below is the docstring of one file in `authoring/checks/`, and its samples
are run by the tests: PASS samples pass, FAIL samples fail. `echoloop check --explain CODE` shows one page. A check that
is right in general and wrong for you is silenced by a comment with a reason, on the line of the problem or above it:

    # allow long-survey: the fourth question is asked of nobody but the angry

This file is made by `echoloop check --manual`; do not edit it by hand.
"""


def page(code: str) -> str | None:
    """The manual page of a check; None where there is no such check."""
    check = CHECKS.get(code)
    if check is None:
        return None
    return cleandoc(sys.modules[check.__module__].__doc__ or "")


def manual() -> str:
    """All pages, in the order of the registry."""
    pages = (f"## {code}\n\n{page(code)}\n" for code in CHECKS)
    return HEAD + "\n" + "\n".join(pages)
