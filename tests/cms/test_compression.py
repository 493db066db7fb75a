"""Pages travel compressed, pictures as they are."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from base.models import CustomDocument
from tests.factories.base import offer
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db

ASKING = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def test_a_page_is_sent_compressed_to_browsers_that_ask_for_it(client: Client) -> None:
    offer("en")
    plain, packed = client.get("/en/"), client.get("/en/", **ASKING)  # type: ignore[arg-type]
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content).decode() == plain.text
    assert len(packed.content) < len(plain.content)


def test_a_picture_is_not_compressed_again(client: Client) -> None:
    file = SimpleUploadedFile("one.png", picture("PNG"), "image/png")
    document = CustomDocument.objects.create(title="One", file=file)
    answer = client.get(document.url, **ASKING)  # type: ignore[arg-type]
    assert answer["Content-Type"] == "image/png"
    assert answer.get("Content-Encoding") != "gzip"
