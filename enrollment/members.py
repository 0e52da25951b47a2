"""Reads the list of members a leader pastes, and says which lines must be mended.

Understands spreadsheet lines (columns by tab, semicolon or comma, in any order, with or without a heading),
a recipient line from a mail program (``Name <address>; Name <address>``) and one address a line.
Knows neither database nor request.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MAXIMUM_LINES = 40
TITLE_ROWS = 3
LONGEST = 120

ADDRESS = re.compile(r"[^\s<>;,\"()]*@[^\s<>;,\"()]*")
HEADINGS = {
    "name": {"navn", "name", "medlem", "person", "fullt navn", "fornavn", "etternavn", "first name", "last name"},
    "email": {"e-post", "epost", "e-postadresse", "epostadresse", "email", "e-mail", "mail", "adresse"},
    "title": {"stilling", "tittel", "rolle", "title", "funksjon", "område", "ansvar", "ansvarsområde", "avdeling"},
}
UNIT = re.compile(r"(.+?) ?\(([^()]+)\)")
"""Mail programs write where a person works behind the name: "Tomasz Wolny (Eiendom)"."""
LETTERS = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ß": "s"})


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person as read. ``line`` is the number shown beside her, from 1.

    ``error`` names the line and says what to do, "" when the line is ready;
    ``field`` is the part to mend: name, title or email.
    """

    line: int
    name: str
    title: str
    email: str
    error: str = ""
    field: str = ""

    @property
    def anchor(self) -> str:
        """Its id on the page, and what the names of its fields begin with."""
        return f"linje-{self.line}"

    def to_json(self) -> dict:
        return {key: value for key, value in asdict(self).items() if key not in ("error", "field")}


def parse_members(text: str, *, first: int = 1) -> list[MemberLine]:
    """Every person in the text, numbered from ``first`` and checked.

    Empty lines and a heading are not counted; a recipient line counts as many lines as it has
    recipients. Whatever else stands there becomes a line with an error. Never raises.
    """
    rows = [cells for row in _clean(text).splitlines() for cells in _rows_of(row) if any(cells)]
    above, heading = _find_heading(rows)
    if heading:
        rows = rows[above + 1 :]
        layouts = {}
    else:
        layouts = _layouts(rows)
        heading = _largest(layouts, rows)
    people = [_person(cells, layouts.get(len(cells), heading)) for cells in rows]
    return check([MemberLine(number, *person) for number, person in enumerate(people, first)])


def from_json(stored: Iterable[dict]) -> list[MemberLine]:
    """The lines of a draft, checked."""
    return check([MemberLine(**entry) for entry in stored])


def check(lines: Sequence[MemberLine]) -> list[MemberLine]:
    """The same lines, each with what must be mended."""
    domains = Counter(line.email.partition("@")[2] for line in lines if not email_problem(line.email))
    seen: dict[str, int] = {}
    checked = []
    for line in lines:
        field, problem = _problem(line, domains)
        if not problem and line.email in seen:
            field, problem = (
                "email",
                _("Samme e-post som linje %(other)d. Fjern den ene, eller rett adressen.")
                % {"other": seen[line.email]},
            )
        seen.setdefault(line.email, line.line)
        error = _("Linje %(number)d: %(problem)s") % {"number": line.line, "problem": problem} if problem else ""
        checked.append(replace(line, error=error, field=field))
    return checked


def email_problem(email: str, example: str = "") -> str:
    """What is wrong with an address, as a sentence; "" when nothing is."""
    hint = _(" Skriv for eksempel %(example)s.") % {"example": example or _("navn@virksomheten.no")}
    user, at, domain = email.rpartition("@")
    if not email:
        return _("E-posten mangler.") + hint
    if not at:
        return _("E-posten mangler @.") + hint
    if not user:
        return _("E-posten mangler begynnelsen foran @.") + hint
    if "." not in domain.strip("."):
        return _("E-posten mangler slutten etter @.") + hint
    if len(email) > 254:
        return _("E-posten er for lang.") + hint
    if strange := sorted({char for char in user if not char.isascii()}):
        return _("E-posten kan ikke ha «%(letters)s» foran @.") % {"letters": "», «".join(strange)} + hint
    try:
        validate_email(email)
    except ValidationError:
        return _("E-posten har tegn som ikke kan stå der.") + hint
    return ""


def tidy_email(text: str) -> str:
    return _clean(text).strip().strip("<>").removeprefix("mailto:").rstrip(".,").lower()


# One line ---------------------------------------------------------------------


def _problem(line: MemberLine, domains: Counter) -> tuple[str, str]:
    if problem := email_problem(line.email, _example(line, domains)):
        return "email", problem
    if not line.name:
        return "name", _("Navnet mangler. Skriv hvem som har adressen %(email)s.") % {"email": line.email}
    for field, text in (("name", line.name), ("title", line.title)):
        if len(text) > LONGEST:
            return field, _("Teksten er for lang. Kort den ned til %(limit)d tegn.") % {"limit": LONGEST}
    return "", ""


def _example(line: MemberLine, domains: Counter) -> str:
    """The address as it was probably meant: in plain letters, at the domain most of the others have."""
    user, _at, typed = line.email.partition("@")
    user = _plain(user.replace("æ", "ae")) or ".".join(_plain(line.name).split())
    known = [typed] if not email_problem(f"navn@{typed}") else [domain for domain, _count in domains.most_common()]
    likely = [domain for domain in known if domain.startswith(typed)] or known
    return f"{user}@{likely[0]}" if likely and re.fullmatch(r"[a-z0-9._+-]+", user) else ""


