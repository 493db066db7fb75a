"""Screens for the life of a work: another original, and what becomes of its other language versions.

Wagtail's own screens for one page do the deed; these tell which versions exist elsewhere, and do with them what the
person chooses who may. Whatever is not chosen stays as it is.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import HookResponseMixin
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.models import Page, ReferenceIndex

from languages.editor.other_versions import CHOICE, Other, chosen, names, others_of
from languages.locales import cldr
from languages.models import Alignment
from languages.routing.registry import code_of
from languages.segments.extraction import plain
from languages.translations import lifecycle, source_language
from languages.translations.publishing import publication_blockers


def _confirm(request: HttpRequest, template: str, page: Page, title: str, **context: Any) -> HttpResponse:
    subtitle = page.get_admin_display_title()
    return render(
        request,
        f"languages/admin/life/{template}.html",
        {
            "page": page,
            "header_icon": "doc-empty-inverse",
            "page_title": title,
            "page_subtitle": subtitle,
            "next": get_valid_next_url_from_request(request),
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": _("Pages")},
                {"url": "", "label": title, "sublabel": subtitle},
            ],
            **context,
        },
    )


# Another original ----------------------------------------------------------------------------------------------------


@require_admin_access
@require_http_methods(["GET", "POST"])
def change_source_language(request: HttpRequest, page_id: int) -> HttpResponse:
    """Makes a version the original of its work, or says why not; and for an original which of its segments are still
    in the language of a former one."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id).specific
    old = source_language.original(page)
    if not all(one.permissions_for_user(request.user).can_edit() for one in (page, old) if one is not None):
        raise PermissionDenied
    name = cldr.own_name(code_of(page))
    is_original = old is not None and old.pk == page.pk
    if request.method == "POST" and is_original:
        source_language.accept(page)
        messages.success(request, _("These passages are accepted as they are."))
        return redirect("languages_translate", page.pk)
    if request.method == "POST":
        try:
            source_language.change_source_language(page, page.locale, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("languages_original", page.pk)
        messages.success(request, _("%(language)s is the original of this page now.") % {"language": name})
        return redirect("languages_translate", page.pk)
    alignment = Alignment.objects.filter(pk=page.pk).first()
    return _confirm(
        request,
        "source_language",
        page,
        _("Original language"),
        header_icon="globe",
        old=old and {"name": cldr.own_name(code_of(old)), "page": old, "direction": cldr.direction(code_of(old))},
        new={"name": name, "code": code_of(page), "direction": cldr.direction(code_of(page))},
        is_original=is_original,
        foreign=[plain(pair.source) for pair in publication_blockers(page.get_latest_revision_as_object())]
        if is_original
        else [],
        reason="" if is_original else source_language.reason_against(old, page, request.user),
        outdated=alignment.live_behind if alignment and page.live else 0,
        others=[
            cldr.own_name(code_of(one)) for one in source_language.versions(page) if old is None or one.pk != old.pk
        ],
    )


# Deleting -----------------------------------------------------------------------------------------------------------


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's screen for a page that exists in one language only; ours where there are others."""
    others = others_of(page, request.user, lifecycle.may_delete)
    below = lifecycle.works_below(page)
    if not others and not below:
        return None
    first = source_language.original(page)
    is_original = first is not None and first.pk == page.pk
    heirs = [other for other in others if other.page.permissions_for_user(request.user).can_edit()]
    usage = _usage(page)
    error = ""
    if request.method == "POST":
        if CHOICE not in request.POST or usage.is_protected:
            return None
        deleted = chosen(request, others)
        heir = next((one.page for one in heirs if str(one.page.pk) == request.POST.get("original")), None)
        if heir is not None and heir in deleted:
            error = _("The version that becomes the original cannot be deleted with it.")
        elif type_to_delete_confirmation(request):
            lifecycle.delete_too(page, deleted, request.user, heir if is_original else None)
            if deleted:
                messages.success(request, _("Deleted as well: %(languages)s.") % {"languages": names(deleted)})
            return None  # the page itself is Wagtail's, in the same transaction
    count = page.get_descendant_count()
    total = count + 1 + sum(other.below + 1 for other in others if other.allowed)
    proposed = source_language.proposed(page)
    return _confirm(
        request,
        "delete",
        page,
        _("Delete"),
        others=others,
        works_below=below,
        is_original=is_original,
        heirs=[other for other in heirs if proposed is None or other.page.pk != proposed.pk],
        proposed=names([proposed]) if proposed else "",
        error=error,
        ticked=request.POST.getlist("version"),
        descendant_count=count,
        total_pages=total,
        type_to_confirm_before_delete=total >= getattr(settings, "WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT", 10),
        wagtail_site_name=getattr(settings, "WAGTAIL_SITE_NAME", "wagtail"),
        model_opts=page._meta,
        usage_url=reverse("wagtailadmin_pages:usage", args=[page.pk]) + "?describe_on_delete=1",
        usage_count=usage.count(),
        is_protected=usage.is_protected,
    )


def _usage(page: Page) -> Any:
    return ReferenceIndex.get_references_to(page).group_by_source_object()


# Unpublishing -------------------------------------------------------------------------------------------------------


def before_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The choice is on Wagtail's screen (templates/wagtailadmin/); here is what was chosen."""
    if request.method != "POST" or not request.POST.getlist("version"):
        return None
    others = chosen(request, others_of(page, request.user, lifecycle.may_unpublish, live=True))
    lifecycle.unpublish(
        [page, *others], request.user, include_descendants=bool(request.POST.get("include_descendants", False))
    )
    messages.success(
        request,
        _("Unpublished: “%(title)s”, also in %(languages)s.")
        % {"title": page.get_admin_display_title(), "languages": names(others)},
    )
    next_url = get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return HookResponseMixin().run_hook("after_unpublish_page", request, page) or redirect(next_url)


# Moving -------------------------------------------------------------------------------------------------------------


def before_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Our screen where versions could follow to the same section in their languages."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        return None  # Wagtail refuses it
    others = [
        Other(**{**other.__dict__, "note": _where(other.page, destination, request.user)})
        for other in others_of(page, request.user, lambda version, user: lifecycle.may_move(version, destination, user))
    ]
    below = lifecycle.works_below(page)
    if not others and not below:
        return None
    if request.method == "POST":
        if not request.POST.getlist("version"):
            return None
        moved = chosen(request, others)
        lifecycle.move(page, destination, moved, request.user)
        messages.success(
            request,
            _("Moved: “%(title)s”, also in %(languages)s.")
            % {"title": page.get_admin_display_title(), "languages": names(moved)},
        )
        return HookResponseMixin().run_hook("after_move_page", request, page) or redirect(
            "wagtailadmin_explore", destination.pk
        )
    return _confirm(
        request,
        "move",
        page,
        _("Move"),
        destination=destination.specific_deferred,
        others=others,
        works_below=below,
        action=reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk]),
    )


