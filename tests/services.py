"""PostgreSQL and Redis for the tests: found or installed, started on free ports, stopped again.

    python -m tests.services COMMAND ...    runs the command with DATABASE_URL and REDIS_URL set

Servers given by these variables are used as they are. Fault tests start their own with the same classes.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGES = {
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
}


CONNECTIONS = 300
"""Two workers may each have fifty senders at once, and a backend outlives its client by a moment."""

PORTS = range(20_000, 32_000)
"""Below those the system gives to outgoing connections, which could take a port before the server has it."""


def free_port() -> int:
    while True:
        port = secrets.choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def find(program: str) -> str | None:
    """The program's path, also where Debian hides PostgreSQL's."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)]))


def install_missing() -> None:
    """Install what is missing with apt, without starting services. Elsewhere say what is needed."""
    missing = [package for program, package in PACKAGES.items() if not find(program)]
    if os.environ.get("CHROMIUM"):
        missing = [package for package in missing if package != "chromium"]
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise SystemExit(f"Testene trenger {', '.join(missing)}. Chromium kan oppgis med CHROMIUM=/sti.")
    root = [] if os.geteuid() == 0 else ["sudo"]
    print("Installerer:", *missing, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    subprocess.run([*root, "apt-get", "update", "-qq"], check=True)
    subprocess.run(
        [
            *root,
            "apt-get",
            "-o",
            "DPkg::Lock::Timeout=300",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            *missing,
        ],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


class Server:
    """A server process in a temporary folder."""

    process: subprocess.Popen

    def __init__(self):
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
        self.folder.chmod(0o755)

    def wait(self) -> None:
        for _ in range(1200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"{type(self).__name__} did not start")

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    stop_signal = signal.SIGTERM


class Redis(Server):
    def start(self) -> "Redis":
        self.process = subprocess.Popen(
            [find("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        self.wait()
        return self

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class PostgreSQL(Server):
    # Immediate shutdown: what is stopped here is thrown away, and a fast one that comes while the server recovers
    # from a crash may never end.
    stop_signal = signal.SIGQUIT

    def __init__(self, *options: str, fsync: bool = False):
        super().__init__()
        self.options = options
        self.fsync = fsync
        self.data = self.folder / "data"
        self.log = self.folder / "log"

    def start(self) -> "PostgreSQL":
        if not self.data.exists():
            self.data.mkdir()
            if os.geteuid() == 0:  # PostgreSQL refuses to run as root
                shutil.chown(self.data, "postgres")
            # The cluster's own locale is C, so that ordering is the same on every machine.
            self._run("initdb", "-D", self.data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        flags = ["-h", "127.0.0.1", "-p", str(self.port), "-k", "", "-F"][: None if not self.fsync else 6]
        flags += ["-c", f"max_connections={CONNECTIONS}", *self.options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._as_owner(), find("postgres"), "-D", self.data, *flags], stdout=log, stderr=log, cwd="/"
            )
        self.wait()
        return self

    @property
    def url(self) -> str:
        return f"postgres://portal:portal@127.0.0.1:{self.port}/postgres"

    def kill(self) -> None:
        """Kill the whole server: the postmaster's children die with it."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        super().kill()
        time.sleep(0.5)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
            os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), self.stop_signal)
            self.process.wait(15)
        super().stop()

    def _as_owner(self) -> list[str]:
        return (
            ["setpriv", "--reuid=postgres", f"--regid={_postgres_group()}", "--clear-groups"]
            if os.geteuid() == 0
            else []
        )

    def _run(self, program: str, *arguments) -> None:
        subprocess.run(
            [*self._as_owner(), find(program), *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )


def _postgres_group() -> str:
    return str(pwd.getpwnam("postgres").pw_gid)


def main(command: list[str]) -> int:
    install_missing()
    environment = dict(os.environ)
    servers: list[Server] = []
    try:
        for variable, server in (("DATABASE_URL", PostgreSQL), ("REDIS_URL", Redis)):
            if not environment.get(variable):
                servers.append(server().start())
                environment[variable] = servers[-1].url
        return subprocess.run(command, env=environment).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        for server in servers:
            server.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
