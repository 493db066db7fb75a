"""Begins a translation: a draft in another language, with the fields that are not text taken over."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.permissions import page_permission_policy

from languages.access import privacy
from languages.locales import cldr
from languages.text.words import latin_slug
from languages.translations import tree
from languages.translations.originals import as_followed, original_of

# Fields that each version has for itself: never taken over from the original.
OWN_TEXTS = ("seo_title", "search_description")


def may_translate_below(parent: Page, user: Any) -> bool:
    """Whether somebody may make a version of a page that exists in another language below `parent`: whoever may add
    pages there, and whoever may only change them, since a translator begins nothing of their own."""
    return bool(page_permission_policy.user_has_any_permission_for_instance(user, ["add", "change"], parent))


def create_translation(page: Page, locale: Locale, user: Any = None, *, slug: str = "") -> Page:
    """A draft of `page` in `locale`, below the translation of its parent, holding the original's text to work on.

    It is never public: who translates it publishes it. Slug, search texts and tags are the new version's own. With a
    `user`, their right to do so at that place is checked (`may_translate_below`).

    Raises ValidationError when the version exists or its section does not exist in that language yet, and
    PermissionDenied when the user may not.
    """
    with tree.changing():
        tree.read_again(page)
        if page.get_translation_or_none(locale):
            raise ValidationError(
                _("This page exists in %(language)s already.") % {"language": cldr.own_name(locale.language_code)}
            )
        parent = page.get_parent()
        if parent.depth > 1:
            parent = parent.get_translation_or_none(locale)
        if parent is None:
            raise ValidationError(
                _("The section that this page lies in does not exist in %(language)s yet. Translate the section first.")
                % {"language": cldr.own_name(locale.language_code)}
            )
        if user is not None and not may_translate_below(parent, user):
            raise PermissionDenied

        source = original_of(page) or as_followed(Page.objects.get(pk=page.pk))
        tags = source.tags_in(locale) if hasattr(source, "tags_in") else []
        slug = latin_slug(slug) or (source.slug if parent.depth > 1 else f"{source.slug}-{locale.language_code}")
        for name in OWN_TEXTS:
            setattr(source, name, "")
        if hasattr(source, "tags"):
            source.tags.set(tags) if tags else source.tags.clear()

        def process_child_object(_original: Any, _copy: Any, _relation: Any, child: Any) -> None:
            if isinstance(child, TranslatableMixin):
                child.locale = locale

        with privacy.unnoticed():
            translation: Page = CopyPageAction(
                source,
                to=parent,
                update_attrs={"locale": locale, "slug": find_available_slug(parent, slug), "owner": user},
                copy_revisions=False,
                keep_live=False,
                reset_translation_key=False,
                process_child_object=process_child_object,
                log_action="wagtail.copy_for_translation",
                user=user,
            ).execute(skip_permission_checks=True)
            privacy.inherit(translation)
    return translation
