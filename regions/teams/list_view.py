"""The list of colleagues: who they are, what they may do where, and whether they can log in."""

from collections import OrderedDict
from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permission_policies import ModelPermissionPolicy

from base.models import User
from languages.locales.database_collation import InOrderOf
from regions.fields import BY_NAME
from regions.teams import members
from regions.teams.forms import COALITION, place_choices
from regions.teams.permission_sync import Team


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
