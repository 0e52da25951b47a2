"""Reading an upload in a short-lived process with little memory and little time.

A reader is one file of plain Python: bytes on standard input, JSON on standard output. It sees neither
settings, environment, database nor our own packages.
"""

import json
import subprocess
import sys
from pathlib import Path

SECONDS = 20
MEGABYTES = 512
# The limits are set by the child before the reader is even loaded.
START = (
    "import resource,runpy,sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS,({MEGABYTES}<<20,)*2)\n"
    f"resource.setrlimit(resource.RLIMIT_CPU,({SECONDS},)*2)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE,(0,0))\n"
    "runpy.run_path(sys.argv[1],run_name='__main__')"
)


class Unreadable(Exception):
    """The reader died on the file: too much memory, too much time, or a fault it did not foresee."""


def read(reader: Path, content: bytes) -> dict:
    """What the reader says of the content. Raises Unreadable."""
    try:
        done = subprocess.run(  # nosec B603: our own interpreter and reader
            [sys.executable, "-I", "-c", START, str(reader)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=True,
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable(type(error).__name__) from None