def _where(version: Page, destination: Page, user: Any) -> str:
    there = lifecycle.destination_of(version, destination)
    if there is None:
        return _("The section does not exist in this language yet.")
    if version.is_child_of(there):
        return _("It is there already.")
    if not lifecycle.may_move(version, destination, user):
        return _("You may not move it there, or its address is taken there.")
    return ""


# Several pages at once ----------------------------------------------------------------------------------------------


def bulk_note(pages: Iterable[Page], action: str) -> str:
    """What a person has to know who treats several pages at once, and only those."""
    pages = list(pages)
    found = Page.objects.filter(translation_key__in=[page.translation_key for page in pages])
    found = found.exclude(pk__in=[page.pk for page in pages])
    if action == "unpublish":
        found = found.filter(live=True)
    count = found.values("translation_key").distinct().count()
    if not count:
        return ""
    note = ngettext(
        "One of these pages exists in other languages, too. Those versions stay as they are.",
        "%(count)d of these pages exist in other languages, too. Those versions stay as they are.",
        count,
    ) % {"count": count}
    if action == "delete":
        note += " " + _("Where an original is deleted, the version that was published first takes its place.")
    return note


# Where they are -----------------------------------------------------------------------------------------------------


def urls() -> list[URLPattern]:
    return [path("languages/<int:page_id>/original/", change_source_language, name="languages_original")]


def register() -> None:
    """Called once, by `languages.wagtail_hooks`."""
    hooks.register("register_admin_urls", urls)
    hooks.register("before_delete_page", before_delete)
    hooks.register("before_unpublish_page", before_unpublish)
    hooks.register("before_move_page", before_move)
    hooks.register("register_log_actions", log_actions)


def log_actions(actions: Any) -> None:
    actions.register_action(
        source_language.CHANGE_SOURCE,
        gettext_lazy("Change the original language"),
        gettext_lazy("Another language is the original"),
    )
