"""What a region has already, and what is left to do until its readers and its team have all that they need."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Collection, Page, Workflow

from base.models import User
from languages.locales import cldr
from languages.locales.collation import collation_key
from languages.locales.in_language import InLanguage
from languages.translations.status import VersionState, VersionStatus, version_statuses
from regions.models import Library, RegionPage, Right
from regions.setup.create_region import sections
from regions.teams.members import RightInWords, Vocabulary
from regions.teams.permission_sync import Team


@dataclass(frozen=True)
class LanguageOfRegion(InLanguage):
    """A language that a region works in, or has a page in: `status` and `title` tell of that page, if there is one.
    `status` is None for a language that the site does not have."""

    code: str
    status: VersionStatus | None
    title: str = ""
    is_working: bool = True

    @property
    def name(self) -> str:
        return cldr.language_name(self.code)

    @property
    def is_live(self) -> bool:
        return bool(self.status and self.status.is_live)

    @property
    def is_missing(self) -> bool:
        return self.status is None or self.status.state == VersionState.MISSING


@dataclass
class Overview:
    """A region as an admin sees it: its languages in order, and how many have rights in it."""

    key: UUID
    title: str
    lang: str
    languages: list[LanguageOfRegion] = field(default_factory=list)
    members: int = 0

    @property
    def works_in(self) -> list[LanguageOfRegion]:
        return [language for language in self.languages if language.is_working]

    @property
    def original(self) -> VersionStatus | None:
        return next((one.status for one in self.languages if one.status and one.status.is_original), None)

    @property
    def public(self) -> int:
        return sum(language.is_live for language in self.languages)


def overviews(keys: Iterable[UUID] | None = None) -> list[Overview]:
    """All regions, or some, in the order of the tree; the number of queries does not depend on theirs."""
    pages = RegionPage.objects.order_by("path").defer("body").prefetch_related("working_languages")
    if keys is not None:
        pages = pages.filter(translation_key__in=list(keys))
    versions = list(pages)
    statuses = version_statuses(versions)
    places = Vocabulary().places
    rights = Right.objects.filter(region__in=statuses).values_list("region_id", "user_id").distinct()
    people = [key for key, _user in rights]
    found = []
    for key in dict.fromkeys(page.translation_key for page in versions):
        mine = [page for page in versions if page.translation_key == key]
        by_code = {status.code: status for status in statuses[key]}
        titles = {page.pk: page.draft_title or page.title for page in mine}
        first = statuses[key][0].page_id
        original = next((page for page in mine if page.pk == first), mine[0])
        works_in = [row.code for row in original.working_languages.all()]
        others = [code for code, status in by_code.items() if status.page_id and code not in works_in]
        place = places[key]
        found.append(
            Overview(
                key,
                place.title,
                place.code,
                [
                    LanguageOfRegion(
                        code,
                        by_code.get(code),
                        titles.get(by_code[code].page_id or 0, "") if code in by_code else "",
                        code in works_in,
                    )
                    for code in [*works_in, *others]
                ],
                people.count(key),
            )
        )
    return found


@dataclass(frozen=True)
class Step:
    """Something that is left to do, in a language or in all; `screen` and `argument` name where that is done."""

    text: str
    link: str
    screen: str
    argument: Any = None
    language: str = ""


@dataclass(frozen=True)
class Made:
    """What belongs to a region beside its pages."""

    collection: Collection | None
    workflow: Workflow | None
    team: list[tuple[str, list[RightInWords]]]


def made(page: RegionPage) -> Made:
    library = Library.objects.filter(region_id=page.translation_key).select_related("collection").first()
    words = Vocabulary()
    team: dict[User, set[Team]] = {}
    for right in Right.objects.filter(region_id=page.translation_key).select_related("user").order_by("pk"):
        team.setdefault(right.user, set()).add(Team(right.region_id, right.locale_id, right.role))
    key = collation_key()
    return Made(
        collection=library.collection if library else None,
        workflow=page.get_workflow(),
        team=sorted(
            ((user.display_name, words.say(rights)) for user, rights in team.items()), key=lambda member: key(member[0])
        ),
    )


def steps(overview: Overview) -> list[Step]:
    """What is left to do until a region's readers and its team have all that they need, the first thing first."""
    there = sections()
    found: list[Step] = []
    for language in overview.languages:
        found += _steps_in(language, overview.original, there)
    if not overview.members:
        found.append(Step(_("Nobody has rights in this region yet."), _("Add a colleague"), "colleagues_add"))
    return found


def _steps_in(language: LanguageOfRegion, original: VersionStatus | None, there: dict[int, Page]) -> list[Step]:
    status = language.status
    if status is None:
        return []  # no language of this site
    found: list[Step] = []

    def add(text: str, link: str, screen: str, page: int | None) -> None:
        found.append(Step(text, link, screen, page, language.name))

    section = there.get(status.locale_id)
    if section is None:
        other = next(iter(there.values()), None)
        if other is not None:
            text = _("The section that presents the regions does not exist in this language yet.")
            add(text, _("Languages of the section"), "languages_translate", other.pk)
        return found
    if not section.live:
        text = _("The section that presents the regions is not public yet.")
        add(text, _("Open the section"), "wagtailadmin_pages:edit", section.pk)
    if status.page_id is None:
        text = _("The region has no page in this language yet.")
        add(text, _("Languages of the page"), "languages_translate", original.page_id if original else None)
    elif not status.is_original and status.to_do:
        text = ngettext(
            "%(to_do)s of %(passages)s passages to do in the draft",
            "%(to_do)s of %(passages)s passages to do in the draft",
            status.to_do,
        )
        counts = {"to_do": status.to_do, "passages": status.segments}
        add(text % counts, _("Translate"), "languages_edit", status.page_id)
    elif not status.is_original and original and not original.is_live:
        text = _("The page is a draft that holds the name. The rest can be translated once the original has its text.")
        add(text, _("Translate"), "languages_edit", status.page_id)
    elif not status.is_live:
        text = _("The page is a draft. Add what is missing, and publish it.")
        add(text, _("Open the page"), "wagtailadmin_pages:edit", status.page_id)
    return found
