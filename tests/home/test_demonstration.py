"""The demonstration site, as `manage.py demo` builds it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail import blocks
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from base.listings import facets, select
from base.models import CustomImage, Menu, User
from events.models import EventPage
from home.demo import states
from home.demo.content_files import work_key
from home.demo.loader import CHAINS, LANGUAGES, Demonstration
from home.demo.logins import LOGINS, PASSWORD
from languages.models import Work
from languages.routing import registry
from news.models import NewsIndexPage, NewsPage
from regions.models import OutgoingMail, RegionApprovalTask, RegionPage
from regions.teams.rights import Role
from tests.factories.demonstration import Built
from tests.factories.moderation import act, submit
from tests.factories.people import filled
from tests.factories.prose import opened_and_saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

STRUCTURE = {
    "home.HomePage",
    "home.StandardPage",
    "pillars.PillarPage",
    "pillars.ThematicAreaPage",
    "regions.RegionIndexPage",
    "regions.RegionPage",
    "news.NewsIndexPage",
    "events.EventIndexPage",
    "projects.ProjectIndexPage",
    "publications.PublicationIndexPage",
    "network.NetworkIndexPage",
}
ARTICLES = {"news.NewsPage", "events.EventPage", "projects.ProjectPage", "publications.PublicationPage"}


def languages_of(key: str) -> set[str]:
    return set(
        Page.objects.live().filter(translation_key=work_key(key)).values_list("locale__language_code", flat=True)
    )


def test_every_work_is_live_in_each_of_its_languages_and_in_no_other(demonstration: Built) -> None:
    found = {work["key"]: languages_of(work["key"]) for work in demonstration.works}
    expected = {work["key"]: set(work["texts"]) for work in demonstration.works}
    for entry in states.read()["by_machine"]:
        expected[entry["work"]].add(entry["language"])
    assert found == expected
    assert demonstration.made == sum(len(work["texts"]) for work in demonstration.works) > 300


def test_the_structure_is_in_all_five_languages(demonstration: Built) -> None:
    works = [work for work in demonstration.works if work["type"] in STRUCTURE]
    assert {work["type"] for work in works} == STRUCTURE
    assert {work["key"]: set(work["texts"]) for work in works if set(work["texts"]) != set(LANGUAGES)} == {}


def test_of_the_articles_some_are_translated_and_some_are_not(demonstration: Built) -> None:
    counts = [len(work["texts"]) for work in demonstration.works if work["type"] in ARTICLES]
    assert min(counts) == 1
    assert max(counts) > 2


def test_every_work_remembers_the_language_that_it_was_first_written_in(demonstration: Built) -> None:
    recorded = dict(Work.objects.values_list("pk", "original_locale__language_code"))
    assert {work["key"]: recorded[work_key(work["key"])] for work in demonstration.works} == {
        work["key"]: work["original"] for work in demonstration.works
    }
    articles = {work["original"] for work in demonstration.works if work["type"] in ARTICLES}
    assert articles == set(LANGUAGES)


def test_pillars_themes_and_regions_are_as_many_as_the_coalition_has() -> None:
    assert {kind: len(facets.of_kind(kind, "en")) for kind in ("pillar", "theme", "region")} == {
        "pillar": 3,
        "theme": 5,
        "region": 7,
    }


@pytest.mark.parametrize("kind", ["region", "theme", "pillar"])
def test_every_region_theme_and_pillar_has_something_to_show(kind: str) -> None:
    empty = [
        facet.title
        for facet in facets.of_kind(kind, "en")
        if not any(select.select(name, "en", keys=[facet.key], limit=1) for name in ("news", "past_events", "projects"))
    ]
    assert facets.of_kind(kind, "en")
    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_homes_of_all_languages_are_offered_and_answer(client: Client, language: str) -> None:
    assert {offered.code for offered in registry.offered()} == set(LANGUAGES)
    assert client.get(f"/{language}/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_is_offered_other_languages_in_the_planned_order(language: str) -> None:
    assert registry.chain(language) == [language, *CHAINS[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_footer_says_in_the_reader_s_language_that_this_is_a_demonstration(client: Client, language: str) -> None:
    menu = Menu.objects.get(position=Menu.Position.FOOTER, locale__language_code=language)
    assert len(menu.text) > 60
    answer = client.get(f"/{language}/")
    assert answer.context["footer"].language_code == language
    assert str(answer.context["footer"].html) in answer.content.decode()


def test_the_keynote_of_8_june_2016_is_at_ten_in_istanbul_which_is_seven_in_universal_time(client: Client) -> None:
    keynotes = EventPage.objects.live().filter(start_date=date(2016, 6, 8), timezone="Europe/Istanbul")
    assert keynotes.exists()
    for keynote in keynotes:
        assert keynote.start_time == time(10, 0)
        assert keynote.starts == datetime(2016, 6, 8, 7, 0, tzinfo=UTC)
    english = keynotes.get(locale__language_code="en")
    shown = client.get(english.url).content.decode()
    assert "10:00" in shown
    assert "Istanbul" in shown or "İstanbul" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_about_page_meets_its_video(client: Client, demonstration: Built, language: str) -> None:
    assert "data-embed=" in client.get(demonstration.page("about", language).get_url()).text


def test_the_next_event_is_in_the_future() -> None:
    upcoming = select.select("upcoming_events", "en", limit=50).items
    assert len(upcoming) >= 3
    assert all(event.ends > timezone.now() for event in upcoming)
    assert upcoming[0].starts > timezone.now() - timedelta(days=1)


def test_the_next_event_is_in_the_future_whatever_the_day_on_which_it_is_built(demonstration: Built) -> None:
    planned = [
        work["fields"]["start_in_days"] for work in demonstration.works if "start_in_days" in work.get("fields", {})
    ]
    assert len([days for days in planned if days > 0]) >= 3
    build = Demonstration(today=date(2031, 12, 31))
    assert dict(build._values({"start_in_days": 1, "day_in_days": 2, "date_days_ago": 31})) == {
        "start_date": date(2032, 1, 1),
        "day": date(2032, 1, 2),
        "date": date(2031, 11, 30),
    }


def test_addresses_are_in_latin_letters_in_every_language() -> None:
    slugs = Page.objects.filter(depth__gt=1).values_list("slug", flat=True)
    assert [slug for slug in slugs if not slug.isascii()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_show_each_work_once_in_the_best_language(language: str) -> None:
    items = select.select("news", language, limit=100).items
    keys = [item.translation_key for item in items]
    assert len(keys) == len(set(keys)) > 5
    chain = registry.chain(language)
    for item in items:
        there = set(
            Page.objects.live()
            .filter(translation_key=item.translation_key)
            .values_list("locale__language_code", flat=True)
        )
        best = next((code for code in chain if code in there), None)
        assert best in {None, item.locale.language_code}
    assert {item.locale.language_code for item in items} != {language}, "the fallback is seen"


# A second run ----------------------------------------------------------------------------------------------------


def test_a_second_run_makes_nothing_and_keeps_what_people_did(demonstration: Built) -> None:
    page = demonstration.page("about", "fr")
    page.title = "Un titre à moi"
    page.summary = "Un texte à moi."
    page.save_revision().publish()
    draft = demonstration.page("news-launch" if "news-launch" in demonstration.keys("news.NewsPage") else "about", "en")
    draft.title = "My draft"
    draft.save_revision()
    user = User.objects.get(username="dakar")
    user.set_password("changed by a person")
    user.save()
    Menu.objects.get(position="main", locale__language_code="en").items.all().delete()
    pages, images, revisions = (
        Page.objects.count(),
        CustomImage.objects.count(),
        list(Page.objects.order_by("pk").values_list("pk", "latest_revision")),
    )
    assert Demonstration().build() == 0
    page.refresh_from_db()
    assert (page.title, page.summary) == ("Un titre à moi", "Un texte à moi.")
    assert draft.get_latest_revision_as_object().title == "My draft"
    assert User.objects.get(username="dakar").check_password("changed by a person")
    assert not Menu.objects.get(position="main", locale__language_code="en").items.exists()
    assert (Page.objects.count(), CustomImage.objects.count()) == (pages, images)
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision")) == revisions


def test_a_page_that_somebody_deleted_comes_back_and_nothing_else(demonstration: Built) -> None:
    demonstration.page("accessibility", "pt").delete()
    assert Demonstration().build() == 1
    assert demonstration.page("accessibility", "pt").live


def test_a_start_on_a_site_that_stands_takes_no_time() -> None:
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision"))
    call_command("demo", if_empty=True)
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision")) == before


# Log-ins -----------------------------------------------------------------------------------------------------------


EDITORS = [login for login in LOGINS if login.region]


def entered(username: str) -> Client:
    browser = Client()
    answer = browser.post("/admin/login/", {"username": username, "password": PASSWORD, "next": "/admin/"})
    assert answer.status_code == 302
    return browser


def addable(browser: Client, page: Page) -> bool:
    return browser.get(f"/admin/pages/add/news/newspage/{page.pk}/").status_code == 200


def editable(browser: Client, page: Page) -> bool:
    return browser.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_there_is_an_administrator_and_an_editor_for_each_of_four_regions() -> None:
    assert len({login.region for login in EDITORS}) == 4
    assert [login.username for login in EDITORS if login.role == Role.EDITOR] == ["lapaz"]
    assert set(User.objects.values_list("username", flat=True)) == {login.username for login in LOGINS}
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["admin"]
    assert entered("admin").get("/admin/users/").status_code == 200


@pytest.mark.parametrize("login", EDITORS, ids=lambda login: login.username)
def test_an_editor_writes_in_their_region_in_its_languages_and_nowhere_else(demonstration: Built, login: Any) -> None:
    browser = entered(login.username)
    regions = RegionPage.objects.select_related("locale")
    own = work_key(login.region)
    spoken = {row.code for row in regions.filter(translation_key=own).first().working_languages.all()} & set(LANGUAGES)
    allowed = {page.pk for page in regions if page.translation_key == own and page.locale.language_code in spoken}
    assert allowed
    assert {page.pk for page in regions if addable(browser, page)} == allowed
    assert {page.pk for page in regions if editable(browser, page)} == allowed
    assert not any(editable(browser, demonstration.page("home", language)) for language in LANGUAGES)
    assert not any(addable(browser, page) for page in NewsIndexPage.objects.all())
    for address in ("users/", "groups/", "sites/", "snippets/base/menu/", "languages/"):
        assert browser.get(f"/admin/{address}").status_code == 302, address


@pytest.mark.parametrize("login", EDITORS, ids=lambda login: login.username)
def test_an_editor_sees_the_admin_in_the_first_language_of_their_region(login: Any) -> None:
    user = User.objects.get(username=login.username)
    assert UserProfile.get_for_user(user).preferred_language == login.interface_language
    shown = entered(login.username).get("/admin/").content.decode()
    assert f'lang="{login.interface_language}"' in shown


def test_each_region_has_its_workflow_in_every_language() -> None:
    regions = RegionPage.objects.all()
    tasks = RegionApprovalTask.objects.filter(region_id__in=regions.values("translation_key"))
    assert tasks.count() == regions.values("translation_key").distinct().count() > 4
    assert all(page.get_workflow().name == tasks.get(region_id=page.translation_key).name for page in regions)
    assert not OutgoingMail.objects.exists()


def test_what_the_editor_of_latin_america_submits_its_publisher_approves(demonstration: Built) -> None:
    region = demonstration.page("region-latin-america", "es")
    page = NewsPage(title="Una nota", summary="Para revisar.", locale=region.locale, live=False)
    region.add_child(instance=page)
    page.save_revision()
    submit(entered("lapaz"), page)
    publisher = entered("bogota")
    shown = publisher.get("/admin/").content.decode()
    assert "Una nota" in shown
    assert "Workshop: neighbours map the risk of flooding" in shown
    act(publisher, page, "approve")
    assert NewsPage.objects.get(pk=page.pk).live


def test_nobody_but_the_administrator_holds_a_right_of_wagtail_localize() -> None:
    for user in User.objects.filter(is_superuser=False):
        assert user.get_all_permissions() == {"wagtailadmin.access_admin"}


def test_what_the_editor_of_latin_america_publishes_is_seen_where_it_belongs(
    demonstration: Built, client: Client
) -> None:
    """The way of a first-time user: a news item in Spanish with a picture, a quote and a list of events."""
    region = demonstration.page("region-latin-america", "es")
    browser = entered("bogota")
    address = f"/admin/pages/add/news/newspage/{region.pk}/"
    image = CustomImage.objects.first()
    body = nested_form_data(
        {
            "body": streamfield(
                [
                    ("quote", {"text": "Los datos son de todos.", "speaker": "Una participante de Bogotá", "role": ""}),
                    (
                        "listing",
                        {
                            "heading": "Próximos encuentros",
                            "kind": "upcoming_events",
                            "region": "",
                            "theme": "",
                            "pillar": "",
                            "subtype": "",
                            "limit": "3",
                            "show_all": "on",
                        },
                    ),
                ]
            )
        }
    )
    data = filled(
        browser,
        address,
        title="Datos de los barrios",
        slug="",
        summary="Una historia de los barrios.",
        image=str(image.pk),
        image_alt="Puntos",
        tags="barrios",
        **body,
    )
    preview = browser.post(f"{address}preview/", data)
    assert preview.json()["is_valid"], preview.json()
    shown = browser.get(f"{address}preview/").content.decode()
    assert "Los datos son de todos." in shown
    assert "Próximos encuentros" in shown
    assert browser.post(address, {**data, "action-publish": "1"}).status_code == 302

    page = NewsPage.objects.get(title="Datos de los barrios")
    assert client.get(page.url).status_code == 200
    assert "Datos de los barrios" in client.get(region.url).content.decode()
    assert "Datos de los barrios" in client.get("/es/").content.decode()
    french = client.get(NewsIndexPage.objects.get(locale__language_code="fr").url).content.decode()
    place = french.index("Datos de los barrios")
    assert "Español" in french[place - 1500 : place + 1500]
    assert 'lang="es"' in french[place - 500 : place]
    with override("fr"):
        assert [tag.locale.language_code for tag in page.tags.all()] == ["es"]


def test_only_the_translations_of_changed_originals_are_behind(demonstration: Built) -> None:
    """A name in a field of names that is the original's is nobody's oversight."""
    changed = {work_key(entry["work"]) for entry in states.read()["changed"]}
    behind = Page.objects.filter(alignment__live_behind__gt=0)
    assert set(behind.values_list("translation_key", flat=True)) == changed


def prose_of(block: Any, raw: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The running texts in what is stored of a block, with the features of their fields."""
    if isinstance(block, blocks.RichTextBlock):
        yield raw, tuple(block.features)
    elif isinstance(block, blocks.BaseStreamBlock):
        for item in raw:
            yield from prose_of(block.child_blocks[item["type"]], item["value"])
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield from prose_of(block.child_block, item["value"])
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in raw.items():
            yield from prose_of(block.child_blocks[name], child)


def test_every_text_of_the_demonstration_is_the_same_when_it_was_opened_and_saved_untouched() -> None:
    stored = [
        text
        for page in Page.objects.specific()
        if hasattr(page, "body")
        for body in (page.body, page.get_latest_revision_as_object().body)
        for text in prose_of(body.stream_block, list(body.raw_data))
    ]
    stored += [(menu.text, tuple(Menu._meta.get_field("text").features)) for menu in Menu.objects.exclude(text="")]
    assert len(stored) > 500
    changed = [text for text, features in dict.fromkeys(stored) if opened_and_saved(text, features) != text]
    assert changed == []
