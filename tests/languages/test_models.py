"""What an admin may enter about languages, and what a page type may not hold."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from languages import checks
from languages.models import Fallback, WorkingLanguage
from tests.factories.base import home, locale


@pytest.mark.django_db
def test_a_language_stands_only_once_in_a_chain() -> None:
    Fallback.objects.create(locale=locale("pt"), fallback=locale("es"))
    with pytest.raises(ValidationError):
        Fallback(locale=locale("pt"), fallback=locale("es"), position=2).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["wo", "qu", "es", "sw"])
def test_a_region_works_in_any_language_of_cldr(code: str) -> None:
    WorkingLanguage(page=home(), code=code).full_clean()


@pytest.mark.django_db
def test_a_working_language_that_nobody_knows_is_refused_at_its_field() -> None:
    with pytest.raises(ValidationError) as refused:
        WorkingLanguage(page=home(), code="xx").full_clean()
    assert set(refused.value.message_dict) == {"code"}


def test_no_page_type_has_a_relation_that_translations_would_lose() -> None:
    assert checks.pages_are_not_many_to_many(None) == []


def test_a_many_to_many_relation_of_a_page_type_is_an_error_at_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(models.Model):
        friends = models.ManyToManyField("languages.Work")

        class Meta:
            app_label = "languages_tests"
            managed = False

    monkeypatch.setattr(checks, "get_page_models", lambda: [Careless])
    (error,) = checks.pages_are_not_many_to_many(None)
    assert error.id == "languages.E001"
    assert "Careless.friends" in error.msg
