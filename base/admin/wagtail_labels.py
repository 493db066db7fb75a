"""Labels of Wagtail's forms that are English in every language.

Wagtail asks gettext for some of them while it is being imported, before anybody's language is known, and names others
after the field. To be deleted as Wagtail labels them lazily (checked against Wagtail 7.4).
"""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.widgets import AdminPageChooser
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm
from wagtail.models import Page

LINK_TEXT = {"link_text": _("Link text")}
LABELS = {
    ExternalLinkChooserForm: LINK_TEXT,
    AnchorLinkChooserForm: LINK_TEXT,
    EmailLinkChooserForm: {
        **LINK_TEXT,
        "email_address": _("Email address"),
        "subject": _("Subject"),
        "body": _("Body"),
    },
    PhoneLinkChooserForm: {**LINK_TEXT, "phone_number": _("Phone number")},
    ImageInsertionForm: {
        "format": _("Format"),
        "image_is_decorative": _("Image is decorative"),
        "alt_text": _("Alt text"),
    },
    LoginForm: {"password": _("Password")},
    TaskStateCommentForm: {"comment": _("Comment")},
}


_init = AdminPageChooser.__init__


def _name_kind_lazily(chooser: AdminPageChooser, *args: Any, **kwargs: Any) -> None:
    """Wagtail puts "Choose a page" and the kind of page together once, for whoever opens a form first."""
    _init(chooser, *args, **kwargs)
    if chooser.model is not Page:
        chooser.choose_one_text = format_lazy(
            "{} ({})", AdminPageChooser.choose_one_text, chooser.model._meta.verbose_name
        )


def put_in_place() -> None:
    AdminPageChooser.__init__ = _name_kind_lazily
    for form, labels in LABELS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