def _clean(text: str) -> str:
    """Without the invisible characters spreadsheets and mail programs bring along."""
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    return "".join(char for char in text if char in "\t\r\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def _rows_of(row: str) -> list[list[str]]:
    """The line as cells; a recipient line becomes one row each of name and address."""
    if "\t" in row:
        return [[_bare(cell) for cell in row.split("\t")]]
    if len(ADDRESS.findall(row)) > 1 or row.count("<") > 1:
        return [_recipient(piece) for piece in _recipients(row)]
    for separator in ";,":
        if separator in row and "<" not in row:
            return [[_bare(cell) for cell in row.split(separator)]]
    return [_recipient(row.strip(" ;,"))]


def _recipients(row: str) -> list[str]:
    """The pieces of a recipient line, each ending with its address; what is left over is a piece of its own.

    A comma inside a name ("Nordlund, Farid <f@x.no>") does not part two people.
    """
    pieces = []
    for part in re.split(r";|(?<=>)", row):
        ends = [0, *(match.end() for match in list(ADDRESS.finditer(part))[:-1]), len(part)]
        pieces += [part[start:end].strip(" ,>") for start, end in pairwise(ends)]
    return [piece for piece in pieces if piece]


def _recipient(piece: str) -> list[str]:
    """``Name <address>`` or ``Name address`` as two cells; anything else as one."""
    if "<" in piece:
        name, _bracket, address = piece.partition("<")
        return [_bare(name), tidy_email(address.partition(">")[0])] if name.strip() else [tidy_email(address)]
    address = ADDRESS.search(piece)
    if address is None:
        return [_bare(piece)]
    name = _bare(piece[: address.start()] + " " + piece[address.end() :])
    return [name, address[0]] if name else [address[0]]


def _bare(cell: str) -> str:
    """The cell without quotes and double spaces; "Nordlund, Farid" turned the right way."""
    text = " ".join(cell.replace('"', " ").split()).strip("'<>")
    if unit := UNIT.fullmatch(text):
        return f"{_bare(unit[1])} ({unit[2]})"
    last, comma, first = text.partition(", ")
    return f"{first} {last}" if comma and "," not in first and "@" not in text and len(last.split()) <= 2 else text


# Columns ----------------------------------------------------------------------

Layout = dict[int, str]


def _find_heading(rows: list[list[str]]) -> tuple[int, Layout]:
    """The heading and how many rows stand above it: a list copied whole often has a title over its columns."""
    for above, cells in enumerate(rows[: TITLE_ROWS + 1]):
        if any("@" in cell for cell in cells):
            break
        if heading := _heading(cells):
            return above, heading
    return 0, {}


def _heading(cells: list[str]) -> Layout:
    """Which column holds what, where the row is a heading; otherwise empty."""
    kinds = {
        column: kind for column, cell in enumerate(cells) for kind, words in HEADINGS.items() if cell.lower() in words
    }
    return kinds if kinds and not any("@" in cell for cell in cells) else {}


def _layouts(rows: list[list[str]]) -> dict[int, Layout]:
    """A layout for each number of columns, guessed from the rows that hold an address."""
    lengths = {len(cells) for cells in rows if any("@" in cell for cell in cells)}
    return {length: _layout([cells for cells in rows if len(cells) == length]) for length in lengths}


def _largest(layouts: dict[int, Layout], rows: list[list[str]]) -> Layout:
    if not layouts:
        return {0: "name", 1: "title", 2: "email"}
    return layouts[Counter(len(cells) for cells in rows if len(cells) in layouts).most_common(1)[0][0]]


def _layout(rows: list[list[str]]) -> Layout:
    """Names are the columns that look like the address; without any, the first column with letters."""
    columns = range(len(rows[0]))
    email = max(columns, key=lambda column: sum("@" in cells[column] for cells in rows))
    others = [column for column in columns if column != email]
    likeness = {column: sum(_alike(cells[column], cells[email]) for cells in rows) for column in others}
    names = [column for column in others if 2 * likeness[column] >= len(rows)]
    if any(" " in cells[column] for cells in rows for column in names):
        names = [max(names, key=lambda column: likeness[column])]
    if not names:
        names = [c for c in others if any(_has_letters(cells[c]) for cells in rows)][:1]
    return {column: "email" if column == email else "name" if column in names else "title" for column in columns}


def _person(cells: list[str], layout: Layout) -> tuple[str, str, str]:
    """Name, title and address of one row. An address is known by its @, wherever it stands."""
    at = next((column for column, cell in enumerate(cells) if "@" in cell), None)
    if at is None and len(cells) > 1:
        at = next((column for column, kind in layout.items() if kind == "email" and column < len(cells)), None)
    parts: dict[str, list[str]] = {"name": [], "title": []}
    for column, cell in enumerate(cells):
        kind = layout.get(column, "title")
        if column != at and _has_letters(cell):
            parts["name" if kind == "name" else "title"].append(cell)
    if not parts["name"]:
        parts["name"], parts["title"] = parts["title"][:1], parts["title"][1:]
    email = tidy_email(cells[at]) if at is not None else ""
    name, title = " ".join(parts["name"]) or _name_from(email), ", ".join(parts["title"])
    if not title and (unit := UNIT.fullmatch(name)):
        name, title = unit.groups()
    return name, title, email


def _name_from(email: str) -> str:
    """ "farid.nordlund@x.no" -> "Farid Nordlund"; "post@x.no" tells nobody's name."""
    words = [word for word in re.split(r"[._]", email.partition("@")[0]) if word.isalpha()]
    return " ".join(word.capitalize() for word in words) if len(words) > 1 else ""


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _alike(text: str, address: str) -> bool:
    user = _plain(address.partition("@")[0])
    return any(word in user for word in _plain(text).replace("-", " ").split() if len(word) > 2)
