"""What there is of a language, and what is left to do until its readers see it as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from base.models import User
from languages.locales import cldr, interface
from languages.locales.collation import collation_key
from languages.locales.in_language import InLanguage
from languages.models import Fallback
from languages.routing import registry
from languages.translations.status import VersionStatus, version_statuses
from regions.models import Right
from regions.setup.create_language import frame


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
