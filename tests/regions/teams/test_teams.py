"""What an editor of a region may do, tried in the admin as they would."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override
from wagtail.models import Collection, GroupPagePermission, Locale, Page

from base.models import CustomDocument, CustomImage, User
from home.models import StandardPage
from news.models import NewsIndexPage, NewsPage
from regions.models import RegionPage
from regions.teams.rights import Role, give_rights, shared_collection
from tests.factories.base import home, section
from tests.factories.database import prepared
from tests.factories.home import StandardPageFactory
from tests.factories.moderation import editor
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, log_in, root_collection
from tests.factories.pictures import picture
from tests.factories.regions import two_regions

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}


@prepared
def regions() -> dict[str, Any]:
    """Latin America in Spanish, English and Portuguese, and West Africa in French and English."""
    return two_regions(english=True)


@pytest.fixture
def browser(regions: dict[str, Any]) -> Client:
    return log_in(editor(regions["es"], "es", "pt"), "es")


def add(browser: Client, parent: Page, publish: bool = True, **fields: Any) -> Any:
    address = f"/admin/pages/add/news/newspage/{parent.pk}/"
    if browser.get(address).status_code != 200:
        return browser.post(address, {"title": "Noticia", "slug": "noticia"})
    data = filled(browser, address, title="Noticia", slug="noticia", **fields)
    return browser.post(address, {**data, **(PUBLISH if publish else {})})


def refused(answer: Any) -> bool:
    """Wagtail answers what is not allowed with a way back to the admin's first page."""
    return answer.status_code == 403 or (answer.status_code == 302 and answer.headers["Location"] == "/admin/")


def may_open(browser: Client, address: str) -> bool:
    return browser.get(address).status_code == 200


def test_an_editor_adds_and_publishes_below_their_region(browser: Client, regions: dict[str, Any]) -> None:
    assert add(browser, regions["es"]).status_code == 302
    page = NewsPage.objects.get()
    assert page.live
    assert page.is_child_of(regions["es"])
    assert Client().get(page.url).status_code == 200


def test_an_editor_changes_and_publishes_their_region_and_what_lies_below(
    browser: Client, regions: dict[str, Any]
) -> None:
    news = NewsPageFactory(parent=regions["es"], language="es")
    for page, title in ((regions["es"], "Nuevo"), (regions["pt"], "Novo"), (news, "Noticia")):
        address = f"/admin/pages/{page.pk}/edit/"
        assert browser.post(address, {**filled(browser, address, title=title), **PUBLISH}).status_code == 302
        assert Page.objects.get(pk=page.pk).title == title


def test_an_editor_unpublishes_what_lies_below_their_region(browser: Client, regions: dict[str, Any]) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es")
    assert browser.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
    assert not Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("which", ["en", "west", "west en"])
def test_an_editor_adds_nothing_in_other_languages_and_regions(
    browser: Client, regions: dict[str, Any], which: str
) -> None:
    assert refused(add(browser, regions[which]))
    assert not NewsPage.objects.exists()


@pytest.mark.parametrize("which", ["en", "west", "west en"])
def test_an_editor_changes_nothing_in_other_languages_and_regions(
    browser: Client, regions: dict[str, Any], which: str
) -> None:
    below = NewsPageFactory(parent=regions[which], language=regions[which].locale.language_code, title="Theirs")
    for page in (regions[which], below):
        answer = browser.post(f"/admin/pages/{page.pk}/edit/", {"title": "Mine", "slug": "mine", **PUBLISH})
        assert refused(answer)
        assert Page.objects.get(pk=page.pk).title != "Mine"
        for action in ("unpublish", "delete"):
            assert refused(browser.post(f"/admin/pages/{page.pk}/{action}/"))
    assert Page.objects.get(pk=below.pk).live


