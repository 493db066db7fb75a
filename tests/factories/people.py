"""People with a log-in, and what a browser sends when they press a button in the admin."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Collection
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile

from base.models import User

PAGE_FORM = "page-edit-form"


def root_collection() -> Collection:
    """The collection of files that Wagtail's migrations make; a run with --no-migrations has none."""
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def log_in(user: User, language: str = "en") -> Client:
    """A browser in which `user` is logged in, with the admin in `language`."""
    root_collection()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client()
    client.force_login(user)
    return client


def can_log_in(client: Client, username: str, password: str) -> bool:
    """Whether the form of the admin takes a name and a password."""
    answer = client.post("/admin/login/", {"username": username, "password": password, "next": "/admin/"})
    return answer.status_code == 302


def admin(language: str = "en") -> Client:
    return log_in(User.objects.create_superuser("admin", "admin@example.org", "secret"), language)


def fields_of(html: str, form_id: str | None = PAGE_FORM) -> dict[str, Any]:
    """What a browser sends of a form that nobody has touched."""
    if form_id:
        sent = querydict_from_html(html, form_id=form_id)
    else:  # the page's own form is the longest; others are the search and the log-out button
        sent = max((querydict_from_html(html, form_index=place) for place in range(html.count("<form"))), key=len)
    data: dict[str, Any] = {name: values if len(values) > 1 else values[0] for name, values in sent.lists() if values}
    data = {name: value for name, value in data.items() if not name.startswith("action-")}
    if form_id == PAGE_FORM:
        data.setdefault("body-count", "0")
    return data


def filled(client: Client, address: str, form_id: str | None = PAGE_FORM, **changes: Any) -> dict[str, Any]:
    """The fields of a form as the server drew them, with what the person types; without a body it is empty."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return {**fields_of(answer.content.decode(), form_id), **changes}


def choices_of(html: str, name: str) -> list[str]:
    """What somebody may choose from in a field of a form: the options of a select, or the words beside the boxes."""
    soup = BeautifulSoup(html, "html.parser")
    found = soup.select(f'select[name="{name}"] option[value]:not([value=""]), label:has(> input[name="{name}"])')
    return [one.get_text().strip() for one in found]


def new_rows(prefix: str, *rows: dict[str, Any], first: int = 0) -> dict[str, Any]:
    """Rows that a person adds to a form, below `first` rows that are there already."""
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": str(first + len(rows))}
    for number, row in enumerate(rows, start=first):
        data |= {
            f"{prefix}-{number}-{name}": value for name, value in {"id": "", "ORDER": str(number + 1), **row}.items()
        }
    return data
