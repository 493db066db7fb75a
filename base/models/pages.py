"""What every page of the site has, and the rows that any page can carry."""

from itertools import chain, count
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search import index

from base.admin import panels
from base.admin.page_form import BasePageForm, reserved_slugs
from base.blocks import StoryBlock
from base.listings import facets as listings_facets
from base.models.tags import LanguageTags, Tag
from base.pages import sdgs
from languages.fields import OwnField, TranslatedStreamField
from languages.locales import cldr, interface
from languages.locales.database_collation import InOrderOf
from languages.routing.alternates import whereabouts
from languages.routing.reader_notice import notice_of
from languages.routing.registry import code_of
from languages.text.words import latin_slug
from languages.translations.page_mixin import LanguageVersion


class BasePage(LanguageVersion):
    """Mixin over Wagtail's page for every page type: standfirst, picture, body, tags, and what it belongs to."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences that stand below the title, and in lists and search results."),
    )
    image = models.ForeignKey(
        "base.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it. Leave empty if it only decorates."),
    )
    body: Any = TranslatedStreamField(StoryBlock(), blank=True, verbose_name=_("body"))
    tags = LanguageTags(
        through="base.TaggedPage",
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Free words, in the page's language."),
    )

    base_form_class = BasePageForm
    # The boxes of BasePageForm that the page type's editor has.
    shown_form_fields: tuple[str, ...] = ("region", "theme", "pillar", "goal")

    # Own: each version has its own address, search texts and tags, never overwritten by the original's.
    # (Fields that are not listed here follow wagtail-localize's rules; tests/house/ has the whole table.)
    override_translatable_fields = [
        OwnField(name) for name in ("slug", "seo_title", "search_description", "tags", "tagged_items")
    ]

    # What the button says that begins such a page.
    new_label: str | Promise = ""
    # Whether it belongs to the frame of the site, which a new language gets before its first work
    # (regions.setup.create_language).
    is_structure = False
    # Whether it tells of a day and grows old without harm, as news do, instead of claiming to be true today.
    is_of_its_day = False

    proper_names: tuple[str, ...] = ("person_credits.*.name", "organisation_credits.*.name")

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    content_panels = panels.CONTENT
    promote_panels = panels.PROMOTE

    class Meta:
        abstract = True

    @property
    def card_template(self) -> str:
        """Beside the page's own template, which Wagtail names: news/news_page.html, news/news_page_card.html."""
        return f"{self.template.removesuffix('.html')}_card.html"

    @cached_property
    def facets(self) -> dict[str, list[listings_facets.Facet]]:
        """The regions, themes and pillars that the page belongs to, in the reader's best language."""
        return listings_facets.of(self, get_language() or "en")

    @property
    def lang(self) -> str:
        """Set only where the page is not in the language of its reader; see components/link.html."""
        code = code_of(self)
        return "" if code == get_language() else code

    @property
    def direction(self) -> str:
        return cldr.direction(code_of(self))

    @property
    def label(self) -> str:
        """The own name of the page's language, where it is not the reader's."""
        return cldr.own_name(self.lang) if self.lang else ""

    @property
    def goals(self) -> list[tuple[int, str]]:
        """The Sustainable Development Goals of the page, with the short names that the interface gives them."""
        numbers = sorted(row.goal for row in self.sdgs.all())  # type: ignore[attr-defined]
        return [(number, sdgs.goal_name(number, interface.spoken())) for number in numbers]

    def _set_core_field_defaults(self) -> None:
        """Slugs are transliterated: the address of an Arabic page can be read, typed and sent."""
        if not self.slug and self.path:  # without a place in the tree, there are no siblings to differ from
            base_slug = latin_slug(self.title)
            if base_slug:
                self.slug = self._get_autogenerated_slug(base_slug)
        super()._set_core_field_defaults()

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        """As Wagtail numbers them; the addresses of the parent's lists are taken too."""
        parent = self.get_parent()
        reserved = reserved_slugs(parent)
        candidates = chain([base_slug], (f"{base_slug}-{number}" for number in count(2)))
        return next(slug for slug in candidates if slug not in reserved and Page._slug_is_available(slug, parent, self))

    def reserved_slugs(self) -> set[str]:
        """Addresses right below the page that no page may take: those of its lists, where it has some."""
        return set()

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail finds them, in one query: of this page, of those above it, and of what any is an alias of."""
        here = [self.path[: depth * Page.steplen] for depth in range(1, self.depth + 1)]
        return PageViewRestriction.objects.filter(
            models.Q(page__path__in=here)
            | models.Q(page__aliases__path__in=here)
            | models.Q(page__aliases__aliases__path__in=here)
        ).distinct()

    def tags_in(self, locale: Locale) -> list[Tag]:
        """The tags of a language that say what the page's tags say, as far as there are any."""
        keys = [tag.translation_key for tag in self.tags.all()]
        found = Tag.objects.filter(locale=locale, translation_key__in=keys)
        return list(found.order_by(InOrderOf("name", locale.language_code)))

    def listing_address(self) -> str:
        """What follows the page's own address in the request that is being answered; indexes and regions have some."""
        return ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        place = whereabouts(self, self.listing_address)
        return {
            **context,
            "alternates": place.alternates,
            "original": place.original,
            "follows": notice_of(self) if place.original and not getattr(request, "is_preview", False) else None,
            "breadcrumbs": place.breadcrumbs,
        }


class IndexPage(BasePage):
    """Mixin for a section that lists all works of one kind; see `base.listings.select`."""

    is_structure = True

    class Meta:
        abstract = True
