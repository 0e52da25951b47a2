"""Whether an instrument file follows the format, told line by line. Pure: text in, faults out.

The format is described in docs/instruments.md and, for other programs, in data/instrument.schema.json.
"""

from collections.abc import Sequence

from .reader import Fault, NotJson, read_json
from .rules import check_document
from .values import Values

__all__ = ["SIZE_LIMIT", "Fault", "InstrumentRefused", "check_instrument", "decode", "line_of"]

SIZE_LIMIT = 1_000_000


class InstrumentRefused(ValueError):
    """A file that does not follow the format; ``faults`` says why, one line each in ``str()``."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def check_instrument(source: str) -> list[Fault]:
    """Every fault of the text of a file, by line; none when ``load_instrument`` can read it in each of its languages.

    A text that is not JSON has one fault: where reading stopped.
    """
    try:
        root, duplicates = read_json(source.removeprefix("\ufeff"))
    except NotJson as error:
        return [error.fault]
    values = Values(faults=duplicates)
    check_document(values, root)
    return sorted(set(values.faults))


def line_of(source: str, key: str) -> int:
    """The line of a key at the top of a text that has passed the check."""
    root, _duplicates = read_json(source.removeprefix("\ufeff"))
    return root.key_lines[key]


def decode(data: bytes) -> str:
    """The text of an uploaded or opened file. Raises InstrumentRefused when it is too large or not UTF-8."""
    if len(data) > SIZE_LIMIT:
        raise InstrumentRefused([Fault(1, f"Filen er større enn {SIZE_LIMIT // 1_000_000} MB.")])
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InstrumentRefused([Fault(line, "Filen er ikke UTF-8; lagre den på nytt med det tegnsettet.")]) from error
