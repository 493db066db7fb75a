"""What an admin does with any page: open it in the editor, and delete it. One page of each type."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, get_page_models

from base.models import BasePage, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

PAGE_TYPES = [model for model in get_page_models() if issubclass(model, BasePage)]


def admin() -> Client:
    """The demonstration's own administrator."""
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    return client


def test_there_are_page_types() -> None:
    assert len(PAGE_TYPES) >= 14


def page_of(model: Any) -> Any:
    """The latest page of a type. That the demonstration has one is seen to by tests/house/test_pages.py."""
    return model.objects.order_by("-pk").first() or pytest.skip(f"the demonstration has no {model._meta.label}")


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_of_each_type_opens_in_the_editor(model: Any) -> None:
    page = page_of(model)

    answer = admin().get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert answer.status_code == 200


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_of_each_type_can_be_deleted(model: Any) -> None:
    page = page_of(model)

    admin().post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not Page.objects.filter(pk=page.pk).exists()
