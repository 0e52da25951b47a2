"""The broker of files: whoever looks into the folder while a message is written does not take half of it."""

import os
import subprocess
import sys
from queue import Empty

import pytest
from django.conf import settings
from kombu import Connection


class Peeping:
    """Looks for a message while it is itself being written into one."""

    def __init__(self, channel):
        self.channel, self.found = channel, None

    def __json__(self):
        try:
            self.found = self.channel._get("mail")
        except Empty:
            self.found = "nothing"
        return "written"


@pytest.fixture
def channel(tmp_path):
    folders = {"data_folder_in": tmp_path, "data_folder_out": tmp_path, "control_folder": tmp_path / "control"}
    (tmp_path / "control").mkdir()
    with Connection("filesystem://", transport="portal.core.broker.Transport", transport_options=folders) as connection:
        yield connection.channel()


def test_message_shows_when_it_is_whole(channel):
    peeping = Peeping(channel)

    channel._put("mail", {"body": peeping})

    assert peeping.found == "nothing"
    assert channel._get("mail") == {"body": "written"}


def test_messages_come_in_the_order_they_were_put_and_to_their_own_queue(channel, monkeypatch):
    moments = iter((1000.0, 1000.5, 1001.0))
    monkeypatch.setattr("portal.core.broker.monotonic", lambda: next(moments))
    for queue, number in (("mail", 1), ("keys", 2), ("mail", 3)):
        channel._put(queue, {"number": number})

    assert [channel._get("mail")["number"], channel._get("mail")["number"]] == [1, 3]
    assert channel._size("keys") == 1


def test_portal_without_redis_uses_it():
    words = "from portal.celery import app; print(type(app.connection_for_write().transport).__module__)"
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}

    done = subprocess.run(
        [sys.executable, "-c", words], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert done.stdout.strip() == "portal.core.broker"
