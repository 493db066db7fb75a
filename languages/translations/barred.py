"""Why a page cannot become public as it is."""

from django.core.exceptions import PermissionDenied


class Barred(PermissionDenied):
    """A page cannot become public as it is; the text says why, in the language of whoever asked."""
