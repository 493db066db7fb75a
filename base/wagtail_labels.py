"""Labels of Wagtail's forms that are English in every language.

Wagtail asks gettext for some of them while it is being imported, before anybody's language is known, and names others
after the field. To be deleted as Wagtail labels them lazily (checked against Wagtail 7.4).
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm

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


def put_in_place() -> None:
    for form, labels in LABELS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
