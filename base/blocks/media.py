"""Pictures, documents and recordings."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Filter, Picture
from wagtail.images.shortcuts import get_renditions_or_not_found

from base.blocks.foundation import CheckedStructBlock
from base.blocks.links import WebAddressBlock

__all__ = ["DocumentBlock", "ImageBlock", "Recording", "VideoBlock", "recording"]

# Pixels: a phone, a tablet or a sharp phone, the text column on a sharp screen.
WIDTHS = (360, 720, 1080)
# The text column is 42rem wide at most (static/base/css/tokens.css).
SIZES = "(min-width: 44rem) 42rem, 100vw"


class ImageValue(blocks.StructValue):
    @property
    def alternative(self) -> str:
        """What is read out in place of the picture; nothing where it only decorates."""
        return "" if self.get("decorative") else self.get("alt") or ""

    @property
    def printed_credit(self) -> str:
        """The credit of this use, or the one that belongs to the picture."""
        image = self.get("image")
        return self.get("credit") or getattr(image, "credit", "")

    @cached_property
    def picture(self) -> Picture | None:
        """The picture in the sizes that browsers choose from.

        Not by Wagtail's tag: for a picture smaller than the largest width that would offer one size twice, which
        is not valid HTML.
        """
        image = self.get("image")
        if image is None:
            return None
        widths = [width for width in WIDTHS if width < image.width] or [image.width]
        if widths[-1] < image.width < WIDTHS[-1]:
            widths.append(image.width)
        filters = [Filter(f"format-{kind}|width-{width}") for kind in ("webp", "jpeg") for width in widths]
        attributes = {"alt": self.alternative, "sizes": SIZES, "loading": "lazy", "decoding": "async"}
        return Picture(get_renditions_or_not_found(image, filters), attributes)


class ImageBlock(CheckedStructBlock):
    """A picture, described for this very use: the same picture says different things in different texts."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=250,
        help_text=_("What the picture shows, for readers who do not see it."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Only decorates"),
        required=False,
        help_text=_("Tick this if the picture tells nothing that the text does not."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(
        label=_("Credit"),
        required=False,
        max_length=200,
        help_text=_("Who made the picture, if it should read differently here than in the picture library."),
    )

    is_previewable = False  # a picture of the library would have to be chosen
    # Translations of the text are outdated once the picture is replaced (`languages.segments.taken_over`).
    described_by = {"image": "alt"}

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        described = (value.get("alt") or "").strip() or value.get("decorative")
        if described or self.is_deferred_validation:
            return {}
        return {
            "alt": ValidationError(
                gettext("Say what the picture shows, or tick that it only decorates."), code="required"
            )
        }

    class Meta:
        label = _("Picture")
        icon = "image"
        group = _("Media")
        template = "blocks/image.html"
        value_class = ImageValue
        label_format = "{alt}"
        description = _("A picture with its description, caption and credit.")


class DocumentValue(blocks.StructValue):
    @property
    def text(self) -> str:
        """The words of the link."""
        document = self.get("document")
        return self.get("label") or (document.title if document else "")

    @property
    def kind(self) -> str:
        """The kind of file, as people name it ("PDF")."""
        document = self.get("document")
        return document.file_extension.upper() if document else ""


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(
        label=_("Words of the link"),
        required=False,
        max_length=200,
        help_text=_("The title of the document if left empty."),
    )

    is_previewable = False  # a file of the library would have to be chosen

    class Meta:
        label = _("Document")
        icon = "doc-full"
        group = _("Media")
        template = "blocks/document.html"
        value_class = DocumentValue
        label_format = "{label}"
        description = _("A file to download, with its kind, language and size.")


@dataclass(frozen=True)
class Recording:
    """A video at a service that we know. `secret` opens Vimeo videos that are not listed there."""

    service: str
    video_id: str
    secret: str = ""

    @property
    def watch_url(self) -> str:
        if self.service == "YouTube":
            return f"https://www.youtube.com/watch?v={self.video_id}"
        return f"https://vimeo.com/{self.video_id}" + (f"/{self.secret}" if self.secret else "")

    @property
    def embed_url(self) -> str:
        """The service's player without cookies. Nothing asks for it before a reader chooses to watch."""
        if self.service == "YouTube":
            return f"https://www.youtube-nocookie.com/embed/{self.video_id}"
        return f"https://player.vimeo.com/video/{self.video_id}" + (f"?h={self.secret}" if self.secret else "")


_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
_VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<id>\d+)(?:/(?P<secret>[0-9a-f]+))?/?")
_VIMEO_SECRET = re.compile(r"[0-9a-f]+")


def recording(address: str) -> Recording | None:
    """Which video an address of YouTube or Vimeo leads to, in any of the forms that people copy."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    query = parse_qs(parts.query)
    if host == "youtu.be" or host in _YOUTUBE_HOSTS:
        first, *rest = parts.path.strip("/").split("/")
        if host == "youtu.be":
            candidate = first
        elif first in ("embed", "shorts", "live", "v"):
            candidate = rest[0] if rest else ""
        else:
            candidate = query.get("v", [""])[0] if first == "watch" else ""
        return Recording("YouTube", candidate) if _YOUTUBE_ID.fullmatch(candidate) else None
    if host in ("vimeo.com", "player.vimeo.com"):
        found = _VIMEO_PATH.fullmatch(parts.path)
        secret = (found["secret"] if found else None) or query.get("h", [""])[0]
        if found and (not secret or _VIMEO_SECRET.fullmatch(secret)):
            return Recording("Vimeo", found["id"], secret)
    return None


class VideoValue(blocks.StructValue):
    @cached_property
    def recording(self) -> Recording | None:
        return recording(self.get("url") or "")


class VideoBlock(CheckedStructBlock):
    """A video as a link: the page contacts its service only when a reader asks for it."""

    url = WebAddressBlock(label=_("Address"), help_text=_("Of a video at YouTube or Vimeo, as copied from there."))
    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("What the video is called, in the language of this page.")
    )

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        if not value.get("url") or recording(value["url"]):
            return {}
        return {
            "url": ValidationError(gettext("Give the address of a single video at YouTube or Vimeo."), code="invalid"),
        }

    class Meta:
        label = _("Video")
        icon = "media"
        group = _("Media")
        template = "blocks/video.html"
        value_class = VideoValue
        label_format = "{title}"
        description = _("A video that is loaded from its service only when a reader chooses to watch it.")
        preview_value = {
            "url": "https://www.youtube.com/watch?v=aaaaaaaaaaa",
            "title": _("What is people-centred data?"),
        }
