"""Who has access to what, as Wagtail's permissions have it: true even where somebody changed a group by hand.

A person's rights on pages are told as where (the region or the coalition that the pages are of, or the page itself), in
which languages, and as what. The role is read from what a group may do: who publishes is a publisher, who writes and
adds files an editor, who writes only a translator.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from base.admin.reports import Report
from base.models import User
from languages.locales import cldr
from languages.locales.database_collation import InOrderOf
from languages.routing import registry
from regions.reports.scope import scope_of
from regions.teams.rights import WRITING, Role

ADDING_FILES = {"add_image", "add_document"}


@dataclass(frozen=True)
class Access:
    """One line: what a person may do somewhere."""

    user: User
    where: str
    languages: str
    role: str
    groups: str

    @property
    def name(self) -> str:
        return self.user.display_name

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def last_login(self) -> Any:
        return self.user.last_login

    @property
    def state(self) -> str:
        if not self.user.is_active:
            return gettext("Access ended")
        return gettext("Has access") if self.user.last_login else gettext("Has never logged in")


def role_of(pages: set[str], files: set[str]) -> str:
    """What permissions on pages and files come to; those that make no role are named as they are."""
    if "publish_page" in pages:
        return str(Role.PUBLISHER.label)
    if pages & WRITING:
        return str(Role.EDITOR.label if files & ADDING_FILES else Role.TRANSLATOR.label)
    return ", ".join(sorted(pages))


class _Places:
    """Tells whose a page is, by one look at all regions, in the words of an admin."""

    def __init__(self, admin: Any) -> None:
        self.regions = {path: region.name for region in scope_of(admin).every for path in region.paths}
        self.homes = {language.home_path for language in registry.offered()}

    def of(self, page: Page) -> str:
        if page.depth == 1:
            return gettext("The whole site")
        if page.path in self.regions:
            return self.regions[page.path]
        if page.path in self.homes:
            return pgettext("where", "Coalition")
        region = next((name for path, name in self.regions.items() if page.path.startswith(path)), "")
        title: str = page.get_admin_display_title()
        return f"{region} · {title}" if region else title


def accesses(admin: Any) -> list[Access]:
    """All lines, by people, for an admin; a fixed number of queries."""
    users = list(User.objects.order_by("-is_active", InOrderOf("last_name"), InOrderOf("first_name"), "username"))
    members: dict[int, set[int]] = {}
    for user_id, group_id in User.groups.through.objects.values_list("user_id", "group_id"):
        members.setdefault(user_id, set()).add(group_id)
    files: dict[int, set[str]] = {}
    for group_id, codename in GroupCollectionPermission.objects.values_list("group_id", "permission__codename"):
        files.setdefault(group_id, set()).add(codename)
    pages: dict[int, list[GroupPagePermission]] = {}
    for held in GroupPagePermission.objects.select_related("page", "permission", "group").order_by("page__path", "pk"):
        pages.setdefault(held.group_id, []).append(held)
    places = _Places(admin)
    return [line for user in users for line in _lines(user, sorted(members.get(user.pk, ())), files, pages, places)]


def _lines(
    user: User,
    groups: Iterable[int],
    files: dict[int, set[str]],
    pages: dict[int, list[GroupPagePermission]],
    places: _Places,
) -> Iterable[Access]:
    if user.is_superuser:
        yield Access(user, gettext("Everywhere"), gettext("all languages"), gettext("Administrator"), "")
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for group_id in groups:
        held: dict[int, tuple[Page, str, set[str]]] = {}
        for one in pages.get(group_id, ()):
            held.setdefault(one.page_id, (one.page, one.group.name, set()))[2].add(one.permission.codename)
        for page, group, codenames in held.values():
            line = places.of(page), role_of(codenames, files.get(group_id, set()))
            languages, names = found.setdefault(line, ([], []))
            spoken = gettext("all languages") if page.depth == 1 else cldr.own_name(registry.code_of(page))
            if spoken not in languages:
                languages.append(spoken)
            if group not in names:
                names.append(group)
    for (where, role), (languages, names) in found.items():
        yield Access(user, where, cldr.format_list(languages), role, "; ".join(names))
    if not found and not user.is_superuser:
        yield Access(user, "", "", gettext("No rights on pages"), "")


class NameColumn(Column):
    cell_template_name = "regions/reports/person.html"


class AccessView(Report):
    """For admins alone: it names everybody who has a log-in."""

    page_title = _("Who has access")
    header_icon = "group"
    results_template_name = "regions/reports/access.html"
    index_url_name = "regions_access"
    index_results_url_name = "regions_access_results"
    export_filename = "access"
    paginate_by = 100
    columns = [
        NameColumn("name", label=_("Name")),
        Column("where", label=_("Where")),
        Column("languages", label=_("Languages")),
        Column("role", label=_("Role")),
        Column("state", label=_("State")),
        DateColumn("last_login", label=_("Last log-in")),
    ]
    export_headings = {
        "name": _("Name"),
        "email": _("E-mail"),
        "where": _("Where"),
        "languages": _("Languages"),
        "role": _("Role"),
        "groups": _("Groups"),
        "state": _("State"),
        "last_login": _("Last log-in"),
    }

    def get_queryset(self) -> list[Access]:
        return accesses(self.request.user)
