"""What an adopter puts in her brand folder: names, addresses and a style sheet, no code."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Brand:
    """Names used on pages, in mails and in reports. The defaults are neutral."""

    portal: str = "Topplederportalen"
    municipality: str = "Kommunen"
    provider: str = "Leverandøren"
    commissioner: str = "Oppdragsgiveren"
    programme: str = "Topplederprogrammet"
    contact_email: str = ""
    contact_phone: str = ""
    accessibility_statement_url: str = ""
    stylesheet: str = ""


def load_brand(folder: Path | None) -> Brand:
    """Read ``brand.toml`` of the folder; without a folder the neutral brand.

    Raises ValueError when the file holds a name the portal does not know, so that
    a misspelt line is found at start and not on a page.
    """
    if folder is None:
        return Brand()
    values = tomllib.loads((folder / "brand.toml").read_text(encoding="utf-8"))
    unknown = values.keys() - {field.name for field in fields(Brand)}
    if unknown:
        raise ValueError(f"brand.toml: ukjente navn: {', '.join(sorted(unknown))}")
    return Brand(**values)
