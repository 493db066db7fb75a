"""The words of a text: where they are, and what makes two of them the same word.

Serves the glossary and the review of translations. A *segment* is plain text with HTML escapes, or inline HTML; markup
and escapes are never words. Languages that snowballstemmer knows are compared by stem, all others by folded words.
"""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape

import snowballstemmer
from anyascii import anyascii
from babel import Locale
from django.utils.text import slugify

# Letters of scripts that are written without spaces: each counts as a word.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eff\u1000-\u109f\u1780-\u17d3"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ESCAPE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});"

# Articles and prepositions, which may come between the words of a term ("análisis de datos", "de los datos").
LINKS = {
    "en": "a an the of for in on to at by with from into as s",
    "es": "el la los las un una unos unas de del al a en con por para sobre desde",
    "fr": "le la les l un une des de du d au aux à en dans avec par pour sur chez",
    "pt": "o a os as um uma uns umas de do da dos das no na nos nas ao aos à às em com por para pelo pela pelos pelas",
    "ar": "في من على إلى عن مع ل ب",
}
# Other words that hardly a sentence does without, and that are no names.
COMMON = {
    "en": "and or but not is are was were be been has have had this that these those it its they their them we our you "
    "your which who what when where how than more there can will would should about between through after before all",
    "es": "y e o u pero no es son fue fueron ser ha han este esta estos estas ese esa eso esos esas lo su sus se que "
    "quien quienes como más muy cuando donde también entre hasta sin ya hay nos les le todo todas todos según cómo qué",
    "fr": "et ou mais ne pas est sont était été être a ont ce cette ces cet il elle ils elles on nous vous leur leurs "
    "son sa ses se s qui que qu quand où comment plus très aussi entre sans comme tout tous toutes y n c j dont selon",
    "pt": "e ou mas não é são foi foram ser há têm tem este esta estes estas esse essa isso esses essas seu sua seus "
    "suas se que quem como mais muito quando onde também entre até sem já nós lhe todo todas todos segundo pela pelo",
    "ar": "و أو لكن لا ليس هو هي هم كان كانت أن إن التي الذي الذين هذا هذه ذلك تلك ما بين كل بعد قبل حول غير قد ثم كما "
    "عند حيث لم لن يمكن منها فيها عليها بها لها",
}

ARABIC_ENDINGS = str.maketrans({"ى": "ي", "ة": "ه"})
# Vowel signs and the lengthening stroke; the hamza among them goes too, since people leave it out.
ARABIC_VOWELS = {chr(number) for number in range(0x64B, 0x660)} | {"\u0640", "\u0670"}
ARABIC_ARTICLE = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=..)")
ARABIC_PARTICLE = re.compile(r"^[وفبكل](?=...)")
ARABIC_PRONOUN = re.compile(r"(?<=...)(?:هم|هن|ها|نا|كم|ه)$")
# Accents that do not make another letter: acute, grave and circumflex, in the languages that we know them of.
ACCENTS = {"\u0300", "\u0301", "\u0302"}

_stemmers = threading.local()


@dataclass(frozen=True)
class Word:
    """A word and its place in the segment. `joined` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    joined: str


@cache
def _marks() -> str:
    """Combining marks, for a character class: Python's \\w leaves them out, and would cut Arabic and Hindi words."""
    letters = (chr(number) for number in range(0x300, 0x1F000))
    return "".join(re.escape(letter) for letter in letters if unicodedata.category(letter)[0] == "M")


@cache
def _pattern() -> re.Pattern[str]:
    word = rf"[{UNSPACED}][{_marks()}]*|(?:(?![{UNSPACED}])[^\W_])(?:(?![{UNSPACED}])[^\W_]|[{_marks()}\u0640])*"
    return re.compile(rf"(?P<tag>{TAG.pattern})|(?P<escape>{ESCAPE})|(?P<word>{word})")


