"""`{% load languages_admin %}`: what Wagtail's own screens have to say of a page's languages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from wagtail.models import Page

from languages.editor import content_language as editor_language
from languages.editor import lifecycle_views, other_versions
from languages.locales import cldr
from languages.translations import lifecycle
from languages.translations.status import version_statuses

register = template.Library()


@register.inclusion_tag("languages/admin/at_a_glance.html", takes_context=True)
def languages_at_a_glance(context: Any, page: Page) -> dict[str, Any]:
    """The languages of a page in a list; those of the whole list are read together, for its first row."""
    if page.depth < 2:
        return {}
    table = context.get("table")
    known = getattr(table, "languages_statuses", None)
    if known is None:
        known = version_statuses(table.data if table is not None else [page])
        if table is not None:
            table.languages_statuses = known
    found = known.get(page.translation_key, [])
    return {"statuses": found, "url": reverse("languages_translate", args=[page.pk])}


@register.simple_tag
def content_language(instance: Any) -> dict[str, str]:
    """The language and direction of what a form edits, for its fields; nothing where it has none."""
    code = editor_language.code_of(instance)
    return {"code": code, "direction": cldr.direction(code)} if code else {}


@register.simple_tag
def in_content_language(comparisons: Iterable[Any], instance: Any) -> list[Any]:
    """Wagtail's comparisons of two revisions, with their words marked as in the language of what is compared."""
    return editor_language.marked_comparisons(comparisons, instance)


@register.simple_tag(takes_context=True)
def public_versions(context: Mapping[str, Any], page: Page) -> list[other_versions.Other]:
    """The other public versions of a page, and which of them the person may unpublish."""
    return other_versions.others_of(page, context["request"].user, lifecycle.may_unpublish, live=True)


@register.simple_tag
def public_works_below(page: Page) -> int:
    """How many public pages below a page are public in other languages, too."""
    return lifecycle.works_below(page, live=True)


@register.simple_tag
def bulk_note(items: Iterable[Mapping[str, Any]], action: str) -> str:
    """What has to be known before several pages are deleted, unpublished or moved at once; "" for nothing."""
    return lifecycle_views.bulk_note((item["item"] for item in items), action)
