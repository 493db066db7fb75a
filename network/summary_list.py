"""Credits as a page shows them: a byline, and entries of its summary list."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from base.pages.summary_list import Item, SummaryEntry
from languages.locales import cldr
from languages.templatetags.languages import content_attrs
from network.credits import Credited, with_role
from network.roles import OrganisationRole, PersonRole

# Headings that hold for one name and for several, in any language.
HEADINGS: dict[str, str | Promise] = {
    PersonRole.AUTHOR: _("Written by"),
    PersonRole.LEAD: _("Led by"),
    PersonRole.COORDINATOR: _("Coordinated by"),
    PersonRole.PRESS_CONTACT: _("Press contact"),
    PersonRole.INTERVIEWEE: _("In conversation with"),
    OrganisationRole.ORGANISER: _("Organised by"),
    OrganisationRole.HOST: _("Hosted by"),
    OrganisationRole.PARTNER: _("Partners"),
    OrganisationRole.FUNDER: _("Funded by"),
    OrganisationRole.CONVENOR: _("Convened by"),
    OrganisationRole.PUBLISHER: _("Published by"),
    OrganisationRole.MEMBER: _("Members"),
}


def summary_of_credits(credits: Iterable[Credited], *roles: str) -> list[SummaryEntry]:
    """One entry for each of the roles that somebody has, in the order of `roles`."""
    credits = list(credits)
    return [
        SummaryEntry(
            HEADINGS[role],
            items=[
                Item(credit.name, credit.url, credit.note, credit.language_code) for credit in with_role(credits, role)
            ],
        )
        for role in roles
    ]


def _name(credit: Credited) -> SafeString:
    if credit.lang:
        marked = format_html('<bdi lang="{}" dir="{}">{}</bdi>', credit.lang, credit.direction, credit.name)
    else:
        # In the page's language, amid the commas and the "and" of the interface.
        marked = format_html("<bdi{}>{}</bdi>", content_attrs(), credit.name)
    if not credit.url:
        return marked
    link = format_html('<a href="{}">{}</a>', credit.url, marked)
    if not credit.label:
        return link
    # A name is a name in any language; the page that it leads to is not.
    return format_html(
        '{} <span class="language-label" lang="{}" dir="{}">{}</span>',
        link,
        credit.lang,
        credit.direction,
        credit.label,
    )


def names_in_a_row(credits: Iterable[Credited]) -> SafeString:
    """Names with their links, with the commas and the "and" of the reader's language; empty for nobody."""
    names = [_name(credit) for credit in credits]
    # Every part is escaped above, and what the language puts between them holds no markup.
    return mark_safe(cldr.format_list([str(name) for name in names])) if names else SafeString("")
