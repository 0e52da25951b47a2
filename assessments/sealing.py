"""How a sheet is locked: keys derived from two secrets, bodies of one size, texts made harmless.

Pure: secrets in, bytes out; files are in ``keys``, rows in ``services``. docs/privacy.md tells why.

    seed   (32 random bytes, keyworker alone)  -> the seal's private key, every link
    pepper (32 random bytes, web reads it)     -> with a link's token, the key of that one draft
"""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

KEY_SIZE = 32
BODY_SIZE = 16 * 1024
TEXT_LIMIT = 1200

LENGTH = 4
UNKNOWN = "?"
TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class SheetRefused(Exception):
    """A body that does not open, or that does not belong to its row. Holds no detail, by intention."""


class SheetTooLarge(Exception):
    """More than a body can hold; only an instrument beyond all bounds brings it about."""


@dataclass(frozen=True, slots=True)
class SheetContent:
    """What a person has answered: item -> value, None for "vet ikke"; question -> text. What is absent is open."""

    items: Mapping[str, int | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.items and not self.texts


# Keys -----------------------------------------------------------------------


def derive(key: bytes, purpose: str, *parts: bytes | str) -> bytes:
    """32 bytes of keyed BLAKE2b over the purpose and the parts, each with its length in front.

    The lengths keep ("ab", "c") and ("a", "bc") apart.
    """
    digest = hashlib.blake2b(key=key, digest_size=KEY_SIZE)
    for part in (purpose, *parts):
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def seal_private_key(seed: bytes) -> PrivateKey:
    return PrivateKey(derive(seed, "seal-v1"))


def seal_public_key(seed: bytes) -> bytes:
    return bytes(seal_private_key(seed).public_key)


def link_token(seed: bytes, participation_id, link_version: int, email: str) -> str:
    """What stands behind ``/s/`` in a person's link: 43 characters of URL-safe base64.

    Another address gives another link, also where somebody has written it into the database.
    """
    raw = derive(seed, "link-v1", str(participation_id), str(link_version), email)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def link_hash(token: str) -> str:
    """All the database knows of a link: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether the text has the shape of a link's token."""
    return TOKEN_SHAPE.fullmatch(text) is not None


def draft_key(pepper: bytes, token: str, code_key: bytes = b"") -> bytes:
    """The key of one draft; ``code_key`` is what ``code_key`` makes of a code of her own, where she has set one."""
    return derive(pepper, "draft-v1", token, *([code_key] if code_key else []))


def code_key(code: str, *, pepper: bytes, token: str) -> bytes:
    """32 bytes of scrypt over a person's own code: 32 MiB and about a tenth of a second for each guess."""
    salt = derive(pepper, "code-v1", token)
    text = unicodedata.normalize("NFC", code).encode("utf-8", "replace")
    return hashlib.scrypt(text, salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=KEY_SIZE)


# Bodies: every one is BODY_SIZE bytes, whatever is in it ---------------------


def lock_draft(content: SheetContent, *, item_keys: tuple[str, ...], key: bytes) -> bytes:
    """A draft that opens with the person's own link."""
    room = BODY_SIZE - SecretBox.NONCE_SIZE - SecretBox.MACBYTES
    return bytes(SecretBox(key).encrypt(_padded(_packed(content, item_keys), room)))


def open_draft(body: bytes, *, item_keys: tuple[str, ...], key: bytes) -> SheetContent:
    """Raises SheetRefused when the body is no draft under this key."""
    try:
        plain = SecretBox(key).decrypt(bytes(body))
    except (CryptoError, ValueError):
        raise SheetRefused from None
    return _unpacked(_unpadded(plain), item_keys)


def seal(content: SheetContent, *, token: str, item_keys: tuple[str, ...], public_key: bytes) -> bytes:
    """An answer nobody opens before the round closes, the sender included."""
    overhead = SecretBox.MACBYTES + PublicKey.SIZE
    plain = _padded({"token": token, **_packed(content, item_keys)}, BODY_SIZE - overhead)
    return bytes(SealedBox(PublicKey(public_key)).encrypt(plain))


def unseal(body: bytes, *, tokens: set[str], item_keys: tuple[str, ...], private_key: PrivateKey) -> SheetContent:
    """Open one sealed sheet, which must hold a token of its own row.

    Raises SheetRefused for a forged, copied or damaged sheet.
    """
    try:
        plain = SealedBox(private_key).decrypt(bytes(body))
    except (CryptoError, ValueError, TypeError):
        raise SheetRefused from None
    data = _unpadded(plain)
    if data.get("token") not in tokens:
        raise SheetRefused
    return _unpacked(data, item_keys)


def _packed(content: SheetContent, item_keys: tuple[str, ...]) -> dict:
    """Items by place in the instrument, which keeps the longest texts in any script within the body."""
    items = [UNKNOWN if content.items.get(key, 0) is None else content.items.get(key) for key in item_keys]
    return {"items": items, "texts": dict(content.texts)}


def _unpacked(data: dict, item_keys: tuple[str, ...]) -> SheetContent:
    try:
        pairs = [(key, value) for key, value in zip(item_keys, data["items"], strict=True) if value is not None]
        return SheetContent({key: None if value == UNKNOWN else value for key, value in pairs}, data["texts"])
    except (KeyError, TypeError, ValueError):
        raise SheetRefused from None


def _padded(data: dict, size: int) -> bytes:
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    if len(raw) > size - LENGTH:
        raise SheetTooLarge
    return (len(raw).to_bytes(LENGTH, "big") + raw).ljust(size, b"\0")


def _unpadded(plain: bytes) -> dict:
    length = int.from_bytes(plain[:LENGTH], "big")
    try:
        data = json.loads(plain[LENGTH : LENGTH + length])
    except ValueError:
        raise SheetRefused from None
    if not isinstance(data, dict):
        raise SheetRefused
    return data


# Texts ----------------------------------------------------------------------

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REMOVED = frozenset({"Cc", "Cs"})


def clean_text(text: str) -> str:
    """The same words without what could harm a page, a PDF or a reader: composed (NFC), no control
    characters, lone surrogates or direction controls, at most one empty line at a time.
    """
    text = re.sub(r"\r\n?", "\n", text)
    kept = "".join(
        char
        for char in text.replace("\t", " ")
        if char == "\n" or (unicodedata.category(char) not in REMOVED and char not in BIDI_CONTROLS)
    )
    return re.sub(r"\n{3,}", "\n\n", unicodedata.normalize("NFC", kept)).strip()
