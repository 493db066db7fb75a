"""The language of what is edited, where it is not that of the admin around it: `lang` and `dir` of its words.

Fields are marked in the browser (static/languages/content-language.mjs), comparisons here.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.admin.compare import StreamFieldComparison, TagsFieldComparison, TextFieldComparison

from languages.locales import cldr
from languages.routing import registry

# Comparisons of words. Those of days, choices and relations speak the admin's language.
OF_WORDS = (TextFieldComparison, StreamFieldComparison, TagsFieldComparison)


def code_of(instance: Any) -> str:
    """The language that a page or a snippet is written in; "" for one that has none, or not yet."""
    number = getattr(instance, "locale_id", None)
    return registry.code_of(instance) if number is not None else ""


def marked(html: Any, code: str) -> SafeString:
    return format_html('<div lang="{}" dir="{}">{}</div>', code, cldr.direction(code), html)


class MarkedComparison:
    """A comparison of Wagtail's (7.4) whose words are marked; in all else it is the one that it holds."""

    def __init__(self, comparison: Any, code: str):
        self._comparison, self._code = comparison, code

    def __getattr__(self, name: str) -> Any:
        return getattr(self._comparison, name)

    def htmldiff(self) -> SafeString:
        diff = self._comparison.htmldiff()
        if not isinstance(self._comparison, OF_WORDS):
            return SafeString(diff)
        # The names of fields within blocks are those of the editor's form.
        interface = get_language() or ""
        names = format_html('<dt lang="{}" dir="{}">', interface, cldr.direction(interface))
        return marked(SafeString(str(diff).replace("<dt>", names)), self._code)

    def get_child_comparisons(self) -> Iterator["MarkedComparison"]:
        return (MarkedComparison(child, self._code) for child in self._comparison.get_child_comparisons())

    def get_field_comparisons(self) -> Iterator["MarkedComparison"]:
        return (MarkedComparison(field, self._code) for field in self._comparison.get_field_comparisons())


def marked_comparisons(comparisons: Iterable[Any], instance: Any) -> list[Any]:
    code = code_of(instance)
    return [MarkedComparison(comparison, code) if code else comparison for comparison in comparisons]
