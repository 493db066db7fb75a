"""Asking for a new password: one e-mail per address in five minutes."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from wagtail.admin.forms.auth import PasswordResetForm

#: Seconds in which an address gets one e-mail, however often it is asked for.
PAUSE = 5 * 60


class LimitedPasswordResetForm(PasswordResetForm):
    """Wagtail's, which sends as many e-mails as it is asked for.

    What is said is the same each time, so that nobody learns whether an address is known. Where the cache cannot be
    asked, the e-mail is sent.
    """

    def get_users(self, email: str) -> Iterable[Any]:
        digest = hashlib.sha256(email.casefold().encode()).hexdigest()
        key = f"password-reset:{digest}"
        is_first = cache.add(key, 1, PAUSE) or cache.get(key) is None
        users: Iterable[Any] = super().get_users(email) if is_first else []
        return users
