"""Nothing is served under a language that it is not written in: copies and untouched translations stay away."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Page

from home.models import StandardPage
from languages.routing.fallback import public
from languages.translations.create import create_translation
from languages.translations.publishing import publication_blockers
from tests.factories.base import home, locale, offer
from tests.factories.people import admin, filled

pytestmark = pytest.mark.django_db

WORDS = "Who counts the people decides who counts."


def about(**fields: Any) -> StandardPage:
    offer("en", "fr")
    page = StandardPage(title="About", locale=locale("en"), **{"summary": WORDS, **fields})
    home("en").add_child(instance=page)
    return page


def test_a_translation_that_nobody_has_translated_cannot_be_published() -> None:
    translation: Any = create_translation(about(), locale("fr"))

    with pytest.raises(PermissionDenied):
        translation.get_latest_revision().publish()

    translation.refresh_from_db()
    assert not translation.live


def test_the_form_says_that_it_still_holds_the_originals_text() -> None:

    translation = create_translation(about(), locale("fr"))
    client = admin("en")
    address = reverse("wagtailadmin_pages:edit", args=[translation.pk])

    answer = client.post(address, {**filled(client, address), "action-publish": "1"})

    assert "2 passages are not translated yet, the first is: “About”" in answer.content.decode()


def test_a_translated_text_can_be_published() -> None:
    translation: Any = create_translation(about(), locale("fr"))
    translation.title = "À propos"
    translation.summary = "Qui compte les gens décide de qui compte."

    translation.save_revision().publish()

    translation.refresh_from_db()
    assert translation.live


def test_an_original_is_never_untouched() -> None:
    page = about()
    create_translation(page, locale("fr"))

    assert publication_blockers(page) == []


@pytest.mark.parametrize("extra", [{}, {"alias": "on"}])
def test_a_page_cannot_be_copied_into_another_language(extra: dict[str, str]) -> None:
    page = about()
    client = admin("en")

    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "About", "new_slug": "copy", "new_parent_page": home("fr").pk, "publish_copies": "on", **extra},
    )

    assert not Page.objects.filter(slug="copy").exists()


def test_a_page_cannot_become_an_alias() -> None:
    page = about()
    client = admin("en")

    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "About", "new_slug": "copy", "new_parent_page": home("en").pk, "alias": "on"},
    )

    assert not Page.objects.filter(slug="copy").exists()


def test_a_page_can_be_copied_within_its_language() -> None:
    page = about()
    client = admin("en")

    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "About", "new_slug": "copy", "new_parent_page": home("en").pk},
    )

    assert Page.objects.filter(slug="copy").exists()


def test_the_admins_api_makes_no_copies() -> None:
    page = about()
    client = admin("en")

    answer = client.post(f"/admin/api/main/pages/{page.pk}/action/create_alias/", {})

    assert answer.status_code == 403


def test_a_page_that_strayed_into_another_languages_tree_is_not_public() -> None:
    page = about()
    page.copy(to=home("fr"), update_attrs={"slug": "stray", "locale": locale("en")})

    assert not public(Page.objects.filter(slug="stray")).exists()


def test_a_language_has_one_home_page() -> None:
    from django.core.exceptions import ValidationError

    from home.models import HomePage

    offer("en")

    with pytest.raises(ValidationError, match="home page in this language"):
        HomePage(title="Another", slug="another", locale=locale("en"), path="00010099", depth=2).full_clean()
