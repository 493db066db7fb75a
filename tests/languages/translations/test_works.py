"""Works: which version is the original, and relations that hold in every language."""

import datetime
import importlib
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from wagtail.models import Page

from base.models import Belonging
from home.models import HomePage, StandardPage
from languages.fields import WorkChoiceField, WorkKey
from languages.models import Work
from news.models import NewsPage
from tests.factories.base import home, locale, offer, theme
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

SPRING = datetime.datetime(2020, 4, 1, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2020, 7, 1, tzinfo=datetime.UTC)


def original(page: Page) -> str:
    return Work.objects.get(pk=page.translation_key).original_locale.language_code


def published_at(page: Page, moment: datetime.datetime | None) -> None:
    Page.objects.filter(pk=page.pk).update(first_published_at=moment)


# The original -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_first_page_of_a_work_is_its_original_whatever_the_language(language: str) -> None:
    offer("es", "ar")
    assert original(NewsPageFactory(language=language)) == language


def test_a_draft_is_an_original_from_its_first_save() -> None:
    assert original(NewsPageFactory(language="es", live=False)) == "es"


def test_a_translation_leaves_the_original_as_it_is() -> None:
    page = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=page)
    assert original(page) == "es"
    english.save_revision().publish()
    english.save()
    assert original(page) == "es"
    assert Work.objects.filter(pk=page.translation_key).count() == 1


def test_a_copy_is_a_work_of_its_own() -> None:
    page = NewsPageFactory(language="es")
    copy = page.copy(update_attrs={"slug": "copy"})
    assert copy.translation_key != page.translation_key
    assert original(copy) == "es"


def test_deleting_a_translation_leaves_the_original_as_it_is() -> None:
    page = NewsPageFactory(language="es")
    published_at(page, SUMMER)
    published_at(NewsPageFactory(language="fr", work=page), SPRING)
    NewsPageFactory(language="en", work=page).delete()
    assert original(page) == "es"


def test_deleting_the_original_hands_over_to_the_translation_published_first() -> None:
    page = NewsPageFactory(language="es")
    draft = NewsPageFactory(language="ar", work=page, live=False)
    late = NewsPageFactory(language="en", work=page)
    early = NewsPageFactory(language="fr", work=page)
    published_at(draft, None)
    published_at(late, SUMMER)
    published_at(early, SPRING)
    page.delete()
    assert original(late) == "fr"


def test_deleting_an_original_with_a_draft_translation_leaves_that_as_the_original() -> None:
    page = NewsPageFactory(language="es")
    draft = NewsPageFactory(language="ar", work=page, live=False)
    page.delete()
    assert original(draft) == "ar"


def test_deleting_a_section_hands_over_the_originals_below_it() -> None:
    page = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=page)
    page.get_parent().delete()
    assert not Page.objects.filter(pk=page.pk).exists()
    assert original(english) == "en"


def test_deleting_the_last_version_removes_the_work() -> None:
    page = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=page)
    page.delete()
    english.delete()
    assert not Work.objects.filter(pk=page.translation_key).exists()


def test_a_work_is_named_after_its_original() -> None:
    page = NewsPageFactory(language="es", title="Primero")
    NewsPageFactory(language="en", work=page, title="First")
    assert str(Work.objects.get(pk=page.translation_key)) == "Primero"


# Relations ----------------------------------------------------------------------------------------------------------


def test_a_relation_survives_the_deletion_of_one_version_and_goes_with_the_last() -> None:
    spanish = theme("Ética de datos", "es")
    english = theme("Data ethics", "en", translation_key=spanish.translation_key)
    row = Belonging.objects.create(page=NewsPageFactory(), work_id=spanish.translation_key)
    spanish.delete()
    assert Belonging.objects.filter(pk=row.pk, work_id=english.translation_key).exists()
    english.delete()
    assert not Belonging.objects.filter(pk=row.pk).exists()


def test_a_relation_to_a_work_that_does_not_exist_is_refused_by_the_database() -> None:
    page = NewsPageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Belonging.objects.create(page=page, work_id=uuid4())
        connection.check_constraints()


def test_a_relation_comes_back_from_a_revision() -> None:
    about = theme("Data ethics")
    page = NewsPageFactory()
    page.belongings.add(Belonging(work_id=about.translation_key))
    restored = page.save_revision().as_object()
    assert [row.work_id for row in restored.belongings.all()] == [about.translation_key]
    assert isinstance(restored.belongings.all()[0].work_id, UUID)


def test_a_published_revision_writes_its_relations() -> None:
    about = theme("Data ethics")
    page = NewsPageFactory()
    page.belongings.add(Belonging(work_id=about.translation_key))
    page.save_revision().publish()
    assert list(Belonging.objects.filter(page=page).values_list("work_id", flat=True)) == [about.translation_key]


def test_a_revision_that_points_to_a_deleted_work_still_opens_without_it() -> None:
    about = theme("Data ethics")
    page = NewsPageFactory()
    page.belongings.add(Belonging(work_id=about.translation_key))
    revision = page.save_revision()
    about.delete()
    revision.refresh_from_db()
    assert list(revision.as_object().belongings.all()) == []


