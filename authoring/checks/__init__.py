"""The checks of an experience, one a file: the file's docstring is the check's page in the manual."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from authoring.draft import Draft
from authoring.problems import Problem

Check = Callable[[Draft], Iterable[Problem]]

CHECKS: dict[str, Check] = {}
