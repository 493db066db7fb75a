"""What the production settings ask of the environment, and say when it is not so. Values are secret: none is told."""

from collections.abc import Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.http.request import validate_host

REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL")
# Django's own measure of a key that nobody guesses (its deployment check security.W009).
KEY_LENGTH, KEY_SIGNS, KEY_OF_STARTPROJECT = 50, 5, "django-insecure-"


def faults(secret_key: str, hosts: list[str], base_url: str, cache_backend: str) -> Iterator[str]:
    """What is wrong with the variables, a sentence each."""
    if len(secret_key) < KEY_LENGTH or len(set(secret_key)) < KEY_SIGNS or secret_key.startswith(KEY_OF_STARTPROJECT):
        yield f"SECRET_KEY is too short or too simple: it needs {KEY_LENGTH} random characters or more."
    if any(
        not host.strip(".") or host.startswith(".") or "*" in host or "/" in host or (":" in host and host[0] != "[")
        for host in hosts
    ):
        yield "ALLOWED_HOSTS has to name each host, as in www.example.org: no *, leading dot, https:// or port."
    try:
        address = urlsplit(base_url)
        host, is_address = address.hostname or "", address.scheme in {"https", "http"} and address.path in {"", "/"}
    except ValueError:
        host, is_address = "", False
    if not host or not is_address or address.query or address.fragment:
        yield "BASE_URL has to be the address of the site, as in https://www.example.org."
    elif not validate_host(f"[{host}]" if ":" in host else host, hosts):
        yield "BASE_URL has a host that is not among ALLOWED_HOSTS."
    if not _has_library(cache_backend):
        yield "CACHE_URL asks for a library that is not installed: use redis://, or install the library."


def _has_library(cache_backend: str) -> bool:
    if "redis" in cache_backend.lower() and not find_spec("redis"):
        return False
    if "memcached" in cache_backend and not any(find_spec(name) for name in ("pymemcache", "pylibmc")):
        return False
    return find_spec(cache_backend.split(".")[0]) is not None
