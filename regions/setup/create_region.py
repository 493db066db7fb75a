"""A new region: what is made of the one form that an admin sends, and what is left to do until readers see it.

Its collection, its workflow and its team's permissions follow from its page (`regions.teams.permission_sync`,
`regions.approval.workflows`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from base.admin.page_form import reserved_slugs
from base.geo import cities
from base.models import User
from languages.models import WorkingLanguage
from languages.segments.extraction import from_plain
from languages.segments.provenance import Origin
from languages.text.words import latin_slug
from languages.translations import tree
from languages.translations.create import create_translation
from languages.translations.draft import Change, Draft
from regions.models import Hue, RegionCity, RegionIndexPage, RegionPage
from regions.teams.members import RIGHTS, Vocabulary
from regions.teams.permission_sync import Team
from regions.teams.rights import give_rights, region_collection


@dataclass(frozen=True)
class LanguageName:
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
class RegionPlan:
    """The form of a new region. The first language is the one that it is written in."""

    languages: Sequence[LanguageName]
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
    tree.lock()


# Making it ------------------------------------------------------------------------------------------------------------


def create_region(plan: RegionPlan, by: Any) -> RegionPage:
    """Makes a region of what was checked before: a draft in its first language, and in the others drafts to translate
    that have their names already. All or nothing.
    """
    with transaction.atomic():
        page = _first(plan, by)
        for language in plan.languages[1:]:
            if language.name:
                _translated(page, language, by)
        region_collection(page)
        join(page, plan.members, by)
    return page


def _first(plan: RegionPlan, by: Any) -> RegionPage:
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
        WorkingLanguage(code=language.locale.language_code, sort_order=place)
        for place, language in enumerate(plan.languages)
    ]
    page.cities = [RegionCity(geoname_id=plan.city, is_anchor=True, locale=first.locale, sort_order=0)]
    sections()[first.locale.pk].add_child(instance=page)
    page.save_revision(user=by, clean=False)
    return page


def _translated(page: RegionPage, language: LanguageName, by: Any) -> None:
    """A draft to translate. What the form tells, the names of the region and of its anchor, is translated in it."""
    code = language.locale.language_code
    slug = latin_slug(language.name)
    if slug in reserved_slugs(sections().get(language.locale.pk)):
        slug += "-2"
    translation = create_translation(page, language.locale, by, slug=slug)
    city = cities.find(page.cities.get().geoname_id).name_in(code)
    draft = Draft(translation)
    changes = []
    for pair in draft.pairs:
        is_city = pair.path.startswith("cities.") and pair.path.endswith(".name")
        if pair.path == "title" or is_city:
            text = from_plain(city if is_city else language.name)
            origin = Origin.SAME if text == pair.source else Origin.PERSON
            changes.append(Change(pair.path, pair.index, pair.source, text, draft.text_of(pair), origin))
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
