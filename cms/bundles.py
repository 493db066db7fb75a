"""Style sheets and scripts that are written in parts and served as one file each.

An app's `static/` holds what is served as it stands. Its `bundles/` holds files that import their parts, as browsers
write it, from the folder that has their name:

    base/bundles/base/css/site.css                      @import "./site/components/header.css";
    languages/bundles/languages/side-by-side.mjs        import { tell } from "./side-by-side/status.mjs";

`BundleFinder` shows Django the joined files and hides the parts, from the development server as from `collectstatic`:
templates, hashed names and compression know nothing of it (decision 0015).

Joining does what a browser would do with the same files. A part of a style sheet takes the place of its import; its
comments stay behind. Modules come in the order of their evaluation, what they import first. They then share one scope:
a name may stand at the top level of one of them only. What cannot be joined faithfully is refused with a `BundleError`.
"""

import os
import re
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.contrib.staticfiles.utils import get_files
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

CSS_IMPORT = re.compile(r'^@import "(?P<part>\./[^"]+)";$', re.MULTILINE)
NAMES = r"\{\s*(?P<names>[\w\s,]+?)\s*\} from "
IMPORT = re.compile(rf'^import (?:{NAMES})?"(?P<part>\./[^"]+)";$', re.MULTILINE)
# By a name of the page's import map: the browser is to fetch it, so it stays as it is.
FOREIGN_IMPORT = re.compile(rf'^import {NAMES}"\w[^"]*";$', re.MULTILINE)
CSS_COMMENT = re.compile(r"""(?P<string>"[^"\n]*"|'[^'\n]*')|/\*.*?\*/\n*""", re.DOTALL)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const|let) )", re.MULTILINE)
DECLARED = re.compile(r"^(?P<export>export )?(?:async )?(?:function|class|const|let) (?P<name>\w+)", re.MULTILINE)
# What would mean something else once it stands in another file, and what the expressions above do not understand.
NOT_IN_SHEETS = re.compile(r"@import|@charset|url\((?![\"']?(?:data:|/|#))")
NOT_IN_MODULES = re.compile(r"^(?:import|export)\b|\bimport(?:\(|\.meta)|^(?:var|const [{[]|let [{[])", re.MULTILINE)


class BundleError(ValueError):
    """A file that cannot be joined, and why."""


def sources(entry: Path) -> list[Path]:
    """The files that make up a style sheet or a module, each once, parts before what imports them.

    Raises `BundleError` for one that is missing, imports itself, or is a sheet and imported twice.
    """
    found: dict[Path, None] = {}

    def collect(path: Path, within: tuple[Path, ...]) -> None:
        if path in within:
            raise BundleError(f"{path} imports itself by way of {within[-1].name}")
        if path in found:
            if path.suffix == ".css":
                raise BundleError(f"{path} is imported twice")
            return
        if not path.is_file():
            raise BundleError(f"{path} does not exist, and {entry.name} needs it")
        for imported in (CSS_IMPORT if path.suffix == ".css" else IMPORT).finditer(_text(path)):
            collect(_imported(path, imported), (*within, path))
        found[path] = None

    collect(entry, ())
    return list(found)


def join(entry: Path) -> str:
    """The text of a style sheet or a module with all that it imports from beside it, each part under its name.

    Raises `BundleError` for what a browser would not understand in the same way before and after.
    """
    parts = sources(entry)
    if entry.suffix == ".css":
        return _sheet(entry, entry.parent)
    _check_names({path: _text(path) for path in parts})
    return "\n".join(f"// {path.relative_to(entry.parent).as_posix()}\n{_module(path)}" for path in parts)


def _text(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return CSS_COMMENT.sub(lambda found: found["string"] or "", text) if path.suffix == ".css" else text


def _imported(path: Path, imported: re.Match[str]) -> Path:
    return Path(os.path.normpath(path.parent / imported["part"]))


def _checked(path: Path, text: str, forbidden: re.Pattern[str]) -> None:
    if found := forbidden.search(text):
        raise BundleError(f"{path} cannot be joined because of: {text[found.start() :].splitlines()[0]}")


def _sheet(path: Path, root: Path) -> str:
    text = _text(path)
    _checked(path, CSS_IMPORT.sub("", text), NOT_IN_SHEETS)

    def put(imported: re.Match[str]) -> str:
        part = _imported(path, imported)
        return f"/* {part.relative_to(root).as_posix()} */\n{_sheet(part, root).strip()}\n"

    return CSS_IMPORT.sub(put, text)


def _module(path: Path) -> str:
    text = EXPORT.sub("", IMPORT.sub("", _text(path)))
    _checked(path, FOREIGN_IMPORT.sub("", text), NOT_IN_MODULES)
    return text.strip() + "\n"


def _names(imported: re.Match[str]) -> set[str]:
    return set(re.findall(r"\w+", imported["names"] or ""))


def _check_names(modules: dict[Path, str]) -> None:
    """What is imported is exported there, and the one scope that modules share has each name once."""
    exported = {
        path: {one["name"] for one in DECLARED.finditer(text) if one["export"]} for path, text in modules.items()
    }
    origin: dict[str, Path] = {}
    for path, text in modules.items():
        for imported in IMPORT.finditer(text):
            part = _imported(path, imported)
            if unknown := _names(imported) - exported[part]:
                raise BundleError(f"{path} imports {', '.join(sorted(unknown))}, which {part.name} does not export")
        names = [name for imported in FOREIGN_IMPORT.finditer(text) for name in _names(imported)]
        names += [one["name"] for one in DECLARED.finditer(text)]
        for name in names:
            if name in origin:
                raise BundleError(f"{path} declares {name}, and so does {origin[name]}")
            origin[name] = path


class BundleStorage(FileSystemStorage):
    """The folder `bundles/` of an app: its entries, joined, without the folders of their parts."""

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        directories, files = super().listdir(path)
        entries = {Path(name).stem for name in files}
        return [name for name in directories if name not in entries], files

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(join(Path(self.path(name))).encode(), name)

    def get_modified_time(self, name: str) -> Any:
        """When a part was last changed: `collectstatic` takes a file anew that is newer than what it has."""
        return max(super(BundleStorage, self).get_modified_time(str(part)) for part in sources(Path(self.path(name))))


class BundleFinder(AppDirectoriesFinder):
    """Finds joined files (`STATICFILES_FINDERS`). A part has no address of its own."""

    storage_class = BundleStorage
    source_dir = "bundles"

    def find_in_app(self, app: str, path: str) -> str | None:
        """A file with the text as it is now, for the development server; `collectstatic` reads from the storage."""
        storage = self.storages.get(app)
        if storage is None or path not in set(get_files(storage)):
            return None
        target = Path(self.folder.name, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with storage.open(path) as joined, NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(joined.read())
        changed = storage.get_modified_time(path).timestamp()
        os.utime(file.name, (changed, changed))  # which tells a browser whether it has it already
        os.replace(file.name, target)  # at once: another request may be reading it
        return str(target)

    @cached_property
    def folder(self) -> TemporaryDirectory[str]:
        """It goes away with the process."""
        return TemporaryDirectory(prefix="bundles-")
