"""The admin's screen of a page's languages."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from base.models import User
from home.models import StandardPage
from tests.factories.base import home, locale, offer

pytestmark = pytest.mark.django_db


def page_in(language: str, title: str = "About", live: bool = True) -> StandardPage:
    page = StandardPage(title=title, locale=locale(language), live=live)
    home(language).add_child(instance=page)
    return page


def member(client: Client, *places: Page) -> User:
    """Somebody who may add and edit pages below some places, and nowhere else."""
    user = User.objects.create_user("member", password="x")
    group = Group.objects.create(name="members")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for place in places:
        for codename in ("add_page", "change_page"):
            GroupPagePermission.objects.create(
                group=group,
                page=place,
                permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=codename),
            )
    user.groups.add(group)
    client.force_login(user)
    return user


def test_a_missing_language_is_made_as_a_draft_and_opened(client: Client) -> None:
    offer("en", "es")
    page = page_in("en")
    member(client, home("es"))

    answer = client.post(reverse("languages_translate", args=[page.pk]), {"locale": "es"})

    translation = page.get_translation(locale("es"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[translation.pk])
    assert not translation.live


def test_who_may_not_write_at_the_target_is_refused(client: Client) -> None:
    offer("en", "es")
    page = page_in("en")
    member(client, home("en"))

    client.post(reverse("languages_translate", args=[page.pk]), {"locale": "es"})

    assert page.get_translation_or_none(locale("es")) is None


def test_the_screen_offers_only_languages_in_which_the_person_may_write(client: Client) -> None:
    offer("en", "es", "fr")
    page = page_in("en")
    member(client, home("es"))

    text = client.get(reverse("languages_translate", args=[page.pk])).content.decode()

    assert 'name="locale" value="es"' in text
    assert 'name="locale" value="fr"' not in text


def test_a_page_whose_section_is_missing_says_so(client: Client) -> None:
    offer("en", "es")
    section = page_in("en", "What we do")
    below = StandardPage(title="Pillars", locale=locale("en"))
    section.add_child(instance=below)
    member(client, home("es"))

    text = client.get(reverse("languages_translate", args=[below.pk])).content.decode()

    assert "Translate the section first" in text
    assert 'name="locale" value="es"' not in text


def test_a_draft_is_shown_only_to_who_may_edit_it(client: Client) -> None:
    offer("en", "es")
    draft = page_in("en", "Secret plan", live=False)
    member(client, home("es"))

    answer = client.get(reverse("languages_translate", args=[draft.pk]), follow=True)

    assert "Secret plan" not in answer.content.decode()


def test_the_title_of_a_draft_in_another_language_is_kept_from_who_may_not_edit_it(client: Client) -> None:
    offer("en", "es")
    page = page_in("en")
    hidden = page.copy_for_translation(locale("es"))
    hidden.title = hidden.draft_title = "Plan secreto"
    hidden.save()
    member(client, home("en"))

    text = client.get(reverse("languages_translate", args=[page.pk])).content.decode()

    assert "Plan secreto" not in text


def test_the_root_has_no_languages(client: Client) -> None:
    home("en")
    member(client, home("en"))

    assert client.get(reverse("languages_translate", args=[Page.get_first_root_node().pk])).status_code == 404
