"""PDF from named resources: nothing else is fetched, what goes wrong stops the render, the same input repeats."""

import gc

import pytest

from portal.core import pdf
from portal.core.pdf import PdfError, Resource

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#000" d="M0 0h9v9z"/></svg>'
SECRET = "en hemmelighet på disken"


def page(body: str, head: str = "") -> str:
    head = f"<head><title>Prøve</title>{head}</head>"
    return f'<!DOCTYPE html><html lang="nb">{head}<body><h1>Prøve</h1>{body}</body></html>'


def make(html: str, **options) -> pdf.Pdf:
    return pdf.make(html, resources={"chart:1": Resource(SVG, "image/svg+xml")}, **options)


def test_named_resource_is_drawn():
    made = make(page('<img src="chart:1" alt="En trekant">'))

    assert (made.pages, made.content[:8]) == (1, b"%PDF-1.7")


def test_same_input_gives_the_same_bytes():
    html = page('<img src="chart:1" alt="En trekant"><p>æøå</p>')

    assert make(html) == make(html)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://127.0.0.1:9/a.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="chart:2" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<object data="http://127.0.0.1:9/a.svg"></object>',
        '<embed src="file:///etc/passwd">',
        '<p style="background:url(http://127.0.0.1:9/a.png)">x</p>',
        '<svg viewBox="0 0 9 9"><title>x</title><image href="http://127.0.0.1:9/a.png" width="9" height="9"/></svg>',
    ],
)
def test_anything_else_stops_the_render(markup):
    with pytest.raises(PdfError):
        make(page(markup))


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">',
        '<style>@import "file:///etc/passwd";</style>',
        "<style>@font-face{font-family:x;src:url(http://127.0.0.1:9/a.woff)} body{font-family:x}</style>",
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_head_cannot_fetch_either(head):
    with pytest.raises(PdfError):
        make(page("<p>x</p>", head))


def test_stylesheet_cannot_fetch():
    with pytest.raises(PdfError):
        make(page("<p>x</p>"), stylesheets=["p{background:url(file:///etc/passwd)}"])


def test_attached_file_is_not_put_in(tmp_path):
    (tmp_path / "fil.txt").write_text(SECRET)

    with pytest.raises(PdfError):
        make(page(f'<a rel="attachment" href="file://{tmp_path}/fil.txt">x</a>'))


def test_picture_without_words_stops_the_render():
    with pytest.raises(PdfError):
        make(page('<img src="chart:1">'))


def test_error_names_no_content():
    with pytest.raises(PdfError) as error:
        make(page('<img src="https://127.0.0.1:9/kari-sa-dette.png" alt="x">'))

    assert "kari" not in str(error.value)


def test_pages_are_capped():
    with pytest.raises(PdfError, match="3 pages, at most 2"):
        make(page('<p style="break-before:page">x</p>' * 2), max_pages=2)


def test_garbage_is_collected_again_after_a_failure():
    with pytest.raises(PdfError):
        make(page('<img src="chart:9" alt="x">'))

    assert gc.isenabled()
