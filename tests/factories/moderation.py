"""Teams whose editors submit and whose publishers approve, and what they press in the admin."""

from typing import Any

from django.test import Client
from wagtail.models import Page, TaskState

from base.models import User
from regions.teams.rights import Role, give_rights
from tests.factories.people import filled


def member(name: str, region: Any, *languages: str, role: Role = Role.PUBLISHER, **fields: Any) -> User:
    """Somebody who works for a region in some languages; their name is their user name with a capital."""
    user = User.objects.create_user(name, f"{name}@example.org", "secret", first_name=name.capitalize(), **fields)
    give_rights(user, region, languages, role)
    return User.objects.get(pk=user.pk)


def editor(region: Any, *languages: str, role: Role = Role.PUBLISHER, name: str = "bogota") -> User:
    """The person of whom a test speaks: by default one who may write and publish."""
    return member(name, region, *languages, role=role)


def submit(browser: Client, page: Page, **changes: Any) -> Any:
    """Press "Submit for moderation" in the page editor."""
    address = f"/admin/pages/{page.pk}/edit/"
    return browser.post(address, {**filled(browser, address, **changes), "action-submit": "1"})


def waiting(page: Page) -> TaskState:
    """The approval that a page waits for now."""
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    assert state is not None
    return state


def act(browser: Client, page: Page, action: str, comment: str = "") -> Any:
    """Approve a page that waits, or return it ("reject")."""
    address = f"/admin/pages/workflow/action/{page.pk}/{action}/{waiting(page).pk}/"
    return browser.post(address, {"comment": comment})
