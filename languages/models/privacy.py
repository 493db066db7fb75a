"""Which pages are private, and where a private page's translations take their privacy from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction


class MirroredRestriction(models.Model):
    """Marks a view restriction that stands on a page because another language version is private; see
    `languages.access.privacy`. A restriction without this mark was set on its page by somebody.
    """

    restriction = models.OneToOneField(
        PageViewRestriction, on_delete=models.CASCADE, primary_key=True, related_name="mirrored"
    )
    origin = models.ForeignKey(PageViewRestriction, on_delete=models.CASCADE, related_name="mirrors")

    class Meta:
        verbose_name = _("mirrored view restriction")
        verbose_name_plural = _("mirrored view restrictions")

    def __str__(self) -> str:
        return f"{self.restriction_id} ← {self.origin_id}"


class PrivatePage(models.Model):
    """A page that not everybody may read: a view restriction stands on it, or on a page above it.

    Worked out of the restrictions and the tree whenever these change (`languages.access.private_pages`), so that asking
    for public pages costs the same with ten restrictions and with thousands.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")

    # Not a use of a page that an editor should be told of.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private page")
        verbose_name_plural = _("private pages")

    def __str__(self) -> str:
        return str(self.page_id)
