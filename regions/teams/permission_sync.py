"""The one place where rights become Wagtail's groups and permissions.

What rights ask for is compared with what Wagtail has: groups, their members, and their permissions on the admin, on
pages and on files. `sync_permissions` makes the two agree for some regions at once, in a number of queries that depends
on nothing below their pages; it is called whenever a right, or a language version of a region, comes or goes
(`regions.signals`). `manage.py rights` tells where the two differ by now, and does the same for all
(`regions.teams.permission_audit`).

A group stands for one team: a region (or the coalition), a language (or all that the region has) and a role. Its
permissions are on the region's pages in these languages, or on the home pages; on the region's library of pictures and
documents; and it may pick from the coalition's files. There is no group where the region has no page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from base.models import User
from regions.models import Library, RegionPage, Right, Role, TeamGroup
from regions.teams import group_names
from regions.teams.group_names import Where

PAGE_PERMISSIONS = {
    Role.TRANSLATOR: ("change_page",),  # which lets them make translations, too (`languages.translations.draft`)
    Role.EDITOR: ("add_page", "change_page"),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page"),
}
FILE_ACTIONS = {
    Role.TRANSLATOR: ("choose",),
    Role.EDITOR: ("add", "change", "choose"),
    Role.PUBLISHER: ("add", "change", "choose"),
}
# Wagtail keeps the permissions of its own image and document models, whichever models are in use.
FILES = (("wagtailimages", "image"), ("wagtaildocs", "document"))

ADMIN, PAGES, CHOOSING, MEMBERS = "admin", "pages", "files", "members"


class Team(NamedTuple):
    """Who have the same rights: where, in which language (None: all that the region has), as what."""

    region: Where
    locale: int | None
    role: str


class Kind(NamedTuple):
    """A sort of rows that say what a group holds: the model, and its columns beside the group's."""

    model: type[Model]
    group: str
    columns: tuple[str, ...]

    def rows(self, groups: Iterable[int]) -> dict[tuple[int, ...], int]:
        """The rows of some groups, (group, *columns), with their ids."""
        found = self.model._default_manager.filter(**{f"{self.group}__in": list(groups)})
        return {tuple(row[1:]): row[0] for row in found.values_list("pk", self.group, *self.columns)}

    def add(self, rows: Iterable[tuple[int, ...]]) -> None:
        names = (self.group, *self.columns)
        self.model._default_manager.bulk_create(
            [self.model(**dict(zip(names, row, strict=True))) for row in sorted(rows)], ignore_conflicts=True
        )


KINDS = {
    ADMIN: Kind(Group.permissions.through, "group_id", ("permission_id",)),
    PAGES: Kind(GroupPagePermission, "group_id", ("page_id", "permission_id")),
    CHOOSING: Kind(GroupCollectionPermission, "group_id", ("collection_id", "permission_id")),
    MEMBERS: Kind(User.groups.through, "group_id", ("user_id",)),
}


# What there is --------------------------------------------------------------------------------------------------------


def homes() -> QuerySet[Page]:
    """The home pages of all languages, published or not."""
    first = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    found: QuerySet[Page] = Page.objects.filter(translation_key__in=first)
    return found


def within(wheres: Iterable[Where] | None, column: str = "region_id") -> Q:
    """The condition for rows of some places; of all with None."""
    if wheres is None:
        return Q()
    keys = set(wheres)
    condition = Q(**{f"{column}__in": [key for key in keys if key is not None]})
    return condition | Q(**{f"{column}__isnull": True}) if None in keys else condition


