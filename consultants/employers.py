"""Which employer counts when a consultant is chosen: the organisation, or the unit inside it. Pure.

The office says so for each level of groups. An employer is a text: "12" is an organisation, "12/stab/økonomi" a unit
of it. Own unit and own line, upwards and downwards, are always the same employer; so is a unit nobody has filled in.
"""

from collections.abc import Collection

UnitPath = tuple[str, ...]


class Organisations(dict[int, int]):
    """Each organisation and what it is now; ``units`` are those that groups lead, by present organisation."""

    def __init__(self, present: dict[int, int], units: dict[int, set[UnitPath]]):
        super().__init__(present)
        self.units = units

    def employer_of_group(self, organisation: int, unit: str, *, by_unit: bool) -> str:
        """``by_unit``: the group's level lets consultants from other units of the organisation in."""
        return employer(self[organisation], unit_path(unit) if by_unit else ())

    def employers_of_link(self, organisation: int, unit: str) -> list[str]:
        """Every employer that working there bars: the organisation, and those of its units that are in her line."""
        present = self[organisation]
        own, units = unit_path(unit), self.units.get(present, ())
        return [employer(present, ()), *(employer(present, path) for path in in_line(own, units))]


def employer(organisation: int, path: UnitPath) -> str:
    return "/".join((str(organisation), *path))


def unit_path(text: str) -> UnitPath:
    """The unit from the top, however it is spaced and capitalised: "Stab / Økonomi" is ("stab", "økonomi")."""
    words = (" ".join(part.split()).casefold() for part in text.split("/"))
    return tuple(word for word in words if word)


def in_line(own: UnitPath, units: Collection[UnitPath]) -> list[UnitPath]:
    """The units that are hers, above hers or below hers; all of them when hers is not known."""
    return sorted(path for path in units if path[: len(own)] == own or own[: len(path)] == path)
