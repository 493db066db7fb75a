"""Digital object identifiers: kept bare (10.1000/182), shown as a link."""

import re
from typing import Any
from urllib.parse import quote

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# ISO 26324: a directory code, a registrant of four to nine digits, and a suffix of any printable characters.
validate_doi = RegexValidator(
    r"^10\.\d{4,9}/\S+\Z",
    _("A DOI looks like 10.1371/journal.pone.0012345: give it without anything before “10.”."),
)
_PREFIX = re.compile(r"^(?:https?://)?(?:(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class DoiField(models.CharField):
    """Takes a DOI as people copy it, as an address or after "doi:", and keeps the identifier itself."""

    default_validators = [validate_doi]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return _PREFIX.sub("", value.strip()) if isinstance(value, str) else value

    def address_of(self, value: str) -> str:
        """Where a value leads; `base.links.extraction` asks for it."""
        return doi_url(value)


def doi_url(doi: str) -> str:
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else ""
