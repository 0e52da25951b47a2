"""What a machine can check of PDF/UA-1, by the conditions of the Matterhorn Protocol 1.1. Gives faults as sentences."""

from collections.abc import Iterator

import pikepdf

PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "Caption": {"Table", "Figure", "L"},
    "Document": {""},
}
"""Where these may stand (ISO 32000-1, 14.8.4.3)."""

BLOCKS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Table", "L"}
TEXT_BLOCKS = {"P", "H1", "H2", "H3", "H4", "H5", "H6"}
"""Hold words, never other blocks."""

PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"'}


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str, pikepdf.Object]]:
    """Every element of the tag tree in reading order: its name, its parent's name, itself."""
    waiting = [(pdf.Root.StructTreeRoot.K, "")]
    while waiting:
        node, parent = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend((child, parent) for child in reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            name = str(node.S)[1:]
            yield name, parent, node
            waiting.append((node.get("/K", pikepdf.Array()), name))


def misplaced(pdf: pikepdf.Pdf) -> list[str]:
    """Elements that stand in one they may not stand in, or hold nothing."""
    faults = []
    for name, parent, node in elements(pdf):
        if (name in PARENTS and parent not in PARENTS[name]) or (name in BLOCKS and parent in TEXT_BLOCKS):
            faults.append(f"{name} in {parent}")
        if "/K" not in node:
            faults.append(f"empty {name}")
    return faults


def untied_cells(pdf: pikepdf.Pdf) -> list[str]:
    """Data cells whose headers are no header cells of the document (15-003)."""
    headers = {bytes(node.ID) for name, _, node in elements(pdf) if name == "TH" and "/ID" in node}
    cells = [node for name, _, node in elements(pdf) if name == "TD"]
    return [str(cell.A.Headers) for cell in cells if not {bytes(each) for each in cell.A.Headers} <= headers]


def unmarked(pdf: pikepdf.Pdf) -> list[str]:
    """What is painted without being tagged or an artifact (01-005), or is both (01-003, 01-004)."""
    faults = []
    for number, page in enumerate(pdf.pages, 1):
        open_marks: list[str] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            sign = str(operator)
            if sign in ("BMC", "BDC"):
                kind = "artifact" if operands[0] == "/Artifact" else "tagged" if _has_id(operands) else "plain"
                if kind != "plain" and set(open_marks) - {"plain"}:
                    faults.append(f"page {number}: {kind} inside {open_marks}")
                open_marks.append(kind)
            elif sign == "EMC":
                open_marks.pop()
            elif sign in PAINTING and not set(open_marks) - {"plain"}:
                faults.append(f"page {number}: {sign} is neither tagged nor an artifact")
    return faults


def _has_id(operands) -> bool:
    return len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]


def stray_links(pdf: pikepdf.Pdf) -> list[str]:
    """Links on the page that are not in a Link element (28-011), by way of the parent tree."""
    parents = {}
    waiting = [pdf.Root.StructTreeRoot.ParentTree]
    while waiting:
        node = waiting.pop()
        numbers = list(node.get("/Nums", []))
        parents |= {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        waiting.extend(node.get("/Kids", []))
    links = [(number, link) for number, page in enumerate(pdf.pages, 1) for link in page.get("/Annots", [])]
    return [f"page {number}" for number, link in links if parents[int(link.StructParent)].S != "/Link"]


def missing_glyphs(pdf: pikepdf.Pdf) -> list[str]:
    """Pages that show a sign the font does not have (31-030). Our fonts have codes of two bytes, 0 being no glyph."""
    faults = []
    for number, page in enumerate(pdf.pages, 1):
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in ("Tj", "TJ"):
                texts = [operands[0]] if str(operator) == "Tj" else list(operands[0])
                codes = b"".join(bytes(text) for text in texts if isinstance(text, pikepdf.String))
                if b"\0\0" in [codes[at : at + 2] for at in range(0, len(codes), 2)]:
                    faults.append(f"page {number}")
    return faults
