"""`/media/` gives pictures to everybody and documents to nobody, however the path is written: Django's own view, and
nginx with the configuration of the documentation where nginx is installed (NGINX=/path names one)."""

import importlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import FileField
from django.test import Client, override_settings
from django.urls import clear_url_caches, set_urlconf

import cms.urls
from base.models import CustomDocument
from cms.media import PUBLIC_DIRECTORIES

ROOT = Path(__file__).resolve().parents[2]
NGINX = os.environ.get("NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SECRET = "what the board decided"
PICTURE = "what everybody sees"

# Addresses as they travel.
DOCUMENT = [
    "/media/documents/board.pdf",
    "/media//documents/board.pdf",
    "/media///documents//board.pdf",
    "/media/./documents/board.pdf",
    "/media/.//./documents/./board.pdf",
    "/media/images/../documents/board.pdf",
    "/media/images/..//documents/board.pdf",
    "/media/x/../documents/board.pdf",
    "/media/%2Fdocuments/board.pdf",
    "/media/%2fdocuments%2fboard.pdf",
    "/media/%2e/documents/board.pdf",
    "/media/images/%2e%2e/documents/board.pdf",
    "/media/images%2F..%2Fdocuments/board.pdf",
    "/media/%64ocuments/board.pdf",
    "/media/Documents/board.pdf",
    "/media/images/..\\documents\\board.pdf",
    "/media/%5Cdocuments/board.pdf",
    "/media/..;/media/documents/board.pdf",
    "/media/%252e/documents/board.pdf",
    "/media/documents%00/board.pdf",
    "/media/images/../../media/documents/board.pdf",
    "//media//documents/board.pdf",
    "/media/wagtail_uploads/board.pdf",
    "/media//wagtail_uploads/board.pdf",
    "/media/documents/",
    "/media/",
]
GIVEN = [
    "/media/images/map.txt",
    "/media//images/map.txt",
    "/media/./images/map.txt",
    "/media/documents/../images/map.txt",
]


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    root = tmp_path / "media"
    for name in ("documents", "wagtail_uploads"):
        (root / name).mkdir(parents=True)
        (root / name / "board.pdf").write_text(SECRET)
    (root / "images").mkdir()
    (root / "images" / "map.txt").write_text(PICTURE)
    with override_settings(MEDIA_ROOT=root):
        yield root


@pytest.fixture
def served(media: Path) -> Iterator[Client]:
    """The site as `make run` serves it."""
    with override_settings(SERVE_MEDIA=True):
        importlib.reload(cms.urls)
        clear_url_caches()
        yield Client(raise_request_exception=False)
    importlib.reload(cms.urls)
    clear_url_caches()
    set_urlconf(None)


def ask(client: Client, address: str) -> tuple[int, str]:
    """As a server hands an address on: with nothing normalised, and what is encoded decoded."""
    answer = client.generic("GET", "/", PATH_INFO=unquote(address))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, body.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", DOCUMENT)
def test_no_path_leads_to_a_document(served: Client, address: str) -> None:
    status, said = ask(served, address)
    assert SECRET not in said
    assert status in {302, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("address", GIVEN)
def test_a_picture_is_given(served: Client, address: str) -> None:
    assert ask(served, address) == (200, PICTURE)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["x" * 300, "x" * 9000, "a\x00b", "é" * 200, "a\nb", "/".join("x" * 3000)])
def test_a_path_that_no_file_can_have_is_not_found(served: Client, name: str) -> None:
    address = "/media/images/" + quote(name)
    assert ask(served, address)[0] == 404


@pytest.mark.django_db
def test_whatever_is_uploaded_lies_in_a_directory_that_is_known() -> None:
    """A new kind of upload is private until somebody says otherwise."""
    directories = {
        field.generate_filename(model(), "a.png").split("/")[0]
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
    }
    assert directories == {*PUBLIC_DIRECTORIES, "documents", "wagtail_uploads"}


@pytest.mark.django_db
def test_a_document_is_kept_where_nothing_is_public(media: Path) -> None:
    document = CustomDocument.objects.create(title="Board", file=ContentFile(b"x", name="b.pdf"))
    assert document.file.name.split("/")[0] not in PUBLIC_DIRECTORIES


def test_the_web_server_of_the_documentation_gives_the_same_directories() -> None:
    configured = re.search(r"\^/media/\(([^)]*)\)/", (ROOT / "docs/nginx.conf").read_text())
    assert configured
    assert tuple(configured[1].split("|")) == PUBLIC_DIRECTORIES


# With nginx itself ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an nginx with the documentation's configuration, in front of nothing."""
    if not NGINX:
        pytest.skip("nginx is not installed")
    home = tmp_path_factory.mktemp("nginx")
    home.chmod(0o755)
    for name in ("documents", "wagtail_uploads", "images"):
        (home / "var/media" / name).mkdir(parents=True)
        (home / "var/media" / name / "board.pdf").write_text(SECRET)
    (home / "var/media/images/board.pdf").unlink()
    (home / "var/media/images/map.txt").write_text(PICTURE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = (ROOT / "docs/nginx.conf").read_text()
    server = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", server)
    server = re.sub(r"^\s*ssl_certificate.*$", "", server, flags=re.MULTILINE)
    server = server.replace("/srv/cms/var", str(home / "var")).replace("127.0.0.1:8000", "127.0.0.1:9")
    kinds = "client_body proxy fastcgi uwsgi scgi"
    temporary = "".join(f"{kind}_temp_path {home}/{kind};" for kind in kinds.split())
    user = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(
        f"{user} daemon off; pid {home}/pid; error_log {home}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{server}\n}}\n"
    )
    process = subprocess.Popen([NGINX, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", str(home / "error.log")])
    try:
        for _try in range(100):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (home / "error.log").read_text()
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def fetch(port: int, address: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", address, headers={"Host": "www.example.org"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


@pytest.mark.parametrize("address", DOCUMENT)
def test_no_path_leads_nginx_to_a_document(nginx: int, address: str) -> None:
    status, said = fetch(nginx, address)
    assert SECRET not in said
    assert status in {400, 404, 502}  # 502: handed to the site, which is not there


@pytest.mark.parametrize("address", GIVEN)
def test_nginx_gives_a_picture(nginx: int, address: str) -> None:
    assert fetch(nginx, address) == (200, PICTURE)
