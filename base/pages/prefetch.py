"""The rows that hang on a page, read together: an article is served with a dozen queries, and four would go here."""

from typing import Any
from uuid import UUID

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from base.models import Belonging, RelatedWork, SdgRow, Tag, TaggedPage


def _part(queryset: QuerySet[Any], what: str, word: str, place: Any = None) -> QuerySet[Any, Any]:
    return (
        queryset.order_by()
        .annotate(
            row_kind=Value(what, CharField()),
            row_place=place or Value(0, IntegerField()),
            row_word=Cast(word, TextField()),
        )
        .values_list("row_kind", "pk", "row_place", "row_word")
    )


def load_rows(page: Any, request: HttpRequest | None) -> None:
    """Put belongings, goals, related works and tags onto a page that is about to be shown.

    The managers of the page (`page.sdgs.all()`, `page.tagged_items.all()` …) then answer without a query. A page that
    is being previewed has its rows with it, those not yet saved included, and is left alone.
    """
    if page.pk is None or getattr(request, "is_preview", False):
        return
    parts = [
        _part(Belonging.objects.filter(page=page.pk), "belonging", "work_id"),
        _part(SdgRow.objects.filter(page=page.pk), "goal", "goal"),
        _part(RelatedWork.objects.filter(page=page.pk), "related", "work_id", F("sort_order")),
        _part(TaggedPage.objects.filter(content_object=page.pk), "tag", "tag__name"),
    ]
    found: dict[str, list[tuple[int, int, str]]] = {"belonging": [], "goal": [], "related": [], "tag": []}
    for what, pk, place, word in parts[0].union(*parts[1:], all=True):
        found[what].append((place or 0, pk, word))
    for rows in found.values():
        rows.sort()
    page.belongings = [Belonging(pk=pk, work_id=UUID(word)) for _place, pk, word in found["belonging"]]
    page.sdgs = [SdgRow(pk=pk, goal=int(word)) for _place, pk, word in found["goal"]]
    page.related_works = [
        RelatedWork(pk=pk, sort_order=place, work_id=UUID(word)) for place, pk, word in found["related"]
    ]
    page.tagged_items = [TaggedPage(pk=pk, tag=Tag(name=word)) for _place, pk, word in found["tag"]]
