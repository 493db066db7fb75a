"""What a name or a title is put in order by: without the article that it begins with, where its language does so.

The articles are those of the list of the Library of Congress that catalogues of libraries leave out in filing (MARC 21,
Appendix F, "Initial Definite and Indefinite Articles", December 2023), as they are for the languages of the interface;
plural indefinites ("unos", "des") are not among them. The Arabic article is written together with its word; it is left
out as its romanised form is there. A title in another language stands as it is written.

What only looks like an article stays: an initialism ("A/B", "UN Women" on a Spanish or French page), a letter before
another one ("A I Lab"), an Arabic word that begins with the same two letters.
"""

import re

ARTICLES: dict[str, tuple[str, ...]] = {
    "en": ("a", "an", "the"),
    "es": ("el", "la", "las", "lo", "los", "un", "una"),
    "fr": ("l'", "l’", "la", "le", "les", "un", "une"),
    "pt": ("a", "as", "o", "os", "um", "uma"),
}
ARABIC_ARTICLE = "ال"
# Verbal nouns of the eighth form of roots that begin with lām, the name of God, and the pronouns: no article in them.
ARABIC_WORDS = frozenset(
    {
        "الله",
        "الذي",
        "التي",
        "الذين",
        "التزام",
        "التقاء",
        "التماس",
        "التفاف",
        "التباس",
        "التحاق",
        "التهاب",
        "التئام",
        "التواء",
        "التفات",
        "التقاط",
        "التهام",
        "التصاق",
        "التجاء",
        "التحام",
        "التماع",
        "إلتزام",
        "الكترون",
        "الكتروني",
        "الكترونية",
        "الكترونيات",
    }
)

# Between a name to be put in order by and what decides where it is the same: CLDR gives it the least weight of all, and
# keeps what is compared on either side of it apart (UTS 35, part 5, "U+FFFE").
SEPARATOR = "\ufffe"


def _without(articles: tuple[str, ...], title: str) -> str:
    for article in articles:
        written = title[: len(article)]
        if written.casefold() != article or (len(article.rstrip("'’")) > 1 and written.isupper()):
            continue
        rest = title[len(article) :]
        if not article.endswith(("'", "’")):
            if not rest[:1].isspace():
                continue
            rest = rest.lstrip()
        # A word follows; after a single letter one of more than a letter, or both are letters of an initialism.
        if re.match(r"[^\W\d_]{2}" if len(article) == 1 else r"[^\W\d_]", rest):
            return rest
    return title


def without_article(title: str, language: str) -> str:
    """A title as catalogues in its language ("pt-br") file it; as it is where they leave nothing out."""
    base = language.partition("-")[0]
    if base == "ar":
        first = title.partition(" ")[0]
        is_article = first.startswith(ARABIC_ARTICLE) and len(first) > len(ARABIC_ARTICLE) + 1
        return title[len(ARABIC_ARTICLE) :] if is_article and first not in ARABIC_WORDS else title
    return _without(ARTICLES.get(base, ()), title)


def filed(name: str, family_name: str, language: str) -> str:
    """A person by their family name where it is known, then by the whole name.

    "Le Goff" and "Las Heras" stand below L: what is part of a family name is no article of it. In Arabic it is.
    """
    if not family_name:
        return name
    return f"{without_article(family_name, language) if language[:2] == 'ar' else family_name}{SEPARATOR}{name}"