def test_an_editor_changes_no_home_page_section_or_standard_page(browser: Client, regions: dict[str, Any]) -> None:
    for page in (
        home("es"),
        section(NewsIndexPage, "es"),
        StandardPageFactory(language="es"),
        regions["es"].get_parent(),
    ):
        assert refused(browser.post(f"/admin/pages/{page.pk}/edit/", {"title": "Mine", "slug": "mine", **PUBLISH}))
        assert Page.objects.get(pk=page.pk).title != "Mine"
    assert refused(
        browser.post(f"/admin/pages/add/home/standardpage/{home('es').pk}/", {"title": "Mine", "slug": "mine"})
    )
    assert not StandardPage.objects.filter(title="Mine").exists()
    assert refused(add(browser, section(NewsIndexPage, "es")))


def test_an_editor_moves_nothing_out_of_their_region(browser: Client, regions: dict[str, Any]) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es")
    answer = browser.post(f"/admin/pages/{page.pk}/move/{regions['west'].pk}/confirm/")
    assert refused(answer)
    assert Page.objects.get(pk=page.pk).is_child_of(regions["es"])


@pytest.mark.parametrize(
    "address",
    [
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/redirects/",
        "/admin/collections/",
        "/admin/workflows/list/",
        "/admin/locales/",
        "/admin/snippets/base/menu/",
        "/admin/snippets/base/menu/add/",
        "/admin/languages/",
    ],
)
def test_an_editor_reaches_no_settings(browser: Client, address: str) -> None:
    assert not may_open(browser, address)


def test_an_editor_makes_no_menu_fallback_or_user_by_a_request_of_their_own(browser: Client) -> None:
    from base.models import Menu
    from languages.models import Fallback

    locale = Locale.objects.get(language_code="es")
    other = Locale.objects.get(language_code="en")
    browser.post("/admin/snippets/base/menu/add/", {"position": "main", "locale": locale.pk, "items-TOTAL_FORMS": "0"})
    browser.post(f"/admin/languages/of/{locale.pk}/", {"fallback_1": other.pk})
    browser.post("/admin/users/add/", {"username": "mine", "password1": "x", "password2": "x", "is_superuser": "on"})
    assert not Menu.objects.exists()
    assert not Fallback.objects.exists()
    assert User.objects.count() == 1


@pytest.mark.parametrize("code", [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES])
def test_an_editor_sees_the_admin_in_their_own_language(regions: dict[str, Any], code: str) -> None:
    browser = log_in(editor(regions["es"], "es"), code)
    with override(code):
        of_wagtail, of_ours = gettext("Help"), gettext("Alternative text")
    assert (of_wagtail == "Help") is (code == "en")
    shown = browser.get("/admin/").content.decode()
    assert f'lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"' in shown
    assert json.dumps(of_wagtail) in shown  # in the data that the menu is drawn from
    assert of_ours in browser.get(f"/admin/pages/{regions['es'].pk}/edit/").content.decode()


