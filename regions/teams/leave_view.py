"""A colleague leaves: rights end, and somebody takes over their drafts."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from base.models import User
from regions.teams import members
from regions.teams.forms import LeavingForm
from regions.teams.screens import find_colleague, for_managers, trail


@for_managers
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends access, once it is said who goes on with what they have begun."""
    colleague = find_colleague(request, pk)
    name = colleague.display_name
    reason = members.reason_to_stay(colleague, request.user)
    if reason:
        messages.error(request, reason)
        return redirect("colleagues")
    work = members.unfinished(colleague)
    form = LeavingForm(request.POST if request.method == "POST" else None, colleague=colleague) if work else None
    if request.method == "POST" and (form is None or form.is_valid()):
        heir = form.cleaned_data["heir"] if form else None
        with transaction.atomic():
            drafts = members.leave(colleague, heir, request.user)
        messages.success(request, _left(name, heir, drafts))
        return redirect("colleagues")
    title = _("Leaving")
    return render(
        request,
        "regions/colleagues/leave.html",
        {
            "form": form,
            "colleague": colleague,
            "name": name,
            "drafts": work.drafts.count(),
            "locked": work.locked.count(),
            "header_icon": "logout",
            "header_title": f"{title}: {name}",
            "page_title": title,
            "breadcrumbs_items": trail(
                (name, reverse("colleagues_edit", args=[colleague.pk])), (title, ""), sublabel=name
            ),
        },
    )


def _left(name: str, heir: User | None, drafts: int) -> str:
    if heir is None or not drafts:
        return _("%(name)s can no longer log in. What they wrote keeps their name.") % {"name": name}
    return ngettext(
        "%(name)s can no longer log in. What they wrote keeps their name; one draft belongs to %(heir)s now.",
        "%(name)s can no longer log in. What they wrote keeps their name; %(drafts)d drafts belong to %(heir)s now.",
        drafts,
    ) % {"name": name, "heir": heir.display_name, "drafts": drafts}
