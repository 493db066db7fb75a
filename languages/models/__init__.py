"""What the database knows about languages."""

from languages.models.alignments import Alignment, CorrectionsOnly, LanguageSettings
from languages.models.glossary import Concept, Term
from languages.models.memory import MemoryBand, MemorySource, MemoryUnit
from languages.models.privacy import MirroredRestriction, PrivatePage
from languages.models.works import Fallback, Work, WorkingLanguage

__all__ = [
    "Alignment",
    "Concept",
    "CorrectionsOnly",
    "Fallback",
    "LanguageSettings",
    "MemoryBand",
    "MemorySource",
    "MemoryUnit",
    "MirroredRestriction",
    "PrivatePage",
    "Term",
    "Work",
    "WorkingLanguage",
]
