"""Figures, telephone numbers and what has a sign, kept together amid text that is written from right to left.

By Unicode's bidirectional algorithm (UAX #9) "+961 1 234 567" is shown as "567 234 1 961+" in an Arabic sentence, and
"-12.5" with its sign behind it: blanks, signs and dashes have no direction of their own. Each such run is set between
marks that isolate it (UAX #9, 2.6), where it is shown; what is stored stays as it was typed.
"""

import re

from languages.locales.cldr import direction

LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # LRI and PDI
# What may stand between the figures of one run: a point, a colon, a dash, one blank, a bracket, or some of them.
_BETWEEN = r"(?:[.,:/]|\)?(?:[ \u00a0\u202f\u2009]|&nbsp;)?[-–−‑/]?(?:[ \u00a0\u202f\u2009]|&nbsp;)?\(?[-+−]?)"
_SIGN = r"[-+−±~<>≤≥]?\(?[-+−±]?[$€£¥]?"
_UNIT = r"(?:(?:[ \u00a0\u202f]|&nbsp;)?(?:[%‰€$£¥]|°[CF]?|[A-Za-zµ]{1,3}[²³]?(?:/[A-Za-z]{1,3})?(?![A-Za-z])))?"
_RUN = re.compile(
    rf"(<[^>]*>|{LEFT_TO_RIGHT}[^{END}]*{END})|(?<![\w&#])({_SIGN}[0-9](?:{_BETWEEN}[0-9]|[0-9])*{_UNIT})"
)
# Figures with points and commas need nothing: Unicode counts those to the number.
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def isolated(text: str, language: str) -> str:
    """A text, or the HTML of one, with its runs isolated, in a page of a language; tags and their attributes stay."""
    if direction(language) == "ltr" and not _RIGHT_TO_LEFT.search(text):
        return text

    def isolate(found: re.Match[str]) -> str:
        whole, run = found.groups()  # a tag, or what is isolated already
        return whole or (run if _PLAIN.fullmatch(run) else f"{LEFT_TO_RIGHT}{run}{END}")

    return _RUN.sub(isolate, text)
