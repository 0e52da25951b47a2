"""The two key folders: one file a round in each, written whole, read back, and destroyed after closing.

Seal keys ``<round>``: the seed; read by the keyworker alone. Draft keys ``<round>``: the pepper and
the seal's public key; written by the keyworker, read by web. An empty ``<round>.gone`` marks keys
that are destroyed for good. There is no backup of either folder.
"""

import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from assessments import sealing
from portal.core import files

GONE = ".gone"


class KeysMissing(Exception):
    """The round has no keys here: not opened, destroyed, or the folder is not mounted."""


class KeysGone(Exception):
    """The round's keys have been destroyed; it gets no new ones."""


@dataclass(frozen=True, slots=True)
class DraftKeys:
    pepper: bytes
    public_key: bytes


def create(round_id) -> bytes:
    """Make both key files and return the seed. Whatever a killed attempt has left is used, not replaced.

    Raises KeysGone when the round has had its keys, OSError when a file cannot be kept.
    """
    seal_path, draft_path = _seal_path(round_id), _draft_path(round_id)
    if _gone(seal_path).exists() or _gone(draft_path).exists():
        raise KeysGone(str(round_id))
    if not seal_path.exists():
        _write(seal_path, secrets.token_bytes(sealing.KEY_SIZE))
    seed = read_seed(round_id)
    public_key = sealing.seal_public_key(seed)
    if not draft_path.exists() or read_draft_keys(round_id).public_key != public_key:
        _write(draft_path, secrets.token_bytes(sealing.KEY_SIZE) + public_key)
    return seed


def read_seed(round_id) -> bytes:
    """Raises KeysMissing."""
    return _read(_seal_path(round_id), sealing.KEY_SIZE)


def read_draft_keys(round_id) -> DraftKeys:
    """Raises KeysMissing."""
    content = _read(_draft_path(round_id), 2 * sealing.KEY_SIZE)
    return DraftKeys(content[: sealing.KEY_SIZE], content[sealing.KEY_SIZE :])


def fit(round_id) -> bool:
    """Whether both files are here and the seed gives the public key that answers are sealed to."""
    try:
        return read_draft_keys(round_id).public_key == sealing.seal_public_key(read_seed(round_id))
    except KeysMissing:
        return False


def is_gone(round_id) -> bool:
    """Whether the round's keys have been destroyed, or begun to be."""
    return any(_gone(path).exists() for path in (_seal_path(round_id), _draft_path(round_id)))


def require_folders() -> None:
    """Raises KeysMissing when a folder is not there at all."""
    for folder in _folders():
        if not folder.is_dir():
            raise KeysMissing(str(folder))


def destroy(round_id) -> None:
    """Remove both files and leave a mark; safe to repeat.

    The mark comes first: killed in between, the round can get no new keys and the sweep ends the work.
    """
    for path in (_seal_path(round_id), _draft_path(round_id)):
        if not _gone(path).exists():
            files.write(_gone(path), b"")
        path.unlink(missing_ok=True)
        files.sync_folder(path.parent)


def rounds_with_keys() -> set[uuid.UUID]:
    """The rounds that have a file in either folder."""
    names = {path.name for folder in _folders() if folder.exists() for path in folder.iterdir()}
    return {uuid.UUID(name) for name in names if _is_round(name)}


def remove_parts() -> None:
    """Remove what a crash has left of a half-written file; it may hold a whole key."""
    for folder in _folders():
        files.remove_parts(folder)


def _seal_path(round_id) -> Path:
    return _folder("PORTAL_SEAL_KEYS") / str(uuid.UUID(str(round_id)))


def _draft_path(round_id) -> Path:
    return _folder("PORTAL_DRAFT_KEYS") / str(uuid.UUID(str(round_id)))


def _folders() -> tuple[Path, Path]:
    return _folder("PORTAL_SEAL_KEYS"), _folder("PORTAL_DRAFT_KEYS")


def _folder(name: str) -> Path:
    folder = getattr(settings, name)
    if folder == Path():
        raise KeysMissing(f"{name} is not set")
    return folder


def _gone(path: Path) -> Path:
    return path.with_name(path.name + GONE)


def _is_round(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _write(path: Path, content: bytes) -> None:
    files.write(path, content)
    if path.read_bytes() != content:
        raise OSError(f"{path.name}: read back differs")


def _read(path: Path, size: int) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        raise KeysMissing(path.name) from None
    if len(content) != size:
        raise KeysMissing(path.name)
    return content
