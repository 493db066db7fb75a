"""create_translation(): the one function by which translations are made."""

import datetime
import json
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Page, Revision
from wagtail.rich_text import RichText

from base.models import Belonging, SdgRow, Tag, User
from languages.models import Work
from languages.routing.fallback import in_best_language
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import home, locale, offer, section, theme
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def spanish() -> NewsPage:
    """A published Spanish article with everything that can hang on a page, and a pending draft of it."""
    section(NewsIndexPage, "en")
    page: NewsPage = NewsPageFactory(
        language="es",
        title="Datos abiertos",
        slug="datos-abiertos",
        summary="Lo que pasó.",
        kind="blog_post",
        seo_title="Datos para buscadores",
        search_description="Para buscadores.",
        body=json.dumps([{"type": "text", "value": "<p>Cuerpo.</p>", "id": "2f3b7a52-0000-4000-8000-000000000001"}]),
    )
    page.tags.add("datos")
    page.belongings.add(Belonging(work_id=theme("Ética", "es").translation_key))
    page.sdgs.add(SdgRow(goal=10))
    page.save_revision().publish()
    page.refresh_from_db()
    page.title = "Datos abiertos (borrador)"
    page.save_revision()
    return NewsPage.objects.get(pk=page.pk)


def pairs_of(page: Page) -> str:
    """Every row that belongs to a page, as text: its own, its child rows, its revisions, its work."""
    rows: list[Any] = [*NewsPage.objects.filter(pk=page.pk), *Page.objects.filter(pk=page.pk)]
    rows += Work.objects.filter(pk=page.translation_key)
    rows += Revision.objects.filter(object_id=str(page.pk)).order_by("pk")
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model and issubclass(field.related_model, Page) and not issubclass(model, Page):
                rows += model._default_manager.filter(**{field.name: page.pk}).order_by("pk")
    return serializers.serialize("json", rows, indent=1)


def editor(*languages: str, permission: str = "add_page") -> User:
    """Somebody who may add pages below the home pages of some languages."""
    user = User.objects.create_user("editor", password="secret")
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for language in languages:
        GroupPagePermission.objects.create(
            group=group, page=home(language).page_ptr, permission=Permission.objects.get(codename=permission)
        )
    user.groups.add(group)
    return User.objects.get(pk=user.pk)


# What comes into being ---------------------------------------------------------------------------------------------


def test_a_translation_is_a_version_of_the_same_work_below_the_translated_section(spanish: NewsPage) -> None:
    english = create_translation(spanish, locale("en"))
    assert isinstance(english, NewsPage)
    assert english.translation_key == spanish.translation_key
    assert english.locale == locale("en")
    assert english.get_parent().pk == section(NewsIndexPage, "en").pk
    assert Work.objects.get(pk=spanish.translation_key).original_locale == locale("es")


def test_a_translation_begins_with_the_published_text_of_the_original(spanish: NewsPage) -> None:
    english = create_translation(spanish, locale("en"))
    assert (english.title, english.summary, english.kind) == ("Datos abiertos", "Lo que pasó.", "blog_post")
    assert [row.work_id for row in english.belongings.all()] == [row.work_id for row in spanish.belongings.all()]
    assert [row.goal for row in english.sdgs.all()] == [10]


def test_an_original_that_was_never_published_is_translated_from_its_latest_draft() -> None:
    section(NewsIndexPage, "en")
    page = NewsPageFactory(language="es", title="Primero", live=False)
    page.title = "Segundo"
    page.save_revision()
    assert create_translation(NewsPage.objects.get(pk=page.pk), locale("en")).title == "Segundo"


def test_a_page_without_its_specific_type_is_translated_with_all_its_fields(spanish: NewsPage) -> None:
    english = create_translation(Page.objects.get(pk=spanish.pk), locale("en"))
    assert NewsPage.objects.get(pk=english.pk).kind == "blog_post"


def test_any_language_can_be_translated_into_any_other() -> None:
    section(NewsIndexPage, "ar")
    arabic = NewsPageFactory(language="ar", title="بيانات")
    section(NewsIndexPage, "pt")
    assert create_translation(arabic, locale("pt")).locale == locale("pt")


def test_a_home_page_is_translated_beside_the_original() -> None:
    french = create_translation(home("en"), locale("fr"))
    assert french.get_parent().depth == 1
    assert french.translation_key == home("en").translation_key
    assert not french.live


# Never public ------------------------------------------------------------------------------------------------------


def test_a_translation_is_a_draft_that_no_reader_sees(spanish: NewsPage, client: Client) -> None:
    english = NewsPage.objects.get(pk=create_translation(spanish, locale("en")).pk)
    assert (english.live, english.has_unpublished_changes) == (False, True)
    assert (english.live_revision, english.first_published_at, english.last_published_at) == (None, None, None)
    assert client.get(english.get_url()).status_code == 404
    assert [page.pk for page in in_best_language(NewsPage.objects.all(), "en")] == [spanish.pk]


def test_a_translation_does_not_go_public_with_its_scheduled_original() -> None:
    section(NewsIndexPage, "en")
    page = NewsPageFactory(language="es", live=False)
    page.go_live_at = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=1)
    page.save_revision().publish()
    english = create_translation(NewsPage.objects.get(pk=page.pk), locale("en"))
    assert english.scheduled_revision is None
    assert english.go_live_at == page.go_live_at  # whoever publishes it keeps to the day, too
    with time_machine.travel(page.go_live_at + datetime.timedelta(hours=1)):
        call_command("publish_scheduled")
    assert Page.objects.get(pk=page.pk).live
    assert not Page.objects.get(pk=english.pk).live


