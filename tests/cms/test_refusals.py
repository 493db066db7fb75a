"""What the site cannot do is answered in words: nonsense in an address or a form, too much at once, a full disk."""

import errno
import json
import os
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse

from base.models import CustomDocument
from languages.translations.create import create_translation
from regions.models import RegionPage
from tests.factories.base import home, locale, offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
NONSENSE = [
    "/admin/choose-page/chosen-multiple/?id=abc",
    "/admin/images/chooser/chosen-multiple/?id=abc",
    "/admin/documents/chooser/chosen-multiple/?id=abc",
    "/admin/images/chooser/chosen-multiple/?id=1&id=²",
    f"/admin/images/chooser/chosen-multiple/?id={HUGE}",
    "/admin/images/?collection_id=abc",
    "/admin/images/chooser/?collection_id=abc",
    f"/admin/images/?collection_id={HUGE}",
    "/admin/documents/?collection_id=abc",
    "/admin/bulk/wagtailcore/page/delete/?id=abc",
    f"/admin/bulk/wagtailcore/page/delete/?id={HUGE}",
    "/admin/bulk/base/customimage/delete/?id=abc",
    f"/admin/api/main/pages/?offset={HUGE}",
    f"/admin/api/main/pages/?offset=-{HUGE}",
    f"/admin/api/main/pages/?limit={HUGE}",
    f"/admin/api/main/pages/?child_of={HUGE}",
    "/admin/api/main/pages/?search=%00",
    "/admin/api/main/images/?search=a%00b",
    "/admin/pages/search/?q=%00",
    f"/admin/pages/{HUGE}/edit/",
    f"/admin/pages/{HUGE}/",
    f"/admin/choose-page/{HUGE}/",
    f"/admin/images/{HUGE}/",
    f"/admin/images/chooser/chosen/{HUGE}/",
    f"/admin/api/main/pages/{HUGE}/",
    f"/admin/users/edit/{HUGE}/",
    f"/documents/{HUGE}/x.pdf",
    "/en/%00/",
    "/en/about%00/?x=%00",
    "/en/search/?q=%00",
    "/en/?page=%00",
    f"/en/search/?page={HUGE}",
]


def in_words(answer: Any) -> bool:
    """An answer that says something to a person, and is no fault of the server's."""
    return answer.status_code in {200, 302, 400, 404, 405} and (
        answer.status_code in {302, 405} or len(answer.content) > 20
    )


@pytest.mark.parametrize("address", NONSENSE)
def test_nonsense_in_an_address_is_answered_in_words(address: str) -> None:
    offer("en")
    assert in_words(admin().get(address))


@pytest.mark.parametrize("name", ["q", "search"])
def test_any_number_may_be_sought(name: str) -> None:
    offer("en")
    assert admin().get(f"/admin/pages/search/?{name}={HUGE}").status_code == 200


def test_json_that_is_nested_deeply_is_refused() -> None:
    offer("es", "fr")
    page = NewsPageFactory(language="es")
    section(type(page.get_parent().specific), "fr")
    address = reverse("languages_passages", args=[create_translation(page, locale("fr")).pk])
    answer = admin().post(address, "[" * 200_000, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content)["error"]


def test_a_form_of_a_page_without_the_fields_that_count_its_rows_is_answered() -> None:
    offer("es")
    page = NewsPageFactory(language="es")
    address = f"/admin/pages/{page.pk}/edit/"
    browser = admin()
    sent = {name: value for name, value in filled(browser, address).items() if not name.endswith("-TOTAL_FORMS")}
    assert in_words(browser.post(address, sent))
    assert in_words(browser.post(address, {"title": "Only this"}))


KINDS_OF_FIELDS = r"-(count|order|type|deleted|TOTAL_FORMS|INITIAL_FORMS|id|ORDER)$|-value-[a-z]+$|-value$"


def test_nonsense_in_the_fields_of_a_page_s_form_is_answered_in_words() -> None:
    """In each kind of those by which its script tells of blocks and rows, and in the values of blocks."""
    offer("es")
    item = {"title": "?", "text": "<p>!</p>"}
    body = [
        {"type": "text", "value": "<p>Text</p>"},
        {"type": "accordion", "value": {"items": [item, item]}},
        {"type": "image", "value": {"image": None}},
        {"type": "document", "value": {"document": None}},
        {"type": "table", "value": {"header": ["a", "b"], "rows": [["1", "2"]]}},
    ]
    page = NewsPageFactory(language="es", body=json.dumps(body))
    address = f"/admin/pages/{page.pk}/edit/"
    browser = admin()
    browser.raise_request_exception = False
    sent = filled(browser, address)
    names = {re.sub(r"\d+", "0", name): name for name in sent if re.search(KINDS_OF_FIELDS, name)}
    assert "body-count" in names
    for name in names.values():
        for value in ("abc", HUGE) if name.endswith(("count", "order")) else ("abc",):
            assert in_words(browser.post(address, {**sent, name: value})), (name, value)


