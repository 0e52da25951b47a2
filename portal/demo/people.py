"""Invented people: names that cannot be taken for real ones, on a mail domain nobody can own."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

FIRST_NAMES = (
    "Astrid Bjørn Camilla Dag Eline Farid Gunnar Hilde Ibrahim Jorunn Kamal Liv Magnus Nora Oddvar Petra Qasim "
    "Ragnhild Sindre Tuva Ulrik Vigdis Wenche Yngve Zara Ære Øystein Åse Amina Birk Cecilie Daniel Elin Frode "
    "Gro Halvor Idun Jamal Kjersti Lars Maren Nils Oda Per Rune Solveig Tarik Unni Vidar Yusuf"
).split()
SURNAMES = (
    "Eksempelsen Prøvestad Liksombø Tenktvik Oppdiktmo Fantasirud Demoli Påfunnhaug Skuggestad Ljugarvik Innbillsen "
    "Papirdal Kulissby Rekvisittmo Maskebø Skinnvoll Narrestad Spøkedal Fabelmo Eventyrud Drømmeli Luftslottvik "
    "Kladdebø Utkastmo Stråmannsvik Attrapprud Kopistad Speilvik Ekkomo Hypotesen"
).split()
TITLES = (
    "Økonomi",
    "HR og organisasjon",
    "Kommunikasjon",
    "Drift og eiendom",
    "Digitalisering",
    "Fag og kvalitet",
    "Innbyggertjenester",
    "Strategi og analyse",
    "Juridisk",
    "Prosjekt og utvikling",
    "Internkontroll",
    "Anskaffelser",
    "Beredskap",
)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    title: str


def ascii_name(text: str) -> str:
    """ "Åse Prøvestad" becomes "ase.provestad"."""
    text = text.lower().translate(str.maketrans({"ø": "o", "æ": "ae", "å": "a"}))
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", text).strip(".")


def domain_of(organisation: str) -> str:
    return f"{ascii_name(organisation).replace('.', '-')}.example"


class Crowd:
    """Hands out people, each name once."""

    def __init__(self, seed: int):
        self._random = Random(seed)  # nosec B311: invented people, not secrets
        self._names = [f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES]
        self._random.shuffle(self._names)

    def person(self, organisation: str, title: str = "") -> Person:
        name = self._names.pop()
        title = title or self._random.choice(TITLES)
        return Person(name, f"{ascii_name(name)}@{domain_of(organisation)}", title)

    def group(self, organisation: str, size: int, leader_title: str) -> list[Person]:
        """The leader first; titles differ as far as they go."""
        titles = self._random.sample(TITLES, k=min(size - 1, len(TITLES)))
        return [self.person(organisation, leader_title), *(self.person(organisation, title) for title in titles)]
