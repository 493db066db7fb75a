"""wagtail-localize's own screens write where a person may not, and over what others wrote: none of them answers."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import GroupPagePermission, Locale, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize import wagtail_hooks as localize
from wagtail_localize.models import LocaleSynchronization, Translation, TranslationSource

from base.models import User
from news.models import NewsPage
from tests.factories.base import home, locale, offer
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

# A value for each kind of argument in an address.
VALUES: dict[str, Any] = {
    "IntConverter": 1,
    "StringConverter": "1",
    "SlugConverter": "news",
    "UUIDConverter": uuid.UUID(int=1),
}


def patterns(found: list[Any], names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every address of a list of patterns, with the namespace that it is looked up in."""
    for pattern in found:
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from patterns(pattern.url_patterns, inner)
        else:
            yield ":".join([*names, pattern.name or ""]), pattern


def localize_addresses() -> list[str]:
    """As wagtail-localize itself registers them, so that one that comes with a new version is among them."""
    return [
        reverse(name, kwargs={key: VALUES[type(kind).__name__] for key, kind in pattern.pattern.converters.items()})
        for name, pattern in patterns(localize.register_admin_urls())
    ]


def user(role: str) -> User:
    if role == "admin":
        return User.objects.create_superuser("admin", "admin@example.org", "secret")
    person = User.objects.create_user("editor", password="secret")
    group = Group.objects.create(name="Writers")
    # Made by a migration of wagtail-localize, not after every one, as Django makes the permissions of models.
    submit_translation, _created = Permission.objects.get_or_create(
        codename="submit_translation",
        content_type=ContentType.objects.get_for_model(Translation),
        defaults={"name": "Can submit translations"},
    )
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        # Somebody ticked the box of wagtail-localize in the form of the group.
        submit_translation,
    )
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=home().page_ptr, permission=Permission.objects.get(codename=codename)
        )
    person.groups.add(group)
    return person


def browser(role: str) -> Client:
    client = Client()
    client.force_login(user(role))
    return client


@pytest.fixture
def translated() -> NewsPage:
    """An English version that wagtail-localize knows as a translation from Spanish, though not an enabled one."""
    spanish = NewsPageFactory(language="es")
    english: NewsPage = NewsPageFactory(language="en", work=spanish, title="Written by hand")
    source, _ = TranslationSource.get_or_create_from_instance(spanish)
    Translation.objects.create(source=source, target_locale=locale("en"), enabled=False)
    return english


# Addresses ---------------------------------------------------------------------------------------------------------


def test_the_list_of_addresses_is_not_empty() -> None:
    found = localize_addresses()
    assert len(found) >= 17
    assert all(address.startswith("/admin/localize/") for address in found)


@pytest.mark.parametrize("role", ["admin", "editor"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_no_screen_of_localize_answers_anybody(role: str, method: str) -> None:
    client = browser(role)
    answers = {address: getattr(client, method)(address).status_code for address in localize_addresses()}
    assert set(answers.values()) == {403}, answers


@pytest.mark.parametrize("address", ["/admin/localize/", "/admin/localize/anything/new/", "/admin/localize/%0Asubmit/"])
def test_no_address_below_localize_answers_whatever_it_is(address: str) -> None:
    assert browser("admin").get(address).status_code == 403


def test_strangers_are_asked_to_log_in_first() -> None:
    response = Client().get("/admin/localize/submit/page/1/")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_submitting_a_translation_makes_no_page() -> None:
    offer("fr")
    page = NewsPageFactory()
    before = Page.objects.count()
    browser("admin").post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [locale("fr").pk]})
    assert Page.objects.count() == before
    assert not TranslationSource.objects.exists()


# The page form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["localize-restart-translation", "localize-convert-to-alias"])
@pytest.mark.parametrize("role", ["admin", "editor"])
def test_the_two_buttons_that_post_to_the_page_form_are_refused(translated: NewsPage, button: str, role: str) -> None:
    response = browser(role).post(reverse("wagtailadmin_pages:edit", args=[translated.pk]), {button: "1"})
    assert response.status_code == 403
    assert not Translation.objects.filter(enabled=True).exists()
    translated.refresh_from_db()
    assert (translated.title, translated.alias_of) == ("Written by hand", None)


def test_the_page_form_is_wagtails_own_and_shows_no_action_of_localize(translated: NewsPage) -> None:
    response = browser("admin").get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))
    shown = response.content.decode()
    assert response.status_code == 200
    assert 'name="title"' in shown
    assert "localize-restart-translation" not in shown
    assert "localize-convert-to-alias" not in shown


