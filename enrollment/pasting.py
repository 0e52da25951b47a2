"""What one POST of the members' page does to the list of a draft.

All of the page is one form, so that a button never throws away what was typed beside it: lines that stand open
are mended, what was pasted or written as a new member is added, and then the button does its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.members import MAXIMUM_LINES, MemberLine, from_json, parse_members, tidy_email
from enrollment.models import Application
from enrollment.steps import roster
from enrollment.workflow import MINIMUM_MEMBERS, missing_members
from portal.core.templatetags.ui import clock, day

LONGEST_PASTE = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """``stored`` is the new list as JSON; ``remembered`` goes to the draft's scratch."""

    stored: list[dict]
    remembered: dict
    added: int
    too_many: str


def apply_post(draft: Application, post: Mapping[str, str]) -> Outcome:
    action, _colon, number = post.get("action", "").partition(":")
    kept = [] if action == "replace" else [_mended(line, post) for line in from_json(draft.member_lines)]
    pasted = parse_members(post.get("paste", "")[:LONGEST_PASTE], first=_next_number(kept))
    new = pasted + _written(post, first=_next_number(kept + pasted))
    new = [line for line in new if not _is_listed(line, kept)]
    too_many = ""
    if len(kept) + len(new) > MAXIMUM_LINES:
        too_many = _("Listen ville fått %(count)d personer. Lim inn bare ledergruppen, høyst %(limit)d personer.") % {
            "count": len(kept) + len(new),
            "limit": MAXIMUM_LINES,
        }
        new, pasted = [], []
    lines = [line for line in kept + new if action != "remove" or str(line.line) != number]
    remembered = {"pasted": _pasted(post["paste"], len(pasted))} if pasted else {}
    if too_many:
        remembered = {"paste": post.get("paste", "")[:LONGEST_PASTE]}
    return Outcome([line.to_json() for line in lines], {"paste": "", **remembered}, len(new), too_many)


def problems(draft: Application) -> list[dict]:
    """For the error summary: each faulty line with the id of the field to mend."""
    listed = roster(draft)
    found = [{"message": line.error, "target": f"{line.anchor}-{line.field}"} for line in listed.faulty]
    if listed.size < MINIMUM_MEMBERS:
        found.append({"message": missing_members(draft)[-1], "target": "paste" if not listed.lines else "ny-name"})
    return found


def pasted_words(draft: Application) -> str:
    """ "Du limte inn 8 linjer fra et regneark kl. 10.42", "" when nothing has been pasted."""
    pasted = draft.scratch.get("pasted")
    if not pasted:
        return ""
    at = timezone.localtime(parse_datetime(pasted["at"]))
    when = clock(at) if at.date() == timezone.localdate() else day(at)
    lines = ngettext("%(count)d linje", "%(count)d linjer", pasted["count"]) % {"count": pasted["count"]}
    if pasted["spreadsheet"]:
        return _("Du limte inn %(lines)s fra et regneark %(when)s") % {"lines": lines, "when": when}
    return _("Du limte inn %(lines)s %(when)s") % {"lines": lines, "when": when}


def _mended(line: MemberLine, post: Mapping[str, str]) -> MemberLine:
    """The line as it stands in its open fields; unchanged when it was not open."""
    prefix = f"{line.anchor}-"
    if prefix + "email" not in post:
        return line
    return replace(line, **_fields(post, prefix))


def _written(post: Mapping[str, str], *, first: int) -> list[MemberLine]:
    """The member written in the fields for a new one, if any."""
    fields = _fields(post, "ny-")
    return [MemberLine(first, **fields)] if any(fields.values()) else []


def _fields(post: Mapping[str, str], prefix: str) -> dict[str, str]:
    # Without limit here: a text that is too long is shown again with its fault. NUL cannot be stored.
    name, title = (" ".join(post.get(prefix + part, "").replace("\0", "").split()) for part in ("name", "title"))
    return {"name": name, "title": title, "email": tidy_email(post.get(prefix + "email", ""))}


def _is_listed(line: MemberLine, kept: list[MemberLine]) -> bool:
    """The very same person again: a page loaded anew, or the list pasted twice, now without titles."""
    return any(
        (line.name, line.email) == (other.name, other.email) and line.title in ("", other.title) for other in kept
    )


def _next_number(lines: list[MemberLine]) -> int:
    return max((line.line for line in lines), default=0) + 1


def _pasted(text: str, count: int) -> dict:
    return {"count": count, "spreadsheet": "\t" in text, "at": timezone.now().isoformat()}