def test_what_is_published_later_is_what_the_translator_wrote(spanish: NewsPage) -> None:
    english = create_translation(spanish, locale("en"))
    draft = english.get_latest_revision_as_object()
    assert draft.title == "Datos abiertos"
    draft.title, draft.summary = "Open data", "What happened."
    draft.body[0].value = RichText("<p>Body.</p>")
    draft.save_revision().publish()
    english.refresh_from_db()
    assert (english.live, english.title) == (True, "Open data")
    assert NewsPage.objects.get(pk=spanish.pk).title == "Datos abiertos"


def test_the_draft_that_an_editor_opens_has_no_own_texts_of_the_original_either(spanish: NewsPage) -> None:
    draft = create_translation(spanish, locale("en")).get_latest_revision_as_object()
    assert (draft.seo_title, draft.search_description) == ("", "")
    assert list(draft.tags.all()) == []
    assert draft.locale == locale("en")


# Own fields --------------------------------------------------------------------------------------------------------


def test_search_texts_and_tags_are_the_translations_own(spanish: NewsPage) -> None:
    english = NewsPage.objects.get(pk=create_translation(spanish, locale("en")).pk)
    assert (english.seo_title, english.search_description) == ("", "")
    assert list(english.tags.all()) == []
    assert list(Tag.objects.values_list("name", "locale__language_code")) == [("datos", "es")]


def test_a_translation_belongs_to_who_made_it(spanish: NewsPage) -> None:
    user = User.objects.create_superuser("admin", "admin@example.org", "secret")
    english = create_translation(spanish, locale("en"), user=user)
    assert english.owner == user
    assert english.latest_revision.user == user


def test_an_address_that_is_taken_is_not_taken_twice(spanish: NewsPage) -> None:
    NewsPageFactory(language="en", slug="datos-abiertos")
    english = create_translation(spanish, locale("en"))
    assert english.slug.startswith("datos-abiertos-")


# The original stays as it is ---------------------------------------------------------------------------------------


def test_the_original_stays_as_it_is_byte_for_byte(spanish: NewsPage) -> None:
    before = pairs_of(spanish)
    assert all(
        text in before for text in ("Datos abiertos (borrador)", "base.taggedpage", "base.belonging", "base.sdgrow")
    )
    create_translation(spanish, locale("en"))
    assert json.loads(pairs_of(spanish)) == json.loads(before)


def test_other_pages_and_works_stay_as_they_are(spanish: NewsPage) -> None:
    other = NewsPageFactory(language="en", title="Written by somebody")
    french = NewsPageFactory(language="fr", work=spanish, title="Données")
    before = pairs_of(other) + pairs_of(french)
    create_translation(spanish, locale("en"))
    assert pairs_of(other) + pairs_of(french) == before


# What is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("live", [True, False])
def test_a_version_that_exists_is_never_written_over(spanish: NewsPage, live: bool) -> None:
    english = NewsPageFactory(language="en", work=spanish, title="Written by hand", live=live)
    before = pairs_of(english)
    with override("fr"), pytest.raises(ValidationError) as refused:
        create_translation(spanish, locale("en"))
    assert "English" in refused.value.messages[0]
    assert pairs_of(english) == before


def test_a_page_is_not_translated_into_its_own_language(spanish: NewsPage) -> None:
    with pytest.raises(ValidationError):
        create_translation(spanish, locale("es"))


def test_a_section_that_does_not_exist_yet_is_not_invented(spanish: NewsPage) -> None:
    offer("fr")
    before = Page.objects.count()
    with pytest.raises(ValidationError) as refused:
        create_translation(spanish, locale("fr"))
    assert "Français" in refused.value.messages[0]
    assert Page.objects.count() == before


def test_a_draft_section_is_enough_to_prepare_translations(spanish: NewsPage) -> None:
    section(NewsIndexPage, "en").unpublish()
    assert not create_translation(spanish, locale("en")).live


@pytest.mark.parametrize("permission", ["add_page", "change_page"])
def test_who_may_add_or_change_pages_in_the_other_language_may_translate(spanish: NewsPage, permission: str) -> None:
    english = create_translation(spanish, locale("en"), user=editor("en", permission=permission))
    assert english.owner.username == "editor"


def test_a_right_in_the_language_of_the_original_is_not_enough(spanish: NewsPage) -> None:
    user = editor("es")
    assert home("es").permissions_for_user(user).can_add_subpage()
    before = Page.objects.count()
    with pytest.raises(PermissionDenied):
        create_translation(spanish, locale("en"), user=user)
    assert Page.objects.count() == before


def test_a_right_to_publish_is_no_right_to_translate(spanish: NewsPage) -> None:
    with pytest.raises(PermissionDenied):
        create_translation(spanish, locale("en"), user=editor("en", permission="publish_page"))


def test_a_translation_that_fails_half_way_leaves_nothing_behind(
    spanish: NewsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failure:
        def __iter__(self) -> Any:
            raise RuntimeError

    before = Page.objects.count()
    monkeypatch.setattr("languages.translations.create.OWN_TEXTS", Failure())
    with pytest.raises(RuntimeError):
        create_translation(spanish, locale("en"))
    assert Page.objects.count() == before
    parent = section(NewsIndexPage, "en")
    assert parent.numchild == Page.objects.child_of(parent).count()
