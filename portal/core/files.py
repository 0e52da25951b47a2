"""Private files: written whole or not at all, read only by an authorised view."""

import contextlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings

PART = ".part"
PART_LIFETIME = 3600
"""Seconds after which a half-written file is left over from a crash."""


def write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write ``content`` so that a crash leaves the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_parts(folder: Path) -> None:
    """Remove what a crash has left of half-written files in the folder and those beneath it."""
    for part in folder.rglob(f".*{PART}"):
        with contextlib.suppress(FileNotFoundError):  # it has just become whole
            if part.stat().st_mtime < time.time() - PART_LIFETIME:
                part.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename or removal in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private(name: str) -> Path:
    """The path of a private file; ``name`` is made by us from ids and hashes, never from user input."""
    path = (settings.PORTAL_FILES_DIR / name).resolve()
    if not path.is_relative_to(settings.PORTAL_FILES_DIR.resolve()):
        raise ValueError(name)
    return path
