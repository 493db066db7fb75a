"""The screen of a page's languages: which versions there are, how far each is, and what a person may do there."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.models import Locale, Page

from languages.access import visibility
from languages.locales import cldr
from languages.models import Work
from languages.translations.create import create_translation, may_translate_below
from languages.translations.status import VersionStatus, statuses_of


@dataclass(frozen=True)
class Version:
    """One language of a work, with what the person may do in it."""

    status: VersionStatus
    page: Page | None
    title: str
    can_edit: bool
    can_create: bool
    section_missing: Page | None = None
    can_become_original: bool = False


def versions_of(page: Page, user: object) -> list[Version]:
    """All languages of a page's work: where it exists, and where `user` may make it."""
    existing = {version.locale_id: version for version in page.get_translations(inclusive=True)}
    parent = page.get_parent()
    sections = (
        {} if parent.is_root() else {section.locale_id: section for section in parent.get_translations(inclusive=True)}
    )
    original = Work.objects.filter(pk=page.translation_key).values_list("original_locale_id", flat=True).first()
    first = existing.get(original)
    may_change_source = bool(first and first.permissions_for_user(user).can_edit())
    versions = []
    for status in statuses_of(page):
        version = existing.get(status.locale_id)
        can_edit = bool(version and version.permissions_for_user(user).can_edit())
        section = parent if parent.is_root() else sections.get(status.locale_id)
        versions.append(
            Version(
                status=status,
                page=version,
                title=visibility.title_shown(version, user) if version else "",
                can_edit=can_edit,
                can_create=bool(not version and section and may_translate_below(section, user)),
                section_missing=None if section else parent,
                can_become_original=can_edit and may_change_source and not status.is_original,
            )
        )
    return versions


@require_admin_access
@require_http_methods(["GET", "POST"])
def translate(request: HttpRequest, page_id: int) -> HttpResponse:
    """A page's languages at a glance; POST with a `locale` makes the missing one as a draft and opens it.

    Whoever may edit a page, or anybody where it is public, may see this; to write needs a right on pages at the
    target. `create_translation` checks that once more.
    """
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id).specific
    title = visibility.title_shown(page, request.user)
    if not title:
        raise PermissionDenied
    if request.method == "POST":
        locale = get_object_or_404(Locale, language_code=request.POST.get("locale", ""))
        try:
            translation = create_translation(page, locale, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("languages_translate", page.pk)
        messages.success(
            request,
            _("This is a draft in %(language)s, not public yet. It holds the original's text for you to write over.")
            % {"language": cldr.own_name(locale.language_code)},
        )
        return redirect("wagtailadmin_pages:edit", translation.pk)
    return render(
        request,
        "languages/admin/languages.html",
        {
            "page": page,
            "versions": versions_of(page, request.user),
            "header_icon": "globe",
            "page_title": _("Languages"),
            "page_subtitle": title,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": _("Pages")},
                {"url": "", "label": _("Languages"), "sublabel": title},
            ],
        },
    )
