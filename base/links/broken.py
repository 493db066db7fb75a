"""Links of published pages that lead readers nowhere, or not where they were meant to lead.

What became of a page or a document is asked now, so that a link is broken from the moment in which its page is
withdrawn, and whole again once that is back. What became of an address is what the last nights found.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from base.models import CustomDocument, PageLink
from base.models.links import Outcome
from languages.routing import registry
from languages.routing.fallback import public

WITHDRAWN = ("wagtail.delete", "wagtail.unpublish", "wagtail.unpublish.scheduled")


class Problem(models.TextChoices):
    PAGE_DELETED = "page_deleted", _("Page deleted")
    PAGE_UNPUBLISHED = "page_unpublished", _("Page not published")
    PAGE_PRIVATE = "page_private", _("Page private")
    DOCUMENT_DELETED = "document_deleted", _("Document deleted")
    NOT_FOUND = Outcome.NOT_FOUND.value, _("Not found")
    NO_ANSWER = Outcome.NO_ANSWER.value, _("No answer")
    CERTIFICATE = Outcome.CERTIFICATE.value, _("Certificate refused")
    MOVED = "moved", _("New address")


def _reaches_a_page() -> Any:
    """Whether readers of the page get something by the link: of a page that was chosen any version of the work, of one
    that a text leads to itself, or its version in the language of the text, which Wagtail prefers. Readers of a private
    page may be let into another one."""
    versions = Page.objects.filter(translation_key=OuterRef("to_page__translation_key"))
    itself, here = versions.filter(pk=OuterRef("to_page")), versions.filter(locale=OuterRef("page__locale"))
    by_choice = Q(is_chosen=True) & Exists(public(versions))
    by_text = Q(is_chosen=False) & (Exists(public(itself)) | Exists(public(here)))
    return by_choice | by_text | (registry.is_in_private("page") & Exists(versions.filter(live=True)))


def broken(links: QuerySet[PageLink]) -> QuerySet[Any]:
    """The broken ones among `links`, each annotated with its `problem`."""
    to_page, to_document = Q(to_page__isnull=False), Q(to_document__isnull=False)
    found = Case(
        When(to_page & ~Exists(Page.objects.filter(pk=OuterRef("to_page"))), then=Value(Problem.PAGE_DELETED)),
        When(to_page & _reaches_a_page(), then=Value("")),
        When(to_page & registry.is_in_private("to_page") & Q(to_page__live=True), then=Value(Problem.PAGE_PRIVATE)),
        When(to_page, then=Value(Problem.PAGE_UNPUBLISHED)),
        When(
            to_document & ~Exists(CustomDocument.objects.filter(pk=OuterRef("to_document"))),
            then=Value(Problem.DOCUMENT_DELETED),
        ),
        When(address__is_broken=True, then=F("address__outcome")),
        When(~Q(address__moved_to=""), address__outcome=Outcome.GOOD, then=Value(Problem.MOVED)),
        default=Value(""),
        output_field=models.CharField(),
    )
    return links.filter(page__live=True).annotate(problem=found).exclude(problem="")


def since(links: Iterable[Any]) -> dict[int, datetime]:
    """Since when each of some broken links is, as far as it is known; in two queries."""
    links = list(links)
    pages = {link.to_page_id for link in links if link.problem in (Problem.PAGE_DELETED, Problem.PAGE_UNPUBLISHED)}
    documents = {str(link.to_document_id) for link in links if link.problem == Problem.DOCUMENT_DELETED}
    withdrawn = dict(
        PageLogEntry.objects.filter(page_id__in=pages, action__in=WITHDRAWN)
        .order_by()
        .values_list("page_id")
        .annotate(Max("timestamp"))
    )
    deleted = dict(
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(CustomDocument),
            object_id__in=documents,
            action="wagtail.delete",
        )
        .order_by()
        .values_list("object_id")
        .annotate(Max("timestamp"))
    )
    found: dict[int, datetime | None] = {}
    for link in links:
        if link.address_id:
            found[link.pk] = link.address.since
        elif link.problem in (Problem.PAGE_DELETED, Problem.PAGE_UNPUBLISHED):
            found[link.pk] = withdrawn.get(link.to_page_id)
        else:
            found[link.pk] = deleted.get(str(link.to_document_id))
    return {pk: moment for pk, moment in found.items() if moment}


def place_name(model: type[models.Model], place: str) -> str:
    """What editors call the place of a link: a field, or a type of block; nothing where the code has it no more."""
    first, _dot, second = place.partition(".")
    try:
        field: Any = model._meta.get_field(first)
        if isinstance(field, StreamField):
            return str(field.stream_block.child_blocks[second].label)
        if second:
            field = field.related_model._meta.get_field(second)
    except (FieldDoesNotExist, KeyError):
        return ""
    return capfirst(str(field.verbose_name))
