"""What holds for the whole code base and is easily forgotten."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CODE = ("portal", "enrollment", "assessments", "consultants", "templates", "static")
OURS = {"core", "accounts", "enrollment", "assessments", "consultants", "dashboard"}


def files(*endings):
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "vendor" not in path.parts and "__pycache__" not in path.parts:
                yield path


def names_of_the_first_customer():
    exempt = ("portal/demo", "portal/brands")
    word = re.compile(r"\b(Oslo|UKE|BLK|byråd|bydel)\b")
    for path in files(".py", ".html", ".txt", ".css", ".js", ".json", ".svg", ".md"):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(exempt):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if word.search(line.replace("Europe/Oslo", "")):
                    yield f"{name}:{number}"


def test_another_municipality_needs_no_code():
    assert list(names_of_the_first_customer()) == []


def test_no_inline_style_or_script_outside_mail():
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", re.IGNORECASE)
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files(".html")
        # Mail readers know no style sheets; the report's document is turned into a PDF, not served.
        if "mail" not in path.parts and path.name != "document.html"
        if pattern.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


PURE = (
    "enrollment/members.py",
    "assessments/instrument.py",
    "assessments/instrument_check",
    "assessments/publication",
    "assessments/sealing.py",
    "assessments/statistics",
    "assessments/report/charts.py",
    "consultants/matching",
    "consultants/phases.py",
)
ORM_AND_HTTP = ("django.db", "django.http", "django.shortcuts", "django.contrib", "django.conf", "portal.core.models")


def imports_of(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("name", PURE)
def test_pure_cores_know_neither_orm_nor_http(name):
    path = ROOT / name
    modules = [path] if path.is_file() else sorted(path.rglob("*.py"))
    found = [(m.name, i) for m in modules for i in imports_of(m) if i.startswith(ORM_AND_HTTP) or i.endswith(".models")]

    assert modules
    assert found == []


def test_nothing_needs_one_database():
    assert [str(path) for path in files(".py") if "django.contrib.postgres" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("model", [m for m in apps.get_models() if m._meta.app_label in OURS], ids=lambda m: m.__name__)
def test_names_people_read_are_lower_case(model):
    assert str(model._meta.verbose_name) == str(model._meta.verbose_name).lower()


def test_every_template_is_used():
    """By a view, another template, a mail or a convention of Django or allauth."""
    by_convention = ("account/", "mfa/", "usersessions/", "admin/", "forms/", "django/")
    root_pages = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
    text = "\n".join(path.read_text(encoding="utf-8") for path in files(".py", ".html", ".txt"))
    unused = []
    for path in sorted((ROOT / "templates").rglob("*")):
        name = path.relative_to(ROOT / "templates").as_posix()
        if path.is_dir() or name in root_pages or name.startswith(by_convention):
            continue
        # A mail is queued by its name without ending, sometimes put together from app and word.
        is_queued = "/mail/" in name and f'{path.stem}"' in text
        if f'"{name}"' not in text and not is_queued:
            unused.append(name)

    assert unused == []


def test_celery_beat_only_rings():
    assert set(settings.CELERY_BEAT_SCHEDULE) == {"dispatch", "tick"}
