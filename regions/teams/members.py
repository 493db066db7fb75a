"""Colleagues: what they may do in words, how they are invited, and what becomes of their work when they leave."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page, TaskState
from wagtail.users.models import UserProfile

from base.models import User
from languages.locales import cldr
from languages.locales.in_language import InLanguage
from languages.models import Work
from regions import fields
from regions.models import RegionPage, Role
from regions.teams.group_names import Where
from regions.teams.permission_sync import Team, homes
from regions.teams.rights import rights_of, set_rights

# What is written down of a colleague, beside Wagtail's own "create" and "edit".
RIGHTS, INVITED, LEFT = "regions.rights", "regions.invited", "regions.left"


def may_manage(user: Any) -> bool:
    """Who may add colleagues, and say what they may do."""
    return bool(user.has_perm("base.add_user"))


def may_manage_this(user: Any, colleague: User) -> bool:
    """Nobody but an administrator changes what an administrator is."""
    return may_manage(user) and (user.is_superuser or not colleague.is_superuser)


# In words -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place(InLanguage):
    """A region as an admin chooses it: a draft counts as well. `code` is set where its title is in another language
    than asked for."""

    title: str
    code: str = ""


def places() -> dict[Where, Place]:
    """All regions by the key of their work, in the active language where it is there, or else in their own."""
    wanted = (get_language() or "en").split("-")[0]
    found: dict[Where, tuple[int, Place]] = {}
    pages = RegionPage.objects.order_by("path")
    rows = pages.values_list("translation_key", "locale__language_code", "live", "title", "draft_title", "locale_id")
    originals = dict(
        Work.objects.filter(pk__in=RegionPage.objects.values("translation_key")).values_list("pk", "original_locale_id")
    )
    for key, code, live, public, draft, locale in rows:
        # The row of a translation that was never public holds its original's title.
        title = public if live else draft or public
        rank = 0 if code == wanted else 1 if originals.get(key) == locale else 2
        if key not in found or rank < found[key][0]:
            found[key] = rank, Place(title, "" if code == wanted else code)
    return {key: place for key, (_rank, place) in found.items()}


@dataclass(frozen=True)
class RightInWords:
    """A right as a person reads it. `is_waiting`: the region has no page in this language yet, so it does not hold."""

    place: Place
    language: str
    role: str
    is_waiting: bool = False

    def __str__(self) -> str:
        return " · ".join((self.place.title, self.language, self.role))


class Vocabulary:
    """Puts rights into words, in the active language; reads what it needs once."""

    def __init__(self) -> None:
        self.places = places()
        self.places[None] = Place(_("The whole coalition"))
        self.codes = dict(Locale.objects.values_list("pk", "language_code"))
        self.pages: set[tuple[Where, int]] = set(RegionPage.objects.values_list("translation_key", "locale_id"))
        self.pages |= {(None, locale) for locale in homes().values_list("locale_id", flat=True)}

    def language(self, locale: int | None) -> str:
        return cldr.language_name(self.codes[locale]) if locale else _("all its languages")

    def say(self, rights: Iterable[Team]) -> list[RightInWords]:
        order = {where: number for number, where in enumerate(self.places)}
        roles = list(Role.values)
        known = sorted(
            (team for team in rights if team.region in self.places),
            key=lambda team: (order[team.region], team.locale or 0, roles.index(team.role)),
        )
        return [
            RightInWords(
                place=self.places[team.region],
                language=self.language(team.locale),
                role=str(Role(team.role).label),
                is_waiting=not self._holds(team),
            )
            for team in known
        ]

    def _holds(self, team: Team) -> bool:
        return team.locale is None or (team.region, team.locale) in self.pages


# A new colleague ------------------------------------------------------------------------------------------------------


def with_email(email: str, besides: User | None = None) -> User | None:
    """Somebody who has this address already."""
    others = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email))
    if besides is not None and besides.pk is not None:
        others = others.exclude(pk=besides.pk)
    return others.first()


def free_username(email: str) -> str:
    """The address itself, which people remember; what a user name must not hold is left out."""
    base = re.sub(r"[^\w.@+-]", "-", email)[:140]
    name, number = base, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{base}-{number}"
    return name


def interface_language(user: User) -> str:
    """The code of the admin's language that a person chose, or was given."""
    chosen = UserProfile.get_for_user(user).preferred_language
    offered = [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    return chosen if chosen in offered else next((code for code in offered if code == settings.LANGUAGE_CODE), "en")


def _logs_in_by_email(colleague: User) -> bool:
    """Whether an address that has just been changed is the user name, too."""
    name, email = User.objects.filter(pk=colleague.pk).values_list("username", "email").get()
    return name.casefold() == email.casefold() != colleague.email.casefold()


def save(colleague: User, rights: Iterable[Team], language: str, by: Any) -> bool:
    """Writes a new colleague, who has no password yet, or changes one; returns whether they are new."""
    is_new = colleague.pk is None
    with transaction.atomic():
        if is_new:
            colleague.username = free_username(colleague.email)
            colleague.set_unusable_password()
        elif _logs_in_by_email(colleague):
            colleague.username = free_username(colleague.email)
        colleague.save()
        UserProfile.objects.update_or_create(user=colleague, defaults={"preferred_language": language})
        log(instance=colleague, action="wagtail.create" if is_new else "wagtail.edit", user=by)
        given, taken = set_rights(colleague, rights)
        if given or taken:
            words = Vocabulary()
            data = {
                "given": [str(right) for right in words.say(given)],
                "taken": [str(right) for right in words.say(taken)],
            }
            log(instance=colleague, action=RIGHTS, user=by, data=data)
    return is_new


def is_invited(colleague: User) -> bool:
    """Whether somebody may come in, and has not set a password yet."""
    return colleague.is_active and not colleague.has_usable_password()


def invite(colleague: User, by: Any) -> bool:
    """Sends the link that sets the password; returns whether the mail server took it."""
    language = interface_language(colleague)
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(colleague.pk)),
            "token": default_token_generator.make_token(colleague),
        },
    )
    with override(language):
        context = {
            "colleague": colleague,
            "by": by.display_name,
            "site": settings.WAGTAIL_SITE_NAME,
            "rights": Vocabulary().say(rights_of(colleague)),
            "link": urljoin(settings.WAGTAILADMIN_BASE_URL, path),
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
            "language": "pt" if language == "pt-br" else language,
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        message = EmailMultiAlternatives(
            subject=_("%(site)s: your log-in") % {"site": settings.WAGTAIL_SITE_NAME},
            body=render_to_string("regions/mail/invitation.txt", context),
            to=[colleague.email],
        )
        message.attach_alternative(render_to_string("regions/mail/invitation.html", context), "text/html")
    log(instance=colleague, action=INVITED, user=by)
    try:
        message.send()
    except (OSError, SMTPException):
        return False
    return True


# Leaving --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unfinished:
    """What somebody who leaves has begun: their drafts, which were never or are no longer public, the pages that they
    locked, and the reviews that they asked for and that are still going on."""

    drafts: QuerySet[Page]
    locked: QuerySet[Page]

    def __bool__(self) -> bool:
        return self.drafts.exists() or self.locked.exists()


def unfinished(colleague: User) -> Unfinished:
    return Unfinished(
        drafts=Page.objects.filter(owner=colleague, live=False), locked=Page.objects.filter(locked_by=colleague)
    )


def possible_heirs(colleague: User) -> QuerySet[User]:
    """Colleagues who can go on with somebody's work: all others who can log in to the admin."""
    return fields.may_log_in().exclude(pk=colleague.pk)


def reason_to_stay(colleague: User, by: Any) -> str:
    """Why somebody cannot be let go now; "" where they can."""
    if colleague.pk == by.pk:
        return _("You cannot end your own access. Ask another administrator.")
    if not colleague.is_active:
        return _("This colleague has left already.")
    return ""


def leave(colleague: User, heir: User | None, by: Any) -> int:
    """Ends somebody's access for good, and hands what they have begun over; returns the number of drafts.

    They stay the author of what they wrote. Sessions end, and links for a new password no longer work, since both
    depend on the password.
    """
    with transaction.atomic():
        work = unfinished(colleague)
        drafts = work.drafts.update(owner=heir) if heir else 0
        if heir:
            work.locked.update(locked_by=heir)
            reviews = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
            for state in reviews.filter(workflow_state__requested_by=colleague).select_related("workflow_state"):
                state.workflow_state.requested_by = heir
                state.workflow_state.save(update_fields=["requested_by"])
        else:
            work.locked.update(locked=False, locked_by=None, locked_at=None)
        set_rights(colleague, ())
        colleague.groups.clear()
        colleague.user_permissions.clear()
        colleague.is_active = colleague.is_staff = colleague.is_superuser = False
        colleague.set_unusable_password()
        colleague.save()
        log(
            instance=colleague, action=LEFT, user=by, data={"heir": heir.display_name if heir else "", "drafts": drafts}
        )
    return drafts
