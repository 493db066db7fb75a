"""Conventions of page types that hold at start-up: what a new one has to say of itself."""

from collections.abc import Iterator
from typing import Any

from django.core import checks
from wagtail.models import Page, get_page_models

from base.listings import registry
from base.models import BasePage, IndexPage


def _states(model: type[Page], name: str) -> bool:
    """Whether one of our own classes says it, and not Wagtail's default alone."""
    return any(name in vars(one) for one in model.__mro__ if one not in Page.__mro__)


def _of_places(model: type[Page]) -> Iterator[checks.CheckMessage]:
    """Who may live where; see decision 0001."""
    for name, meaning in (
        ("parent_page_types", 'the page types that it may live below, for example ["regions.RegionPage"]'),
        ("subpage_types", "[], what may live below it, or None for all that name it in `parent_page_types`"),
    ):
        if not _states(model, name):
            yield checks.Error(
                f"{model._meta.label} does not state `{name}`.",
                hint=f"Say in {model.__module__.replace('.', '/')}.py: {meaning}.",
                obj=model,
                id="base.E001",
            )
    if getattr(model, "parent_page_types", ()) is None:
        yield checks.Error(
            f"{model._meta.label} may live below any page.",
            hint="Name in `parent_page_types` the page types that it may live below.",
            obj=model,
            id="base.E002",
        )


def _of_section(model: type[Page]) -> Iterator[checks.CheckMessage]:
    """A section is that of a kind of list, by which the rest of the site finds it."""
    kinds = [kind for kind in registry.kinds().values() if kind.index == model._meta.label]
    where = f"{model._meta.app_label}/listings.py"
    if not kinds:
        yield checks.Error(
            f"{model._meta.label} is a section, and no kind of list has it as its `index`.",
            hint=f'Register a ListingKind with index="{model._meta.label}" in {where}, from ready() of the AppConfig.',
            obj=model,
            id="base.E003",
        )
    elif len([kind for kind in kinds if kind.section_title]) != 1:
        yield checks.Error(
            f"{model._meta.label} has no name in the menu that `manage.py start` makes, or more than one.",
            hint=f"Give one ListingKind of {where} a `section_title` and a `section_order`.",
            obj=model,
            id="base.E004",
        )


@checks.register
def page_types_say_where_they_belong(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        message
        for model in get_page_models()
        if issubclass(model, BasePage)
        for message in (*_of_places(model), *(_of_section(model) if issubclass(model, IndexPage) else ()))
    ]


@checks.register
def kinds_have_places_of_their_own(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Two lists of one page at one place, or two sections, would come in an order that nobody decided."""
    found: list[checks.CheckMessage] = []
    for name, kinds in (("order", registry.kinds_with_address()), ("section_order", registry.sections())):
        taken: dict[int, str] = {}
        for kind in kinds:
            place = getattr(kind, name)
            if place in taken:
                found.append(
                    checks.Error(
                        f'The kinds of lists "{taken[place]}" and "{kind.name}" have the same `{name}`, {place}.',
                        hint=f"Taken are {', '.join(str(getattr(one, name)) for one in kinds)}; choose another.",
                        id="base.E005",
                    )
                )
            taken.setdefault(place, kind.name)
    return found
