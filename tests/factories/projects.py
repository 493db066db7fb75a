import factory

from projects.models import ProjectIndexPage, ProjectPage
from tests.factories.base import CoalitionPageFactory, section, words


class ProjectPageFactory(CoalitionPageFactory):
    class Meta:
        model = ProjectPage

    parent = factory.LazyAttribute(lambda made: section(ProjectIndexPage, made.language))
    summary = words("What is done.")
