"""Ways onwards: addresses, and the one next step that a page asks for."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from base.blocks.foundation import CheckedStructBlock, FrozenAs
from base.validators import validate_link, validate_web_address
from languages.routing import registry
from languages.routing.fallback import resolve

__all__ = ["CallToActionBlock", "WebAddressBlock", "page_shown"]


class AddressField(forms.CharField):
    """An address as people type it: `example.org/report` becomes a whole one.

    Django's own field cannot serve: it rewrites `mailto:` addresses, and allows ftp.
    """

    widget = forms.URLInput

    def to_python(self, value: Any) -> str:
        address = super().to_python(value) or ""
        if address and ":" not in address and "." in address and not address.startswith("/"):
            address = f"https://{address}"
        return address


class WebAddressBlock(FrozenAs, blocks.URLBlock):
    """A link to another site. With `email`, it may open a message instead (`mailto:`)."""

    frozen_as = "wagtail.blocks.URLBlock"

    def __init__(self, *, email: bool = False, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        super().__init__(required=required, help_text=help_text, **kwargs)
        validate: Callable[[str], None] = validate_link if email else validate_web_address
        self.field = AddressField(required=required, help_text=help_text, max_length=2000, validators=[validate])

    def deconstruct(self) -> tuple[str, Any, Any]:
        path, args, kwargs = super().deconstruct()
        return path, args, {name: option for name, option in kwargs.items() if name != "email"}


def page_shown(page: Page | None, language: str | None = None) -> Page | None:
    """The version of a chosen page that the reader gets, or None where the public has none.

    A public version in the reader's own language is the best there is, so that the usual case costs no query.
    """
    if page is None:
        return None
    code = language or get_language() or ""
    is_public = page.live and not registry.is_private(page.path)
    if is_public and registry.code_of(page) == code and registry.offered_language(code):
        return page
    return resolve([page.translation_key], code).get(page.translation_key)


class CallToActionBlock(CheckedStructBlock):
    """One next step: a sentence and a button."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=500)
    label = blocks.CharBlock(
        label=_("Words on the button"),
        max_length=60,
        help_text=_("What happens: “Write to the team”, not “Click here”."),
    )
    page = blocks.PageChooserBlock(
        label=_("Page"), required=False, help_text=_("Readers are led to its version in their language.")
    )
    url = WebAddressBlock(
        email=True,
        label=_("Web or email address"),
        required=False,
        help_text=_("If it leads to another site, or opens a message (mailto:name@example.org)."),
    )

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        page, url = value.get("page"), value.get("url")
        if page and url:
            return {"url": ValidationError(gettext("Choose a page or give an address, not both."), code="ambiguous")}
        if not page and not url and not self.is_deferred_validation:
            return {"page": ValidationError(gettext("Choose a page, or give an address below."), code="required")}
        return {}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        target = page_shown(value.get("page"))
        context["target"] = target
        context["target_language"] = registry.code_of(target) if target else ""
        context["href"] = (target.get_url() if target else "") or value.get("url") or ""
        return context

    class Meta:
        label = _("Call to action")
        icon = "link"
        group = _("Links")
        template = "blocks/call_to_action.html"
        label_format = "{heading}"
        description = _("The one thing that a reader can do next, with a button.")
        preview_value = {
            "heading": _("Join the coalition"),
            "text": _("Write to the team of your region."),
            "label": _("Get involved"),
            "url": "https://example.org/",
        }
