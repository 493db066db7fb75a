"""The production settings start with their secrets, or not at all."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

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
