"""Make ``static/vendor/`` from the installed style and font packages. Needs no database and no settings of a server."""

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FAMILY = "Portal Sans"

# The parts of Punkt our templates use. Its base file is mostly utility classes; only its tokens are taken.
PUNKT_PARTS = (
    "elements/button.min.css",
    "elements/checkbox-radio.min.css",
    "elements/input.min.css",
    "elements/select.min.css",
    "elements/table.min.css",
    "components/inputwrapper.min.css",
    "components/tag.min.css",
    "components/textinput.min.css",
)
# Icons Punkt fetches from its own servers; ours draw the same with the style sheet (forms.css) or a local file.
LOCAL_ICONS = {
    "chevron-thin-down.svg": "../img/chevron.svg",
    "check-medium.svg": "../img/check.svg",
    "minus-sign.svg": "../img/minus.svg",
}
STATIC_WEIGHTS = {400: "Regular", 700: "Bold"}


class Command(BaseCommand):
    help = "Lager static/vendor/ (Punkt og skrifter) av pakkene npm har installert."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--packages", type=Path, default=settings.BASE_DIR / "node_modules")
        parser.add_argument("--target", type=Path, default=settings.BASE_DIR / "static" / "vendor")

    def handle(self, *, packages: Path, target: Path, **options):
        if not packages.is_dir():
            raise CommandError(f"{packages} finnes ikke. Kjør «npm ci» først, eller bin/setup som gjør begge deler.")
        fonts = target / "fonts"
        fonts.mkdir(parents=True, exist_ok=True)
        build_punkt(packages / "@oslokommune/punkt-css", target)
        build_web_font(packages / "@fontsource-variable/inter", fonts)
        build_static_fonts(packages / "@fontsource/inter", fonts)
        if options["verbosity"]:
            self.stdout.write(f"{target}: {sum(1 for path in target.rglob('*') if path.is_file())} filer")


def build_punkt(package: Path, target: Path) -> None:
    """One style sheet in a cascade layer, so that our own rules win whatever their weight."""
    css = package / "dist" / "css"
    parts = [punkt_tokens((css / "pkt-base.min.css").read_text(encoding="utf-8"))]
    parts += [(css / part).read_text(encoding="utf-8").removeprefix('@charset "UTF-8";') for part in PUNKT_PARTS]
    style = without_remote_addresses("\n".join(parts))
    (target / "punkt.css").write_text(f"@layer punkt {{\n{style}\n}}\n", encoding="utf-8")
    shutil.copyfile(package / "LICENSE", target / "punkt.LICENSE")


def punkt_tokens(base: str) -> str:
    """The rule that sets Punkt's custom properties on the root element."""
    match = re.search(r":root\{(--pkt[^}]*)\}", base)
    if match is None:
        raise CommandError("Fant ikke Punkts variabler. Er pakken en annen utgave enn i package-lock.json?")
    return match.group(0)


def without_remote_addresses(style: str) -> str:
    """Icons from our own folder. Raises CommandError when an address to another machine or a font face is left."""
    for icon, local in LOCAL_ICONS.items():
        style = re.sub(rf"url\(https://[^)]*/{re.escape(icon)}\)", f"url({local})", style)
    left = re.findall(r"url\((?!\.\./img/|data:)[^)]*\)|@font-face|@import", style)
    if left:
        raise CommandError(f"Punkt henter noe utenfra: {', '.join(sorted(set(left)))}")
    return style


def build_web_font(package: Path, fonts: Path) -> None:
    shutil.copyfile(package / "files" / "inter-latin-wght-normal.woff2", fonts / "portal-sans.woff2")
    shutil.copyfile(package / "LICENSE", fonts / "portal-sans.LICENSE")


def build_static_fonts(package: Path, fonts: Path) -> None:
    """TrueType for PDF: latin and latin-ext in one file, so that Sámi and Polish names are whole."""
    for weight, style in STATIC_WEIGHTS.items():
        sources = [package / "files" / f"inter-{part}-{weight}-normal.woff2" for part in ("latin", "latin-ext")]
        plain = [unpack(source, fonts) for source in sources]
        font = Merger().merge([str(path) for path in plain])
        rename(font, style)
        font.save(fonts / f"PortalSans-{style}.ttf")
        for path in plain:
            path.unlink()


def unpack(source: Path, folder: Path) -> Path:
    font = TTFont(source)
    font.flavor = None
    path = folder / f"{source.stem}.part.ttf"
    font.save(path)
    return path


def rename(font: TTFont, style: str) -> None:
    """Give the font our family name: the licence lets nobody else use the maker's name for a changed font."""
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"PortalSans-{style}"}
    table = font["name"]
    for name_id in (16, 17, 21, 22, 25):
        table.removeNames(nameID=name_id)
    for name_id, text in names.items():
        table.removeNames(nameID=name_id)
        table.setName(text, name_id, 3, 1, 0x409)
