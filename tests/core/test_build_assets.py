import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont

from portal.core.management.commands.build_assets import punkt_tokens, without_remote_addresses

PACKAGES = settings.BASE_DIR / "node_modules"


@pytest.fixture(scope="module")
def vendor(tmp_path_factory):
    """Made once from the installed packages (bin/setup), the way production makes it."""
    target = tmp_path_factory.mktemp("static") / "vendor"
    call_command("build_assets", packages=PACKAGES, target=target, verbosity=0)
    return target


def test_everything_is_built_with_its_licence(vendor):
    assert sorted(str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()) == [
        "fonts/PortalSans-Bold.ttf",
        "fonts/PortalSans-Regular.ttf",
        "fonts/portal-sans.LICENSE",
        "fonts/portal-sans.woff2",
        "punkt.LICENSE",
        "punkt.css",
    ]


def test_punkt_fetches_nothing_from_outside(vendor):
    style = (vendor / "punkt.css").read_text(encoding="utf-8")

    assert "https:" not in style
    assert "@font-face" not in style
    assert "@layer punkt" in style
    for local in set(re.findall(r"url\(\.\./(img/[^)]+)\)", style)):
        assert (settings.BASE_DIR / "static" / local).is_file()


@pytest.mark.parametrize(("style", "weight"), [("Regular", 400), ("Bold", 700)])
def test_pdf_font_is_ours_by_name_and_whole(vendor, style, weight):
    font = TTFont(vendor / f"fonts/PortalSans-{style}.ttf")

    assert font["name"].getDebugName(1) == "Portal Sans"
    assert font["OS/2"].usWeightClass == weight
    assert [letter for letter in "æøåÆØÅéčšŋđ–«»…≥" if ord(letter) not in font.getBestCmap()] == ["≥"]
    assert {"kern", "mark"} <= {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}


def test_remote_address_or_font_face_stops_the_build():
    with pytest.raises(CommandError, match=r"elsewhere\.example"):
        without_remote_addresses("a{background:url(https://elsewhere.example/x.svg)}")
    with pytest.raises(CommandError, match="font-face"):
        without_remote_addresses("@font-face{}")


def test_another_punkt_without_its_tokens_stops_the_build():
    with pytest.raises(CommandError, match="variabler"):
        punkt_tokens(":root .pkt-x{color:red}")


def test_missing_packages_tell_what_to_run(tmp_path):
    with pytest.raises(CommandError, match="npm ci"):
        call_command("build_assets", packages=tmp_path / "none", target=tmp_path / "vendor")


def test_command_needs_no_database(tmp_path):
    """Image builds run it where there is no server to reach."""
    command = [sys.executable, "manage.py", "build_assets", "--target", str(tmp_path / "vendor")]
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
