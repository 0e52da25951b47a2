"""The rules of the format ``instrument/1``, in the order of docs/instruments.md."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .reader import Node, shown
from .values import LINE, PAGE, PARAGRAPH, SENTENCE, SHORT, Values

FORMAT = "instrument/1"
RATER_ROLES = ("leader", "member", "external")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,19}")
WHOLE = re.compile(r"0|-?[1-9][0-9]?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# An answer is one press on a row of buttons.
SCALE_END = 10
SCALE_STEPS = 11
# With these the fullest sheet there can be still has room in its sealed body (see assessments/sealing.py).
FACTORS = 40
OPEN_QUESTIONS = 3
VIEWS = 6
AREAS = 12
DISCUSSION = 6
NORMS = 20
# A norm from fewer groups tells too much about each of them.
NORM_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of a scale that is in order."""

    minimum: int
    maximum: int

    @property
    def largest_sd(self) -> float:
        """Half of the answers at each end."""
        return (self.maximum - self.minimum) / 2


def check_document(values: Values, root: Node) -> None:
    """Note every fault of the file in ``values``."""
    top = values.record(
        root,
        "Filen",
        "format key version languages rater_roles title licence reference_sd scale factors views open_questions",
        "intro norms",
    )
    _check_identity(values, top)
    values.languages = _languages(values, top.get("languages"))
    _check_rater_roles(values, top.get("rater_roles"))
    values.text(top.get("title"), "«title»", LINE)
    values.text(top.get("intro"), "«intro»", PAGE)
    _check_licence(values, top.get("licence"))
    ends = _scale(values, top.get("scale"))
    _check_reference_sd(values, top.get("reference_sd"), ends)
    factors = _check_factors(values, top)
    _check_views(values, top.get("views"), factors)
    _check_norms(values, top.get("norms"), factors, ends)


def _check_identity(values: Values, top: Mapping[str, Node]) -> None:
    if "format" in top and top["format"].value != FORMAT:
        values.fault(top["format"], f"«format» skal være «{FORMAT}».")
    values.key(top.get("key"), "Nøkkelen til verktøyet")
    version = values.string(top.get("version"), "«version»", SENTENCE)
    if version is not None and not VERSION.fullmatch(version):
        values.fault(top["version"], "«version» skal være høyst 20 tegn: bokstaver a–z, sifre, «.», «+», «-» og «_».")


def _languages(values: Values, node: Node | None) -> tuple[str, ...] | None:
    """The languages the file must be complete in; None when that cannot be said."""
    entries = values.entries(node, "«languages»", 1, 10, "språk")
    codes = [values.string(entry, "Et språk", SENTENCE) for entry in entries]
    for entry, code in zip(entries, codes, strict=True):
        if code is not None and not LANGUAGE.fullmatch(code):
            values.fault(entry, f"{shown(code)} er ikke en språkkode som «nb», «nn» eller «en».")
    values.once(zip(entries, codes, strict=True), "Språket")
    if entries and None not in codes and "nb" not in codes:
        values.fault(node, "«languages» skal ha «nb»: portalen vises på bokmål.")
    return tuple(codes) if entries and None not in codes else None


def _check_rater_roles(values: Values, node: Node | None) -> None:
    entries = values.entries(node, "«rater_roles»", 1, len(RATER_ROLES), "roller")
    roles = [values.string(entry, "En rolle", SENTENCE) for entry in entries]
    for entry, role in zip(entries, roles, strict=True):
        if role is not None and role not in RATER_ROLES:
            values.fault(entry, f"Rollen {shown(role)} er ikke «leader», «member» eller «external».")
    values.once(zip(entries, roles, strict=True), "Rollen")


def _check_licence(values: Values, node: Node | None) -> None:
    if node is None:
        return
    names = "name rights_holder status"
    flags = "may_show_items_in_report may_export_items requires_certification"
    licence = values.record(node, "«licence»", f"{names} {flags}")
    for name in names.split():
        values.string(licence.get(name), f"«{name}»", LINE)
    for flag in flags.split():
        values.boolean(licence.get(flag), f"«{flag}»")


def _scale(values: Values, node: Node | None) -> Ends | None:
    """The ends of the scale; None when they are not in order, and what leans on them is left alone."""
    if node is None:
        return None
    scale = values.record(node, "«scale»", "minimum maximum labels unknown")
    ends = _ends(values, scale)
    _check_labels(values, scale.get("labels"), ends)
    values.text(scale.get("unknown"), "«unknown»", SHORT)
    return ends


