"""Answers as people type them, German and English: scores, choices, consent. Text in, outcome out."""
