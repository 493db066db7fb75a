"""The report of pictures that nobody has described, and of what each page that shows them says in their place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import CollectionFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy

from base.admin import reports
from base.media.permissions import image_policy
from base.models import CustomImage
from languages.locales import cldr
from languages.routing import registry
from languages.routing.fallback import public

THUMBNAIL = "max-165x165"


@dataclass(frozen=True)
class Use:
    """A page that shows a picture, and what it says in its place; `is_silent` where it says nothing at all."""

    page_id: int
    title: str
    code: str
    direction: str
    says: str
    is_silent: bool


def _said(page: Any, reference: ReferenceIndex) -> tuple[str, bool]:
    """What a page says in place of a picture, in words for the admin; and whether that is nothing."""
    silent = gettext("no alternative text"), True
    if reference.model_path == "image":
        return (page.image_alt, False) if page.image_alt else silent
    if not reference.model_path.startswith("body."):
        return gettext("only decorates"), False  # the name stands beside the logo of an organisation
    place = reference.content_path.split(".")[1]
    value = next((block.value for block in page.body if block.id == place), None)
    if value is None:
        return silent
    if value.get("decorative"):
        return gettext("only decorates"), False
    return (value.alternative, False) if value.alternative else silent


def uses_of(images: Iterable[CustomImage], user: Any) -> dict[int, list[Use]]:
    """The pages that show some pictures, as far as a person may see them: by the draft's title who may change a page,
    by the public one who may read it, and no others. As many queries as there are types of pages."""
    images = list(images)
    kind = ContentType.objects.get_for_model(Page)
    references = list(
        ReferenceIndex.get_references_to_in_bulk(images).filter(base_content_type=kind).order_by("object_id", "pk")
        if images
        else ()
    )
    ids = {int(reference.object_id) for reference in references}
    mine = page_permission_policy.instances_user_has_permission_for(user, "change").filter(pk__in=ids)
    changed = set(mine.values_list("pk", flat=True))
    read = set(public(Page.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    pages = {page.pk: page for page in Page.objects.filter(pk__in=changed | read).specific()}
    found: dict[int, list[Use]] = {}
    for reference in references:
        page = pages.get(int(reference.object_id))
        if page is not None:
            title = page.get_admin_display_title() if page.pk in changed else page.title
            code = registry.code_of(page)
            use = Use(page.pk, title, code, cldr.direction(code), *_said(page, reference))
            found.setdefault(int(reference.to_object_id), []).append(use)
    return found


class PictureFilterSet(WagtailFilterSet):
    used = django_filters.ChoiceFilter(
        label=_("Shown on a page"),
        empty_label=_("All"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        method="as_used",
    )
    collection = CollectionFilter(
        label=_("Collection"),
        empty_label=_("All"),
        queryset=lambda request: image_policy.collections_user_has_permission_for(request.user, "change"),
    )

    class Meta:
        model = CustomImage
        fields: list[str] = []

    def as_used(self, images: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return images.filter(is_used=value == "yes")


class PictureColumn(Column):
    """A picture, small, with its name as a link to where it is described."""

    cell_template_name = "base/reports/picture.html"


class UsesColumn(Column):
    cell_template_name = "base/reports/uses.html"


class PicturesView(reports.Report):
    """Pictures of the library without a description, of the collections that somebody may change."""

    page_title = _("Pictures without description")
    header_icon = "image"
    results_template_name = "base/reports/pictures.html"
    index_url_name = "base_pictures"
    index_results_url_name = "base_pictures_results"
    filterset_class = PictureFilterSet
    model = CustomImage
    default_ordering = ("-created_at", "pk")
    export_filename = "pictures-without-description"
    columns = [
        PictureColumn("title", label=_("Picture")),
        Column("collection_name", label=_("Collection")),
        UsesColumn("uses", label=_("Shown on, and what is said there")),
    ]
    export_headings = {
        "title": _("Picture"),
        "collection_name": _("Collection"),
        "created_at": _("Added"),
        "uses_text": _("Shown on, and what is said there"),
    }

    @classmethod
    def may_see(cls, user: Any) -> bool:
        return bool(image_policy.user_has_permission(user, "change"))

    def get_base_queryset(self) -> QuerySet[Any]:
        kinds = ContentType.objects.get_for_models(CustomImage, Page)
        used = ReferenceIndex.objects.filter(
            to_content_type=kinds[CustomImage],
            to_object_id=Cast(OuterRef("pk"), CharField()),
            base_content_type=kinds[Page],
        )
        mine: QuerySet[Any] = image_policy.instances_user_has_permission_for(self.request.user, "change")
        return (
            mine.filter(description="")
            .annotate(is_used=Exists(used))
            .select_related("collection")
            .prefetch_renditions(THUMBNAIL)  # type: ignore[attr-defined]
        )

    def get_queryset(self) -> QuerySet[Any]:
        return self.order_queryset(self.get_base_queryset())

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> list[Any]:
        images = list(object_list)
        uses = uses_of(images, self.request.user)
        for image in images:
            image.uses = uses.get(image.pk, [])
            image.uses_text = "; ".join(f"{use.title} ({use.says})" for use in image.uses)
            image.collection_name = image.collection.name
            image.address = reverse("wagtailimages:edit", args=[image.pk])
        return images


REPORTS: dict[str, type[reports.Report]] = {"pictures": PicturesView}


def urls() -> list[URLPattern]:
    return reports.urls(REPORTS)
