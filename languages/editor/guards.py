"""Who may open a translation side by side, and why somebody may not write in it just now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from languages.editor.workspace import Workspace
from languages.models import Alignment
from languages.translations.draft import Draft
from languages.translations.originals import was_published

View = Callable[..., HttpResponse]


class Refused(Exception):
    """Somebody may not do this here; the text says why, in their language."""


def open_to_translators(view: View) -> View:
    """Gives a view the translation that the address names, if the person may edit it, or answers with 403.

    Wagtail would send them away with a message, which somebody who follows a link does not understand, and a script
    even less.
    """

    @require_admin_access
    @wraps(view)
    def opened(request: HttpRequest, page_id: int) -> HttpResponse:
        page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id)
        try:
            if not page.permissions_for_user(request.user).can_edit():
                raise Refused(_("You may not edit this page. Ask somebody of the team that it belongs to."))
            return view(request, page)
        except Alignment.DoesNotExist:
            if request.method == "GET":
                return redirect("languages_translate", page.pk)
            return JsonResponse({"error": _("This page is the original of its translations.")}, status=404)
        except Refused as refusal:
            if _wants_json(request):
                return JsonResponse({"error": str(refusal), "code": "refused"}, status=403)
            context = {"reason": str(refusal), "page_title": _("Side by side"), "header_icon": "globe"}
            return render(request, "languages/admin/refused.html", context, status=403)

    return opened


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def workspace_of(page: Page, user: Any) -> Workspace:
    """The translation beside its original, as far as somebody may see that: what is public of it, or more."""
    draft = Draft(page)
    if not was_published(draft.source) and not draft.source.permissions_for_user(user).can_edit():
        raise Refused(
            _("The original is a draft that you may not see. Once it is published you can translate it side by side.")
        )
    return Workspace(draft)


def locked_for(page: Page, user: Any) -> str:
    """Why somebody may not write in a page just now; nothing where they may."""
    lock = page.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    return str(lock.get_message(user) or _("This page is locked."))
