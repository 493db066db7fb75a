"""E-mails to people with a log-in: in their language, as plain text and HTML, with a way to turn them off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_bidi, override
from wagtail.models import Page

from languages.locales import cldr
from languages.locales.in_language import InLanguage
from languages.routing import registry
from regions.mail import queue

# Invisible signs around a text whose direction may be another one, as <bdi> does in HTML.
ISOLATE, POP = "\u2068", "\u2069"


@dataclass(frozen=True)
class Line(InLanguage):
    """Something that an e-mail names: a page by its title, with its language, or a figure; and where it leads."""

    text: str
    url: str = ""
    note: str = ""
    code: str = ""

    @property
    def plain(self) -> str:
        return isolated(self.text, self.code) if self.code else self.text


@dataclass(frozen=True)
class Section:
    """A list in an e-mail."""

    lines: Sequence[Line]
    heading: str = ""


@dataclass(frozen=True)
class Message:
    """What an e-mail says, in the language that is active while it is made. `comment` is what a colleague wrote."""

    subject: str
    lead: str
    sections: Sequence[Section] = ()
    comment: str = ""
    action: str = ""
    action_url: str = ""
    more: Sequence[str] = field(default_factory=tuple)


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL.rstrip("/") + "/", path)


def isolated(text: str, code: str) -> str:
    """A title in a language, on one line, that keeps its direction within a sentence of the active language."""
    text = " ".join(text.split())
    return text if (cldr.direction(code) == "rtl") == get_language_bidi() else f"{ISOLATE}{text}{POP}"


def page_line(page: Page, url: str, note: str = "") -> Line:
    return Line(page.get_admin_display_title(), url, note, registry.code_of(page))


def language_of(user: Any, page: Page | None = None) -> str:
    """The language of a reader: the one of their admin, or else that of a page, if the admin speaks it."""
    offered = [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    profile = getattr(user, "wagtail_userprofile", None)
    wanted = [profile.preferred_language if profile else "", registry.code_of(page) if page else ""]
    for code in filter(None, wanted):
        base = code.split("-")[0]
        found = [one for one in offered if one == code] or [one for one in offered if one.split("-")[0] == base]
        if found:
            return found[0]
    return settings.LANGUAGE_CODE


def coalition_name(language: str) -> str:
    """What the coalition is called in a language: the title of its home page."""
    home = registry.offered_language(language.split("-")[0]) or registry.default_language()
    return home.home_title if home else settings.WAGTAIL_SITE_NAME


def send(user: Any, message: Message, language: str, key: str = "") -> bool:
    """Put an e-mail into the queue for its reader. Tells whether it was: a `key` is used once."""
    with override(language):
        context = {
            "message": message,
            "name": user.first_name or user.get_username(),
            "coalition": coalition_name(language),
            "language": language,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "align": "right" if get_language_bidi() else "left",
            "account": absolute(reverse("wagtailadmin_account")) + "#tab-notifications",
        }
        email = EmailMultiAlternatives(
            subject=" ".join(message.subject.split()),
            body=render_to_string("regions/mail/message.txt", context).strip() + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        email.attach_alternative(render_to_string("regions/mail/message.html", context), "text/html")
    return queue.put(email, key)