def test_the_admin_is_offered_in_five_languages() -> None:
    offered = [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    assert sorted(offered) == ["ar", "en", "es", "fr", "pt-br"]


def test_an_editor_who_may_not_publish_writes_drafts(regions: dict[str, Any]) -> None:
    browser = log_in(editor(regions["es"], "es", role=Role.EDITOR))
    add(browser, regions["es"])
    assert not NewsPage.objects.filter(live=True).exists()
    assert add(browser, regions["es"], publish=False).status_code in {200, 302}
    page = NewsPage.objects.first()
    assert page is not None
    assert not page.live
    assert refused(browser.post(f"/admin/pages/{regions['es'].pk}/unpublish/"))


# Files -------------------------------------------------------------------------------------------------------------


def image(collection: Collection) -> CustomImage:
    return CustomImage.objects.create(
        title="Shared", collection=collection, file=SimpleUploadedFile("shared.jpg", picture(), "image/jpeg")
    )


def own_collection(region: RegionPage) -> Collection:
    return Collection.objects.get(name=region.title)


def test_an_editor_uploads_pictures_and_documents_into_their_region_s_collection(
    browser: Client, regions: dict[str, Any]
) -> None:
    for address, name, content in (
        ("/admin/images/add/", "own.jpg", picture()),
        ("/admin/documents/add/", "own.pdf", b"%PDF-1.4"),
    ):
        data = filled(browser, address, None, title="Own")
        answer = browser.post(address, {**data, "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302
    assert CustomImage.objects.get().collection == own_collection(regions["es"])
    assert CustomDocument.objects.get().collection == own_collection(regions["es"])


def test_an_editor_uploads_nothing_into_the_shared_collection(browser: Client) -> None:
    root = root_collection()
    upload = SimpleUploadedFile("own.jpg", picture(), "image/jpeg")
    browser.post("/admin/images/add/", {"title": "Own", "file": upload, "collection": str(root.pk), "tags": ""})
    assert not CustomImage.objects.filter(collection=root).exists()


def test_an_editor_is_not_offered_pictures_of_another_region(browser: Client) -> None:
    image(root_collection().add_child(name="Another region"))
    assert "Shared" not in browser.get("/admin/images/chooser/").content.decode()


def test_an_editor_may_choose_shared_pictures_but_not_change_or_delete_them(browser: Client) -> None:
    shared = image(shared_collection())
    shown = browser.get("/admin/images/chooser/").content.decode()
    assert "Shared" in shown
    assert browser.get(f"/admin/images/chooser/chosen/{shared.pk}/").status_code == 200
    assert refused(browser.post(f"/admin/images/{shared.pk}/", {"title": "Mine", "collection": shared.collection_id}))
    assert refused(browser.post(f"/admin/images/{shared.pk}/delete/"))
    assert CustomImage.objects.get().title == "Shared"


def test_an_editor_changes_no_picture_of_another_region(browser: Client, regions: dict[str, Any]) -> None:
    editor(regions["west"], "fr", name="dakar")
    theirs = image(own_collection(regions["west"]))
    assert refused(browser.post(f"/admin/images/{theirs.pk}/", {"title": "Mine", "collection": theirs.collection_id}))
    assert CustomImage.objects.get().title == "Shared"


# What the function gives --------------------------------------------------------------------------------------------


def test_no_right_of_wagtail_localize_is_given(regions: dict[str, Any]) -> None:
    user = User.objects.get(pk=editor(regions["es"], "es", "pt").pk)
    assert user.get_all_permissions() == {"wagtailadmin.access_admin"}
    assert not any(permission.startswith("wagtail_localize") for permission in user.get_all_permissions())


def test_rights_that_are_given_twice_are_given_once(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "es")
    before = GroupPagePermission.objects.filter(group__in=user.groups.all()).count()
    give_rights(user, regions["es"], ["es"], Role.PUBLISHER)
    assert GroupPagePermission.objects.filter(group__in=user.groups.all()).count() == before == 3
    assert Collection.objects.filter(name=regions["es"].title).count() == 1


def test_colleagues_share_a_group_and_roles_and_languages_do_not(regions: dict[str, Any]) -> None:
    one, other = editor(regions["es"], "es"), editor(regions["es"], "es", name="lima")
    reader = editor(regions["es"], "es", role=Role.EDITOR, name="quito")
    assert list(one.groups.all()) == list(other.groups.all())
    assert not set(reader.groups.all()) & set(one.groups.all())
    assert len(give_rights(one, regions["es"], ["es", "pt"], Role.PUBLISHER)) == 2


def test_a_language_in_which_the_region_has_no_page_gives_no_right(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "fr")
    assert not user.groups.exists()
    assert not may_open(log_in(user), "/admin/")


REPORTS = ("page-types-usage/", "page-types-usage/results/", "site-history/")


@pytest.mark.parametrize("report", REPORTS)
def test_no_report_names_a_draft_of_another_team(regions: dict[str, Any], report: str) -> None:
    draft = NewsPageFactory(title="Confidentiel", language="fr", parent=regions["west"])
    draft.unpublish()
    draft.save_revision(user=editor(regions["west"], "fr", name="dakar"), log_action=True)
    client = log_in(editor(regions["es"], "es"))
    address = f"/admin/reports/{report}"
    assert "Confidentiel" not in client.get(address, follow=True).content.decode()
    assert "Confidentiel" in admin().get(address).content.decode()


def test_who_may_not_open_a_report_is_not_offered_it(regions: dict[str, Any]) -> None:
    assert "/admin/reports/page-types-usage/" in admin().get("/admin/").content.decode()
    assert "/admin/reports/page-types-usage/" not in log_in(editor(regions["es"], "es")).get("/admin/").content.decode()