def test_a_translation_has_the_relations_of_its_original() -> None:
    offer("es")
    about = theme("Data ethics")
    page = NewsPageFactory()
    Belonging.objects.create(page=page, work_id=about.translation_key)
    NewsPageFactory(language="es")  # makes the section
    copy = page.copy_for_translation(locale("es"))
    assert list(Belonging.objects.filter(page=copy).values_list("work_id", flat=True)) == [about.translation_key]


# The field ----------------------------------------------------------------------------------------------------------


class Example(models.Model):
    """Never in the database: holds fields to ask for their form fields."""

    person = WorkKey(page_types=["news.NewsPage"], verbose_name="the article")
    anything = WorkKey(null=True, blank=True, on_delete=models.SET_NULL, help_text="Or nothing.")

    class Meta:
        app_label = "languages_tests"
        managed = False


def example_field(name: str) -> Any:
    return Example._meta.get_field(name)


def test_migrations_can_make_the_field_again() -> None:
    _, path, args, kwargs = example_field("person").deconstruct()
    module, name = path.rsplit(".", 1)
    again = getattr(importlib.import_module(module), name)(*args, **kwargs)
    assert isinstance(again, WorkKey)
    assert again.page_types == ["news.NewsPage"]
    assert again.remote_field.on_delete is models.CASCADE
    assert again.remote_field.related_name == "+"
    assert str(again.remote_field.model).lower() in {"languages.work", "<class 'languages.models.work'>"}
    assert again.deconstruct()[3] == kwargs


def test_migrations_keep_what_becomes_of_the_relation() -> None:
    kwargs = example_field("anything").deconstruct()[3]
    assert kwargs["on_delete"] is models.SET_NULL
    assert kwargs["null"] is True
    assert kwargs["page_types"] == []


def test_the_form_field_speaks_for_the_model_field() -> None:
    person, anything = example_field("person").formfield(), example_field("anything").formfield()
    assert (person.required, person.label) == (True, "The article")
    assert (anything.required, anything.help_text) == (False, "Or nothing.")


def test_the_chooser_offers_the_named_page_types_only() -> None:
    assert example_field("person").formfield().widget.target_models == [NewsPage]
    assert example_field("anything").formfield().widget.target_models == [Page]


def test_the_form_shows_the_original_of_a_chosen_work() -> None:
    page = NewsPageFactory(language="es", title="Primero")
    NewsPageFactory(language="en", work=page, title="First")
    field = example_field("person").formfield()
    assert field.prepare_value(page.translation_key) == page.pk
    assert field.prepare_value(Work.objects.get(pk=page.translation_key)) == page.pk
    assert field.widget.get_value_data(page.translation_key)["display_title"] == "Primero"


def test_a_form_that_comes_back_with_an_error_keeps_what_was_chosen() -> None:
    page = NewsPageFactory(title="Chosen")
    field = example_field("person").formfield()
    shown = field.widget.get_value_data(field.prepare_value(str(page.pk)))
    assert shown["id"] == page.pk
    assert field.prepare_value(None) is None
    assert field.widget.get_value_data(None) is None


def test_the_form_keeps_the_work_of_whichever_version_is_chosen() -> None:
    page = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=page)
    field = example_field("person").formfield()
    assert field.clean(str(english.pk)) == Work.objects.get(pk=page.translation_key)


@pytest.mark.parametrize(
    "value", ["987654321", "x", "-1", "²", "1.5", "9" * 40, "9" * 5000, "1d625722-ae9e-4897-ab58-e9d4cd9bc42a", "1\x00"]
)
def test_a_page_that_is_not_there_is_refused_with_a_clear_error(value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WorkChoiceField().clean(value)
    assert refused.value.messages == ["This page is no longer there. Choose another one."]


def test_a_page_of_another_type_is_refused() -> None:
    page = StandardPage(title="About", locale=locale())
    home().add_child(instance=page)
    with pytest.raises(ValidationError) as refused:
        example_field("person").formfield().clean(str(page.pk))
    assert refused.value.code == "type"
    assert WorkChoiceField(page_types=["home.HomePage", "home.StandardPage"]).clean(str(page.pk)) is not None


def test_a_required_choice_must_be_made_and_another_need_not() -> None:
    with pytest.raises(ValidationError) as refused:
        example_field("person").formfield().clean("")
    assert refused.value.code == "required"
    assert example_field("anything").formfield().clean("") is None


def test_a_form_notices_that_another_work_was_chosen() -> None:
    page, other = NewsPageFactory(), NewsPageFactory()
    field = example_field("person").formfield()
    assert not field.has_changed(page.translation_key, str(page.pk))
    assert field.has_changed(page.translation_key, str(other.pk))
    assert field.has_changed(None, str(page.pk))
    assert field.has_changed(page.translation_key, "")
    assert not field.has_changed(None, "")


def test_the_home_pages_are_one_work() -> None:
    offer("es", "ar")
    assert Work.objects.filter(pk__in=HomePage.objects.values("translation_key")).count() == 1