def test_two_blocks_that_say_that_they_stand_in_one_place_are_answered() -> None:
    offer("es")
    body = [{"type": "image", "value": {"image": None}}] * 2
    page = NewsPageFactory(language="es", body=json.dumps(body))
    address = f"/admin/pages/{page.pk}/edit/"
    browser = admin()
    browser.raise_request_exception = False
    assert in_words(browser.post(address, {**filled(browser, address), "body-1-order": "0"}))


@pytest.mark.parametrize("address", ["/admin/snippets/base/menu/add/", "/admin/snippets/languages/concept/add/"])
def test_a_form_of_settings_without_the_fields_that_count_its_rows_is_answered(address: str) -> None:
    offer("es")
    assert in_words(admin().post(address, {}))


@pytest.mark.parametrize("name", ["regions_add", "site_languages_add", "colleagues_add"])
def test_a_screen_of_ours_that_is_sent_an_empty_form_is_answered(name: str) -> None:
    offer("es")
    assert in_words(admin().post(reverse(name), {}))


def test_a_region_and_a_language_that_are_sent_an_empty_form_are_answered() -> None:
    offer("es")
    region: RegionPage = RegionPageFactory(language="es")
    browser = admin()
    for address in (
        reverse("regions_region", args=[region.translation_key]),
        reverse("site_languages_language", args=[home("es").locale_id]),
        f"/admin/pages/{region.pk}/edit/",
        f"/admin/pages/{home('es').pk}/edit/",
    ):
        assert in_words(browser.post(address, {})), address


def test_a_translation_of_more_than_django_s_two_and_a_half_megabytes_is_taken() -> None:
    offer("es", "fr")
    page = NewsPageFactory(language="es")
    section(type(page.get_parent().specific), "fr")
    translation = create_translation(page, locale("fr"))
    address = reverse("languages_edit", args=[translation.pk])
    answer = admin().post(address, {"note": "x" * 3_000_000})
    assert in_words(answer)


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_more_than_the_site_takes_at_once_is_said_to_be_too_much() -> None:
    offer("en")
    answer = admin().post(f"/admin/pages/{home('en').pk}/edit/", {"title": "x" * 2000})
    assert answer.status_code == 413
    assert "what you typed should still be there" in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=10)
def test_more_fields_than_the_site_takes_are_said_to_be_too_many() -> None:
    offer("en")
    answer = admin().post(f"/admin/pages/{home('en').pk}/edit/", {f"f{number}": "x" for number in range(20)})
    assert answer.status_code == 413
    assert "More was sent" in answer.content.decode()


# A full disk ---------------------------------------------------------------------------------------------------------


class Full(ContentFile):
    """A file in whose middle the disk is full."""

    def chunks(self, chunk_size: int | None = None) -> Any:
        yield b"the first half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_disk_that_gets_full_leaves_no_cut_file(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path), pytest.raises(OSError, match="No space"):
        default_storage.save("documents/a.txt", Full(b"whole"))
    assert files(tmp_path) == []


def test_a_file_is_kept_whole_under_its_name_and_can_be_read_by_the_web_server(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        first = default_storage.save("documents/a.txt", ContentFile(b"whole"))
        second = default_storage.save("documents/a.txt", ContentFile("text"))
        assert (first, default_storage.open(first).read()) == ("documents/a.txt", b"whole")
        assert second != first
        assert len(files(tmp_path)) == 2
        assert (tmp_path / first).stat().st_mode & 0o777 == 0o644


def test_an_upload_to_a_full_disk_is_answered_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer("en")
    browser = admin()
    browser.raise_request_exception = False
    monkeypatch.setattr(SimpleUploadedFile, "chunks", Full.chunks)
    monkeypatch.setattr("django.core.files.uploadedfile.InMemoryUploadedFile.chunks", Full.chunks)
    upload = SimpleUploadedFile("a.txt", b"words")
    with override_settings(MEDIA_ROOT=tmp_path):
        answer = browser.post("/admin/documents/add/", {"title": "A", "file": upload, "collection": "1"})
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
    assert files(tmp_path) == []
    assert not CustomDocument.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit of SQLite's")
def test_a_full_disk_of_the_database_is_said_to_be_one() -> None:
    offer("en")
    browser = admin()
    browser.raise_request_exception = False
    page = home("en")
    address = f"/admin/pages/{page.pk}/edit/"
    sent = filled(browser, address, title="A new title")
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute("PRAGMA max_page_count = 1")  # as many as it has now
        try:
            for number in range(50):  # until the pages that are there are written to the end
                answer = browser.post(address, {**sent, "title": f"Title {number} " + "x" * 200})
                if answer.status_code != 302:
                    break
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()


def test_a_full_disk_of_postgresql_is_said_to_be_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("could not extend file") from psycopg.errors.DiskFull()

    client.raise_request_exception = False
    monkeypatch.setattr("cms.views.offered_language", fail)
    answer = client.get("/en/search/")
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()


def test_another_fault_of_ours_is_said_to_be_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OSError(errno.EACCES, "no right")

    client.raise_request_exception = False
    monkeypatch.setattr("cms.views.offered_language", fail)
    answer = client.get("/en/search/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
