"""Run by ``portal.core.sandbox``: a JPEG or PNG becomes a square JPEG of 480 pixels without metadata."""

import base64
import io
import json
import sys

from PIL import Image, ImageOps

SIDE = 480
LARGEST = 40_000_000  # pixels; more is no portrait


def square(content: bytes) -> bytes:
    """The middle of the picture as JPEG, turned the right way up, on white."""
    Image.MAX_IMAGE_PIXELS = LARGEST
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (SIDE * 2, SIDE * 2))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    fitted = ImageOps.fit(upright, (SIDE, SIDE))
    plain = Image.new("RGB", fitted.size, "white")
    plain.paste(fitted, mask=fitted.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"jpeg": base64.b64encode(square(sys.stdin.buffer.read())).decode()}))
