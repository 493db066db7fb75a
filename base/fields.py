"""Model fields that every app may use."""

from typing import Any

from django import forms
from django.db import models

from base.validators import validate_web_address


class WebAddressField(models.CharField):
    """The whole address of a page, a file or a recording, typed in a field for addresses: left to right in every
    language, and with the right keys on a phone.

    A plain text for the database and its migrations, as Django's URLField is, which asks for less (see
    `base.validators`).
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"validators": [validate_web_address], **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.URLInput, **kwargs})
