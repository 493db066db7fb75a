from typing import Any

import factory

from publications.models import PublicationFile, PublicationIndexPage, PublicationPage
from tests.factories.base import CoalitionPageFactory, DocumentFactory, section, words


class PublicationPageFactory(CoalitionPageFactory):
    class Meta:
        model = PublicationPage

    parent = factory.LazyAttribute(lambda made: section(PublicationIndexPage, made.language))
    summary = words("What was found out.")


class PublicationFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicationFile

    page: Any = factory.SubFactory(PublicationPageFactory)
    document = factory.SubFactory(DocumentFactory)
