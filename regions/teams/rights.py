"""Who may write where: giving and taking rights, and what they come to.

`regions.teams.permission_sync` turns rights into Wagtail's groups and permissions.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, Locale

from base.models import User
from regions.models import Library, RegionPage, Right, Role
from regions.teams.group_names import Where, names
from regions.teams.permission_sync import Team, groups_of, make_library, sync_permissions

__all__ = [
    "Role",
    "WRITING",
    "Team",
    "Where",
    "give_rights",
    "pages_to_write_in",
    "region_collection",
    "rights_of",
    "set_rights",
    "shared_collection",
]

# What lets somebody write on the pages that are there, or add further ones.
WRITING = frozenset({"add_page", "change_page"})

# Set while this module writes rights, and permissions follow all at once afterwards (`regions.signals`).
syncing_later: ContextVar[bool] = ContextVar("syncing_later", default=False)


def _library(where: Where) -> Collection:
    tie = Library.objects.filter(region_id=where).select_related("collection").order_by("pk").first()
    if tie is not None:
        return tie.collection
    with transaction.atomic():
        return make_library(where, names([where])[where])


def shared_collection() -> Collection:
    """The coalition's own pictures and documents, which every team may pick from."""
    return _library(None)


def region_collection(region: RegionPage) -> Collection:
    """The collection of a region's pictures and documents, made when it is first asked for."""
    return _library(region.translation_key)


def rights_of(user: User) -> set[Team]:
    return {Team(*row) for row in user.rights.values_list("region_id", "locale_id", "role")}


def set_rights(user: User, rights: Iterable[Team]) -> tuple[set[Team], set[Team]]:
    """Gives a person these rights and takes all others; returns what was given and what was taken.

    What it costs does not depend on how many pages there are.
    """
    with transaction.atomic():
        before, after = rights_of(user), set(rights)
        _change(user, after - before, before - after)
    return after - before, before - after


def _change(user: User, given: set[Team], taken: set[Team]) -> None:
    token = syncing_later.set(True)
    try:
        Right.objects.bulk_create(
            [
                Right(user=user, region_id=team.region, locale_id=team.locale, role=team.role)
                for team in sorted(given, key=str)
            ],
            ignore_conflicts=True,  # somebody else may give the same at this moment
        )
        if taken:
            condition = Q()
            for team in taken:
                condition |= Q(region_id=team.region, locale_id=team.locale, role=team.role)
            user.rights.filter(condition).delete()
    finally:
        syncing_later.reset(token)
    if given or taken:
        sync_permissions({team.region for team in given | taken})


def give_rights(
    user: User, region: RegionPage | None, languages: Iterable[str] | None, role: Role = Role.EDITOR
) -> list[Group]:
    """Let `user` work below `region` in some languages, and nowhere else; without a region, in the whole coalition;
    with None for the languages, in all that the region has and will have.

    It is added to what they may do already. Languages that the site does not have are left out; a right in one that
    the region has no page in yet holds as soon as there is one. The groups that stand for these rights are returned.
    """
    where = region.translation_key if region else None
    locales: list[int | None] = [None]
    if languages is not None:
        locales = list(Locale.objects.filter(language_code__in=list(languages)).values_list("pk", flat=True))
    teams = {Team(where, locale, Role(role).value) for locale in locales}
    with transaction.atomic():
        given = teams - rights_of(user)
        _change(user, given, set())
        if not given:
            sync_permissions({where})  # what somebody changed by hand is put right all the same
    return groups_of(teams)


def pages_to_write_in(user: Any) -> list[RegionPage]:
    """The pages of regions below which a team lets `user` write, or translate: of each region, in the order of its
    languages."""
    pages = (
        RegionPage.objects.filter(
            group_permissions__group__user=user, group_permissions__permission__codename__in=WRITING
        )
        .distinct()
        .order_by("path")
        .select_related("locale")
        .prefetch_related("working_languages")
    )

    def place(page: RegionPage) -> tuple[str, int]:
        spoken = [row.code for row in page.working_languages.all()]
        code = page.locale.language_code
        return str(page.translation_key), spoken.index(code) if code in spoken else len(spoken)

    return sorted(pages, key=place)
