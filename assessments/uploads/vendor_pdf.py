"""Whether an uploaded PDF is one, and only paper: no scripts, no attachments, no key. Runs alone; never rendered.

Reads the file from standard input and prints {"fault": ""} or one of not_pdf, cut, locked, active.
"""

import json
import re
import sys
import zlib

MOST_UNPACKED = 64 * 1024 * 1024
TAIL = 2048
ACTIVE = ("JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData")
_NAMES = re.compile(rb"/(" + b"|".join(name.encode() for name in ACTIVE) + rb")(?![A-Za-z0-9#])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9#])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb">>\s*stream\r?\n")


def fault_in(content: bytes) -> str:
    """Empty when the file may be handed on as it is."""
    if not content.startswith(b"%PDF-"):
        return "not_pdf"
    if b"%%EOF" not in content[-TAIL:]:
        return "cut"
    skeleton = plain(outside_streams(content))
    if _LOCKED.search(skeleton):
        return "locked"
    # Since PDF 1.5 objects may lie packed in streams of objects.
    if _NAMES.search(skeleton) or any(_NAMES.search(plain(packed)) for packed in object_streams(content)):
        return "active"
    return ""


def plain(part: bytes) -> bytes:
    """Names with their escapes undone: /#4A#53 is /JS."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def outside_streams(content: bytes) -> bytes:
    """The file without what its streams hold: pictures and fonts may hold any bytes."""
    parts, position = [], 0
    for start, end in spans(content):
        parts.append(content[position:start])
        position = end
    return b"\n".join([*parts, content[position:]])


def spans(content: bytes):
    """Start and end of each stream's own bytes. A stream that never ends is no stream."""
    position = 0
    while found := _STREAM.search(content, position):
        end = content.find(b"endstream", found.end())
        if end < 0:
            return
        yield found.end(), end
        position = end + len(b"endstream")


def object_streams(content: bytes):
    """The unpacked streams of objects. Raises ValueError when one cannot be read, or all are too large."""
    left = MOST_UNPACKED
    for start, end in spans(content):
        # The stream's dictionary stands right before it.
        if b"/ObjStm" not in plain(content[max(0, start - 400) : start]):
            continue
        unpacker = zlib.decompressobj()
        try:
            packed = unpacker.decompress(content[start:end], left)
        except zlib.error as error:
            raise ValueError("an object stream that cannot be read") from error
        if unpacker.unconsumed_tail:
            raise ValueError("too large when unpacked")
        left -= len(packed)
        yield packed


def main() -> None:
    try:
        fault = fault_in(sys.stdin.buffer.read())
    except ValueError:
        fault = "active"  # what cannot be looked through is not handed on
    json.dump({"fault": fault}, sys.stdout)


if __name__ == "__main__":
    main()
