"""Reports on people and pictures: who has access to what, and what nobody has described."""

import csv
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page

from base.admin.reports import harmless
from base.blocks import StoryBlock
from base.models import CustomImage, User
from news.models import NewsIndexPage
from regions.reports.access_views import accesses
from regions.teams.rights import Role, give_rights, region_collection, shared_collection
from tests.factories.base import offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in, root_collection
from tests.factories.pictures import picture
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import change

pytestmark = pytest.mark.django_db

ACCESS = "/admin/reports/access/"
PICTURES = "/admin/reports/pictures/"


@pytest.fixture
def region() -> Any:
    offer("en", "es", "pt")
    root_collection()
    page = RegionPageFactory(title="América Latina", language="es", spoken=("es", "pt"))
    RegionPageFactory(title="América Latina (pt)", language="pt", work=page, spoken=("es", "pt"))
    return page


def person(name: str, *rights: tuple[Any, list[str], Role]) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "secret")
    for where, languages, role in rights:
        give_rights(user, where, languages, role)
    return User.objects.get(pk=user.pk)


def reader() -> User:
    """An admin who looks at the report."""
    return User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("root", password="secret")


def rights_of(user: User) -> list[tuple[str, str, str]]:
    return sorted((line.where, line.languages, line.role) for line in accesses(reader()) if line.user == user)


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


# Who has access ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "label"), [(Role.TRANSLATOR, "Translator"), (Role.EDITOR, "Editor"), (Role.PUBLISHER, "Publisher")]
)
def test_a_right_is_told_as_where_in_which_language_as_what(region: Any, role: Role, label: str) -> None:
    user = person("bogota", (region, ["es"], role))
    assert rights_of(user) == [("América Latina", "Español", label)]


def test_the_same_right_in_two_languages_is_one_line(region: Any) -> None:
    user = person("bogota", (region, ["es", "pt"], Role.EDITOR))
    assert rights_of(user) == [("América Latina", "Español and Português", "Editor")]


def test_rights_for_the_coalition_and_in_a_region_are_two(region: Any) -> None:
    user = person("paris", (None, ["es"], Role.TRANSLATOR), (region, ["es"], Role.PUBLISHER))
    assert rights_of(user) == [("América Latina", "Español", "Publisher"), ("Coalition", "Español", "Translator")]


def test_what_somebody_changed_by_hand_is_told_as_it_is(region: Any) -> None:
    user = person("bogota", (region, ["es"], Role.EDITOR))
    group = user.groups.get()
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    news = section(NewsIndexPage, "en")
    GroupPagePermission.objects.create(group=group, page=news, permission=publish)
    assert (news.title, "English", "Publisher") in rights_of(user)


def test_an_admin_a_member_and_who_left_are_told_apart(region: Any) -> None:
    reader()
    member = person("member")
    left = person("left", (region, ["es"], Role.EDITOR))
    User.objects.filter(pk=left.pk).update(is_active=False)
    lines = {line.user.username: line for line in accesses(reader())}
    assert (lines["root"].where, lines["root"].role) == ("Everywhere", "Administrator")
    assert lines["member"].role == "No rights on pages"
    assert lines["left"].state == "Access ended"
    assert lines["member"].user == member


def test_the_report_costs_the_same_for_any_number_of_people(region: Any) -> None:
    counts = []
    for number in (3, 30):
        for one in range(number):
            person(f"p{number}-{one}", (region, ["es", "pt"], Role.EDITOR))
        accesses(reader())  # what is remembered of the site's structure
        with CaptureQueriesContext(connection) as captured:
            accesses(reader())
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6


def test_only_admins_see_who_has_access(region: Any) -> None:
    user = person("bogota", (region, ["es"], Role.PUBLISHER))
    assert "bogota@example.org" in admin().get(ACCESS).content.decode()
    for address in (ACCESS, f"{ACCESS}results/", f"{ACCESS}?export=csv"):
        assert log_in(user).get(address).status_code == 302
    assert ACCESS not in log_in(user).get("/admin/").content.decode()


def test_access_is_exported_with_groups(region: Any) -> None:
    person("bogota", (region, ["es"], Role.EDITOR))
    rows = rows_of(admin().get(f"{ACCESS}?export=csv"))
    (row,) = [row for row in rows if row["E-mail"] == "bogota@example.org"]
    assert (row["Where"], row["Role"]) == ("América Latina", "Editor")
    assert row["Groups"] == Group.objects.get(user__username="bogota").name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1"])
