"""The one home of scales: their numbers, bands, labels and which end is good. Germans grade 1 = best: ends are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from conversation.messages import Layout
from conversation.texts import Wording


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a scale with what its button says."""

    value: int
    label: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale from `low` to `high`. `bands` are the keys of `then` (inclusive ranges); `top_box` counts as good.

    `direction` says which end is good. `number_is_position`: a typed 1 means the first option (where the values
    themselves are nothing people would type, as on thumbs).
    """

    name: str
    low: int
    high: int
    bands: dict[str, tuple[float, float]]
    top_box: tuple[int, ...]
    low_label: Wording
    high_label: Wording
    options: tuple[Option, ...]
    layout: Layout = "scale"
    direction: Literal["high_is_good", "low_is_good"] = "high_is_good"
    number_is_position: bool = False

    def band(self, value: float) -> str:
        """The band of a value; "" off the scale."""
        return next((name for name, (low, high) in self.bands.items() if low <= value <= high), "")


OWN = "own"
"""The name of every scale that an author has made himself; its bands are always these three."""

OWN_BANDS = ("bad", "okay", "good")


def own_scale(
    low: int,
    high: int,
    labels: Mapping[int, Wording],
    *,
    top_box: tuple[int, ...] = (),
    direction: Literal["high_is_good", "low_is_good"] = "high_is_good",
) -> Scale:
    """A scale of the author's own. Without a top box the best two fifths of it count as good, the mirror as bad."""
    values = range(low, high + 1)
    best_first = sorted(values, reverse=direction == "high_is_good")
    good = sorted(top_box or best_first[: max(1, round(len(values) * 0.4))])
    bad = sorted(best_first[len(values) - min(len(good), len(values) - len(good)) :])
    okay = [value for value in values if value not in good and value not in bad]
    spans = {"bad": bad, "okay": okay, "good": good}
    everywhere = all(value in labels for value in values)
    return Scale(
        name=OWN,
        low=low,
        high=high,
        bands={name: (min(some), max(some)) for name, some in spans.items() if some},
        top_box=tuple(good),
        low_label=labels.get(low, Wording()),
        high_label=labels.get(high, Wording()),
        options=tuple(Option(value, labels[value]) for value in values) if everywhere else _numbers(low, high),
        layout="column" if everywhere else "scale",
        direction=direction,
    )


def _both(de: str, en: str) -> Wording:
    return Wording(de=de, de_sie=de, en=en)


def _numbers(low: int, high: int) -> tuple[Option, ...]:
    return tuple(Option(value, _both(str(value), str(value))) for value in range(low, high + 1))


SCALES: dict[str, Scale] = {
    "nps": Scale(
        name="nps",
        low=0,
        high=10,
        bands={"detractor": (0, 6), "passive": (7, 8), "promoter": (9, 10)},
        top_box=(9, 10),
        low_label=_both("gar nicht", "not at all"),
        high_label=_both("ganz sicher", "extremely likely"),
        options=_numbers(0, 10),
    ),
    "csat": Scale(
        name="csat",
        low=1,
        high=5,
        bands={"dissatisfied": (1, 2), "neutral": (3, 3), "satisfied": (4, 5)},
        top_box=(4, 5),
        low_label=_both("sehr unzufrieden", "very dissatisfied"),
        high_label=_both("sehr zufrieden", "very satisfied"),
        options=_numbers(1, 5),
    ),
    "ces": Scale(
        name="ces",
        low=1,
        high=7,
        bands={"hard": (1, 3), "neutral": (4, 4), "easy": (5, 7)},
        top_box=(5, 6, 7),
        low_label=_both("sehr schwierig", "very difficult"),
        high_label=_both("sehr einfach", "very easy"),
        options=_numbers(1, 7),
    ),
    "stars": Scale(
        name="stars",
        low=1,
        high=5,
        bands={"bad": (1, 2), "okay": (3, 3), "good": (4, 5)},
        top_box=(4, 5),
        low_label=_both("schlecht", "bad"),
        high_label=_both("ausgezeichnet", "excellent"),
        options=tuple(Option(value, _both(f"{value} ⭐", f"{value} ⭐")) for value in range(1, 6)),
    ),
    "smileys": Scale(
        name="smileys",
        low=1,
        high=3,
        bands={"unhappy": (1, 1), "neutral": (2, 2), "happy": (3, 3)},
        top_box=(3,),
        low_label=_both("unzufrieden", "unhappy"),
        high_label=_both("zufrieden", "happy"),
        options=(Option(1, _both("🙁", "🙁")), Option(2, _both("😐", "😐")), Option(3, _both("🙂", "🙂"))),
        layout="row",
    ),
    "thumbs": Scale(
        name="thumbs",
        low=0,
        high=1,
        bands={"down": (0, 0), "up": (1, 1)},
        top_box=(1,),
        low_label=_both("nicht gut", "not good"),
        high_label=_both("gut", "good"),
        options=(Option(0, _both("👎", "👎")), Option(1, _both("👍", "👍"))),
        layout="row",
        number_is_position=True,
    ),
    "expectation": Scale(
        name="expectation",
        low=-1,
        high=1,
        bands={"worse": (-1, -1), "as_expected": (0, 0), "better": (1, 1)},
        top_box=(1,),
        low_label=_both("schlechter als erwartet", "worse than expected"),
        high_label=_both("besser als erwartet", "better than expected"),
        options=(
            Option(-1, _both("Schlechter als erwartet", "Worse than expected")),
            Option(0, _both("Wie erwartet", "As expected")),
            Option(1, _both("Besser als erwartet", "Better than expected")),
        ),
        layout="column",
        number_is_position=True,
    ),
}
"""Every scale by its word in a flow. Smileys have three faces, because five small faces cannot be told apart."""
