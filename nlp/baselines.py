"""What the model has to beat, computed in the same run: word counts, TF-IDF with logistic regression, and a word list.

Word counts need nothing. The other two are the field's usual yardsticks and come with the development extra; where
their libraries are missing they are left out of the report.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.baseline import WordCounts
from nlp.evaluate import SENTIMENTS, Gold, macro_f1

Say = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """One yardstick: how it is called, which languages it knows (none: all), and what it says to texts."""

    name: str
    say: Say
    languages: frozenset[str] = frozenset()


def baselines(training: Sequence[Gold]) -> list[Baseline]:
    """Return every yardstick whose library is installed, taught with the labelled texts of `training`."""
    pairs = [(gold.text, gold.sentiment) for gold in training if gold.sentiment]
    counts = WordCounts()
    counts.learn(pairs)
    found = [Baseline("word counts", lambda texts: [counts.say(text) for text in texts])]
    if importlib.util.find_spec("sklearn"):
        found.append(Baseline("TF-IDF + logistic regression", _tf_idf(pairs)))
    if importlib.util.find_spec("vaderSentiment"):
        found.append(Baseline("VADER", _vader(), frozenset({"en"})))
    return found


def measure(baseline: Baseline, gold: Sequence[Gold]) -> dict[str, float]:
    """Return accuracy, macro-F1 and count on the labelled texts it knows the language of; nothing where it has none."""
    mine = [one for one in gold if one.sentiment and (not baseline.languages or one.lang in baseline.languages)]
    if not mine:
        return {}
    truth, said = [str(one.sentiment) for one in mine], baseline.say([one.text for one in mine])
    right = sum(a == b for a, b in zip(truth, said, strict=True))
    return {"accuracy": right / len(mine), "macro_f1": macro_f1(truth, said, SENTIMENTS), "n": float(len(mine))}


def _tf_idf(pairs: Sequence[tuple[str, str]]) -> Say:
    """Words and pairs of words, and runs of two to four letters: the second forgives typing mistakes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline, make_union

    parts = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=3),
    )
    fitted = make_pipeline(parts, SGDClassifier(loss="log_loss", alpha=1e-5, random_state=0))
    fitted.fit([text for text, _ in pairs], [label for _, label in pairs])
    return lambda texts: [str(label) for label in fitted.predict(list(texts))]


def _vader() -> Say:
    """Its authors' own cuts: compound from 0.05 up is positive, from -0.05 down negative (Hutto and Gilbert 2014)."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    tool = SentimentIntensityAnalyzer()

    def say(texts: Sequence[str]) -> list[str]:
        compounds = [float(tool.polarity_scores(text)["compound"]) for text in texts]
        return ["positive" if c >= 0.05 else "negative" if c <= -0.05 else "neutral" for c in compounds]

    return say
