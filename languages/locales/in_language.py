"""What is in a language says so: the `lang` and `dir` of its element, and the label beside it.

Mixins of the values that templates are given; they bring no field of their own.
"""

from django.utils.translation import get_language

from languages.locales import cldr


class InLanguage:
    """Something in the language `code`, for screens that name the language of everything; "" is the reader's."""

    code: str

    @property
    def direction(self) -> str:
        return cldr.direction(self.code) if self.code else ""


class ForeignText:
    """A title or name in the language `language_code` among the reader's own, which is marked where it is not theirs.

    "" where nothing is to be said of its language. See components/link.html.
    """

    language_code: str

    @property
    def lang(self) -> str:
        """Set only where the text is not in the reader's language."""
        return "" if self.language_code == get_language() else self.language_code

    @property
    def direction(self) -> str:
        return cldr.direction(self.language_code) if self.language_code else ""

    @property
    def label(self) -> str:
        """The own name of the text's language ("Español"), where it is not the reader's."""
        return cldr.own_name(self.lang) if self.lang else ""
