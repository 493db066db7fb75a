"""News as lists: what the coalition writes, and what the press writes about it."""

from typing import Any

from django.apps import apps
from django.db.models import DateField, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.listings import filters
from base.listings.registry import Label, ListingKind, register
from news.kinds import NewsKind


def _all() -> QuerySet[Any]:
    return apps.get_model("news.NewsPage").objects.all()  # type: ignore[attr-defined]


def _own() -> QuerySet[Any]:
    return _all().exclude(kind=NewsKind.PRESS_MENTION)


def _mentions() -> QuerySet[Any]:
    return _all().filter(kind=NewsKind.PRESS_MENTION)


def _own_kinds() -> list[tuple[str, Label]]:
    return [(kind.value, kind.label) for kind in NewsKind if kind != NewsKind.PRESS_MENTION]


def plug_in() -> None:
    register(
        ListingKind(
            name="news",
            label=_("Latest news"),
            model="news.NewsPage",
            queryset=_own,
            sort="sort_date",
            sort_field=DateField(),
            descending=True,
            subtypes=_own_kinds,
            narrow=lambda queryset, kind: queryset.filter(kind=kind),
            empty=_("There is no news here yet."),
            index="news.NewsIndexPage",
            section_title=_("News"),
            section_order=20,
            address=pgettext_lazy("address", "news"),
            order=10,
            lasts=True,
        )
    )
    register(
        ListingKind(
            name="mentions",
            label=_("In the press"),
            model="news.NewsPage",
            queryset=_mentions,
            sort="sort_date",
            sort_field=DateField(),
            descending=True,
            prefetch=("belongings",),
            layout="rows",
            empty=_("No press mention is shown here yet."),
            index="news.NewsIndexPage",
        )
    )


def index_context(request: HttpRequest) -> dict[str, Any]:
    """The news section: what the coalition wrote; press mentions are a list of their own, one filter away."""
    query = filters.list_query(request, NewsKind.choices)
    if query.subtype == NewsKind.PRESS_MENTION:
        return filters.list_context(query, query.select("mentions", subtype=""))
    return filters.list_context(query, query.select("news"))
