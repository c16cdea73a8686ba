"""Whether two names could be one as two clerks type it: turned round, cut short, a letter wrong in any word.

Far looser than `payees`, so it is asked only of lines that agree in everything else and leave no choice.
"""

from __future__ import annotations

LETTERS_LEAST = 3  # a shorter word (an initial, `dr`) and any with a digit must be the same: they tell people apart
WORDS_LEAST = 2  # one word alone says too little


def could_be_one(one: str, other: str, legal_forms: frozenset[str] = frozenset()) -> bool:
    """Whether each word of either name, but for legal forms, has a word of the other to itself.

    Names are given as `PayeeName.key`; a legal form within one stands where the name was turned round.
    """
    mine, theirs = ([word for word in name.split() if word not in legal_forms] for name in (one, other))
    if len(mine) != len(theirs) or len(mine) < WORDS_LEAST:
        return False
    rest = [word for word in mine if not _taken(theirs, word, exactly=True)]
    return all(_taken(theirs, word, exactly=False) for word in sorted(rest, key=lambda word: (-len(word), word)))


def words_alike(one: str, other: str, letters_least: int = LETTERS_LEAST) -> bool:
    """Whether one word is the beginning of the other, or both are the same but for a letter."""
    short, long = sorted((one, other), key=len)
    if len(short) < letters_least or not (short.isalpha() and long.isalpha()):
        return one == other
    return long.startswith(short) or (len(long) - len(short) < 2 and bool(_outlines(short) & _outlines(long)))


def _outlines(word: str) -> set[str]:
    """The word, whole and with each of its letters left out."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _taken(words: list[str], word: str, *, exactly: bool) -> bool:
    """Take the first of the words that is the same (or alike) out of the list."""
    for place, other in enumerate(words):
        if word == other or (not exactly and words_alike(word, other)):
            del words[place]
            return True
    return False
