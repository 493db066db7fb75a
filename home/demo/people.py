"""The demonstration's people with a log-in, and their rights."""

from django.contrib.auth.hashers import make_password
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile

from base.models import User
from home.demo.content_files import Data
from home.demo.logins import LOGINS, PASSWORD
from regions.models import RegionPage
from regions.teams.rights import give_rights


def make_people(works: dict[str, Data], pages: dict[tuple[str, str], Page], locales: dict[str, Locale]) -> None:
    """Everybody of `LOGINS`, with the rights of their region. `works` are by key, `pages` by key and language."""
    password = make_password(PASSWORD)  # is meant to take long: once for all, since everybody has the same
    for login in LOGINS:
        first, _space, last = login.name.partition(" ")
        user, created = User.objects.get_or_create(
            username=login.username,
            defaults={
                "first_name": first,
                "last_name": last,
                "email": f"{login.username}@example.org",
                "is_staff": not login.region,
                "is_superuser": not login.region,
            },
        )
        if not created:
            continue
        user.password = password
        user.save()
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = login.interface_language
        profile.save()
        if login.region:
            work = works[login.region]
            region = RegionPage.objects.get(pk=pages[login.region, work["original"]].pk)
            spoken = [row["code"] for row in work["rows"]["working_languages"] if row["code"] in locales]
            give_rights(user, region, spoken, login.role)
            profile.current_time_zone = region.default_timezone
            profile.save()
