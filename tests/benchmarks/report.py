"""What a report costs, as ratios in one run: ``python -m tests.benchmarks.report``.

CPU seconds are the trustworthy column, and only ratios inside one run mean anything.
The floor is tagged plain text in the same font, made by the same engine.
"""

import os
import time
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["DATABASE_URL"] = "sqlite://:memory:"

REPEATS = 5
TEXT = "Gruppen vet hva den vil oppnå med hver sak, og om saken er til orientering, drøfting eller beslutning. " * 5


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from assessments.report import content, look, render
    from assessments.report.view import ReportView
    from portal.core import pdf
    from tests.factories.reports import closed_round

    call_command("migrate", verbosity=0)
    round_ = closed_round(answered=9)
    render.pdf(content.build(round_))  # imports and caches

    def floor():
        body = "".join(f"<p>{TEXT}</p>" for _ in range(110))
        html = f'<!DOCTYPE html><html lang="nb"><head><title>x</title></head><body><h1>x</h1>{body}</body></html>'
        return pdf.make(html, stylesheets=[*look.stylesheets()[:1], FONT_SHEET], resources=look.fonts()).pages

    def areas():
        return len(ReportView(content.build(round_), None).areas)

    built = content.build(round_)
    text, text_pages = _least(floor)
    whole, (made, pages) = _least(lambda: render.pdf(built))
    page, _ = _least(lambda: render.html(built))
    building, _ = _least(lambda: content.build(round_))
    drawing, _ = _least(areas)
    key, _ = _least(lambda: render.content_key(built))
    words, unbroken = (
        _least(lambda text=text: render.pdf(_with_comments(built, text)))[0] for text in (TEXT * 2, "x" * len(TEXT * 2))
    )
    per_page = (whole / pages) / (text / text_pages)
    for name, value in (
        ("rapport, sider", f"{pages}"),
        ("rapport, byte", f"{len(made)}"),
        ("rapport, CPU s", f"{whole:.2f}"),
        ("ms per side, rapport", f"{1000 * whole / pages:.1f}"),
        ("ms per side, ren tekst", f"{1000 * text / text_pages:.1f}"),
        ("forhold per side (mål: høyst 2,4)", f"{per_page:.2f}"),
        ("innhold og mal mot PDF (mål: høyst 0,10)", f"{(building + page) / whole:.3f}"),
        ("innhold, ms", f"{1000 * building:.1f}"),
        ("nettside, ms", f"{1000 * page:.1f}"),
        ("innhold og figurer, ms", f"{1000 * drawing:.1f}"),
        ("lange ord mot vanlige, 20 000 tegn (mål: høyst 2)", f"{unbroken / words:.2f}"),
        ("andre forespørsel mot første (mål: høyst 1/50)", f"{(building + key) / whole:.4f}"),
    ):
        print(f"{name:<52}{value:>10}")


FONT_SHEET = (
    '@font-face{font-family:"Portal Sans";src:url("font:regular")}'
    '@font-face{font-family:"Portal Sans";font-weight:700;src:url("font:bold")}'
    'html{font:400 10.5pt/15.75pt "Portal Sans"} @page{size:A4;margin:26mm 22mm 24mm}'
)


def _with_comments(report, text: str):
    """The report with twenty comments of this text, made printable as content does."""
    from assessments.report import printable
    from assessments.report.model import Question

    answers = tuple(printable.paragraphs(text) for _ in range(20))
    return replace(report, questions=(Question("works_well", "Hva?", answers),))


def _least(function):
    """Least CPU seconds of some runs, and what the last one returned."""
    seconds, result = [], None
    for _ in range(REPEATS):
        started = time.process_time()
        result = function()
        seconds.append(time.process_time() - started)
    return min(seconds), result


if __name__ == "__main__":
    main()