def _ends(values: Values, scale: Mapping[str, Node]) -> Ends | None:
    low = values.whole(scale.get("minimum"), "«minimum»")
    high = values.whole(scale.get("maximum"), "«maximum»")
    if low is None or high is None:
        return None
    if low >= high:
        values.fault(scale["maximum"], f"«maximum» ({high}) skal være større enn «minimum» ({low}).")
        return None
    if low < -SCALE_END or high > SCALE_END or high - low >= SCALE_STEPS:
        sentence = f"Skalaen skal ha høyst {SCALE_STEPS} trinn, mellom −{SCALE_END} og {SCALE_END}."
        values.fault(scale["maximum"], sentence)
        return None
    return Ends(low, high)


def _check_labels(values: Values, node: Node | None, ends: Ends | None) -> None:
    for value, text in values.mapping(node, "«labels»").items():
        line = node.key_lines[value]
        if not WHOLE.fullmatch(value):
            values.fault(line, f"«labels» har {shown(value)}, som ikke er et helt tall.")
        elif ends and not ends.minimum <= int(value) <= ends.maximum:
            values.fault(line, f"«labels» har {value}, som er utenfor skalaen {ends.minimum}–{ends.maximum}.")
        values.text(text, f"Navnet på trinn {shown(value)}", SHORT)
    if node is None or ends is None or not isinstance(node.value, dict):
        return
    for end in (ends.minimum, ends.maximum):
        if str(end) not in node.value:
            values.fault(node, f"«labels» mangler navn på trinn {end}: begge endene skal ha det.")


def _check_reference_sd(values: Values, node: Node | None, ends: Ends | None) -> None:
    if node is None:
        return
    reference = values.record(node, "«reference_sd»", "value source")
    _check_sd(values, reference.get("value"), "«value» i «reference_sd»", ends)
    values.string(reference.get("source"), "«source» i «reference_sd»", PAGE)


def _check_sd(values: Values, node: Node | None, name: str, ends: Ends | None) -> None:
    sd = values.number(node, name)
    if sd is None:
        return
    if sd <= 0:
        values.fault(node, f"{name} skal være større enn 0.")
    elif ends and sd > ends.largest_sd:
        values.fault(node, f"{name} er større enn skalaen gir rom for ({_plain(ends.largest_sd)}).")


def _check_factors(values: Values, top: Mapping[str, Node]) -> list[str]:
    """Check factors with their items, and the questions, whose answers lie beside those to the items.

    Gives the keys of the factors that have one.
    """
    nodes = values.entries(top.get("factors"), "«factors»", 1, FACTORS, "temaer")
    factors = [
        values.record(node, f"Tema {number}", "key title description items", "discussion")
        for number, node in enumerate(nodes, 1)
    ]
    keys = _keys(values, factors, "Nøkkelen til temaet")
    asked: list[tuple[Node, str | None]] = []
    for number, (factor, key) in enumerate(zip(factors, keys, strict=True), 1):
        asked += _check_factor(values, factor, _name(key, number))
    values.once([*asked, *_check_questions(values, top.get("open_questions"))], "Nøkkelen")
    return [key for key in keys if key is not None]


def _check_factor(values: Values, factor: Mapping[str, Node], name: str) -> list[tuple[Node, str | None]]:
    """Check one factor called ``name``; where its items have their keys."""
    values.text(factor.get("title"), f"«title» i tema {name}", SHORT)
    values.text(factor.get("description"), f"«description» i tema {name}", PARAGRAPH)
    for question in values.entries(factor.get("discussion"), f"«discussion» i tema {name}", 0, DISCUSSION, "spørsmål"):
        values.text(question, f"Et spørsmål i «discussion» i tema {name}", SENTENCE)
    places = []
    for node in values.entries(factor.get("items"), f"«items» i tema {name}", 3, 5, "påstander"):
        item = values.record(node, f"En påstand i tema {name}", "key text", "reversed")
        key = values.key(item.get("key"), "Nøkkelen til påstanden")
        values.text(item.get("text"), f"Påstanden {shown(key)}" if key else f"En påstand i tema {name}", SENTENCE)
        values.boolean(item.get("reversed"), "«reversed»")
        if "key" in item:
            places.append((item["key"], key))
    return places


def _check_questions(values: Values, node: Node | None) -> list[tuple[Node, str | None]]:
    places = []
    for number, entry in enumerate(values.entries(node, "«open_questions»", 0, OPEN_QUESTIONS, "spørsmål"), 1):
        question = values.record(entry, f"Åpent spørsmål {number}", "key text", "help")
        key = values.key(question.get("key"), "Nøkkelen til spørsmålet")
        values.text(question.get("text"), f"«text» i åpent spørsmål {number}", SENTENCE)
        values.text(question.get("help"), f"«help» i åpent spørsmål {number}", PARAGRAPH)
        if "key" in question:
            places.append((question["key"], key))
    return places


