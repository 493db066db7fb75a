"""People and organisations as lists, and what they had a part in."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from base.listings.cursor import Place, ways_on
from base.listings.registry import ListingKind, register
from base.listings.select import memorable, ready_for_cards, select
from languages.locales.database_collation import InOrderOf
from languages.routing import registry
from languages.routing.fallback import in_best_language, resolve
from network.roles import CoalitionRoleName


def _by_name(model: str) -> QuerySet[Any]:
    """As people look for a name in their language: databases alone put AXSMap before African Union.

    People by their family names, organisations without the article before their name (`languages.locales.filing`).
    """
    return apps.get_model(model)._default_manager.annotate(name=InOrderOf("sort_name", get_language()))


def _people() -> QuerySet[Any]:
    return _by_name("network.PersonPage")


def _organisations() -> QuerySet[Any]:
    return _by_name("network.OrganisationPage")


def _with_coalition_role(queryset: QuerySet[Any], role: str) -> QuerySet[Any]:
    model: Any = apps.get_model("network.CoalitionRole")
    return queryset.filter(Exists(model.objects.filter(page=OuterRef("pk"), role=role)))


def plug_in() -> None:
    register(
        ListingKind(
            name="people",
            label=_("People"),
            model="network.PersonPage",
            queryset=_people,
            sort="name",
            prefetch=("positions",),
            prepare=_name_organisations,
            layout="people",
            empty=_("Nobody is shown here yet."),
            index="network.NetworkIndexPage",
            section_title=_("Network"),
            section_order=60,
        )
    )
    register(
        ListingKind(
            name="organisations",
            label=_("Organisations"),
            model="network.OrganisationPage",
            queryset=_organisations,
            sort="name",
            subtypes=lambda: CoalitionRoleName.choices,
            narrow=_with_coalition_role,
            prefetch=("coalition_roles",),
            layout="organisations",
            empty=_("No organisation is shown here yet."),
            index="network.NetworkIndexPage",
        )
    )


def _name_organisations(people: list[Any]) -> None:
    """Give each person's first role the page of its organisation, for their card."""
    first = [position for page in people for position in list(page.positions.all())[:1]]
    organisations = resolve([position.organisation_id for position in first])
    for position in first:
        position.organisation_page = organisations.get(position.organisation_id)


def index_context(request: HttpRequest) -> dict[str, Any]:
    """Both lists of the network section, each with its own place to go on from."""
    names = {name: (name, f"{name}-before") for name in ("people", "organisations")}
    asked = {name: Place.asked(request.GET, *names[name]) for name in names}

    def address(name: str, place: Place) -> str:
        """Relative to the section; leads to the list, which may be far down the page. Going on in one list stays where
        one is in the other."""
        places = {**asked, name: place}
        query = {key: cursor for one, there in places.items() for key, cursor in there.query(*names[one]).items()}
        return f"?{urlencode(query)}#{name}"

    lists = {}
    for name, place in asked.items():
        found = select(name, limit=24, after=place.after, before=place.before)
        ways = ways_on(place, found.previous_cursor, found.next_cursor, partial(address, name))
        lists[name] = {"selection": found, **ways}
    return {"lists": lists}


def works_of(credit_model: Any, field: str, key: UUID, limit: int = 50) -> list[tuple[str, list[Any]]]:
    """What somebody had a part in, grouped by the name of their role, latest first; each work once in each role.

    Remembered: the works are of any type, and each type takes queries of its own.
    """
    name = f"works:{credit_model._meta.model_name}:{key}:{get_language()}"
    groups = registry.remember(name, lambda: _read_works(credit_model, field, key, limit))
    labels = dict(credit_model._meta.get_field("role").choices)
    return [(str(labels[role]), pages) for role, pages in groups]


def _read_works(credit_model: Any, field: str, key: UUID, limit: int) -> list[tuple[str, list[Any]]]:
    roles: dict[UUID, set[str]] = {}
    for work, role in credit_model.objects.filter(**{field: key}, page__live=True).values_list(
        "page__translation_key", "role"
    ):
        roles.setdefault(work, set()).add(role)
    found = in_best_language(Page.objects.filter(translation_key__in=roles)).order_by("-first_published_at", "-pk")
    types: dict[type[Page], list[int]] = {}
    for page in found[:limit]:
        if page.specific_class is not None:
            types.setdefault(page.specific_class, []).append(page.pk)
    pages = []
    for model, ids in types.items():
        some = list(model._default_manager.filter(pk__in=ids).select_related("image").defer("body"))
        ready_for_cards(model, some)
        pages += memorable(some)
    pages.sort(key=_latest_first, reverse=True)
    order = credit_model._meta.get_field("role").choices
    return [
        (role, in_role)
        for role, _label in order
        if (in_role := [page for page in pages if role in roles[page.translation_key]])
    ]


def _latest_first(page: Any) -> tuple[int, str]:
    """When a work happened or came out, as far as its type knows; what has no date (a region) comes first."""
    for name in ("starts", "date", "start", "year"):
        value = getattr(page, name, None)
        if value:
            return 0, str(value)
    return 1, ""


def people_at(key: UUID) -> list[Any]:
    """People whose roles name an organisation, in the reader's best language, as their cards need them."""
    position: Any = apps.get_model("network.Position")
    here = Exists(position.objects.filter(page=OuterRef("pk"), organisation=key))

    def read() -> list[Any]:
        people = list(in_best_language(_people().filter(here)).order_by("name").defer("body"))
        ready_for_cards(_people().model, people)
        return people

    return registry.remember(f"people_at:{key}:{get_language()}", read)
