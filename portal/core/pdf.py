"""HTML to tagged PDF (PDF/UA-1). The only importer of WeasyPrint.

Nothing is fetched: an image or font is one of the named resources given, or the render fails.
The same input gives the same bytes; dates come from the document's own meta elements.
"""

import gc
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata

VARIANT = "pdf/ua-1"
MAX_PAGES = 80


class PdfError(Exception):
    """The document cannot be made as it should be. The text names the rule or the resource, never content."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What a name in the document stands for, such as ``chart:3`` or ``font:bold``."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Pdf:
    content: bytes
    pages: int


def version() -> str:
    """Version of the engine; a new one may give other bytes."""
    return metadata.version("weasyprint")


def make(
    html: str, *, stylesheets: Sequence[str] = (), resources: Mapping[str, Resource], max_pages: int = MAX_PAGES
) -> Pdf:
    """Render one document. Raises PdfError for a missing resource, an image without text, or too many pages."""
    from weasyprint import CSS, HTML  # slow import, and pango may be missing where no PDF is made
    from weasyprint.text.fonts import FontConfiguration

    fetcher = _fetcher(resources)
    fonts = FontConfiguration()
    with _errors_collected() as errors, _garbage_kept():
        sheets = [CSS(string=sheet, url_fetcher=fetcher, font_config=fonts) for sheet in stylesheets]
        document = HTML(string=html, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT, pdf_tags=True
        )
        pages = len(document.pages)
        if pages > max_pages:
            raise PdfError(f"{pages} pages, at most {max_pages} are allowed")
        content = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    if errors:
        raise PdfError("; ".join(errors))
    return Pdf(content, pages)


def _fetcher(resources: Mapping[str, Resource]):
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class NamedResources(URLFetcher):
        """Answers from the dictionary; anything else stops the render."""

        def fetch(self, url, headers=None):
            resource = resources.get(url)
            if resource is None:
                # The address may come from a text someone wrote: only its scheme is told.
                raise FatalURLFetchingError(f"a resource outside the document: {url.partition(':')[0][:12]}")
            return URLFetcherResponse(url, resource.content, {"Content-Type": resource.media_type})

    return NamedResources(allowed_protocols=())


@contextmanager
def _errors_collected() -> Iterator[list[str]]:
    """What WeasyPrint logs as errors in this thread: it goes on without the image, we do not."""
    errors: list[str] = []
    thread = threading.get_ident()

    class Collector(logging.Handler):
        def emit(self, record):
            if record.thread == thread:
                errors.append(str(record.msg)[:120])

    logger = logging.getLogger("weasyprint")
    collector = Collector(level=logging.ERROR)
    logger.addHandler(collector)
    try:
        yield errors
    except BaseException as error:
        # WeasyPrint's own fatal error is no Exception; nothing above would catch it.
        if type(error).__name__ == "FatalURLFetchingError":
            raise PdfError(str(error)) from None
        raise
    finally:
        logger.removeHandler(collector)


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Layout makes millions of objects that all live to the end; looking for garbage meanwhile costs a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
