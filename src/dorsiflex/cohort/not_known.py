"""Which words and codes of other people's tables say that nothing is known? None of them may become an answer."""

from __future__ import annotations

SIGNS = ("", "?", "-", "--", ".", "..", "na", "n.a.", "n/a", "#n/a", "nan", "null", "nil")
WORDS = ("unknown", "not known", "unclear", "unsure", "not sure", "don't know", "dont know", "do not know", "missing")
# What was not done, and what was not said.
UNDONE = ("not asked", "not done", "not assessed", "not examined", "not tested", "not recorded", "not documented")
UNSAID = ("refused", "declined", "prefer not to say", "not stated", "not applicable", "no answer", "no data")
REDCAP = ("nask", "asku", "unk")
NOT_KNOWN = frozenset((*SIGNS, *WORDS, *UNDONE, *UNSAID, *REDCAP))
# With or without a minus before them.
MISSING_NUMBERS = ("77", "88", "99", "777", "888", "999", "9999")


def plain_word(text: str) -> str:
    """A word without capitals, doubled blanks, underscores and typographic apostrophes."""
    return " ".join(text.casefold().replace("_", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
