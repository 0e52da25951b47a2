"""Tags and filters every template has (a builtin of the engine): icons, people, dates, numbers, navigation."""

import zlib
from datetime import date, datetime

from django import template
from django.utils import formats, timezone
from django.utils.dateformat import format as date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from portal.core.icons import ICONS

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
PERSON_TONES = 5
NUMBER_WORDS = ("ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")


@register.simple_tag
def icon(name: str, label: str = "", css_class: str = "") -> str:
    """Inline one icon; with ``label`` it has a name of its own, without it is ornament. Raises KeyError."""
    # Constant markup of this code base, never input.
    shape = mark_safe(ICONS[name])  # nosec B308 B703
    classes = f"icon {css_class}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}" focusable="false">{}</svg>',
            classes,
            label,
            shape,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', classes, shape
    )


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """ "Chrome på Windows", of what a browser says about itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), _("Ukjent nettleser"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s på %(system)s") % {"browser": browser, "system": system} if system else browser


# People ---------------------------------------------------------------------


@register.filter
def initials(name) -> str:
    """First letter of the first and the last word before a comma: "Anne Lise Bruheim, HR" -> "AB"."""
    words = [word for word in str(name).partition(",")[0].split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def person_tone(name) -> int:
    """1 to 5, the same for the same name everywhere: picks the colour of the circle."""
    return zlib.crc32(str(name).encode()) % PERSON_TONES + 1


# Dates: "2. desember" and "kl. 13" never break over two lines ----------------


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _dated(value: date | datetime | None, pattern: str) -> str:
    return date_format(_local(value), pattern) if value else ""


@register.filter
def day(value) -> str:
    """2. desember"""
    return _dated(value, f"j.{NBSP}F")


@register.filter
def short_day(value) -> str:
    """2. des., and 3. mai: a month that is not cut short has no full stop."""
    text = _dated(value, f"j.{NBSP}b")
    return text if not text or text.endswith("mai") else f"{text}."


@register.filter
def day_year(value) -> str:
    """2. desember 2026"""
    return _dated(value, f"j.{NBSP}F{NBSP}Y")


@register.filter
def weekday(value) -> str:
    """fredag 4. desember"""
    return _dated(value, f"l j.{NBSP}F").lower()


@register.filter
def month_year(value) -> str:
    """desember 2026"""
    return _dated(value, f"F{NBSP}Y")


@register.filter
def dotted(value) -> str:
    """02.12.2026"""
    return _dated(value, "d.m.Y")


@register.filter
def clock(value) -> str:
    """kl. 13 or kl. 10.44"""
    if not value:
        return ""
    local = _local(value)
    return f"kl.{NBSP}{local.hour}" + (f".{local.minute:02d}" if local.minute else "")


# Numbers --------------------------------------------------------------------


@register.filter
def decimal(value, places: int = 1) -> str:
    """31.5 -> "31,5": decimal comma, thousands apart by a non-breaking space."""
    return "" if value is None else formats.number_format(value, decimal_pos=int(places), force_grouping=True)


@register.filter
def whole(value) -> str:
    """180000 -> "180 000" with a non-breaking space."""
    return decimal(value, 0)


@register.filter
def in_words(value: int) -> str:
    """3 -> "tre"; over twelve as digits."""
    return NUMBER_WORDS[value] if 0 <= value < len(NUMBER_WORDS) else str(value)


@register.filter
def segments(filled: int, total: int) -> list[bool]:
    """``[True, True, False]`` for 2 of 3."""
    return [number < filled for number in range(int(total))]


# Navigation and forms -------------------------------------------------------


@register.simple_tag(takes_context=True)
def nav_link(context, url: str, label: str, exact: bool = False) -> str:
    """A link that knows whether it is the current page (``exact``) or leads to the folder one is in."""
    if not url:
        return ""
    path = context["request"].path if "request" in context else ""
    here = path == url or (not exact and url != "/" and path.startswith(url))
    link = '<a href="{}" aria-current="page">{}</a>' if here else '<a href="{}">{}</a>'
    return format_html(link, url, label)


@register.simple_tag
def form_problems(*forms) -> list[dict]:
    """Lines of the error summary: ``{"message", "target"}``; target is the id of the field or "" for the form."""
    lines = []
    for form in forms:
        lines += [{"message": message, "target": ""} for message in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                field = form[name]
                lines += [{"message": message, "target": field.focus_id} for message in field.errors]
    return lines


@register.filter
def problem_heading(lines: list) -> str:
    """ "Rett tre ting før du går videre"."""
    if len(lines) == 1:
        return _("Rett én ting før du går videre")
    return _("Rett %(count)s ting før du går videre") % {"count": in_words(len(lines))}


@register.filter
def without_full_stop(text) -> str:
    """A sentence as the text of a link."""
    return conditional_escape(str(text).rstrip("."))


# Lists that templates walk through ------------------------------------------


@register.filter
def phases_done(phases) -> list:
    """The finished phases of a status line; each is a dict or an object with ``state``."""
    return [phase for phase in phases if _get(phase, "state") == "done"]


def _get(thing, name: str):
    return thing[name] if isinstance(thing, dict) else getattr(thing, name)


@register.filter
def beside(cells, columns) -> list[tuple]:
    """Each cell with its column, for tables."""
    return list(zip(cells, columns, strict=True))
