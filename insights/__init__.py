"""Scores, intervals, trends, loyalty: arithmetic only."""
