"""Who may write where: rights, and which of Wagtail's groups and collections implement them.

A right says where (a region, by its work; without one the whole coalition), in which language (without one all that the
region has, and will have) and as what. It is authoritative; `regions.teams.permission_sync` makes Wagtail's permissions
follow it.
"""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Collection, Locale

from languages.fields import WorkKey


class Role(models.TextChoices):
    """What a member of a region's team does. A publisher may do what an editor does, and publish it; a translator
    writes translations into their language, begins nothing of their own, and picks from the files that are there.
    """

    TRANSLATOR = "translator", pgettext_lazy("team", "Translator")
    EDITOR = "editor", pgettext_lazy("team", "Editor")
    PUBLISHER = "publisher", pgettext_lazy("team", "Publisher")


def _once(name: str, *fields: str) -> list[models.BaseConstraint]:
    """Each combination once. To a database no two nulls are the same: so, a rule for each way of leaving things out."""
    rules: list[models.BaseConstraint] = []
    for number, (with_region, with_locale) in enumerate(((True, True), (True, False), (False, True), (False, False))):
        present = [*(["region"] if with_region else []), *(["locale"] if with_locale else [])]
        rules.append(
            models.UniqueConstraint(
                fields=[*fields, *present, "role"],
                condition=Q(region__isnull=not with_region, locale__isnull=not with_locale),
                name=f"regions_{name}_once_{number}",
            )
        )
    return rules


class Right(models.Model):
    """What one person may do: where, in which language, as what."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rights", verbose_name=_("colleague")
    )
    region = WorkKey(page_types=["regions.RegionPage"], null=True, blank=True, verbose_name=_("region"))
    locale = models.ForeignKey(
        Locale, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("language")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        ordering = ["pk"]
        constraints = _once("right", "user")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.region_id or '*'} · {self.locale_id or '*'} · {self.role}"


class TeamGroup(models.Model):
    """Ties a group of Wagtail's to the rights that its members have in common, whatever the group is called.

    `called` is the name of the region after which the group was (`regions.teams.group_names`).
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, primary_key=True, related_name="team")
    region = WorkKey(page_types=["regions.RegionPage"], null=True, blank=True)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    called = models.CharField(max_length=255, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = _once("team")

    def __str__(self) -> str:
        return self.group.name


class Library(models.Model):
    """Ties a collection of pictures and documents to a region (without one, to the coalition), whatever its name is.

    `called` is the name of the region after which the collection was (`regions.teams.group_names`).
    """

    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, primary_key=True, related_name="library")
    region = models.OneToOneField("languages.Work", on_delete=models.CASCADE, null=True, related_name="+")
    called = models.CharField(max_length=255, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def __str__(self) -> str:
        return self.collection.name
