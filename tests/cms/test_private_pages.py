"""Pages with a restriction: nobody's listing names them, and who has the password or the log-in can read them."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from base.models import User
from home.models import StandardPage
from tests.factories.base import home, offer

pytestmark = pytest.mark.django_db


def private_page(kind: str, **fields: str) -> StandardPage:
    page = StandardPage(title="Only for some", locale=home("en").locale)
    home("en").add_child(instance=page)
    PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)
    return page


def test_a_page_with_a_password_opens_with_the_password(client: Client) -> None:
    offer("en")
    page = private_page(PageViewRestriction.PASSWORD, password="sesame")
    form = client.get(page.url).context["action_url"]
    restriction = PageViewRestriction.objects.get()

    answer = client.post(form, {"password": "sesame", "return_url": page.url, "restriction_id": restriction.pk})

    assert answer.status_code == 302
    assert "Only for some" in client.get(page.url).content.decode()


def test_a_wrong_password_is_said_to_be_wrong(client: Client) -> None:
    offer("en")
    page = private_page(PageViewRestriction.PASSWORD, password="sesame")
    form = client.get(page.url).context["action_url"]

    answer = client.post(form, {"password": "open", "return_url": page.url})

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_page_for_people_with_a_log_in_asks_for_it_and_opens(client: Client) -> None:
    offer("en")
    page = private_page(PageViewRestriction.LOGIN)
    User.objects.create_user("reader", password="secret")
    door = client.get(page.url)["Location"]
    assert client.get(door).status_code == 200

    answer = client.post(door, {"username": "reader", "password": "secret", "next": page.url})

    assert answer["Location"] == page.url
    assert "Only for some" in client.get(page.url).content.decode()


def test_the_door_of_a_private_page_tells_nothing_of_it(client: Client) -> None:
    offer("en", "fr")
    page = private_page(PageViewRestriction.PASSWORD, password="sesame")
    page.summary = "What nobody may know"
    page.save()

    shown = client.get(page.url).text

    assert "noindex" in shown
    assert "What nobody may know" not in shown
    assert "Only for some" not in shown
    assert "breadcrumbs" not in shown


@pytest.mark.parametrize("address", ["/en/nowhere/", "/nowhere/"])
def test_where_no_page_is_the_switcher_leads_to_the_homes_and_excuses_no_missing_translation(
    client: Client, address: str
) -> None:
    offer("en", "fr")
    shown = client.get(address).text
    assert 'href="/fr/"' in shown
    assert "languages-note" not in shown
    assert "leads-to" not in shown


def test_a_private_page_that_is_open_is_not_said_to_be_missing_in_its_own_language(client: Client) -> None:
    offer("en", "fr")
    page = private_page(PageViewRestriction.LOGIN)
    client.force_login(User.objects.create_user("reader", password="secret"))
    shown = client.get(page.url).text
    own, other = shown.split('data-language="en"')[1], shown.split('data-language="fr"')[1]
    assert "leads-to" not in own.split("</a>")[0]
    assert "leads-to" in other.split("</a>")[0]
