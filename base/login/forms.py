"""The two forms to log in: that of the admin, and that of readers before a private page."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from wagtail.admin.forms.auth import LoginForm

from base.login.limits import pause_told, was_refused


class _Limited:
    request: Any

    def get_invalid_login_error(self) -> ValidationError:
        """Says how long to wait to whoever has to, instead of that the password is wrong."""
        if was_refused(self.request):
            return ValidationError(pause_told(self.request), code="paused")
        error: ValidationError = super().get_invalid_login_error()  # type: ignore[misc]
        return error


class AdminLoginForm(_Limited, LoginForm):
    pass


class ReaderLoginForm(_Limited, AuthenticationForm):
    pass
