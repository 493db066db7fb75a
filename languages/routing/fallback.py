"""Each work once, in the reader's best language."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from wagtail.models import Page

from languages.models import Work
from languages.routing import registry

# Ranks of a work's versions, as small as they are good: the reader's chain counts from 0, the original follows, and
# the rest are told apart by their locale, which makes the order total: (translation_key, locale) is unique.
ORIGINAL = 50
REST = 100


def _rank(chain: Iterable[str]) -> Case:
    locale_ids = {language.code: language.locale_id for language in registry.offered()}
    known = [locale_ids[code] for code in chain if code in locale_ids]
    is_original = Exists(Work.objects.filter(pk=OuterRef("translation_key"), original_locale_id=OuterRef("locale_id")))
    return Case(
        *(When(locale_id=locale_id, then=Value(rank)) for rank, locale_id in enumerate(known)),
        When(is_original, then=Value(ORIGINAL)),
        default=F("locale_id") + REST,
        output_field=IntegerField(),
    )


def public(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Live pages without a view restriction, in a language that the site is offered in, below that language's home."""
    homes = [Q(locale_id=one.locale_id, path__startswith=one.home_path) for one in registry.offered()]
    return registry.exclude_private(queryset.filter(reduce(or_, homes, Q(pk__in=[])), live=True))


def in_best_language(queryset: QuerySet[Any], language: str | None = None) -> QuerySet[Any]:
    """The public pages of `queryset`, each work once: the version that comes first in the reader's chain.

    Written as an anti-join (no better version exists), which both databases answer from the index on translation_key.
    A version counts as better only if the reader could open it: a private one does not hide a public one.
    """
    rank = _rank(registry.chain(language))
    better = (
        public(Page.objects.filter(translation_key=OuterRef("translation_key")))
        .annotate(language_rank=rank)
        .filter(language_rank__lt=OuterRef("language_rank"))
    )
    return public(queryset).annotate(language_rank=rank).filter(~Exists(better))


def resolve(keys: Iterable[UUID | None], language: str | None = None, *, model: type[Page] = Page) -> dict[UUID, Any]:
    """The page that stands for each work in the reader's best language, in one query.

    Works without a public version are left out. `model` loads a page type's own fields with it.
    """
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    pages = in_best_language(model._default_manager.filter(translation_key__in=wanted), language)
    return {page.translation_key: page for page in pages}
