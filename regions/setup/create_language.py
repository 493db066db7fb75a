"""A new language of the site: what is made of what an admin says in one form, and what is left to do until readers
see it.

Its home page, its sections, the pillars and the themes are made as drafts to translate. Nothing of it is public until
its home page is published (`languages.routing.registry.offered`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site, get_page_models

from base.models import User
from base.models.pages import BasePage
from languages.locales import cldr, interface
from languages.locales.collation import collation_key
from languages.locales.in_language import InLanguage
from languages.models import Fallback, LanguageSettings, Work
from languages.routing import registry
from languages.translations.create import create_translation
from languages.translations.status import VersionStatus, version_statuses
from regions.models import Right, Role
from regions.setup.create import Member, join


@dataclass(frozen=True)
class LanguagePlan:
    """What an admin says of a new language: its code, what its readers are offered instead, best first, and who
    translates into it for the whole coalition."""

    code: str
    fallbacks: Sequence[Locale] = ()
    translators: Sequence[User] = ()


# Making it ------------------------------------------------------------------------------------------------------------


def frame() -> list[Page]:
    """The public originals of the pages that make up the frame of the site, parents before their children."""
    types = [model for model in get_page_models() if issubclass(model, BasePage) and model.is_structure]
    original = Work.objects.filter(pk=OuterRef("translation_key")).values("original_locale_id")
    pages = Page.objects.filter(
        content_type__in=ContentType.objects.get_for_models(*types).values(),
        locale_id=Subquery(original[:1]),
        live=True,
    )
    return list(pages.order_by("depth", "path"))


def add(plan: LanguagePlan, by: Any) -> Locale:
    """Makes a language of what was checked before, all or nothing."""
    with transaction.atomic():
        locale = Locale.objects.create(language_code=plan.code)
        log(instance=locale, action="wagtail.create", user=by)
        _chain(locale, plan.fallbacks)
        for page in frame():
            _draft(page, locale, by)
        join(None, [Member(user, locale, Role.TRANSLATOR) for user in plan.translators], by)
    return locale


def _chain(locale: Locale, fallbacks: Sequence[Locale]) -> None:
    for position, fallback in enumerate(fallbacks, start=1):
        Fallback.objects.create(locale=locale, fallback=fallback, position=position)


def _draft(page: Page, locale: Locale, by: Any) -> None:
    """A draft to translate, and one of each page above it: a pillar may lie below a page that is no section."""
    if page.has_translation(locale):
        return
    parent = page.get_parent()
    if parent.depth > 1:
        _draft(parent, locale, by)
    create_translation(page.specific, locale, by, slug=locale.language_code if parent.depth == 1 else "")


# What holds in it -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """What holds in a language of the site: what its readers are offered where a text is missing, best first, and
    whether machine translations that nobody has reviewed may be published in it."""

    fallbacks: Sequence[Locale] = ()
    publish_unreviewed: bool = False


def rules_of(locale: Locale) -> Rules:
    chain = [link.fallback for link in locale.fallbacks.order_by("position", "pk").select_related("fallback")]
    return Rules(chain, LanguageSettings.objects.filter(locale=locale, publish_unreviewed=True).exists())


def set_rules(locale: Locale, rules: Rules, by: Any) -> None:
    if rules_of(locale) == rules:
        return
    with transaction.atomic():
        Fallback.objects.filter(locale=locale).delete()
        _chain(locale, rules.fallbacks)
        LanguageSettings.objects.update_or_create(
            locale=locale, defaults={"publish_unreviewed": rules.publish_unreviewed}
        )
        log(instance=locale, action="wagtail.edit", user=by)


# What there is --------------------------------------------------------------------------------------------------------


@dataclass
class Overview(InLanguage):
    """A language as an admin sees it."""

    locale: Locale
    home: Page | None = None
    is_public: bool = False
    public_pages: int = 0
    fallbacks: list[str] = field(default_factory=list)
    people: int = 0

    @property
    def code(self) -> str:  # type: ignore[override]
        return self.locale.language_code

    @property
    def name(self) -> str:
        return cldr.language_name(self.code)

    @property
    def own_name(self) -> str:
        return cldr.own_name(self.code)

    @property
    def fallback_names(self) -> list[str]:
        return [cldr.language_name(code) for code in self.fallbacks]

    @property
    def lender(self) -> str:
        """The name of the language that the interface borrows; "" where it speaks this one."""
        if interface.has_catalogue(self.code):
            return ""
        return cldr.language_name(interface.lender_of(self.fallbacks))


def overviews() -> list[Overview]:
    """All languages, in the order in which they were added; the number of queries does not depend on theirs."""
    public = {language.locale_id for language in registry.offered()}
    found = {locale.pk: Overview(locale, is_public=locale.pk in public) for locale in Locale.all_objects.order_by("pk")}
    home = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    for page in Page.objects.filter(translation_key__in=home):
        found[page.locale_id].home = page
    pages = Page.objects.filter(live=True, depth__gt=1).order_by().values("locale_id")
    for row in pages.annotate(count=Count("pk")):
        found[row["locale_id"]].public_pages = row["count"]
    for link in Fallback.objects.order_by("position", "pk").select_related("fallback"):
        found[link.locale_id].fallbacks.append(link.fallback.language_code)
    rights = Right.objects.filter(locale__isnull=False).order_by().values("locale_id")
    for row in rights.annotate(count=Count("user_id", distinct=True)):
        found[row["locale_id"]].people = row["count"]
    return list(found.values())


@dataclass(frozen=True)
class Part:
    """A page of the frame, and how far it is in a language. `title` is its original's, in the language `lang`."""

    title: str
    lang: str
    direction: str
    original: int
    status: VersionStatus


def parts(locale: Locale) -> list[Part]:
    """The frame of the site in a language."""
    originals = frame()
    seen = version_statuses(originals)
    codes = registry.locale_codes()
    found = []
    for page in originals:
        code = codes.get(page.locale_id, "")
        status = next(one for one in seen[page.translation_key] if one.locale_id == locale.pk)
        found.append(Part(page.title, code, cldr.direction(code), page.pk, status))
    return found


def translators(locale: Locale) -> list[str]:
    """The names of those who have rights in a language."""
    people: Iterable[User] = User.objects.filter(rights__locale=locale).distinct()
    return sorted((person.display_name for person in people), key=collation_key())


def next_step(overview: Overview, frame_parts: Iterable[Part]) -> str:
    """What is to be done next, in one sentence; "" when readers see the language as a whole."""
    if overview.home is None:
        return _(
            "There is no home page in this language yet. Make it at “Languages” of the home page, and translate it."
        )
    if not overview.is_public:
        return _("Readers see this language once its home page is translated and published.")
    if any(not part.status.is_live for part in frame_parts):
        return _("The language is public. These sections are not yet: translate and publish them one by one.")
    return ""
