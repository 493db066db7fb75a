"""Which languages have a catalogue in `locale/`, and in which the interface is spoken.

Settings import this module: at its top it needs the standard library only.
"""

from __future__ import annotations

from pathlib import Path

# The languages in which every text of the interface must exist. Others may be begun with an empty file.
REQUIRED = ("en", "es", "fr", "ar", "pt")
# The language the texts are written in within the code: its catalogue fills itself.
SOURCE = "en"

# A catalogue whose language the interface speaks has nearly all texts: a page in two languages by turns is read by
# nobody, and a text that was added yesterday must not silence the other thousand. In percent; the header of the binary
# catalogue that says how many are translated.
ENOUGH = 90
SHARE = "X-Translated"


def catalogue_languages(root: Path) -> list[str]:
    """Codes ("pt", "pt-br") of the languages with a catalogue file, which may be empty, below `root`/locale."""
    files = (root / "locale").glob("*/LC_MESSAGES/django.po")
    codes = {file.parent.parent.name.replace("_", "-").lower() for file in files}
    return sorted(codes, key=lambda code: (REQUIRED.index(code) if code in REQUIRED else len(REQUIRED), code))


def catalogue_directories(root: Path) -> list[Path]:
    """Every directory of a catalogue below `root`, whether or not its file was made already."""
    return sorted((root / "locale").glob("*/LC_MESSAGES"))


def code_of(directory: Path) -> str:
    return directory.parent.name.replace("_", "-").lower()
