"""What each translation follows: segment by segment, which text of the original."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, Revision

from languages.locales import cldr


class Alignment(models.Model):
    """A translation beside its original, segment by segment. Every page that is not the original of its work has one.

    The text itself is in the page and its revisions, and nowhere else. Here stands its provenance: "where the target
    has this text (a digest), it follows the source that had that text". This stays true whatever becomes of drafts and
    live text, so that the freshness of any text of the page can be told from it, without reading the original.

    `source` is the original's text now, as a list of [path, text] in its order: what is published, or, while it never
    was, its draft. `facts` maps a path to the provenance of what was written there, oldest first; see
    `languages.segments.provenance.Provenance`. `live` and `draft` map paths to digests of the target's text. What
    follows from them is kept in columns, since lists of pages and readers ask for it: counts of segments, how many
    words of the original have changed since the public text followed them, and since when (UTC).
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="alignment")
    source = models.JSONField(default=list)
    # What is followed without a translator: a digest of the original's, one of the target's after it was taken over,
    # and the original's values of what may differ, with the blocks and rows that it had ("#"); see
    # `languages.segments.taken_over.TakenOver`.
    synchronised = models.CharField(max_length=64, blank=True)
    taken = models.CharField(max_length=64, blank=True)
    values = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    live = models.JSONField(default=dict)
    draft = models.JSONField(default=dict)
    passages = models.PositiveIntegerField(default=0)
    live_behind = models.PositiveIntegerField(default=0)
    draft_behind = models.PositiveIntegerField(default=0)
    draft_untranslated = models.PositiveIntegerField(default=0)
    live_by_machine = models.PositiveIntegerField(default=0)
    live_words_behind = models.PositiveIntegerField(default=0)
    behind_since = models.DateTimeField(null=True)
    # Where the public text is outdated: [path, text that it follows, text of the original now]; for the reader.
    changes = models.JSONField(default=list)
    # Paths that the public text leaves as in the original; they carry the original's language.
    left = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("alignment")
        verbose_name_plural = _("alignments")

    def __str__(self) -> str:
        return str(self.page_id)

    @property
    def chosen(self) -> list[str]:
        """Where a picture, a recording or a link was chosen for this translation, and the original has another one
        since; until the translation is published again."""
        return list(self.values.get("!", ()))


class CorrectionsOnly(models.Model):
    """Its editor says of a revision of an original: only corrections, its translations stay valid."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return str(self.revision_id)


class LanguageSettings(models.Model):
    """What an admin allows in a language."""

    locale = models.OneToOneField(
        Locale, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("language")
    )
    publish_unreviewed = models.BooleanField(
        _("publish machine translations that nobody has reviewed"),
        default=False,
        help_text=_("Readers are told so on each page. Otherwise somebody has to accept each passage first."),
    )

    class Meta:
        verbose_name = _("rules of a language")
        verbose_name_plural = _("rules of languages")

    def __str__(self) -> str:
        return cldr.own_name(self.locale.language_code)
