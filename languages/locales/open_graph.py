"""The name of a language as Open Graph wants it, for `og:locale`."""

from functools import cache

from babel.core import get_global, parse_locale

from languages.locales.cldr import USAGE

# Where Facebook's list, the only one that values are checked against ("could not be parsed as type enum"), has another
# territory than CLDR: https://developers.facebook.com/docs/javascript/internationalization. Its "AR" is not Argentina,
# and its "LA" not Laos.
FACEBOOK = {"ar": "ar_AR", "es_419": "es_LA", "sw": "sw_KE"}


@cache
def open_graph_locale(code: str) -> str:
    """A language with its territory ("pt_BR" for "pt"), as https://ogp.me asks; "" where nobody knows one.

    The territory is the code's own, or by CLDR's likely subtags the one with most who write the language. English is
    that of our texts (`cldr.USAGE`).
    """
    try:
        language, territory, script, *_variants = parse_locale(USAGE.get(code, code), sep="-")
    except ValueError:
        return ""
    exact = f"{language}_{territory}" if territory else language
    if exact in FACEBOOK:
        return FACEBOOK[exact]
    if not territory:
        likely = get_global("likely_subtags")
        territory = str(likely.get(f"{language}_{script}") or likely.get(language) or "").rpartition("_")[2]
    return f"{language}_{territory}" if territory.isalpha() else ""
