"""Uploaded files on the disk of this machine."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


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
            name = self._reserve(name)
            os.replace(path, self.path(name))
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        if self.file_permissions_mode is not None:
            os.chmod(self.path(name), self.file_permissions_mode)
        return name.replace("\\", "/")

    def _reserve(self, name: str) -> str:
        """A name that is free, held by an empty file until the whole one takes its place: two who send a file of one
        name at the same moment get two."""
        while True:
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
            try:
                os.close(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name
