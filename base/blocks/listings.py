"""Lists of pages: chosen one by one, or found by their kind and by what they belong to.

An editor chooses a page in their own language; readers get each work in the language that they read best.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from base.blocks.foundation import CheckedStructBlock, works_shown
from base.listings import facet_kinds, facets, registry, select

__all__ = ["CardsBlock", "ListingBlock", "OrganisationsBlock", "PeopleBlock"]

# More organisations than hold any one role.
ALL_OF_A_ROLE = 100
NO_WORK = UUID(int=0)


# Module-level callables: migrations refer to them by name, where lists would freeze today's choices.


def kind_choices() -> Sequence[tuple[str, Any]]:
    return registry.kind_choices()


def subtype_choices() -> Sequence[tuple[Any, Any]]:
    return registry.subtype_choices()


def role_choices() -> Sequence[tuple[str, Any]]:
    """The coalition roles of organisations, which are the subtypes of their listing."""
    return subtypes_of("organisations")


def facet_choices(kind: str) -> Sequence[tuple[str, str]]:
    return facets.choices(kind)


def subtypes_of(kind: str) -> Sequence[tuple[str, Any]]:
    entry = registry.kinds().get(kind)
    return list(entry.subtypes()) if entry and entry.subtypes else []


class PickBlock(blocks.ChoiceBlock):
    """A choice from what the site holds. Rendering a page does not ask for the choices: only the form needs them."""

    def __init__(self, *, default: str = "", **kwargs: Any) -> None:
        super().__init__(default=default, search_index=False, **kwargs)

    def normalize_choice(self, value: Any) -> str:
        return "" if value is None else str(value)


class ListedBlock(blocks.StructBlock):
    """A heading over pages that an editor chose."""

    chosen = "works"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["items"] = works_shown(value.get(self.chosen) or [])
        return context


class CardsBlock(ListedBlock):
    """Pages that belong together for the reader, whatever their kind."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    works = blocks.ListBlock(blocks.PageChooserBlock(label=_("Page")), label=_("Pages"), min_num=1, max_num=12)

    is_previewable = False

    class Meta:
        label = _("Cards of pages")
        icon = "grid"
        group = _("Lists")
        template = "blocks/cards.html"
        label_format = "{heading}"
        description = _("Pages that you choose. Readers see each in the language that they read best.")


class PeopleBlock(ListedBlock):
    """People of the network."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    works = blocks.ListBlock(
        blocks.PageChooserBlock(page_type=["network.PersonPage"], label=_("Person")),
        label=_("People"),
        min_num=1,
        max_num=40,
    )

    is_previewable = False

    class Meta:
        label = _("People")
        icon = "user"
        group = _("Lists")
        template = "blocks/people.html"
        label_format = "{heading}"
        description = _("People of the network that you choose.")


class OrganisationsBlock(CheckedStructBlock, ListedBlock):
    """Organisations: all that hold a role in the coalition, or those that an editor chose."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    role = PickBlock(
        label=_("Role in the coalition"),
        choices=role_choices,
        required=False,
        help_text=_("Shows all organisations with this role, those that join later too."),
    )
    works = blocks.ListBlock(
        blocks.PageChooserBlock(page_type=["network.OrganisationPage"], label=_("Organisation")),
        label=_("Organisations"),
        default=[],
        max_num=60,
        help_text=_("Instead of a role."),
    )

    is_previewable = False

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        role, works = value.get("role"), value.get("works")
        if role and works:
            return {
                "role": ValidationError(gettext("Choose a role or single organisations, not both."), code="ambiguous")
            }
        if not role and not works and not self.is_deferred_validation:
            return {"role": ValidationError(gettext("Choose a role, or single organisations below."), code="required")}
        return {}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        role = value.get("role")
        if role and "organisations" in registry.kinds():
            found = select.select("organisations", get_language(), subtype=role, limit=ALL_OF_A_ROLE, remembered=True)
            context["items"] = found.items
        return context

    class Meta:
        label = _("Organisations")
        icon = "group"
        group = _("Lists")
        template = "blocks/organisations.html"
        label_format = "{heading}"
        description = _("All organisations with a role in the coalition, or some that you choose.")


class ListingValue(blocks.StructValue):
    @property
    def keys_chosen(self) -> list[UUID]:
        """The works that everything listed belongs to. An unreadable key finds nothing, rather than everything."""
        keys = []
        for name in facet_kinds.kinds():
            if text := self.get(name):
                try:
                    keys.append(UUID(str(text)))
                except ValueError:
                    keys.append(NO_WORK)
        return keys


def address_of_all(kind: str, value: ListingValue, language: str | None) -> str:
    """Where all of what a listing shows a part of can be found.

    A facet below which works live has an address of its own for most kinds; the others show theirs on their pages.
    Where filters are combined no address shows just that, and the whole section is the honest answer.
    """
    chosen = [facet for key in value.keys_chosen if (facet := facets.every(language).get(key))]
    if len(chosen) != 1:
        return select.section_url(kind, language)
    facet, entry = chosen[0], registry.kinds()[kind]
    if not facet_kinds.kinds()[facet.kind].holds_pages or not entry.address:
        return facet.url
    with override(facet.language_code):  # the address is in the language of the facet's page
        return f"{facet.url}{entry.address}/"


class ListingBlock(CheckedStructBlock):
    """Pages of a kind, kept up to date by themselves, narrowed to a subtype or to what they belong to."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    kind = PickBlock(label=_("What to list"), choices=kind_choices)
    subtype = PickBlock(
        label=_("Only of this sort"),
        choices=subtype_choices,
        required=False,
        help_text=_("Of those that the list has."),
    )
    # A choice for each kind of facet, as if each were written here.
    locals().update(
        {
            kind.name: PickBlock(label=kind.label_in_block, choices=partial(facet_choices, kind.name), required=False)
            for kind in facet_kinds.kinds().values()
        }
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)
    show_all = blocks.BooleanBlock(label=_("Link to all of them"), required=False, default=True)

    is_previewable = False

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        kind, subtype = value.get("kind"), value.get("subtype")
        if not kind or not subtype or subtype in {name for name, _label in subtypes_of(kind)}:
            return {}
        return {"subtype": ValidationError(gettext("The list that you chose does not have this sort."), code="invalid")}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        kind = value.get("kind")
        if kind not in registry.kinds():  # no app of this site lists it any more
            context["selection"] = None
            return context
        language = get_language()
        context["selection"] = select.select(
            kind,
            language,
            keys=value.keys_chosen,
            subtype=value.get("subtype") or "",
            limit=value.get("limit") or 3,
            exclude=context.get("page"),
            remembered=True,
        )
        context["more_url"] = address_of_all(kind, value, language) if value.get("show_all") else ""
        entry = registry.kinds()[kind]
        context["layout"] = (value.get("limit") == 1 and entry.layout_of_one) or entry.layout
        return context

    class Meta:
        label = _("Listing")
        icon = "list-ul"
        group = _("Lists")
        template = "blocks/listing.html"
        value_class = ListingValue
        label_format = "{heading}"
        description = _("The latest news, the next events, projects and more, always up to date.")