def test_no_text_of_a_file_of_values_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("1 = 1") == "1 = 1"


# Pictures ------------------------------------------------------------------------------------------------------------


def image(title: str = "Mercado", collection: Any = None, **fields: Any) -> CustomImage:
    file = ContentFile(picture(), name=f"{uuid4().hex}.jpg")
    found: CustomImage = CustomImage.objects.create(
        title=title, file=file, collection=collection or root_collection(), **fields
    )
    return found


def shown(browser: Client, address: str = PICTURES) -> dict[str, list[str]]:
    """Of each picture in the report the uses that it lists."""
    html = browser.get(address).content.decode()
    return {
        row.select_one("td.title bdi").get_text(): [use.get_text(" ", strip=True) for use in row.select("li")]  # type: ignore[union-attr]
        for row in BeautifulSoup(html, "html.parser").select("table.listing tbody tr")
    }


def in_body(image: CustomImage, **value: Any) -> Any:
    block = {"type": "image", "id": str(uuid4()), "value": {"image": image.pk, "alt": "", **value}}
    return StoryBlock().to_python([block])


def test_a_picture_without_description_is_listed_and_a_described_one_is_not(region: Any) -> None:
    image("Mercado")
    image("Puerto", description="Un puerto al amanecer")
    assert shown(admin()) == {"Mercado": []}


def test_each_page_that_shows_a_picture_is_listed_with_what_it_says(region: Any) -> None:
    found = image()
    NewsPageFactory(title="Silent", image=found)
    NewsPageFactory(title="Told", image=found, image_alt="A market")
    NewsPageFactory(title="In the body", body=in_body(found, alt="Stalls"))
    NewsPageFactory(title="Ornament", body=in_body(found, decorative=True))
    NewsPageFactory(title="Forgotten", body=in_body(found))
    assert sorted(shown(admin())["Mercado"]) == [
        "Forgotten no alternative text",
        "In the body Stalls",
        "Ornament only decorates",
        "Silent no alternative text",
        "Told A market",
    ]


def test_pictures_are_filtered_by_whether_a_page_shows_them(region: Any) -> None:
    NewsPageFactory(image=image("Shown"))
    image("Spare")
    browser = admin()
    assert list(shown(browser, f"{PICTURES}?used=yes")) == ["Shown"]
    assert list(shown(browser, f"{PICTURES}?used=no")) == ["Spare"]


def test_an_editor_sees_the_pictures_of_their_region_and_no_page_that_they_could_not_open(region: Any) -> None:
    mine = image("Ours", region_collection(region))
    image("Theirs", shared_collection())
    NewsPageFactory(title="Foreign draft", image=mine, live=False)
    public = NewsPageFactory(title="Foreign page", image=mine)
    change(public, publish=False, title="Foreign secret")
    NewsPageFactory(parent=region, language="es", title="Our draft", image=mine, live=False)
    found = shown(log_in(person("bogota", (region, ["es"], Role.EDITOR))))
    assert list(found) == ["Ours"]
    assert sorted(use.split(" no ")[0] for use in found["Ours"]) == ["Foreign page", "Our draft"]


def test_who_may_change_no_picture_sees_no_report(region: Any) -> None:
    user = person("lisboa", (region, ["pt"], Role.TRANSLATOR))
    assert log_in(user).get(PICTURES).status_code == 302


def test_the_report_on_pictures_costs_the_same_for_any_number_of_them(region: Any) -> None:
    browser, counts = admin(), []
    for number in (3, 12):
        for _one in range(number):
            NewsPageFactory(image=image())
        browser.get(PICTURES)
        browser.get(PICTURES)
        with CaptureQueriesContext(connection) as captured:
            browser.get(PICTURES)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_pictures_are_exported_with_their_uses(region: Any) -> None:
    NewsPageFactory(title="Silent", image=image())
    (row,) = rows_of(admin().get(f"{PICTURES}?export=csv"))
    assert row["Picture"] == "Mercado"
    assert row["Shown on, and what is said there"] == "Silent (no alternative text)"
    assert admin_file(PICTURES)
    assert Page.objects.filter(title="Silent").exists()


def admin_file(address: str) -> bytes:
    client = log_in(User.objects.get(username="admin"))
    return b"".join(client.get(f"{address}?export=xlsx").streaming_content)  # type: ignore[attr-defined]
