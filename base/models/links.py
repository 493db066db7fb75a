"""Where the links of published pages lead, and what was found there.

Kept by `base.links.index`, checked by `base.links.checker`, told by `base.links.report`.
"""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from base.models.media import CustomDocument

# What most programs take for an address; what is longer is not looked after.
LONGEST_ADDRESS = 2000


class Outcome(StrEnum):
    """`UNKNOWN`: something answered, and not what a reader gets: a log-in, a limit, a refusal of programs."""

    GOOD = "good"
    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "certificate"


class CheckedAddress(models.Model):
    """An address outside the pages of the site, and what became of asking for it."""

    url = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    # One of `Outcome`; nothing before the first check.
    outcome = models.CharField(max_length=12, blank=True)
    # The answer's number, where there was an answer: 404.
    status = models.PositiveSmallIntegerField(null=True)
    # Where it leads for good now, as it says itself.
    moved_to = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    # Since when it fails, or has moved; and whether it failed twice, a day apart.
    since = models.DateTimeField(null=True)
    is_broken = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    # Who checks an address puts this off first, and no other run takes it.
    next_check = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("checked address")
        verbose_name_plural = _("checked addresses")

    def __str__(self) -> str:
        return self.url


class PageLink(models.Model):
    """A link of a published page: to an address, a page or a document.

    What it leads to may be gone, and an address is noted before anybody has checked it: that is what this table is
    for, so that no relation of it is a constraint of the database.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # The field that holds it, and in a body the type of block: "website", "body.video", "links.url".
    place = models.CharField(max_length=100)
    # What readers see of it, or the words that head the block.
    text = models.CharField(max_length=250)
    address = models.ForeignKey(
        CheckedAddress,
        to_field="url",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="links",
    )
    to_page = models.ForeignKey(Page, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    # Readers get the chosen page in the language that they read best; a link in a text leads to the page itself.
    is_chosen = models.BooleanField(default=False)
    to_document = models.ForeignKey(
        CustomDocument, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.text or self.address_id or self.place
