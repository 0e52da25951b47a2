"""The demo as ``bin/demo`` starts it, in a copy of the project so that nobody's own demo is touched."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.portal import ROOT, Portal, Received
from tests.services import free_port

LEFT_OUT = (".git", ".venv", "var", "node_modules", "staticfiles", "mutants", "__pycache__", ".*_cache", ".hypothesis")


class Demo(Portal):
    """One command, one SQLite file, one worker; mail is written to a folder."""

    def __init__(self, folder: Path):
        self.folder = folder / "portal"
        shutil.copytree(ROOT, self.folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen | None = None

    def environment(self, process: str = "") -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PORTAL_DEMO": "1", "PORT": str(self.port), "PORTAL_SIGNUP_DOMAINS": "grorud.example"}

    def start(self, *arguments: str) -> str:
        """Start it and return what it prints until it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *arguments],
            env=self.environment(),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "Ctrl-C" in line:
                return printed
        self.process.stdout.close()
        self.process.wait()
        raise AssertionError(printed)

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(90)
        self.process.stdout.close()
        return status

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.interrupt()
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()

    def processes_left(self) -> list[str]:
        """Command lines of processes that still run in the demo's folder."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and (entry / "cwd").resolve() == self.folder.resolve():
                    found.append((entry / "cmdline").read_text().replace("\0", " "))
        return found

    def mail_to(self, address: str) -> list[Received]:
        paths = sorted((self.folder / "var/demo/mail").glob("*.json"))
        mails = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        return [Received(mail["to"], mail["subject"], mail["text"]) for mail in mails if mail["to"] == address]

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in (self.folder / "var/demo").glob("*.log"))

    def _python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment(), "DJANGO_SETTINGS_MODULE": "portal.settings"},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def doors(printed: str) -> list[str]:
    return re.findall(r"http://\S+/demo/inn/\S+", printed)


def wait_until_gone(demo: Demo, *, seconds: float = 15) -> list[str]:
    deadline = time.monotonic() + seconds
    while (left := demo.processes_left()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left
