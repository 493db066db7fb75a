"""The order in which the readers of a language look for names: by CLDR's collations, through ICU.

Code points put Álvarez after Zapata, and a list without accents puts Ñáñez among the names with "n", where nobody
looks for it who speaks Spanish. CLDR has a collation for every language whose order differs from the order that all
others share. `database_collation` has the same for what the database puts in order.
"""

from collections.abc import Callable
from functools import cache

from icu import Collator, Locale, ULocDataLocaleType

from languages.locales.interface import spoken

# The order that languages without one of their own share (English, French, Portuguese, Swahili).
ROOT = "und"


@cache
def _collator(code: str) -> Collator:
    return Collator.createInstance(Locale.forLanguageTag(code))


@cache
def tailoring(code: str) -> str:
    """The tag of the collation ("es", "fr-CA") by which a language, given as Django writes codes, is put in order."""
    tag: str = _collator(code).getLocale(ULocDataLocaleType.ACTUAL_LOCALE).toLanguageTag()
    return tag


@cache
def tailorings() -> frozenset[str]:
    """The tags of all collations that differ from one another, about a hundred, `ROOT` included."""
    known = Collator.getAvailableLocales()
    return frozenset({ROOT, *(tailoring(name.replace("_", "-")) for name in known)})


def collation_key(language: str | None = None) -> Callable[[str], bytes]:
    """For `sorted(names, key=collation_key())`: the order of a language, by default that of the interface."""
    key: Callable[[str], bytes] = _collator(language or spoken()).getSortKey
    return key


def comparison(tag: str) -> Callable[[str, str], int]:
    """Which of two texts comes first (below, at or above 0); those that only code points tell apart, by these."""
    compare = _collator(tag).compare
    return lambda one, other: compare(one, other) or (one > other) - (one < other)
