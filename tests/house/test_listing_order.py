"""Law: what a kind of list is ordered by is never null.

A list goes on after its last item by comparing (`base.listings.select`): a null compares with nothing, so that an item
without a value would be left out from the second page on, and databases do not agree on where it comes on the first.
"""

from typing import Any

import pytest
from django.db.models import Case, DateField, F, Func, QuerySet, Subquery, Value
from django.db.models.expressions import Col, Combinable
from django.db.models.functions import Coalesce, Lower, Now
from django.db.models.sql import Query
from django.db.models.sql.constants import INNER

from base.listings import registry
from events.models import EventPage
from home.models import StandardPage
from languages.locales.database_collation import InOrderOf
from news.models import NewsPage

pytestmark = pytest.mark.django_db


def may_be_null(expression: Any, query: Query) -> bool:
    """Whether a resolved expression of a query can have no value. What is not known here counts as one that can."""
    if isinstance(expression, Col):
        join = query.alias_map[expression.alias]
        return bool(expression.target.null) or getattr(join, "join_type", INNER) != INNER
    if isinstance(expression, Value):
        return expression.value is None
    if isinstance(expression, Coalesce):
        return all(may_be_null(part, query) for part in expression.get_source_expressions())
    if isinstance(expression, Case):
        results = [*(case.result for case in expression.cases), expression.default]
        return any(may_be_null(result, query) for result in results)
    if isinstance(expression, InOrderOf | Lower | Now):
        return any(may_be_null(part, query) for part in expression.get_source_expressions())
    return True


def complaint(kind: registry.ListingKind) -> str:
    """What is wrong with the order of a kind of list, and how it is put right; empty if nothing is."""
    query = kind.queryset().query
    where = f'ListingKind(name="{kind.name}", sort="{kind.sort}")'
    if kind.sort in query.annotations:
        if may_be_null(query.annotations[kind.sort], query):
            return f"{where}: the annotation can be null. Write Coalesce(…, F(a column with null=False)) around it."
        return ""
    field = next((field for field in query.get_meta().get_fields() if field.name == kind.sort), None)
    if field is None:
        return f"{where}: {kind.model} has no such field, and its queryset no such annotation."
    if not getattr(field, "column", None):
        return f"{where}: {kind.model}.{kind.sort} is no column of the database. Sort by one, or by an annotation."
    if getattr(field, "null", True):
        return (
            f"{where}: {kind.model}.{kind.sort} can be null. Sort by a column that save() fills "
            "from it, with null=False and a default for what has none, as news.NewsPage.sort_date is."
        )
    return ""


def a_kind(sort: str, queryset: Any = StandardPage.objects.all) -> registry.ListingKind:
    return registry.ListingKind(name="fruit", label="Fruit", model="home.StandardPage", queryset=queryset, sort=sort)


def annotated(expression: Combinable) -> QuerySet[Any]:
    return StandardPage.objects.annotate(ripe=expression)  # type: ignore[no-any-return]


def test_no_kind_of_list_is_ordered_by_what_can_be_null() -> None:
    assert {"news", "people", "pillars", "upcoming_events"} <= set(registry.kinds())
    assert [text for kind in registry.kinds().values() if (text := complaint(kind))] == []


@pytest.mark.parametrize(
    ("sort", "model", "says"),
    [
        ("date", NewsPage, "Sort by a column that save() fills"),
        ("last_published_at", StandardPage, "Sort by a column that save() fills"),
        ("colour", StandardPage, "has no such field"),
        ("belongings", EventPage, "is no column of the database"),
    ],
)
def test_a_field_that_is_no_order_is_refused(sort: str, model: Any, says: str) -> None:
    assert says in complaint(a_kind(sort, model.objects.all))


@pytest.mark.parametrize(
    "expression",
    [
        F("last_published_at"),
        Lower("live_revision__object_str"),
        Value(None, output_field=DateField()),
        Subquery(StandardPage.objects.values("path")[:1]),
        Coalesce("last_published_at", "first_published_at"),
        Func("title", function="NULLIF"),
    ],
)
def test_an_annotation_that_can_be_null_is_refused(expression: Combinable) -> None:
    assert "can be null" in complaint(a_kind("ripe", lambda: annotated(expression)))


@pytest.mark.parametrize("expression", [F("title"), Lower("title"), Coalesce("last_published_at", Now())])
def test_an_annotation_that_always_has_a_value_is_an_order(expression: Combinable) -> None:
    assert complaint(a_kind("ripe", lambda: annotated(expression))) == ""
