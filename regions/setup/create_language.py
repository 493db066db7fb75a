"""A new language of the site: what is made of what an admin says in one form, and what is left to do until readers
see it.

Its home page, its sections, the pillars and the themes are made as drafts to translate. Nothing of it is public until
its home page is published (`languages.routing.registry.offered`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Subquery
from wagtail.log_actions import log
from wagtail.models import Locale, Page, get_page_models

from base.models import User
from base.models.pages import BasePage
from languages.models import Fallback, LanguageSettings, Work
from languages.translations.create import create_translation
from regions.models import Role
from regions.setup.create_region import Member, join


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
