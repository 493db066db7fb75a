"""Rows by which any page points to something else: what it belongs to, a development goal, another work."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, Page

from languages.fields import WorkKey


class Belonging(models.Model):
    """A page belongs to a facet (`base.listings.facets`), whose kind is told by the page type of its work."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="belongings")
    work = WorkKey()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "work"], name="base_belongs_once")]

    def __str__(self) -> str:
        return str(self.work_id)


class SdgRow(models.Model):
    """A page serves one of the 17 Sustainable Development Goals."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="sdgs")
    goal = models.PositiveSmallIntegerField(
        _("Sustainable Development Goal"), validators=[MinValueValidator(1), MaxValueValidator(17)]
    )

    class Meta:
        ordering = ["goal"]
        constraints = [models.UniqueConstraint(fields=["page", "goal"], name="base_goal_once")]

    def __str__(self) -> str:
        return str(self.goal)


class RelatedWork(Orderable):
    """A page points to another work that a reader may want next."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="related_works")
    work = WorkKey(verbose_name=_("page"))

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")

    def __str__(self) -> str:
        return str(self.work_id)
