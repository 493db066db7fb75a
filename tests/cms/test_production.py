"""The production settings start with their secrets, or not at all."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings

from cms.settings.requirements import faults
from tests.factories.base import offer

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "www.example.org",
    "DATABASE_URL": "sqlite://:memory:",
    "BASE_URL": "https://www.example.org",
}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in a process of its own, with these variables and no others of ours."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "DATA_DIR"}}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "cms.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_all_secrets_they_start_and_the_deployment_checks_are_clean() -> None:
    run = start(**NEEDED)
    assert run.returncode == 0, run.stderr[-2000:]


def test_without_any_they_refuse_and_name_all_that_is_missing() -> None:
    run = start()
    assert run.returncode != 0
    last = run.stderr.strip().splitlines()[-1]
    assert all(name in last for name in NEEDED)


@pytest.mark.parametrize("missing", NEEDED)
@pytest.mark.parametrize("empty", [True, False])
def test_without_one_they_refuse_and_name_it_alone(missing: str, empty: bool) -> None:
    given = {name: value for name, value in NEEDED.items() if name != missing}
    run = start(**given, **({missing: ""} if empty else {}))
    assert run.returncode != 0
    last = run.stderr.strip().splitlines()[-1]
    assert set(re.findall(r"[A-Z_]{5,}", last)) & set(NEEDED) == {missing}


def test_no_secret_is_written_out_when_they_refuse() -> None:
    run = start(SECRET_KEY=NEEDED["SECRET_KEY"])
    assert run.returncode != 0
    assert NEEDED["SECRET_KEY"] not in run.stderr + run.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "x"),
        ("SECRET_KEY", "x" * 60),
        ("SECRET_KEY", "django-insecure-" + NEEDED["SECRET_KEY"]),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "www.example.org,*"),
        ("ALLOWED_HOSTS", "*.example.org"),
        ("ALLOWED_HOSTS", ".example.org"),
        ("ALLOWED_HOSTS", "https://www.example.org"),
        ("ALLOWED_HOSTS", "www.example.org:443"),
        ("BASE_URL", "nonsense"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "www.example.org"),
        ("BASE_URL", "https://[www"),
        ("BASE_URL", "https://www.example.org/cms/"),
        ("BASE_URL", "https://another.example.org"),
        ("CACHE_URL", "nowhere.cache.RedisCache"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name_and_not_repeated(name: str, value: str) -> None:
    given = {**NEEDED, "CACHE_URL": "django.core.cache.backends.locmem.LocMemCache"}
    given[name] = value
    hosts = [host.strip() for host in given["ALLOWED_HOSTS"].split(",")]
    found = list(faults(given["SECRET_KEY"], hosts, given["BASE_URL"], given["CACHE_URL"]))
    assert name in {sentence.split()[0] for sentence in found}
    assert not any(given["SECRET_KEY"] in sentence for sentence in found if len(value) > 1)


@pytest.mark.parametrize("proxies", [["nonsense"], ["10.0.0.1/8"], ["127.0.0.1", ""], ["*"]])
def test_web_servers_to_trust_are_named_by_their_addresses(proxies: list[str]) -> None:
    given = (NEEDED["SECRET_KEY"], ["www.example.org"], NEEDED["BASE_URL"], "django_redis.cache.RedisCache")
    assert [sentence.split()[0] for sentence in faults(*given, proxies)] == ["TRUSTED_PROXIES"]
    assert list(faults(*given, ["127.0.0.0/8", "::1", "10.0.0.5"])) == []


@pytest.mark.parametrize(
    ("hosts", "base_url"),
    [
        (["www.example.org"], "https://www.example.org/"),
        (["example.org", "www.example.org"], "https://www.example.org"),
        (["[::1]"], "http://[::1]:8000"),
        (["127.0.0.1", "localhost"], "http://127.0.0.1:8000"),
    ],
)
def test_what_is_right_is_not_refused(hosts: list[str], base_url: str) -> None:
    assert not list(faults(NEEDED["SECRET_KEY"], hosts, base_url, "django_redis.cache.RedisCache"))


def test_they_refuse_to_start_with_what_cannot_be_right_and_say_all_of_it() -> None:
    run = start(**{**NEEDED, "SECRET_KEY": "sesame", "ALLOWED_HOSTS": "*", "BASE_URL": "nonsense"})
    assert run.returncode != 0
    last = run.stderr.strip().splitlines()[-1]
    assert all(name in last for name in ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"))
    assert "sesame" not in run.stderr + run.stdout


def test_a_redis_server_that_is_down_costs_what_is_remembered_and_not_the_site(
    db: None, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    offer("en")
    down = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    with override_settings(CACHES={"default": down}):
        assert client.get("/en/").status_code == 200
        assert client.get("/admin/login/").status_code == 200
    assert "refused" in caplog.text
