"""Closes wagtail-localize's own screens: they write where the person may not, and over what others wrote.

Its library (segments, PO, machine translation) is used from our side; see docs/decisions/. Its buttons are shown to
those who have its right to submit translations, which nobody has (base.models.User).
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, re_path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from languages.access import admin_guards, visibility
from languages.editor import bulk_actions, lifecycle_views
from languages.editor.urls import translation_urls
from languages.glossary.admin import GlossaryViewSet
from languages.routing.serve import closed
from languages.translations import precedence, publishing, source_language
from languages.translations.barred import Barred
from languages.translations.copy_form import is_to_be_published
from languages.translations.refusals import refusal_of

RESTART = "localize-restart-translation"
CONVERT = "localize-convert-to-alias"


@hooks.register("register_admin_urls", order=-100)
def close_localize_urls() -> list[URLPattern]:
    """Answer 403 at every address of wagtail-localize's: ours are registered first, so that they win."""
    return [re_path(r"^localize/", closed, name="languages_closed")]


@hooks.register("register_admin_urls", order=-100)
def close_snippet_choosers() -> list[URLPattern]:
    """No form of the site has one, and they list the names of all snippets to whoever may use the admin."""
    return [re_path(r"^snippets/choose/", closed, name="snippet_choosers_closed")]


@hooks.register("before_edit_page", order=-1)
def refuse_localize_posts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Two of its actions come as buttons of the page form."""
    if request.method == "POST" and (RESTART in request.POST or CONVERT in request.POST):
        return closed(request)
    return None


@hooks.register("construct_page_action_menu")
def remove_localize_actions(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in {RESTART, CONVERT}]


@hooks.register("construct_reports_menu")
def remove_localize_report(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if "/localize/" not in (getattr(item, "url", "") or "")]


@hooks.register("before_copy_page", order=-1)
def refuse_copies_in_another_language(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nothing is served under a language that it is not written in: no copy into another language's tree, no alias.

    Wagtail refuses moves across languages by itself, but not copies.
    """
    if request.method != "POST":
        return None
    number = request.POST.get("new_parent_page", "")
    parent = Page.objects.filter(pk=number).first() if number.isascii() and number.isdigit() else None
    elsewhere = parent is not None and not parent.is_root() and parent.locale_id != page.locale_id
    if not elsewhere and not request.POST.get("alias"):
        return None
    if elsewhere:
        text = gettext("A page can be copied within its language only. To take it into another one, translate it.")
    else:
        text = gettext("Aliases are not used on this site: lists show each page where it belongs.")
    messages.error(request, text)
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("after_copy_page", order=-1)
def complete_copies(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Wagtail's screen does not call `LanguageVersion.copy`; this runs within its transaction."""
    source_language.copied(page, new_page)
    rights = new_page.get_parent().permissions_for_user(request.user)
    if is_to_be_published(request.POST) and rights.can_publish_subpage():
        try:
            with transaction.atomic():
                publishing.publish_copies(page, new_page, request.user)
        except (Barred, ValidationError) as error:
            # The copies stay drafts.
            messages.warning(request, refusal_of(page, error).reason)


@hooks.register("construct_page_chooser_queryset")
def hide_drafts_of_others(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The chooser shows what is public, and what the person's rights lead to."""
    return visibility.visible(pages, request.user)


for action in bulk_actions.BULK_ACTIONS:
    # After Wagtail's own: of two of the same name the last one counts.
    hooks.register("register_bulk_action", action, order=100)
hooks.register("construct_homepage_panels", admin_guards.own_panels)


@hooks.register("construct_admin_api", order=100)
def name_own_translations_only(router: Any) -> None:
    router.register_endpoint("pages", admin_guards.OwnPagesViewSet)


register_snippet(GlossaryViewSet)


@hooks.register("register_admin_urls")
def register_translation_urls() -> list[URLPattern]:
    return translation_urls()


def languages_button(page: Page, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[Button]:
    """From the header of a page and from each row of a list of pages: its languages."""
    if page.depth > 1:
        yield Button(_("Languages"), reverse("languages_translate", args=[page.pk]), icon_name="globe", priority=55)


hooks.register("register_page_header_buttons", languages_button)
hooks.register("register_page_listing_more_buttons", languages_button)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What the history of a page says of its languages."""
    actions.register_action(
        "languages.taken_over",
        _("Brought up to date with the original"),
        _("Said to be up to date with the original"),
    )
    actions.register_action(
        "languages.corrections",
        _("Only corrections"),
        _("Published with corrections only: its translations stay valid"),
    )
    actions.register_action(
        precedence.BEFORE_ORIGINAL,
        _("Publish before the original"),
        _("Said to be published before its original"),
    )


lifecycle_views.register()
