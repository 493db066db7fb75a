"""Names of places as CLDR has them, and how text is folded to compare them."""

import re
import unicodedata

from anyascii import anyascii
from babel import Locale, UnknownLocaleError

from languages.locales.interface import spoken

#: One spelling for letters that Arabic writers use for one another.
ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ی": "ي"})


def fold(text: str) -> str:
    """The text as search compares it: no case, no accents, no punctuation, in its own script."""
    decomposed = "".join(
        anyascii(letter) if ord(letter) < 0x250 else letter for letter in unicodedata.normalize("NFKC", text)
    )
    letters = (
        letter
        for letter in unicodedata.normalize("NFKD", decomposed).casefold().translate(ARABIC_FOLD)
        if not unicodedata.combining(letter)
    )
    return re.sub(r"[\W_]+", " ", "".join(letters)).strip()


def cldr(language: str | None = None) -> Locale:
    """CLDR's data for a language (by default that of the interface), or English where CLDR does not know it."""
    try:
        return Locale.parse(language or spoken(), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def country_name(code: str, language: str | None = None) -> str:
    """The country's name in a language; the bare code where CLDR has none."""
    return cldr(language).territories.get(code.upper()) or code
