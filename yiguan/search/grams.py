"""Text as it is searched: characters and pairs of characters, since Chinese has no spaces between its words."""

from collections.abc import Iterable

from yiguan.base.text import normal

MOST_WORDS, LONGEST = 6, 40
GRAM = 2


def plain(text: str) -> str:
    """Half width, lower case, everything but letters and digits as one space."""
    folded = normal("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def words(typed: str) -> list[str]:
    """What somebody looks for: what stands between spaces, at most six words of forty characters."""
    return [word[:LONGEST] for word in plain(typed).split()[:MOST_WORDS]]


def grams_of(text: str) -> set[str]:
    """Pairs of neighbours in a plain text, and its single characters; a single Latin letter or digit finds nothing."""
    found = {c for c in text if not c.isascii()}
    for run in text.split():
        found |= pairs_of(run)
    return found


def pairs_of(word: str) -> set[str]:
    return {word[at : at + GRAM] for at in range(len(word) - GRAM + 1)}


def keys_of(word: str) -> set[str]:
    """The grams by which a word is found."""
    return pairs_of(word) or {c for c in word if not c.isascii()}


def all_keys(found: Iterable[str]) -> list[str]:
    return sorted({key for word in found for key in keys_of(word)})
