"""Narrow topics: what is trained on and what is kept apart share no group, and a draw is told by its groups."""

from __future__ import annotations

import random
from pathlib import Path

from nlp.train_narrow import draw_narrow, read_narrow, to_train

SOURCE = Path(__file__).parents[2] / "nlp" / "corpus" / "source" / "narrow_topics.txt"


def test_groups_are_read_and_every_eighth_is_kept_apart(tmp_path: Path) -> None:
    """Comments and empty lines count for nothing; a file that is not there has no groups."""
    file = tmp_path / "groups.txt"
    file.write_text("# ours\n" + "".join(f"## topic{n}\nreply {n}\n\nantwort {n}\n" for n in range(17)), "utf-8")
    groups = read_narrow(file)
    assert groups[3].texts == ("reply 3", "antwort 3")
    apart = {group.name for group in groups} - {group.name for group in to_train(groups)}
    assert apart == {"topic0", "topic8", "topic16"}
    assert read_narrow(tmp_path / "nowhere.txt") == []


def test_a_draw_names_each_texts_group() -> None:
    """Texts come shortest first, as many of each group, each with its group's number."""
    groups = to_train(read_narrow(SOURCE))
    texts, numbers = draw_narrow(groups, random.Random(1), topics=5, each=4)
    assert [len(text) for text in texts] == sorted(len(text) for text in texts)
    assert len(set(numbers)) == 5
    assert all(numbers.count(number) == 4 for number in numbers)
    assert all(text in groups[number].texts for text, number in zip(texts, numbers, strict=True))


def test_no_group_is_one_of_the_tests() -> None:
    """The six topics that own topics are measured on are no group, so that figure is of topics never seen."""
    words = ("pool", "wifi", "wlan", "hund", "dogs", "sauna", "spa_", "wellness", "kids_club", "plastic", "sustainab")
    names = [group.name.lower() for group in read_narrow(SOURCE)]
    assert len(names) >= 100
    assert not [name for name in names if any(word in name for word in words)]
