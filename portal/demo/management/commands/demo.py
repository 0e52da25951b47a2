"""The whole portal in one command: migrate, seed, start web and worker, say where to click."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.demo import reference
from portal.demo.views import DOORS

MARK = "demo"  # this file beside the database says that everything in the folder is invented


class Command(BaseCommand):
    help = "Start hele portalen med oppdiktede folk. Ctrl-C stanser alt."

    def add_arguments(self, parser):
        parser.add_argument("--fresh", action="store_true", help="Slett demoen og begynn på nytt.")

    def handle(self, *, fresh, **options):
        if not settings.PORTAL_DEMO or connection.vendor != "sqlite":
            raise CommandError("Demoen trenger PORTAL_DEMO=1 og sin egen SQLite-database.")
        database = Path(settings.DATABASES["default"]["NAME"])
        mark = database.parent / MARK
        if database.exists() and not mark.exists():
            raise CommandError(f"{database} er ikke en demodatabase. Den blir ikke rørt.")
        if fresh:
            self._clear(database)
        database.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        began = time.monotonic()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not reference.is_seeded():
            self.stdout.write("Lager oppdiktede grupper …")
            call_command("seed_demo", stdout=self.stdout)
        self._run(began)

    def _clear(self, database: Path) -> None:
        connection.close()
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
        for folder in (
            settings.PORTAL_FILES_DIR,
            settings.PORTAL_SEAL_KEYS,
            settings.PORTAL_DRAFT_KEYS,
            settings.DEMO_MAIL_DIR,
            Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]),
        ):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)

    def _run(self, began: float) -> None:
        """Start both processes in groups of their own and end them together."""
        port = os.environ.get("PORT", "8000")
        address = f"http://localhost:{port}"
        # One key for both: what web signs or hashes, the worker must find again.
        environment = {**os.environ, "PORTAL_URL": address, "SECRET_KEY": settings.SECRET_KEY}
        queues = "default,mail,keys"
        commands = [
            ["gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"],
            # Threads and beat in one process: enough for one visitor, and quick to start.
            ["celery", "-A", "portal", "worker", "-B", "-Q", queues, "--pool", "threads", "-c", "2", "-l", "WARNING"],
        ]
        processes: list[subprocess.Popen] = []
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            for module, *arguments in commands:
                command = [sys.executable, "-m", module, *arguments]
                with (settings.VAR_DIR / f"{module}.log").open("wb") as log:
                    processes.append(
                        subprocess.Popen(  # nosec B603: our own commands
                            command, env=environment, start_new_session=True, stdout=log, stderr=log
                        )
                    )
            self._wait_for(address, processes[0])
            self._say(address, time.monotonic() - began)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError(f"En av prosessene stanset. Se loggene i {settings.VAR_DIR}.")
        except KeyboardInterrupt:
            self.stdout.write("\nStanser.")
        finally:
            _stop(processes)

    def _wait_for(self, address: str, web: subprocess.Popen) -> None:
        for _ in range(300):
            if web.poll() is not None:
                raise CommandError(f"Webserveren startet ikke. Er {address} i bruk? Sett PORT til et annet tall.")
            try:
                with urllib.request.urlopen(f"{address}/helse/", timeout=2):  # nosec B310: our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CommandError("Webserveren svarte ikke.")

    def _say(self, address: str, seconds: float) -> None:
        lines = [
            "",
            f"Portalen er klar ({seconds:.0f} s): {address}",
            "Alt er oppdiktet, og ingenting her er for ekte svar.",
            "",
            *(f"  {door.title:<46} {address}/demo/inn/{door.slug}/" for door in DOORS),
            "",
            f"  {'Alle dørene på én side, og en ny leder som søker':<46} {address}/demo/",
            f"  {'E-post som er sendt (her ligger lenkene)':<46} {address}/demo/post/",
            "",
            f"Logger: {settings.VAR_DIR}",
            "Ctrl-C stanser alt.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _stop(processes: list[subprocess.Popen]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, sign)
        deadline = time.monotonic() + 10
        while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
            time.sleep(0.1)