@dataclass
class Difference:
    """What rights ask for and Wagtail does not have, and the other way round."""

    members: dict[Team, set[int]] = field(default_factory=dict)
    pages: dict[Team, set[int]] = field(default_factory=dict)
    groups: dict[Team, Group] = field(default_factory=dict)
    #: Teams whose group is not there, and places whose files have no collection.
    groupless: set[Team] = field(default_factory=set)
    without_library: set[Where] = field(default_factory=set)
    #: Groups of teams that have no page any more.
    pageless: dict[Team, Group] = field(default_factory=dict)
    #: By kind, what groups lack, and what they hold and should not, with the ids of these rows.
    missing: dict[str, set[tuple[int, ...]]] = field(default_factory=dict)
    surplus: dict[str, dict[tuple[int, ...], int]] = field(default_factory=dict)
    wanted: dict[str, set[tuple[int, ...]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        parts = (self.groupless, self.without_library, self.pageless, *self.missing.values(), *self.surplus.values())
        return any(parts)


def _pages(teams: Iterable[Team]) -> dict[Team, set[int]]:
    """On which pages each team holds permissions."""
    teams = set(teams)
    keys = {team.region for team in teams}
    versions: dict[tuple[Where, int], int] = {}
    if keys - {None}:
        rows = RegionPage.objects.filter(translation_key__in=keys - {None})
        for key, locale, page in rows.values_list("translation_key", "locale_id", "pk"):
            versions[key, locale] = page
    if None in keys:
        versions |= {(None, locale): page for locale, page in homes().values_list("locale_id", "pk")}
    return {
        team: {page for (key, locale), page in versions.items() if key == team.region and team.locale in (None, locale)}
        for team in teams
    }


def _permissions() -> dict[str, int]:
    """The ids of Wagtail's permissions, by their code names, which differ from each other."""
    wanted = {"wagtailadmin": ["access_admin"], "wagtailcore": ["add_page", "change_page", "publish_page"]} | {
        app_label: [f"{action}_{name}" for action in ("add", "change", "choose")] for app_label, name in FILES
    }
    condition = Q()
    for app_label, codenames in wanted.items():
        condition |= Q(content_type__app_label=app_label, codename__in=codenames)
    return dict(Permission.objects.filter(condition).values_list("codename", "pk"))


def _wanted(found: Difference, libraries: dict[Where, int]) -> dict[str, set[tuple[int, ...]]]:
    permissions = _permissions()
    wanted: dict[str, set[tuple[int, ...]]] = {kind: set() for kind in KINDS}
    for team, group in found.groups.items():
        role = Role(team.role)
        wanted[ADMIN].add((group.pk, permissions["access_admin"]))
        wanted[MEMBERS] |= {(group.pk, user) for user in found.members.get(team, ())}
        wanted[PAGES] |= {
            (group.pk, page, permissions[codename]) for page in found.pages[team] for codename in PAGE_PERMISSIONS[role]
        }
        for where, actions in ((team.region, FILE_ACTIONS[role]), (None, ("choose",))):
            if where in libraries:
                wanted[CHOOSING] |= {
                    (group.pk, libraries[where], permissions[f"{action}_{name}"])
                    for action in actions
                    for _app_label, name in FILES
                }
    return wanted


def compare(wheres: Iterable[Where] | None = None) -> Difference:
    """What rights in some places (in all, without any) ask for, beside what there is."""
    condition = within(wheres)
    found = Difference()
    for right in Right.objects.filter(condition):
        found.members.setdefault(Team(right.region_id, right.locale_id, right.role), set()).add(right.user_id)
    ties = {
        Team(tie.region_id, tie.locale_id, tie.role): tie.group
        for tie in TeamGroup.objects.filter(condition).select_related("group")
    }
    if not found.members and not ties:
        return found
    # A group that has no member left is kept: workflows and private pages may name it.
    found.pages = _pages({*found.members, *ties})
    found.groups = {team: group for team, group in ties.items() if found.pages[team]}
    found.pageless = {team: group for team, group in ties.items() if not found.pages[team]}
    teams = {team for team, pages in found.pages.items() if pages}
    found.groupless = teams - set(ties)
    places = {team.region for team in teams} | ({None} if teams else set())
    ties_of_files = Library.objects.filter(within(places)).order_by("-collection_id")
    libraries: dict[Where, int] = dict(ties_of_files.values_list("region_id", "collection_id"))
    found.without_library = places - set(libraries)
    found.wanted = _wanted(found, libraries)
    groups = [group.pk for group in found.groups.values()]
    for name, kind in KINDS.items():
        present = kind.rows(groups)
        found.missing[name] = found.wanted[name] - set(present)
        found.surplus[name] = {row: pk for row, pk in present.items() if row not in found.wanted[name]}
    return found


# Making it so ---------------------------------------------------------------------------------------------------------


def sync_permissions(wheres: Iterable[Where] | None = None) -> None:
    """Makes groups and permissions what the rights in some places (in all, without any) ask for."""
    wheres = None if wheres is None else set(wheres)
    with transaction.atomic():
        group_names.names_one_at_a_time()
        found = compare(wheres)
        for where, name in group_names.names(found.without_library).items() if found.without_library else ():
            if where in found.without_library:
                make_library(where, name)
        _make_groups(found.groupless)
        if found.without_library or found.groupless:
            found = compare(wheres)
        if found.pageless:
            Group.objects.filter(pk__in=[group.pk for group in found.pageless.values()]).delete()
        for name, kind in KINDS.items():
            if found.surplus.get(name):
                kind.model._default_manager.filter(pk__in=list(found.surplus[name].values())).delete()
            if found.missing.get(name):
                kind.add(found.missing[name])


def make_library(where: Where, name: str) -> Collection:
    """A new collection for the files of a place, which lies beside those of others and not above them: a right on a
    collection holds for those below it."""
    collection: Collection = Collection.get_first_root_node().add_child(name=group_names.free(name, Collection))
    Library.objects.create(collection=collection, region_id=where, called=name)
    return collection


def _make_groups(teams: Iterable[Team]) -> None:
    teams = sorted(teams, key=str)
    if not teams:
        return
    called = group_names.names(team.region for team in teams)
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    for team in teams:
        name = called[team.region]
        group_name = group_names.team_name(name, codes[team.locale] if team.locale else "", team.role)
        group = Group.objects.create(name=group_names.free(group_name, Group))
        tie = {"region_id": team.region, "locale_id": team.locale, "role": team.role, "called": name}
        TeamGroup.objects.create(group=group, **tie)


def groups_of(teams: Iterable[Team]) -> list[Group]:
    """The groups that stand for some teams; those without a page have none."""
    wanted = set(teams)
    ties: Any = TeamGroup.objects.filter(within({team.region for team in wanted})).select_related("group")
    found = {Team(tie.region_id, tie.locale_id, tie.role): tie.group for tie in ties}
    return [found[team] for team in sorted(wanted, key=str) if team in found]
