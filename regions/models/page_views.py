"""How often public pages were read. No reader is known of: see `regions.analytics.page_views`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page


class ReadCount(models.Model):
    """How often a page was read on a day (of UTC), where it lay and in its language then.

    Region and language are kept with the count, though the page could tell them: what was read in a region stays read
    there when the page is moved or deleted, and a table of regions and languages needs no page at all. `page` is null
    once the page is deleted, `region` where it lay in none: both count in the sums.
    """

    day = models.DateField()
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="read_counts")
    region = models.ForeignKey("languages.Work", null=True, on_delete=models.SET_NULL, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    reads = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count of reads")
        verbose_name_plural = _("counts of reads")
        # To a database no two nulls are the same: deleted pages do not get in each other's way.
        constraints = [models.UniqueConstraint(fields=["day", "page"], name="regions_read_count_once")]

    def __str__(self) -> str:
        return f"{self.day}, {self.page_id}: {self.reads}"
