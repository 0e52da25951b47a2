"""The portal as production runs it: gunicorn, worker, keyworker and beat as processes of their own.

On a database of its own in the tests' PostgreSQL, with the tests' Redis (or one a fault test can
kill) and a real mail server that keeps what it receives.
"""

import contextlib
import email
import email.policy
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from aiosmtpd.controller import Controller
from django.conf import settings

from tests.services import Redis, free_port

ROOT = Path(settings.BASE_DIR)


@dataclass(frozen=True)
class Received:
    to: str
    subject: str
    text: str


class MailServer:
    """Accepts everything and keeps it; ``stop`` and ``start`` make it go away and come back."""

    def __init__(self):
        self.port = free_port()
        self.received: list[Received] = []
        self._controller: Controller | None = None

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.received.append(Received(envelope.rcpt_tos[0], message["Subject"], text))
        return "250 OK"

    def start(self) -> "MailServer":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None


class Portal:
    """Start it, use it in a browser, kill parts of it."""

    PROCESSES = {
        "web": ["gunicorn", "portal.wsgi", "--config", "portal/gunicorn.py"],
        "worker": ["celery", "-A", "portal", "worker", "-Q", "default,mail", "-c", "1", "-n", "worker@%h"],
        "keyworker": ["celery", "-A", "portal", "worker", "-Q", "keys", "-c", "1", "-n", "keys@%h"],
        "beat": ["celery", "-A", "portal", "beat"],
    }

    def __init__(self, folder: Path, *, redis: Redis | None = None):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.mail = MailServer()
        self.redis = redis
        self.processes: dict[str, subprocess.Popen] = {}
        self._server_url = os.environ.get("DATABASE_URL", "")
        self._database = f"journey_{secrets.token_hex(4)}"
        for name in ("files", "seal", "draft"):
            (folder / name).mkdir()

    def environment(self, process: str) -> dict[str, str]:
        """As in docker-compose.yml: only the keyworker knows where the seal keys are."""
        parts = urlsplit(self._server_url)
        host = parts.netloc.rpartition("@")[2]
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "SECRET_KEY": "journey-" + "0123456789abcdef" * 4,
            "DATABASE_URL": urlunsplit(parts._replace(netloc=f"portal:of-its-own@{host}", path=f"/{self._database}")),
            "REDIS_URL": self.redis.url if self.redis else os.environ["REDIS_URL"],
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "DEFAULT_FROM_EMAIL": "Portalen <portal@portal.example>",
            "PORTAL_URL": self.url,
            "ALLOWED_HOSTS": "localhost",
            "PORTAL_SIGNUP_DOMAINS": "grorud.example",
            "PORTAL_FILES_DIR": str(self.folder / "files"),
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
        }
        if process in ("web", "keyworker"):
            environment["PORTAL_DRAFT_KEYS"] = str(self.folder / "draft")
        if process == "keyworker":
            environment["PORTAL_SEAL_KEYS"] = str(self.folder / "seal")
        return environment

    def start(self) -> "Portal":
        self._sql(f"CREATE DATABASE {self._database}")
        self.mail.start()
        self.manage("migrate", "-v0")
        self.manage("createcachetable")
        self.manage("collectstatic", "--noinput", "-v0")
        self.run("from portal.demo import seed; seed.seed_programme()")
        for name in self.PROCESSES:
            self.start_process(name)
        self.wait_for(self._answers, "the web process")
        return self

    def start_process(self, name: str) -> None:
        module, *arguments = self.PROCESSES[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env=self.environment(name),
                cwd=ROOT,
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self, name: str) -> None:
        """The process and its children, at once."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for name in list(self.processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.processes[name].wait(10)
            self.kill(name)
        self.mail.stop()
        self._sql(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)")

    def manage(self, *arguments: str) -> str:
        return self._python("manage.py", *arguments)

    def run(self, code: str) -> str:
        """Run Python in the portal's own settings, as its keyworker would; returns what it prints."""
        return self._python("-c", f"import django; django.setup()\n{code}").strip()

    def _python(self, *arguments: str) -> str:
        environment = {**self.environment("keyworker"), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _sql(self, statement: str) -> None:
        connection = psycopg2.connect(self._server_url)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/helse/", timeout=2):
            return True
        return False

    def wait_for(self, happened: Callable[[], object], what: str, *, seconds: float = 60):
        """Poll until it is true, and return it; say what did not happen, with the logs, when it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if result := happened():
                return result
            time.sleep(0.2)
        raise AssertionError(f"{what} did not happen in {seconds:.0f} s\n{self.logs()}")

    def mail_to(self, address: str) -> list[Received]:
        """What the address has received, the latest last."""
        return [message for message in self.mail.received if message.to == address]

    def mailed(self, address: str, words: str, *, seconds: float = 60) -> Received:
        """The latest mail to the address whose subject has the words; waits for it."""

        def latest():
            return next((m for m in reversed(self.mail_to(address)) if words.lower() in m.subject.lower()), None)

        return self.wait_for(latest, f"mail «{words}» to {address}", seconds=seconds)

    def link_for(self, address: str) -> str:
        """The link to answer by, from the latest mail that holds one."""

        def link():
            for message in reversed(self.mail_to(address)):
                if found := re.search(rf"{re.escape(self.url)}/s/\S+", message.text):
                    return found.group()
            return None

        return self.wait_for(link, f"a link for {address}")

    def logs(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-2000:]}" for path in sorted(self.folder.glob("*.log")))