def _check_views(values: Values, node: Node | None, factors: Sequence[str]) -> None:
    nodes = values.entries(node, "«views»", 1, VIEWS, "inndelinger")
    views = [values.record(entry, f"Inndeling {number}", "key title areas") for number, entry in enumerate(nodes, 1)]
    for number, (view, key) in enumerate(zip(views, _keys(values, views, "Nøkkelen til inndelingen"), strict=True), 1):
        name = _name(key, number)
        values.text(view.get("title"), f"«title» i inndeling {name}", SHORT)
        if "areas" in view:
            _check_areas(values, view["areas"], name, factors)


def _check_areas(values: Values, node: Node, view: str, factors: Sequence[str]) -> None:
    """Every factor stands exactly once in the view."""
    nodes = values.entries(node, f"«areas» i inndeling {view}", 1, AREAS, "områder")
    areas = [values.record(entry, f"Et område i inndeling {view}", "key title factors", "intro") for entry in nodes]
    _keys(values, areas, "Nøkkelen til området")
    places = []
    for area in areas:
        values.text(area.get("title"), "«title» i et område", SHORT)
        values.text(area.get("intro"), "«intro» i et område", PARAGRAPH)
        entries = values.entries(area.get("factors"), "«factors» i et område", 1, FACTORS, "temaer")
        places += [(entry, values.string(entry, "Et tema i et område", SENTENCE)) for entry in entries]
    for entry, factor in places:
        if factor is not None and factor not in factors:
            values.fault(entry, f"Temaet {shown(factor)} finnes ikke i «factors».")
    values.once(places, "Temaet", f" i inndeling {view}")
    placed = {factor for _, factor in places}
    for factor in dict.fromkeys(factors):
        if factor not in placed:
            values.fault(node, f"Temaet {shown(factor)} står ikke i inndeling {view}.")


def _check_norms(values: Values, node: Node | None, factors: Sequence[str], ends: Ends | None) -> None:
    nodes = values.entries(node, "«norms»", 0, NORMS, "normer")
    norms = [
        values.record(entry, f"Norm {number}", "key title source date groups factors")
        for number, entry in enumerate(nodes, 1)
    ]
    for number, (norm, key) in enumerate(zip(norms, _keys(values, norms, "Nøkkelen til normen"), strict=True), 1):
        name = f"norm {_name(key, number)}"
        values.text(norm.get("title"), f"«title» i {name}", SHORT)
        values.string(norm.get("source"), f"«source» i {name}", PAGE)
        _check_date(values, norm.get("date"), f"«date» i {name}")
        groups = values.whole(norm.get("groups"), f"«groups» i {name}")
        if groups is not None and groups < NORM_GROUPS:
            values.fault(norm["groups"], f"«groups» i {name} skal være minst {NORM_GROUPS}.")
        if "factors" in norm:
            _check_figures(values, norm["factors"], name, factors, ends)


def _check_date(values: Values, node: Node | None, name: str) -> None:
    text = values.string(node, name, SENTENCE)
    if text is None:
        return
    try:
        date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        values.fault(node, f"{name} skal være en dato som 2026-01-31.")


def _check_figures(values: Values, node: Node, name: str, factors: Sequence[str], ends: Ends | None) -> None:
    figures = values.mapping(node, f"«factors» i {name}")
    if not figures and isinstance(node.value, dict):
        values.fault(node, f"«factors» i {name} er tom.")
    for factor, entry in figures.items():
        if factor not in factors:
            values.fault(node.key_lines[factor], f"Temaet {shown(factor)} i {name} finnes ikke i «factors».")
        figure = values.record(entry, f"Temaet {shown(factor)} i {name}", "mean sd")
        mean = values.number(figure.get("mean"), f"«mean» i {name}")
        if mean is not None and ends and not ends.minimum <= mean <= ends.maximum:
            values.fault(figure["mean"], f"«mean» i {name} er utenfor skalaen {ends.minimum}–{ends.maximum}.")
        _check_sd(values, figure.get("sd"), f"«sd» i {name}", ends)


def _keys(values: Values, records: Sequence[Mapping[str, Node]], what: str) -> list[str | None]:
    """The key of each record, all different; None where it is missing or malformed."""
    nodes = [record.get("key") for record in records]
    keys = [values.key(node, what) for node in nodes]
    values.once(zip(nodes, keys, strict=True), what)
    return keys


def _name(key: str | None, number: int) -> str:
    """What a part of the file is called in a sentence."""
    return shown(key) if key else str(number)


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")
