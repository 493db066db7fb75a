"""Screens for an admin: the colleagues with what they may do, one form for each, and their leaving."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access, user_passes_test
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from base.models import User
from languages.locales.database_collation import InOrderOf
from regions.fields import BY_NAME
from regions.teams import members
from regions.teams.forms import COALITION, ColleagueForm, LeavingForm, RightFormSet, place_choices, rows_of
from regions.teams.log_actions import log_actions
from regions.teams.permission_sync import Team

View = Callable[..., HttpResponse]


def for_managers(view: View) -> View:
    managed: View = require_admin_access(user_passes_test(members.may_manage)(view))
    return managed


def _find(request: HttpRequest, pk: int) -> User:
    colleague: User = get_object_or_404(User, pk=pk)
    if not members.may_manage_this(request.user, colleague):
        raise PermissionDenied
    return colleague


def _trail(*steps: tuple[str, str], sublabel: str = "") -> list[dict[str, Any]]:
    """The way from the list to the screen that one is on."""
    items = [{"url": reverse("colleagues"), "label": _("Colleagues")}]
    items += [{"url": url, "label": label} for label, url in steps]
    return [*items[:-1], {**items[-1], "sublabel": sublabel}] if sublabel else items


# Who may do what ------------------------------------------------------------------------------------------------------


class AccessColumn(Column):
    cell_template_name = "regions/colleagues/access.html"


class ColleagueFilters(WagtailFilterSet):
    place = django_filters.ChoiceFilter(
        label=gettext_lazy("Region"), choices=lambda: place_choices()[1:], method="in_place", empty_label="—"
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("May log in"))

    class Meta:
        model = User
        fields: list[str] = []

    def in_place(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        found = {"rights__region": None} if value == COALITION else {"rights__region": value}
        return queryset.filter(rights__isnull=False, **found).distinct()


class ColleaguesView(generic.IndexView):
    """Everybody with a log-in, and what they may do."""

    model = User
    permission_policy = ModelPermissionPolicy(User)
    any_permission_required = ["add"]
    page_title = gettext_lazy("Colleagues")
    header_icon = "group"
    add_item_label = gettext_lazy("Add a colleague")
    index_url_name = "colleagues"
    index_results_url_name = "colleagues_results"
    add_url_name = "colleagues_add"
    search_fields = ["first_name", "last_name", "email", "username"]
    default_ordering = BY_NAME
    filterset_class = ColleagueFilters
    paginate_by = 50
    list_export = ["name", "email", "state", "access", "last_login"]
    export_headings = {
        "name": gettext_lazy("Name"),
        "email": gettext_lazy("E-mail"),
        "state": gettext_lazy("State"),
        "access": gettext_lazy("Access"),
        "last_login": gettext_lazy("Last login"),
    }
    export_filename = "colleagues"
    # One reading for all rows.
    _vocabulary: members.Vocabulary | None = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_edit_url(self, instance: User) -> str | None:
        may = instance.is_active and members.may_manage_this(self.request.user, instance)
        return reverse("colleagues_edit", args=[instance.pk]) if may else None

    def get_base_queryset(self) -> QuerySet[User]:
        others = Prefetch("groups", Group.objects.filter(team=None).order_by(InOrderOf("name")), to_attr="other_groups")
        return User.objects.prefetch_related("rights", others)

    @property
    def columns(self) -> list[Any]:
        return [
            TitleColumn(
                "name",
                label=_("Name"),
                accessor="display_name",
                get_url=self.get_edit_url,
                classname="colleague-name",
            ),
            Column("email", label=_("E-mail"), sort_key="email", classname="colleague-more"),
            AccessColumn("access", label=_("Access"), accessor=self.access_of),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login", classname="colleague-more"),
        ]

    def access_of(self, user: Any) -> dict[str, Any]:
        if self._vocabulary is None:
            self._vocabulary = members.Vocabulary()
        teams = {Team(right.region_id, right.locale_id, right.role) for right in user.rights.all()}
        return {
            "state": state_of(user),
            "rights": self._vocabulary.say(teams),
            "groups": [group.name for group in user.other_groups],
        }

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        access = self.access_of(item)
        return OrderedDict(
            name=item.display_name,
            email=item.email,
            state=access["state"],
            access="\n".join([*map(str, access["rights"]), *access["groups"]]),
            last_login=item.last_login,
        )


def state_of(user: User) -> str:
    if not user.is_active:
        return _("Has left")
    if user.is_superuser:
        return _("Administrator: may do everything")
    if not user.has_usable_password():
        return _("Invited, has not set a password yet")
    return ""


# One form -------------------------------------------------------------------------------------------------------------


@for_managers
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, User())


@for_managers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    colleague = _find(request, pk)
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
            "breadcrumbs_items": _trail((title, "")),
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
    colleague = _find(request, pk)
    if not members.is_invited(colleague):
        raise PermissionDenied
    _say_invited(request, colleague)
    return redirect("colleagues_edit", pk)


# Leaving --------------------------------------------------------------------------------------------------------------


@for_managers
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends access, once it is said who goes on with what they have begun."""
    colleague = _find(request, pk)
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
            "breadcrumbs_items": _trail(
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
