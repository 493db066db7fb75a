"""The pictures and documents of the demonstration as the site keeps them: made by code, one of each name."""

from io import BytesIO

from django.core.files.base import ContentFile

from base.models import CustomDocument, CustomImage
from home.demo.content_files import Data
from home.demo.documents import make_document
from home.demo.pictures import make_picture
from regions.teams.rights import shared_collection


class MadeFiles:
    """Makes each file once; a later run finds what an earlier one made."""

    def __init__(self) -> None:
        self.pictures: dict[str, CustomImage] = {}

    def picture(self, name: str) -> CustomImage:
        """Pictures are made by code; one of each name."""
        title = name.replace("-", " ").capitalize()
        if name not in self.pictures:
            image = CustomImage.objects.filter(title=title).first()
            if image is None:
                data = make_picture(name)
                kind = "jpg" if data[:2] == b"\xff\xd8" else "png" if data[:4] == b"\x89PNG" else "webp"
                image = CustomImage(
                    title=title, collection=shared_collection(), file=ContentFile(data, name=f"{name}.{kind}")
                )
                image.save()
            self.pictures[name] = image
        return self.pictures[name]

    def document(self, plan: Data, language: str) -> CustomDocument:
        title = plan["title"]
        document = CustomDocument.objects.filter(title=title, language=language).first()
        if document is None:
            data = make_document(title, language, plan["paragraphs"])
            document = CustomDocument(title=title, language=language, collection=shared_collection())
            document.file.save(f"{plan['name']}.pdf", ContentFile(BytesIO(data).read()), save=False)
            document.file_size = len(data)
            document.save()
        return document
