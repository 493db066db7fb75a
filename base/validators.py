"""What may be linked to: addresses that a browser opens as a page, never ones that run code or read files."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

WEB_SCHEMES = ("http", "https")
# Schemes that a link in running text may have; anything else there is a path of this site or a place on the page.
TEXT_SCHEMES = (*WEB_SCHEMES, "mailto", "tel")


@deconstructible
class SafeURLValidator(URLValidator):
    """A whole http or https address. Django's own validator lets ftp through, and does not say what is expected."""

    schemes = list(WEB_SCHEMES)
    message = _("Give a web address that starts with https:// or http://.")


_web_address = SafeURLValidator()
_email_address = EmailValidator(_("Give a whole email address after “mailto:”."))


def validate_web_address(value: str) -> None:
    """For fields that hold the address of a page, a file or a recording. Migrations refer to it by name."""
    _web_address(value)


def validate_link(value: str) -> None:
    """As `validate_web_address`, and an email address (`mailto:name@example.org`) is good too."""
    scheme, _colon, rest = value.partition(":")
    if scheme.lower() == "mailto":
        _email_address(rest.partition("?")[0])
    elif scheme.lower() in WEB_SCHEMES:
        _web_address(value)
    else:
        raise ValidationError(
            _("Give a web address that starts with https:// or http://, or an email address that starts with mailto:."),
            code="invalid",
            params={"value": value},
        )


class _Links(HTMLParser):
    """Collects where the links of a rich text lead."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.addresses += [value for name, value in attrs if name == "href" and value]


def validate_rich_text_links(value: str) -> None:
    """Links in rich text, which may come from the editor, an import or a translation alike."""
    parser = _Links()
    parser.feed(str(value))
    parser.close()
    for address in parser.addresses:
        # Browsers skip white space and control characters in a scheme ("java\tscript:").
        bare = "".join(character for character in address if character > " ")
        try:
            scheme = urlsplit(bare).scheme.lower()
        except ValueError:
            scheme = "unreadable"
        if scheme and scheme not in TEXT_SCHEMES:
            raise ValidationError(
                _("The link “%(link)s” is of a kind that is not allowed here."),
                code="invalid",
                params={"link": address},
            )
