"""Uploaded files on the disk of this machine."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class _Written:
    """A file that is wholly on the disk, as Django's storage expects one that it may move."""

    def __init__(self, path: str):
        self.path = path

    def temporary_file_path(self) -> str:
        return self.path


class WholeFilesStorage(FileSystemStorage):
    """Django's, which writes into the file itself: a disk that gets full leaves a part of it there, under its name.

    Here a file is written beside the others first, and moved to its name when it is whole.
    """

    def _save(self, name: str, content: File) -> str:
        location = Path(self.location)
        location.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=".upload-", dir=location)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk if isinstance(chunk, bytes) else chunk.encode())
            written: Any = _Written(path)
            return super()._save(name, written)  # type: ignore[misc, no-any-return]
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
