"""The content as the templates walk through it: lists put together, pictures drawn. Computed from the content alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments.publication import LADDER, Rung
from assessments.report import charts, look, sentences
from assessments.report.charts import Axis, Chart, Mark
from assessments.report.model import Listing, ReportArea, ReportContent, ReportFactor, Score
from assessments.report.printable import without_emoji
from portal.core import pdf as core_pdf

NO_PICTURE = SafeString("")
# How many factors fill a page of the PDF, by what each of them shows.
A_PAGE = {Rung.NOTHING: 6, Rung.WORDS: 7, Rung.MEANS: 5, Rung.COMMENTS: 5, Rung.FULL: 4}


class Pictures:
    """Charts of one PDF: each becomes an image whose name only our fetcher knows."""

    def __init__(self) -> None:
        self.resources: dict[str, core_pdf.Resource] = {}

    def show(self, chart: Chart, kind: str) -> SafeString:
        name = f"chart:{len(self.resources)}"
        self.resources[name] = svg_resource(chart.svg)
        return format_html('<img class="chart chart--{}" src="{}" alt="{}">', kind, name, chart.alt)


def svg_resource(svg: str) -> core_pdf.Resource:
    return core_pdf.Resource(svg.encode(), "image/svg+xml")


@dataclass(frozen=True, slots=True)
class FactorView:
    """A factor with its picture and the sentence that stands where nothing may be shown."""

    factor: ReportFactor
    chart: SafeString
    squares: tuple[bool, ...]
    leader: str


@dataclass(frozen=True, slots=True)
class PageOfFactors:
    """What stands on one page of the PDF. ``notes`` is how many factors' room is left for the reader's own notes."""

    factors: tuple[FactorView, ...]
    notes: int
    is_roomy: bool


@dataclass(frozen=True, slots=True)
class AreaView:
    area: ReportArea
    chart: SafeString
    pages: tuple[PageOfFactors, ...]

    @property
    def factors(self) -> tuple[FactorView, ...]:
        return tuple(factor for page in self.pages for factor in page.factors)


@dataclass(frozen=True, slots=True)
class RankedFactor:
    factor: ReportFactor
    chart: SafeString


@dataclass(frozen=True, slots=True)
class Ranked:
    """One of the two lists of the summary."""

    heading: str
    factors: tuple[RankedFactor, ...]
    notes: tuple[str, ...]


class ReportView:
    """The content as the templates walk through it. Everything here is computed from the content alone."""

    def __init__(self, content: ReportContent, pictures: Pictures | None) -> None:
        self.content = content
        self.pictures = pictures
        self.palette = look.palette()
        self.axis = Axis(content.scale.minimum, content.scale.maximum)
        self.by_key = {factor.key: factor for factor in content.factors}
        self.has_means = any(factor.score for factor in content.factors)
        self.in_words = content.rung == Rung.WORDS
        self.has_comments = Rung(content.rung).reaches(Rung.COMMENTS)
        self.has_agreement = content.rung == Rung.FULL
        self.flags_only = content.rung == Rung.COMMENTS

    # Frame

    @property
    def subtitle(self) -> str:
        return _("Grupperapport, %(which)s kartlegging") % {"which": sentences.round_name(self.content.sequence)}

    @property
    def month(self) -> str:
        return sentences.month(self.content.closed_on)

    @property
    def closed_on(self) -> str:
        return sentences.full_day(self.content.closed_on)

    @property
    def answered(self) -> str:
        return sentences.answered(self.content)

    @property
    def title_size(self) -> str:
        length = len(self.content.group)
        longest = max(len(word) for word in self.content.group.split()) if length else 0
        if length <= 34 and longest <= 13:
            return "large"
        return "medium" if length <= 64 and longest <= 22 else "small"

    @property
    def chapters(self) -> list[dict]:
        """Contents, in order: id of the heading and its words."""
        chapters = [("les", _("Slik leser dere rapporten")), ("kort", _("Kort fortalt"))]
        if self.has_means:
            chapters.append(("oversikt", _("Alle temaer på én side")))
        chapters += [(f"omrade-{area.key}", area.title) for area in self.content.areas]
        if self.focus:
            chapters.append(("snakk", _("Snakk om")))
        if self.has_comments:
            chapters.append(("kommentarer", _("Kommentarer")))
        chapters += [
            ("metode", _("Slik er tallene laget")),
            ("hvem", _("Hvem som kan se hva")),
            ("grenser", _("Hva rapporten ikke kan si")),
        ]
        # On the consultant's page these ids stand beside those of her own sections.
        return [{"id": f"r-{id_}", "title": title} for id_, title in chapters]

    # Reading

    @cached_property
    def example(self) -> SafeString:
        """The picture the reading guide points at, with invented values that fit any scale."""
        content, low, high = self.content, 10 * self.content.scale.minimum, 10 * self.content.scale.maximum
        now, before, leader, others = (round(low + share * (high - low)) for share in (0.66, 0.4, 0.83, 0.55))
        chart = charts.factor_chart(
            _("Et eksempel på figuren for et tema, med oppdiktede tall."),
            self.palette,
            self.axis,
            _mark_at(now),
            before=_mark_at(before, _("sist")) if content.comparison else None,
            leader=_mark_at(leader, _("lederen")) if content.leader_shown else None,
            norm=others if content.others else None,
            bins=(1, 3, 5) if self.has_agreement else None,
            bin_labels=self.bin_labels,
        )
        return self._show(chart, "figure")

    @property
    def bin_labels(self) -> tuple[str, str, str]:
        return (_("lavt"), _("midt på"), _("høyt"))

    @property
    def word_rows(self) -> list[dict]:
        words = (_("lavt"), _("under midten"), _("over midten"), _("høyt"))
        return [{"word": word, "span": span} for word, span in zip(words, self.content.scale.words, strict=True)]

    @property
    def bin_rows(self) -> list[dict]:
        return [
            {"word": word, "span": span} for word, span in zip(self.bin_labels, self.content.scale.bins, strict=True)
        ]

    # Summary

    @property
    def lead(self) -> str:
        return sentences.lead(self.content)

    @cached_property
    def lists(self) -> list[Ranked]:
        return [
            self._ranked(self.content.strengths, high=True),
            self._ranked(self.content.challenges, high=False),
        ]

    def _ranked(self, listing: Listing, *, high: bool) -> Ranked:
        factors = [self.by_key[key] for key in listing.keys]
        count = sentences.in_words(len(factors)).capitalize()
        heading = (_("%(count)s styrker") if high else _("%(count)s utfordringer")) % {"count": count}
        notes = (
            sentences.level_note(self.content, factors, high=high),
            sentences.order_note(listing, self.by_key),
        )
        ranked = tuple(RankedFactor(factor, self._bar(factor)) for factor in factors)
        return Ranked(heading, ranked, tuple(filter(None, notes)))

    @property
    def agreed(self) -> dict:
        return self._short(self.content.agreed)

    @property
    def differing(self) -> dict:
        return self._short(self.content.differing)

    def _short(self, keys: Sequence[str]) -> dict:
        shown = [self.by_key[key] for key in keys[: sentences.MOST_LISTED]]
        return {"factors": shown, "more": sentences.more(len(keys) - len(shown))}

    @cached_property
    def focus(self) -> list[dict]:
        """The lowest themes, with what is said of them and what to ask."""
        factors = [self.by_key[key] for key in self.content.challenges.keys[: sentences.FOCUS]]
        return [{"factor": factor, "why": sentences.focus_line(factor)} for factor in factors]

    @property
    def focus_heading(self) -> str:
        count = sentences.in_words(len(self.focus)).capitalize()
        return _("%(count)s temaer å begynne med") % {"count": count}

    @property
    def strong_points(self) -> list[ReportFactor]:
        return [self.by_key[key] for key in self.content.strengths.keys[: sentences.FOCUS]]

    @property
    def change_lead(self) -> str:
        return sentences.change_lead(self.content)

    @property
    def people_changed(self) -> str:
        return sentences.people_changed(self.content.comparison)

    @property
    def earlier_month(self) -> str:
        return sentences.month(self.content.comparison.closed_on)

    @property
    def earlier_answered(self) -> str:
        return sentences.in_words(self.content.comparison.respondents)

    @property
    def others_lead(self) -> str:
        return sentences.others_lead(self.content)

    @property
    def others_origin(self) -> str:
        return sentences.others_origin(self.content)

    # Areas

    @cached_property
    def areas(self) -> list[AreaView]:
        views, most = [], A_PAGE[Rung(self.content.rung)]
        for area in self.content.areas:
            factors = [self._factor(factor) for factor in area.factors]
            pages = tuple(
                PageOfFactors(
                    page,
                    notes=min(most - len(page), 2) if self.has_agreement else 0,
                    is_roomy=not self.in_words and len(page) < A_PAGE[Rung.COMMENTS],
                )
                for page in _pages(factors, most)
            )
            views.append(AreaView(area, self._area_chart(area), pages))
        return views

    @cached_property
    def overview(self) -> list[dict]:
        return [
            {"area": area, "rows": [RankedFactor(factor, self._row(factor)) for factor in area.factors]}
            for area in self.content.areas
        ]

    def _factor(self, factor: ReportFactor) -> FactorView:
        levels = {"agreed": 3, "fairly_agreed": 2, "differing": 1}
        filled = levels.get(factor.agreement, 0)
        return FactorView(
            factor=factor,
            chart=self._factor_chart(factor),
            squares=tuple(number < filled for number in range(3)) if filled else (),
            leader=_("Vises ikke") if factor.leader_tenths is None else sentences.tenths_text(factor.leader_tenths),
        )

    def _factor_chart(self, factor: ReportFactor) -> SafeString:
        if factor.score is None:
            return NO_PICTURE
        chart = charts.factor_chart(
            sentences.factor_alt(factor, self.content),
            self.palette,
            self.axis,
            _mark(factor.score),
            before=_mark(factor.earlier, _("sist")) if factor.earlier else None,
            leader=None if factor.leader_tenths is None else _mark_at(factor.leader_tenths, _("lederen")),
            norm=factor.beside.tenths if factor.beside else None,
            bins=factor.bins,
            bin_labels=self.bin_labels,
        )
        return self._show(chart, "figure")

    def _area_chart(self, area: ReportArea) -> SafeString:
        if area.word:
            words = [row["word"] for row in self.word_rows]
            alt = _("%(area)s ligger %(word)s.") % {"area": area.title, "word": area.word_text}
            return self._show(charts.words_chart(alt, self.palette, words, words.index(area.word_text)), "words")
        return NO_PICTURE

    def _row(self, factor: ReportFactor) -> SafeString:
        if factor.score is None:
            return NO_PICTURE
        before = _mark(factor.earlier) if factor.earlier else None
        alt = sentences.factor_alt(factor, self.content)
        norm = factor.beside.tenths if factor.beside else None
        chart = charts.row_chart(alt, self.palette, self.axis, _mark(factor.score), before=before, norm=norm)
        return self._show(chart, "row")

    def _bar(self, factor: ReportFactor) -> SafeString:
        alt = _("%(score)s på en skala fra %(low)s til %(high)s") % {
            "score": factor.score.text,
            "low": self.content.scale.minimum,
            "high": self.content.scale.maximum,
        }
        return self._show(charts.bar_chart(alt, self.palette, self.axis, _mark(factor.score)), "bar")

    # Last pages

    @property
    def made_from(self) -> str:
        return sentences.made_from(self.content)

    @property
    def respondents_in_words(self) -> str:
        return sentences.in_words(self.content.respondents)

    @property
    def questions(self) -> list[dict]:
        mark = _("[emoji]")
        return [
            {
                "text": question.text,
                "answers": [
                    [without_emoji(part, mark) if self.pictures else part for part in answer]
                    for answer in question.answers
                ],
            }
            for question in self.content.questions
        ]

    @property
    def withheld_text(self) -> str:
        return sentences.withheld(self.content.withheld)

    @property
    def ladder(self) -> list[dict]:
        floors = [row.floor for row in LADDER]
        return [
            {
                "count": sentences.span(floor, following),
                "shows": row.shows,
                "reason": row.reason,
                "is_ours": row.rung == self.content.rung,
            }
            for row, floor, following in zip(LADDER, floors, [*floors[1:], None], strict=True)
        ]

    @property
    def cannot_say(self) -> list[str]:
        return sentences.cannot_say(self.content)

    def _show(self, chart: Chart, kind: str) -> SafeString:
        # Our own SVG; every text in it is escaped where it is drawn.
        return self.pictures.show(chart, kind) if self.pictures else mark_safe(chart.svg)  # nosec B308 B703


def _pages(factors: Sequence[FactorView], most: int) -> tuple[tuple[FactorView, ...], ...]:
    """As few pages as hold them, none with less than its share: seven by four is four and three."""
    count = -(-len(factors) // most)
    share, extra = divmod(len(factors), count) if count else (0, 0)
    pages, start = [], 0
    for number in range(count):
        stop = start + share + (number < extra)
        pages.append(tuple(factors[start:stop]))
        start = stop
    return tuple(pages)


def _mark(score: Score, words: str = "") -> Mark:
    """``words`` marks the earlier mean; without, the words are those of an end value."""
    if words:
        return Mark(score.tenths, score.text, words, score.end)
    return Mark(score.tenths, score.figure, score.words, score.end)


def _mark_at(tenths: int, words: str = "") -> Mark:
    return Mark(tenths, sentences.tenths_text(tenths), words)
