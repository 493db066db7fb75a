"""What `check --deploy` says of a database that came from the demonstration."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError

from home.demo.logins import LOGINS, PASSWORD


@register(deploy=True)
def no_demonstration_logins(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Everybody knows the password of the demonstration's log-ins."""
    if getattr(settings, "DEMONSTRATION", False):
        return []
    people = get_user_model().objects.filter(username__in=[login.username for login in LOGINS], is_active=True)
    try:
        known = sorted(person.get_username() for person in people if person.check_password(PASSWORD))
    except DatabaseError:  # not migrated yet
        return []
    if not known:
        return []
    names = ", ".join(known)
    return [
        Error(
            f"These log-ins of the demonstration still have the password that everybody knows: {names}.",
            hint="Give them another password, or make them inactive.",
            id="home.E001",
        )
    ]