def words(segment: str) -> list[Word]:
    """The words of a segment, with their places in it."""
    found: list[Word] = []
    end = 0
    for match in _pattern().finditer(segment):
        if match["word"]:
            found.append(Word(match.start(), match.end(), match[0], segment[end : match.start()]))
            end = match.end()
    return found


@lru_cache(maxsize=10_000)
def count(segment: str) -> int:
    """How many words a segment has."""
    return sum(1 for match in _pattern().finditer(segment) if match["word"])


def plain(segment: str) -> str:
    """What a reader sees of a segment."""
    return unescape(TAG.sub(lambda tag: " " if tag[0].startswith("<br") else "", segment))


@lru_cache(maxsize=10_000)
def normalise(text: str) -> str:
    """The form in which texts are the same: composed characters, white space folded. Case and punctuation count."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def latin_slug(text: str) -> str:
    """The last part of an address, in Latin letters by their sound; empty where a text holds no letter or digit."""
    return slugify(anyascii(text))[:200].strip("-")


def base(code: str) -> str:
    """The language of a code, without its variety."""
    return code.split("-")[0].split("_")[0].lower()


def _without_accents(word: str) -> str:
    letters = (
        letter
        for letter in unicodedata.normalize("NFD", word.casefold())
        if letter not in ACCENTS and letter not in ARABIC_VOWELS
    )
    return unicodedata.normalize("NFC", "".join(letters))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word without case, accents and vowel signs, for comparing."""
    return _without_accents(word).translate(ARABIC_ENDINGS)


@cache
def _algorithm(language: str) -> str | None:
    """Snowball names its stemmers as CLDR names languages in English."""
    names = Locale.parse("en").languages
    name = "norwegian" if language in {"nb", "nn", "no"} else str(names.get(language, "")).lower()
    return name if name in snowballstemmer.algorithms() else None


def _stem(word: str, language: str) -> str:
    name = _algorithm(language)
    if name is None:
        return word
    # A stemmer keeps the word that it is at: each thread has its own.
    stemmer = getattr(_stemmers, name, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(name)
        setattr(_stemmers, name, stemmer)
    return str(stemmer.stemWord(word))


def _arabic_readings(word: str) -> list[str]:
    """An Arabic word without its article, or, where it has none, without what may be particles and a pronoun."""
    spelt = _without_accents(word)
    bare = ARABIC_ARTICLE.sub("", spelt)
    readings = [bare]
    if bare == spelt:
        for _times in range(2):  # "and", then "with", "like" or "for"
            readings.append(ARABIC_PARTICLE.sub("", readings[-1]))
        readings += [ARABIC_PRONOUN.sub("", reading) for reading in readings]
    return readings


@lru_cache(maxsize=50_000)
def keys(word: str, code: str) -> tuple[str, ...]:
    """What a word is compared by, the likeliest first; two words are the same when they share one.

    Several, where a word can be read in several ways: the first letter of an Arabic word may be a particle.
    """
    language = base(code)
    lower = unicodedata.normalize("NFC", word.casefold())
    if language == "ar":
        # Snowball takes a first letter of its own accord for a particle, except after the article.
        return tuple(dict.fromkeys(fold(_stem("ال" + reading, language)) for reading in _arabic_readings(lower)))
    readings = [lower]
    if language == "pt" and lower.endswith(("ões", "ães")):  # Snowball leaves região and regiões apart
        readings.append(lower[:-3] + "ão")
    return tuple(dict.fromkeys(fold(_stem(reading, language)) for reading in readings))


@cache
def links(code: str) -> frozenset[str]:
    """Articles and prepositions of a language, folded; none where we do not know them."""
    return frozenset(fold(word) for word in LINKS.get(base(code), "").split())


@cache
def function_words(code: str) -> frozenset[str]:
    """The small words of a language by which it is recognised, folded; none where we do not know them."""
    return links(code) | frozenset(fold(word) for word in COMMON.get(base(code), "").split())
