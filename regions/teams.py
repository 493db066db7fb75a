"""Who may write where: the one place in which rights on a region become Wagtail groups and permissions."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from base.models import User
from languages.models import Work
from regions.models import RegionPage


class Role(models.TextChoices):
    """What a member of a region's team does. A publisher may do what an editor does, and publish it; a translator
    writes in the target language, and picks from the files that are there.
    """

    TRANSLATOR = "translator", pgettext_lazy("team", "Translator")
    EDITOR = "editor", pgettext_lazy("team", "Editor")
    PUBLISHER = "publisher", pgettext_lazy("team", "Publisher")


PAGE_PERMISSIONS = {
    Role.TRANSLATOR: ("add_page", "change_page"),
    Role.EDITOR: ("add_page", "change_page"),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page"),
}
FILE_ACTIONS = {
    Role.TRANSLATOR: ("choose",),
    Role.EDITOR: ("add", "change", "choose"),
    Role.PUBLISHER: ("add", "change", "choose"),
}


# Beside the collections of the regions, not above them: a right on a collection holds for those below it.
SHARED = "Coalition"


def _collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=name).first()
    return found or root.add_child(name=name)


def shared_collection() -> Collection:
    """The coalition's own pictures and documents, which every team may pick from."""
    return _collection(SHARED)


def _name(region: RegionPage) -> str:
    """What groups and collections of a region are called: its title in the language that it was first written in."""
    original = Work.objects.filter(pk=region.translation_key).values("original_locale_id")
    first = RegionPage.objects.filter(translation_key=region.translation_key, locale_id__in=original).first()
    return (first or region).title


def region_collection(region: RegionPage) -> Collection:
    """The collection of a region's pictures and documents, made when it is first asked for."""
    return _collection(_name(region))


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _grant_files(group: Group, collection: Collection, actions: Iterable[str]) -> None:
    # Wagtail keeps the permissions of its own image and document models, whichever models are in use.
    for app_label, name in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in actions:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=_permission(app_label, f"{action}_{name}")
            )


def _homes() -> QuerySet[Page]:
    """The home pages of all languages, published or not."""
    first = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    found: QuerySet[Page] = Page.objects.filter(translation_key__in=first)
    return found


def give_rights(
    user: User, region: RegionPage | None, languages: Iterable[str], role: Role = Role.EDITOR
) -> list[Group]:
    """Let `user` work below `region` in some languages, and nowhere else; without a region, in the whole coalition.

    One group per region, language and role, so that colleagues share it. It holds rights on the region's page in that
    language (or that language's home page) and on the region's collection, and may pick from the coalition's files
    without changing them. Languages that the region has no page in yet are left out; the groups are returned.
    """
    pages = RegionPage.objects.filter(translation_key=region.translation_key) if region else _homes()
    versions: dict[str, Any] = {page.locale.language_code: page for page in pages.select_related("locale")}
    name, shared = _name(region) if region else SHARED, shared_collection()
    groups = []
    for language in languages:
        page = versions.get(language)
        if page is None:
            continue
        group, _created = Group.objects.get_or_create(name=f"{name} · {language} · {role.value}")
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        for codename in PAGE_PERMISSIONS[role]:
            GroupPagePermission.objects.get_or_create(
                group=group, page=page, permission=_permission("wagtailcore", codename)
            )
        _grant_files(group, region_collection(region) if region else shared, FILE_ACTIONS[role])
        _grant_files(group, shared, ("choose",))
        user.groups.add(group)
        groups.append(group)
    return groups


def pages_to_write_in(user: Any) -> list[RegionPage]:
    """The pages of regions below which a team lets `user` write: of each region, in the order of its languages."""
    pages = (
        RegionPage.objects.filter(
            group_permissions__group__user=user, group_permissions__permission__codename="add_page"
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
