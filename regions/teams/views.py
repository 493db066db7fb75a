"""Screens for an admin: the colleagues with what they may do, one form for each, and their leaving."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton

from base.models import User
from regions.teams import members
from regions.teams.forms import ColleagueForm, RightFormSet, rows_of
from regions.teams.leave_view import leave
from regions.teams.list_view import ColleaguesView
from regions.teams.log_actions import log_actions
from regions.teams.permission_sync import Team
from regions.teams.screens import find_colleague, for_managers, trail

# One form -------------------------------------------------------------------------------------------------------------


@for_managers
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, User())


@for_managers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    colleague = find_colleague(request, pk)
    if not colleague.is_active:
        messages.warning(
            request,
            _("%(name)s has left. An administrator can let them in again in the list of users.")
            % {"name": colleague.display_name},
        )
        return redirect("colleagues")
    return _form(request, colleague)


def _form(request: HttpRequest, colleague: User) -> HttpResponse:
    is_new, name = colleague.pk is None, colleague.display_name
    sent = (request.POST,) if request.method == "POST" else ()
    form = ColleagueForm(*sent, instance=colleague)
    rights = RightFormSet(*sent, prefix="rights", needs_one=is_new, initial=[] if is_new else rows_of(colleague))
    if sent:
        # Both are checked, so that everything that is wrong is said at once.
        if all([form.is_valid(), rights.is_valid()]):
            members.save(form.instance, rights.teams, form.cleaned_data["language"], request.user)
            _say_saved(request, form.instance, is_new, rights.teams)
            return redirect("colleagues")
        messages.validation_error(request, _("Nothing was saved yet. See what is marked below."), form)
    title = _("Add a colleague") if is_new else name
    buttons = []
    if not is_new and not members.reason_to_stay(colleague, request.user):
        buttons.append(
            HeaderButton(_("Leaving"), url=reverse("colleagues_leave", args=[colleague.pk]), icon_name="logout")
        )
    return render(
        request,
        "regions/colleagues/form.html",
        {
            "form": form,
            "rights": rights,
            "colleague": None if is_new else colleague,
            "is_invited": not is_new and members.is_invited(colleague),
            "action_url": request.path,
            "submit_button_label": _("Invite") if is_new else _("Save"),
            "submit_button_active_label": _("Saving…"),
            "header_icon": "user",
            "header_title": title,
            "header_buttons": buttons,
            "page_title": title,
            "breadcrumbs_items": trail((title, "")),
            "media": form.media + rights.media,
        },
    )


def _say_saved(request: HttpRequest, colleague: User, is_new: bool, rights: set[Team]) -> None:
    name = {"name": colleague.display_name, "email": colleague.email}
    if is_new:
        _say_invited(request, colleague)
    else:
        messages.success(request, _("%(name)s: saved.") % name)
    for right in members.Vocabulary().say(rights):
        if right.is_waiting:
            messages.warning(
                request,
                _("“%(right)s” holds as soon as there is a page in this language.") % {"right": right},
            )


def _say_invited(request: HttpRequest, colleague: User) -> None:
    name = {"name": colleague.display_name, "email": colleague.email}
    if members.invite(colleague, request.user):
        messages.success(request, _("%(name)s is invited: an e-mail goes to %(email)s.") % name)
    else:
        messages.error(
            request,
            _("%(name)s is here, but the mail server did not take the invitation. Send it again later.") % name,
            buttons=[messages.button(reverse("colleagues_edit", args=[colleague.pk]), _("Send again"))],
        )


@for_managers
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more, to somebody who has not set a password yet."""
    colleague = find_colleague(request, pk)
    if not members.is_invited(colleague):
        raise PermissionDenied
    _say_invited(request, colleague)
    return redirect("colleagues_edit", pk)


# Where they are -------------------------------------------------------------------------------------------------------


def urls() -> list[URLPattern]:
    return [
        path("colleagues/", for_managers(ColleaguesView.as_view()), name="colleagues"),
        path("colleagues/results/", for_managers(ColleaguesView.as_view(results_only=True)), name="colleagues_results"),
        path("colleagues/add/", add, name="colleagues_add"),
        path("colleagues/<int:pk>/", edit, name="colleagues_edit"),
        path("colleagues/<int:pk>/invite/", invite, name="colleagues_invite"),
        path("colleagues/<int:pk>/leave/", leave, name="colleagues_leave"),
    ]


class ColleaguesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return members.may_manage(request.user)


def menu_item() -> MenuItem:
    return ColleaguesMenuItem(
        gettext_lazy("Colleagues"), reverse("colleagues"), name="colleagues", icon_name="group", order=590
    )


def register() -> None:
    """Called once, by `regions.wagtail_hooks`."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_settings_menu_item", menu_item)
    hooks.register("register_log_actions", log_actions)
