"""The editor's form of a page: boxes become rows, addresses are made, nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from base.models import Belonging, SdgRow, User
from events.models import EventIndexPage, EventPage
from home.models import StandardPage
from network.models import NetworkIndexPage, PersonPage
from news.models import NewsIndexPage, NewsPage
from regions.teams.rights import Role, give_rights
from tests.factories.base import home, offer, section
from tests.factories.home import StandardPageFactory
from tests.factories.network import PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, log_in
from tests.factories.pillars import PillarPageFactory, ThematicAreaPageFactory
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}


def add_address(model: type[Page], parent: Page) -> str:
    return f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{parent.pk}/"


def edit_address(page: Page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def key(page: Page) -> str:
    return str(page.translation_key)


def belongings(page: Any) -> set[str]:
    return {str(work) for work in Belonging.objects.filter(page=page).values_list("work_id", flat=True)}


def goals(page: Any) -> list[int]:
    return list(SdgRow.objects.filter(page=page).order_by("goal").values_list("goal", flat=True))


def save(browser: Client, page: Page, **changes: Any) -> Any:
    address = edit_address(page)
    data = {name: value for name, value in filled(browser, address, **changes).items() if value is not None}
    return browser.post(address, {**data, **PUBLISH})


def editor_of(region: Any, *languages: str, role: Role = Role.PUBLISHER) -> Client:
    user = User.objects.create_user("editor", "editor@example.org", "secret")
    give_rights(user, region, languages or ["en"], role)
    return log_in(user)


def test_boxes_that_an_admin_ticks_become_belongings_and_goals() -> None:
    region, theme, pillar = RegionPageFactory(), ThematicAreaPageFactory(), PillarPageFactory()
    browser = admin()
    address = add_address(NewsPage, section(NewsIndexPage))
    ticked: dict[str, Any] = {
        "region": [key(region)],
        "theme": [key(theme)],
        "pillar": [key(pillar)],
        "goal": ["3", "10"],
    }
    answer = browser.post(address, {**filled(browser, address, title="News", slug="news-1", **ticked), **PUBLISH})
    assert answer.status_code == 302
    page = NewsPage.objects.get()
    assert belongings(page) == {key(region), key(theme), key(pillar)}
    assert goals(page) == [3, 10]


def test_boxes_that_an_editor_of_a_region_ticks_become_belongings() -> None:
    region, other, theme = RegionPageFactory(), RegionPageFactory(), ThematicAreaPageFactory()
    browser = editor_of(region)
    address = add_address(NewsPage, region)
    data = filled(browser, address, title="News", slug="news-1", region=[key(other)], theme=[key(theme)])
    assert browser.post(address, {**data, **PUBLISH}).status_code == 302
    assert belongings(NewsPage.objects.get(live=True)) == {key(other), key(theme)}


def test_a_page_s_boxes_are_ticked_when_its_form_is_opened() -> None:
    theme, other = ThematicAreaPageFactory(), ThematicAreaPageFactory()
    page = NewsPageFactory()
    Belonging.objects.create(page=page, work_id=theme.translation_key)
    SdgRow.objects.create(page=page, goal=5)
    data = filled(admin(), edit_address(page))
    assert data["theme"] == key(theme)
    assert data["goal"] == "5"
    assert key(other) not in data.values()


def test_a_box_that_is_unticked_takes_its_row_away_and_leaves_the_others() -> None:
    theme, other, pillar = ThematicAreaPageFactory(), ThematicAreaPageFactory(), PillarPageFactory()
    page = NewsPageFactory()
    for work in (theme, other, pillar):
        Belonging.objects.create(page=page, work_id=work.translation_key)
    for goal in (3, 5):
        SdgRow.objects.create(page=page, goal=goal)
    assert save(admin(), page, theme=[key(other)], goal=["5"]).status_code == 302
    assert belongings(page) == {key(other), key(pillar)}
    assert goals(page) == [5]


def test_all_boxes_unticked_take_all_rows_away() -> None:
    theme = ThematicAreaPageFactory()
    page = NewsPageFactory()
    Belonging.objects.create(page=page, work_id=theme.translation_key)
    SdgRow.objects.create(page=page, goal=3)
    assert save(admin(), page, theme=None, goal=None).status_code == 302
    assert belongings(page) == set()
    assert goals(page) == []


def test_a_row_stays_the_same_row_when_its_box_stays_ticked() -> None:
    theme = ThematicAreaPageFactory()
    page = NewsPageFactory()
    row = Belonging.objects.create(page=page, work_id=theme.translation_key)
    assert save(admin(), page, title="Changed").status_code == 302
    assert Belonging.objects.get().pk == row.pk


def test_a_row_of_a_work_that_has_no_box_is_left_alone() -> None:
    work = StandardPageFactory()
    page = NewsPageFactory()
    Belonging.objects.create(page=page, work_id=work.translation_key)
    assert save(admin(), page, title="Changed").status_code == 302
    assert belongings(page) == {key(work)}


def test_a_page_type_without_boxes_keeps_the_rows_that_it_has() -> None:
    theme = ThematicAreaPageFactory()
    page = section(NewsIndexPage)
    Belonging.objects.create(page=page, work_id=theme.translation_key)
    SdgRow.objects.create(page=page, goal=3)
    assert save(admin(), page, title="Changed").status_code == 302
    page.refresh_from_db()
    assert page.title == "Changed"
    assert belongings(page) == {key(theme)}
    assert goals(page) == [3]


def test_a_page_type_without_goals_offers_none_and_keeps_those_that_it_has() -> None:
    page = PersonPageFactory()
    SdgRow.objects.create(page=page, goal=3)
    browser = admin()
    assert "goal" not in browser.get(edit_address(page)).context["form"].fields
    assert save(browser, page).status_code == 302
    assert goals(page) == [3]


def test_a_box_that_nobody_offered_is_refused_and_nothing_typed_is_lost() -> None:
    page = NewsPageFactory()
    answer = save(admin(), page, title="Typed title", theme=["nonsense"])
    form = answer.context["form"]
    assert list(form.errors) == ["theme"]
    assert form["title"].value() == "Typed title"


def test_boxes_of_a_draft_wait_until_it_is_published() -> None:
    theme = ThematicAreaPageFactory()
    page = NewsPageFactory()
    browser = admin()
    data = filled(browser, edit_address(page), theme=[key(theme)])
    assert browser.post(edit_address(page), data).status_code == 302
    assert belongings(page) == set()
    assert filled(browser, edit_address(page))["theme"] == key(theme)


# Addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "slug"),
    [
        ("ar", "بيانات من أجل الناس", "bynt-mn-jl-lns"),
        ("es", "Año de la niñez", "ano-de-la-ninez"),
        ("fr", "Œuvres et données", "oeuvres-et-donnees"),
    ],
)
def test_an_address_that_is_left_empty_is_made_of_the_title_s_letters(language: str, title: str, slug: str) -> None:
    browser = admin()
    address = add_address(StandardPage, home(language))
    answer = browser.post(address, {**filled(browser, address, title=title, slug=""), **PUBLISH})
    assert answer.status_code == 302
    assert StandardPage.objects.get(title=title).slug == slug


def test_two_pages_of_one_title_get_two_addresses() -> None:
    browser = admin()
    address = add_address(StandardPage, home("ar"))
    for _number in range(2):
        answer = browser.post(address, {**filled(browser, address, title="بيانات", slug=""), **PUBLISH})
        assert answer.status_code == 302
    assert sorted(StandardPage.objects.values_list("slug", flat=True)) == ["bynt", "bynt-2"]


def test_a_title_without_any_letter_is_asked_for_an_address_and_nothing_typed_is_lost() -> None:
    browser = admin()
    address = add_address(StandardPage, home("en"))
    data = filled(browser, address, title="؟؟؟", slug="", summary="A typed summary")
    form = browser.post(address, {**data, **PUBLISH}).context["form"]
    assert list(form.errors) == ["slug"]
    assert form["summary"].value() == "A typed summary"


def test_an_address_that_is_typed_in_other_letters_is_written_in_latin_ones() -> None:
    browser = admin()
    address = add_address(StandardPage, home("ar"))
    answer = browser.post(address, {**filled(browser, address, title="بيانات", slug="من-نحن"), **PUBLISH})
    assert answer.status_code == 302
    assert StandardPage.objects.get().slug == "mn-nhn"


def test_an_address_that_is_emptied_is_made_anew() -> None:
    page = StandardPageFactory(title="About", slug="old")
    assert save(admin(), page, slug="").status_code == 302
    page.refresh_from_db()
    assert page.slug == "about"


def test_an_address_that_is_taken_is_refused_at_its_field() -> None:
    page = StandardPageFactory(title="About")
    browser = admin()
    address = add_address(StandardPage, home("en"))
    answer = browser.post(address, {**filled(browser, address, title="Other", slug=page.slug), **PUBLISH})
    assert list(answer.context["form"].errors) == ["slug"]


@pytest.mark.parametrize(("model", "slug"), [(NewsPage, "news"), (EventPage, "past")])
def test_the_address_of_a_list_of_the_section_is_refused_at_its_field(model: type[Page], slug: str) -> None:
    parent = RegionPageFactory() if model is NewsPage else section(EventIndexPage)
    browser = admin()
    address = add_address(model, parent)
    form = browser.post(address, filled(browser, address, title="Other", slug=slug)).context["form"]
    assert form.errors["slug"] == ["This address is taken by a list of the section. Choose another one."]
    assert not model.objects.filter(slug=slug).exists()


def test_the_address_of_a_list_is_free_in_another_language_and_below_other_pages() -> None:
    offer("en", "fr")
    assert "news" in RegionPageFactory().reserved_slugs()
    french = RegionPageFactory(language="fr")
    assert "actualites" in french.reserved_slugs()
    assert NewsPageFactory(title="News", language="fr", parent=french).slug == "news"
    assert NewsPageFactory(title="News").slug == "news"


def test_the_address_of_a_list_is_numbered_when_it_is_made_of_a_title(client: Client) -> None:
    region = RegionPageFactory(language="fr")
    made = [NewsPageFactory(title="Actualités", language="fr", parent=region).slug for _number in range(2)]
    assert made == ["actualites-2", "actualites-3"]
    assert client.get(f"{region.url}actualites/").context["selection"].items


def test_what_was_typed_comes_back_with_an_error_the_body_and_the_boxes_included() -> None:
    theme = ThematicAreaPageFactory()
    browser = admin()
    address = add_address(NewsPage, section(NewsIndexPage))
    body = nested_form_data({"body": streamfield([("heading", "A typed heading")])})
    data = filled(browser, address, title="", summary="A typed summary", theme=[key(theme)], tags="word")
    answer = browser.post(address, {**data, **body, **PUBLISH})
    form = answer.context["form"]
    assert "title" in form.errors
    assert form["summary"].value() == "A typed summary"
    assert form["theme"].value() == [key(theme)]
    shown = answer.content.decode()
    assert "A typed heading" in shown
    assert "word" in shown
    assert not NewsPage.objects.exists()


def test_a_summary_that_is_too_long_is_refused_at_its_field() -> None:
    browser = admin()
    address = add_address(StandardPage, home("en"))
    data = filled(browser, address, title="About", slug="about", summary="x" * 401)
    answer = browser.post(address, {**data, **PUBLISH})
    assert list(answer.context["form"].errors) == ["summary"]


@pytest.mark.parametrize(
    ("model", "parent"), [(StandardPage, None), (NewsIndexPage, None), (PersonPage, NetworkIndexPage)]
)
def test_every_form_has_the_same_first_and_last_tabs(model: type[Page], parent: type[Page] | None) -> None:
    shown = admin().get(add_address(model, section(parent) if parent else home("en")))
    tabs = [str(child.heading) for child in shown.context["edit_handler"].panel.children]
    assert tabs[0] == "Content"
    assert tabs[-2:] == ["Address and search", "Publishing"]