@pytest.mark.parametrize("role", ["admin", "editor"])
@pytest.mark.parametrize("view", ["edit", "explore"])
def test_no_button_leads_to_localize(role: str, view: str) -> None:
    offer("fr", "es")
    page = NewsPageFactory()
    client = browser(role)
    address = (
        reverse("wagtailadmin_pages:edit", args=[page.pk])
        if view == "edit"
        else reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    )
    shown = client.get(address).content.decode()
    assert page.title in shown
    assert "/localize/" not in shown


@pytest.mark.parametrize("role", ["admin", "editor"])
def test_the_menu_has_no_report_of_localize(role: str) -> None:
    home()
    shown = browser(role).get("/admin/").content.decode()
    assert "/admin/reports/" in shown
    assert "localize" not in shown


# What else could make a version of a page ----------------------------------------------------------------------------

# Every other address of the admin that copies or converts something, and what becomes of it.
COPIES = {
    "wagtailadmin_pages:copy": "within a language only, and never as an alias (test_untranslated.py)",
    "wagtailadmin_pages:convert_alias": "there are no aliases",
    "wagtailsites:copy": "a site, no page",
    "wagtailusers_users:copy": "a person",
    "wagtailsnippets_base_menu:copy": "a menu",
    "wagtailsnippets_base_tag:copy": "a tag of its own",
    "wagtailsnippets_languages_concept:copy": "an entry of the glossary",
    "languages_translate": "ours",
}


def test_every_address_of_the_admin_that_could_make_a_version_of_a_page_is_known() -> None:
    words = re.compile("copy|copies|alias|translat|sync|convert")
    found = {
        name
        for name, pattern in patterns(list(wagtailadmin_urls.urlpatterns))
        if words.search(name) and not name.startswith("wagtail_localize:")
    }
    assert found == set(COPIES)


def test_wagtails_own_translations_are_not_installed() -> None:
    assert not apps.is_installed("wagtail.contrib.simple_translation")
    assert not apps.is_installed("wagtail_localize.locales")


@pytest.mark.parametrize("action", sorted(PagesAdminAPIViewSet.actions))
def test_no_action_of_the_admins_api_answers(translated: NewsPage, action: str) -> None:
    offer("fr")
    before = Page.objects.count()
    address = f"/admin/api/main/pages/{translated.pk}/action/{action}/"
    data = {"locale": "fr", "copy_parents": "on", "recursive": "on"}
    assert browser("admin").post(address, data).status_code == 403
    assert Page.objects.count() == before


def test_no_snippet_is_of_a_kind_that_localize_translates() -> None:
    """People and organisations are pages, and tags and menus know their language without it."""
    assert [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)] == []


# Switches ----------------------------------------------------------------------------------------------------------


def test_a_translation_of_localize_cannot_be_enabled(translated: NewsPage) -> None:
    translation = Translation.objects.get()
    translation.enabled = True
    with pytest.raises(ValueError, match="enabled must stay False"):
        translation.save()
    with pytest.raises(ValueError, match="enabled must stay False"):
        Translation.objects.create(source=translation.source, target_locale=locale("fr"))
    assert not Translation.objects.filter(enabled=True).exists()


def test_a_translation_of_localize_that_is_not_enabled_is_allowed(translated: NewsPage) -> None:
    translation = Translation.objects.get()
    translation.save()
    assert not translation.enabled


def test_no_language_can_be_filled_with_copies_of_another() -> None:
    offer("es", "fr")
    NewsPageFactory(language="es")
    before = Page.objects.count()
    with pytest.raises(ValueError, match="copies"):
        LocaleSynchronization.objects.create(locale=locale("fr"), sync_from=locale("es"))
    assert Page.objects.count() == before


def test_the_form_of_a_locale_does_not_offer_to_fill_it() -> None:
    offer("en", "es")
    client = browser("admin")
    shown = client.get(reverse("wagtaillocales:edit", args=[locale("es").pk]))
    assert shown.status_code == 200
    assert "sync_from" not in shown.content.decode()


def test_no_locale_is_added_by_the_form_that_could_fill_it() -> None:
    offer("en")
    NewsPageFactory()
    before = Page.objects.count()
    response = browser("admin").post(
        reverse("wagtaillocales:add"),
        {
            "language_code": "pt",
            "wagtail_localize_localesynchronization-enabled": "on",
            "wagtail_localize_localesynchronization-sync_from": str(locale("en").pk),
            "component-wagtail_localize_localesynchronization-enabled": "on",
            "component-wagtail_localize_localesynchronization-sync_from": str(locale("en").pk),
        },
    )
    assert response["Location"] == reverse("site_languages_add")
    assert not Locale.objects.filter(language_code="pt").exists()
    assert Page.objects.count() == before
    assert not LocaleSynchronization.objects.exists()
