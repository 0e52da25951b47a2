"""Processes started as in production refuse what is unsafe, and name the setting."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = settings.BASE_DIR

SAFE = {
    "SECRET_KEY": "k" * 30 + "9f3a7c2e" * 4,
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal:a-password-of-its-own@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


@pytest.fixture
def folders(tmp_path):
    for name in ("seal", "draft", "files"):
        (tmp_path / name).mkdir()
    return {"PORTAL_DRAFT_KEYS": str(tmp_path / "draft"), "PORTAL_FILES_DIR": str(tmp_path / "files")}


def start(command: list[str], environment: dict) -> subprocess.CompletedProcess:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], env={**clean, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def start_web(environment):
    return start(["-c", "import portal.wsgi"], environment)


def start_worker(queues, environment):
    return start(["-m", "celery", "-A", "portal", "worker", "-Q", queues, "--pool=solo"], environment)


def test_web_starts_with_safe_settings(folders):
    result = start_web({**SAFE, **folders})

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"PORTAL_URL": "http://portal.example"}, "PORTAL_URL"),
        ({"DATABASE_URL": "postgres://portal:portal@127.0.0.1:1/portal"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////tmp/portal.sqlite3"}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"PORTAL_DRAFT_KEYS": "/finnes/ikke"}, "PORTAL_DRAFT_KEYS"),
        ({"PORTAL_DEMO": "1"}, "PORTAL_DEMO"),
    ],
)
def test_web_refuses_and_names_the_setting(folders, change, named):
    result = start_web({**SAFE, **folders, **change})

    assert result.returncode != 0
    assert f"{named}:" in result.stderr


def test_web_refuses_readable_seal_keys(folders, tmp_path):
    result = start_web({**SAFE, **folders, "PORTAL_SEAL_KEYS": str(tmp_path / "seal")})

    assert result.returncode != 0
    assert "PORTAL_SEAL_KEYS:" in result.stderr


def test_report_worker_refuses_readable_seal_keys(folders, tmp_path):
    result = start_worker("default,mail", {**SAFE, **folders, "PORTAL_SEAL_KEYS": str(tmp_path / "seal")})

    assert result.returncode != 0
    assert "PORTAL_SEAL_KEYS:" in result.stderr


def test_keyworker_refuses_without_seal_keys(folders):
    result = start_worker("keys", {**SAFE, **folders})

    assert result.returncode != 0
    assert "PORTAL_SEAL_KEYS:" in result.stderr


def test_deploy_check_passes_with_safe_settings(folders):
    result = start(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], {**SAFE, **folders})

    assert result.returncode == 0, result.stderr


class TestCompose:
    services = yaml.safe_load((Path(ROOT) / "docker-compose.yml").read_text())["services"]

    def mounts(self, service):
        return [volume.split(":") for volume in self.services[service].get("volumes", [])]

    def test_only_the_keyworker_mounts_the_seal_keys(self):
        assert [name for name in self.services if any("seal" in mount[0] for mount in self.mounts(name))] == [
            "keyworker"
        ]
        assert [
            name for name, service in self.services.items() if "PORTAL_SEAL_KEYS" in service.get("environment", {})
        ] == ["keyworker"]

    def test_web_mounts_the_draft_keys_read_only(self):
        modes = {name: mount[2:] for name in self.services for mount in self.mounts(name) if "draft" in mount[0]}

        assert modes == {"web": ["ro"], "keyworker": []}

    def test_ours_run_under_one_user_on_a_read_only_root(self):
        ours = [service for service in self.services.values() if "build" in service]

        assert {service["user"] for service in ours} == {"10001:10001"}
        assert all(service["read_only"] for service in ours)
