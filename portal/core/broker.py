"""Celery's broker of files, for a portal without Redis: a message shows in the folder when it is whole.

Kombu's own writes into the file it has already shown, so that a reader who comes in between takes an empty message
and the worker stops.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        """Write beside the queue, on the same disk, and move into it. The name sorts by time, as Kombu's does."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        with NamedTemporaryFile("w", dir=self.control_folder, encoding="utf-8", delete=False) as file:
            file.write(dumps(payload))
        os.replace(file.name, Path(self.data_folder_out) / name)


class Transport(filesystem.Transport):
    Channel = Channel
