"""The checks of an experience, one a file: the file's docstring is the check's page in the manual."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from authoring.checks import (
    late_name,
    late_reminder,
    long_survey,
    missing_text,
    never_planned,
    purpose_mixed,
    reserved_choice,
    same_label,
    unknown_anchor,
    unknown_contact,
    unknown_fact,
    unknown_flow,
    unknown_persona,
    unknown_placeholder,
    unknown_request,
    unknown_scale,
    unknown_team,
    unknown_then,
    unknown_touchpoint,
    unsure_way,
)
from authoring.draft import Draft
from authoring.problems import Problem

Check = Callable[[Draft], Iterable[Problem]]

CHECKS: dict[str, Check] = {
    unknown_scale.CODE: unknown_scale.check,
    unknown_then.CODE: unknown_then.check,
    unknown_fact.CODE: unknown_fact.check,
    unknown_team.CODE: unknown_team.check,
    unknown_request.CODE: unknown_request.check,
    unknown_contact.CODE: unknown_contact.check,
    unknown_flow.CODE: unknown_flow.check,
    unknown_touchpoint.CODE: unknown_touchpoint.check,
    unknown_persona.CODE: unknown_persona.check,
    unknown_anchor.CODE: unknown_anchor.check,
    never_planned.CODE: never_planned.check,
    missing_text.CODE: missing_text.check,
    unknown_placeholder.CODE: unknown_placeholder.check,
    late_name.CODE: late_name.check,
    same_label.CODE: same_label.check,
    reserved_choice.CODE: reserved_choice.check,
    late_reminder.CODE: late_reminder.check,
    unsure_way.CODE: unsure_way.check,
    purpose_mixed.CODE: purpose_mixed.check,
    long_survey.CODE: long_survey.check,
}
