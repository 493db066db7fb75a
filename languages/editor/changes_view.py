"""What has changed in the original since a translation was last brought up to date, and marking it as up to date."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import log
from wagtail.models import Page

from languages.models import Alignment, Work
from languages.routing import registry
from languages.segments.alignment import OUTDATED, State
from languages.segments.extraction import digest, plain, texts_of
from languages.text.diff import as_html, difference
from languages.translations.publishing import mark_up_to_date
from languages.translations.tracking import pairs_of, source_of


@dataclass(frozen=True)
class Changed:
    label: str
    difference: SafeString
    target: str


def changed(alignment: Alignment, draft: Page) -> list[Changed]:
    """The segments in which a translation's latest draft is outdated."""
    own = texts_of(draft)
    found = []
    for pair in pairs_of(alignment, type(draft), own):
        if pair.state in OUTDATED:
            path = pair.path or (pair.at[0] if pair.at else "")
            field = type(draft)._meta.get_field(path.split(".")[0])
            name = getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name
            target = plain(own[pair.at[0]][pair.at[1]]) if pair.at else ""
            now = "" if pair.state == State.GONE else pair.source
            found.append(Changed(str(capfirst(name)), as_html(difference(pair.before, now)), target))
    return found


def digest_of(alignment: Alignment) -> str:
    """Stands for what the original says now: nobody marks as done what they have not seen."""
    return digest("\n".join(text for strings in source_of(alignment).values() for text in strings))


@require_admin_access
@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest, page_id: int) -> HttpResponse:
    """POST marks the page as up to date. Both need the right to edit the translation, and that it is not locked."""
    page = get_object_or_404(Page, pk=page_id, alignment__isnull=False).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    alignment = Alignment.objects.get(pk=page.pk)
    if request.method == "POST":
        lock = page.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, lock.get_message(request.user))
        elif request.POST.get("source") != digest_of(alignment):
            messages.error(request, _("The original has changed again in the meantime. Look at the changes once more."))
            return redirect("languages_changes", page.pk)
        else:
            mark_up_to_date(page, request.user)
            log(instance=page, action="languages.taken_over", user=request.user)
            messages.success(request, _("This page counts as up to date with its original."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    title = page.get_admin_display_title()
    original = Work.objects.filter(pk=page.translation_key).values_list("original_locale_id", flat=True).get()
    return render(
        request,
        "languages/admin/changes.html",
        {
            "page": page,
            "changes": changed(alignment, page.get_latest_revision_as_object()),
            "digest": digest_of(alignment),
            "source_code": registry.locale_codes()[original],
            "target_code": registry.code_of(page),
            "header_icon": "globe",
            "page_title": _("What has changed"),
            "page_subtitle": title,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": _("Pages")},
                {"url": reverse("languages_translate", args=[page.pk]), "label": _("Languages")},
                {"url": "", "label": _("What has changed"), "sublabel": title},
            ],
        },
    )
