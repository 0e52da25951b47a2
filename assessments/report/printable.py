"""Texts people have written, made safe to lay out: they are shown as they are, but cannot disturb page or PDF."""

import re
import unicodedata

LONGEST_RUN = 40
MOST_LINES = 12
BREAK = "\N{ZERO WIDTH SPACE}"

# Control, format and surrogate characters; joiners are kept, they belong to words and emoji of some scripts.
_REMOVED = frozenset(("Cc", "Cs", "Cn", "Co"))
_DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_PILED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")
_PICTURE = "[\U0001f000-\U0001faff\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25b6\u25c0\u2600-\u27bf\u2b00-\u2bff]"
# A picture with what shapes it: variant, skin, joined pictures, the letters of a flag. Alone, these belong to words.
_EMOJI = re.compile(f"(?:{_PICTURE}[\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f]* ?)+")
_KEYCAP = re.compile("\ufe0f?\u20e3|\ufe0f")


def line(text: str) -> str:
    """One line: names and headings."""
    return _broken(" ".join(_kept(text).split()))


def paragraphs(text: str) -> tuple[str, ...]:
    """A longer text as paragraphs. One with very many lines becomes a single one, so that it cannot fill pages."""
    lines = [" ".join(each.split()) for each in _kept(text).split("\n")]
    lines = [_broken(each) for each in lines if each]
    return tuple(lines) if len(lines) <= MOST_LINES else (" ".join(lines),)


def without_emoji(text: str, mark: str) -> str:
    """The fonts of the PDF have no emoji and would print empty boxes. A digit on a key is the digit."""
    marked = _EMOJI.sub(lambda found: mark + (" " if found[0].endswith(" ") else ""), text)
    return _KEYCAP.sub("", marked)


def _kept(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in _REMOVED)
    return _PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", _DIRECTION.sub("", kept)))


def _broken(text: str) -> str:
    """A place to break in every long run: laying out one unbroken word takes quadratic time."""
    return _RUN.sub(lambda found: found[0] + BREAK, text)
