"""A new region: what is made of what an admin says in one form, and what is left to do until readers see it.

Its collection, its workflow and its team's permissions follow from its page (`regions.settling`,
`regions.approval.workflows`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Collection, Locale, Page, Workflow

from base.admin.page_form import reserved_slugs
from base.geo import cities
from base.models import User
from languages.locales import cldr
from languages.models import WorkingLanguage
from languages.segments.extraction import from_plain
from languages.segments.provenance import How
from languages.text.words import latin_slug
from languages.translations.create import create_translation
from languages.translations.draft import Change, Draft
from languages.translations.status import Glance, VersionState, glances
from regions.colleagues import RIGHTS, RightInWords, Vocabulary
from regions.models import Hue, Library, RegionCity, RegionIndexPage, RegionPage, Right
from regions.settling import Team
from regions.teams import give_rights, region_collection


@dataclass(frozen=True)
class Named:
    """A language that a region works in, and its name there; "" where it gets no page in that language."""

    locale: Locale
    name: str


@dataclass(frozen=True)
class Member:
    """A first member of the team; without a locale in all languages of the region."""

    user: User
    locale: Locale | None
    role: Any


@dataclass(frozen=True)
class Plan:
    """What an admin says of a new region. The first language is the one that it is written in."""

    languages: Sequence[Named]
    city: int
    hue: str = Hue.SEA
    countries: Sequence[str] = ()
    contact_email: str = ""
    members: Sequence[Member] = ()


# What there is already ------------------------------------------------------------------------------------------------


def sections() -> dict[int, Page]:
    """The sections that regions lie in, public or not, by locale."""
    found: dict[int, Page] = {}
    for section in RegionIndexPage.objects.order_by("path").defer("body"):
        found.setdefault(section.locale_id, section)
    return found


def _folded(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def region_called(name: str, locale: Locale) -> str:
    """The name of a region, a draft too, that cannot be told from this one in a language; "" where there is none."""
    rows = RegionPage.objects.filter(locale=locale).values_list("live", "title", "draft_title")
    # The row of a translation that was never public holds its original's title.
    taken = {title for live, title, draft in rows for title in ((title, draft) if live else (draft or title,))}
    return next((one for one in sorted(taken) if _folded(one) == _folded(name)), "")


def free_hue() -> str:
    """The colour that the fewest regions have."""
    used = list(RegionPage.objects.order_by().values_list("translation_key", "hue").distinct())
    counts = {hue: sum(one == hue for _key, one in used) for hue in Hue.values}
    return min(Hue.values, key=lambda hue: counts[hue])


def one_at_a_time() -> None:
    """Two who send the form at the same moment must not both make a region of the same name: the second waits."""
    list(Page.objects.select_for_update(no_key=True).filter(depth=1).values_list("pk"))


# Making it ------------------------------------------------------------------------------------------------------------


def found(plan: Plan, by: Any) -> RegionPage:
    """Makes a region of what was checked before: a draft in its first language, and in the others drafts to translate
    that have their names already. All or nothing.
    """
    with transaction.atomic():
        page = _first(plan, by)
        for named in plan.languages[1:]:
            if named.name:
                _translated(page, named, by)
        region_collection(page)
        join(page, plan.members, by)
    return page


def _first(plan: Plan, by: Any) -> RegionPage:
    first = plan.languages[0]
    page = RegionPage(
        title=first.name,
        locale=first.locale,
        hue=plan.hue,
        countries=list(plan.countries),
        contact_email=plan.contact_email,
        live=False,
        owner=by,
    )
    page.working_languages = [
        WorkingLanguage(code=named.locale.language_code, sort_order=place) for place, named in enumerate(plan.languages)
    ]
    page.cities = [RegionCity(geoname_id=plan.city, is_anchor=True, locale=first.locale, sort_order=0)]
    sections()[first.locale.pk].add_child(instance=page)
    page.save_revision(user=by, clean=False)
    return page


def _translated(page: RegionPage, named: Named, by: Any) -> None:
    """A draft to translate. What the form tells, the names of the region and of its anchor, is translated in it."""
    code = named.locale.language_code
    slug = latin_slug(named.name)
    if slug in reserved_slugs(sections().get(named.locale.pk)):
        slug += "-2"
    translation = create_translation(page, named.locale, by, slug=slug)
    city = cities.find(page.cities.get().geoname_id).name_in(code)
    draft = Draft(translation)
    changes = []
    for row in draft.rows:
        is_city = row.leaf.startswith("cities.") and row.leaf.endswith(".name")
        if row.leaf == "title" or is_city:
            text = from_plain(city if is_city else named.name)
            how = How.SAME if text == row.source else How.PERSON
            changes.append(Change(row.leaf, row.place, row.source, text, draft.text_of(row), how))
    draft.write(changes, by)


def join(region: RegionPage | None, members: Iterable[Member], by: Any) -> None:
    """Gives colleagues their first rights in a region, or in the whole coalition, and notes who gave them."""
    words = Vocabulary()
    where = region.translation_key if region else None
    for member in members:
        code = [member.locale.language_code] if member.locale else None
        give_rights(member.user, region, code, member.role)
        team = Team(where, member.locale.pk if member.locale else None, member.role)
        log(instance=member.user, action=RIGHTS, user=by, data={"given": [str(one) for one in words.say([team])]})


# How far it is --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LanguageOfRegion:
    """A language that a region works in, or has a page in: `glance` and `title` tell of that page, if there is one.
    `glance` is None for a language that the site does not have."""

    code: str
    glance: Glance | None
    title: str = ""
    is_working: bool = True

    @property
    def name(self) -> str:
        return cldr.language_name(self.code)

    @property
    def direction(self) -> str:
        return cldr.direction(self.code)

    @property
    def is_live(self) -> bool:
        return bool(self.glance and self.glance.is_live)

    @property
    def is_missing(self) -> bool:
        return self.glance is None or self.glance.state == VersionState.MISSING


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
    def original(self) -> Glance | None:
        return next((one.glance for one in self.languages if one.glance and one.glance.is_original), None)

    @property
    def public(self) -> int:
        return sum(language.is_live for language in self.languages)


def overviews(keys: Iterable[UUID] | None = None) -> list[Overview]:
    """All regions, or some, in the order of the tree; the number of queries does not depend on theirs."""
    pages = RegionPage.objects.order_by("path").defer("body").prefetch_related("working_languages")
    if keys is not None:
        pages = pages.filter(translation_key__in=list(keys))
    versions = list(pages)
    at_a_glance = glances(versions)
    places = Vocabulary().places
    rights = Right.objects.filter(region__in=at_a_glance).values_list("region_id", "user_id").distinct()
    people = [key for key, _user in rights]
    found = []
    for key in dict.fromkeys(page.translation_key for page in versions):
        mine = [page for page in versions if page.translation_key == key]
        by_code = {glance.code: glance for glance in at_a_glance[key]}
        titles = {page.pk: page.draft_title or page.title for page in mine}
        first = at_a_glance[key][0].page_id
        original = next((page for page in mine if page.pk == first), mine[0])
        works_in = [row.code for row in original.working_languages.all()]
        others = [code for code, glance in by_code.items() if glance.page_id and code not in works_in]
        place = places[key]
        found.append(
            Overview(
                key,
                place.title,
                place.lang,
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
    return Made(
        collection=library.collection if library else None,
        workflow=page.get_workflow(),
        team=sorted((user.display_name, words.say(rights)) for user, rights in team.items()),
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


def _steps_in(language: LanguageOfRegion, original: Glance | None, there: dict[int, Page]) -> list[Step]:
    glance = language.glance
    if glance is None:
        return []  # no language of this site
    found: list[Step] = []

    def add(text: str, link: str, screen: str, page: int | None) -> None:
        found.append(Step(text, link, screen, page, language.name))

    section = there.get(glance.locale_id)
    if section is None:
        other = next(iter(there.values()), None)
        if other is not None:
            text = _("The section that presents the regions does not exist in this language yet.")
            add(text, _("Languages of the section"), "languages_translate", other.pk)
        return found
    if not section.live:
        text = _("The section that presents the regions is not public yet.")
        add(text, _("Open the section"), "wagtailadmin_pages:edit", section.pk)
    if glance.page_id is None:
        text = _("The region has no page in this language yet.")
        add(text, _("Languages of the page"), "languages_translate", original.page_id if original else None)
    elif not glance.is_original and glance.to_do:
        text = ngettext(
            "%(to_do)s of %(passages)s passages to do in the draft",
            "%(to_do)s of %(passages)s passages to do in the draft",
            glance.to_do,
        )
        counts = {"to_do": glance.to_do, "passages": glance.passages}
        add(text % counts, _("Translate"), "languages_edit", glance.page_id)
    elif not glance.is_original and original and not original.is_live:
        text = _("The page is a draft that holds the name. The rest can be translated once the original has its text.")
        add(text, _("Translate"), "languages_edit", glance.page_id)
    elif not glance.is_live:
        text = _("The page is a draft. Add what is missing, and publish it.")
        add(text, _("Open the page"), "wagtailadmin_pages:edit", glance.page_id)
    return found
