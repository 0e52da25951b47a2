"""Instruments, rounds, who is asked, sealed sheets, and the figures that are left when a round has closed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import sealing
from enrollment.models import Application
from portal.core.models import Event


class InstrumentVersion(models.Model):
    """One version of an instrument, unchangeable once it is here; ``source`` is the text of its file."""

    key = models.SlugField(_("nøkkel"))
    version = models.CharField(_("versjon"), max_length=20)
    title = models.CharField(_("navn"), max_length=120)
    source = models.TextField(_("fil"))
    checksum = models.CharField(_("sjekksum"), max_length=64, unique=True)
    imported_at = models.DateTimeField(_("importert"), default=timezone.now)

    class Meta:
        verbose_name = _("kartleggingsverktøy")
        verbose_name_plural = _("kartleggingsverktøy")
        ordering = ("key", "imported_at")
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="instrument_version_once")]

    def __str__(self):
        return f"{self.title} {self.version}"


class RoundState(models.TextChoices):
    PLANNED = "planned", _("planlagt")
    ELSEWHERE = "elsewhere", _("i et annet verktøy")
    ORDERED = "ordered", _("klar til å åpne")
    OPEN = "open", _("åpen for svar")
    CLOSING = "closing", _("lukkes")
    HELD = "held", _("for få svar")
    CLOSED = "closed", _("lukket")
    DISCARDED = "discarded", _("forkastet")
    LOST = "lost", _("tapt")


class AssessmentRound(models.Model):
    """One assessment of one group: who is asked, from when to when, and how it stands.

    The dates are those agreed in the contract; the consultant's name, address and photo are
    copies of hers, for the pages and mails of those who answer.
    ``shown_count`` is set once a day; nobody sees a count that moves with each answer.
    ``tool`` names the licensed tool of a round that is run outside the portal, with no instrument,
    participations or keys here; it is empty for our own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, verbose_name=_("sak"), related_name="rounds")
    sequence = models.PositiveSmallIntegerField(_("nummer"))
    instrument = models.ForeignKey(
        InstrumentVersion, models.PROTECT, verbose_name=_("kartleggingsverktøy"), related_name="rounds", null=True
    )
    view = models.SlugField(_("inndeling"), blank=True)
    tool = models.CharField(_("verktøy utenfor portalen"), max_length=60, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=RoundState, default=RoundState.PLANNED)

    opens_on = models.DateField(_("åpner"))
    deadline = models.DateField(_("frist"))
    pretalk_on = models.DateField(_("forsamtale med lederen"))
    session_on = models.DateField(_("samling"))
    consultant_name = models.CharField(_("konsulent"), max_length=120)
    consultant_email = models.EmailField(_("konsulentens e-post"))
    consultant_photo = models.CharField(max_length=64, blank=True, editable=False)  # name of a private file
    leader_marker = models.BooleanField(_("lederens svar vises"), default=False)
    gate_percent = models.PositiveSmallIntegerField(_("minste svarprosent"), default=60)

    list_confirmed_at = models.DateTimeField(_("listen bekreftet"), null=True, blank=True)
    noticed_on = models.DateField(_("varslet"), null=True, blank=True)
    opened_at = models.DateTimeField(_("åpnet"), null=True, blank=True)
    held_on = models.DateField(_("holdt siden"), null=True, blank=True)
    closed_on = models.DateField(_("lukket"), null=True, blank=True)
    shown_count = models.PositiveSmallIntegerField(_("vist svartall"), null=True, blank=True)
    shown_count_on = models.DateField(_("svartallet er fra"), null=True, blank=True)
    all_answered = models.BooleanField(_("alle har svart"), default=False)
    reminders_sent = models.PositiveSmallIntegerField(_("påminnelser"), default=0)
    extensions = models.PositiveSmallIntegerField(_("utvidelser av fristen"), default=0)

    class Meta:
        verbose_name = _("kartlegging")
        verbose_name_plural = _("kartlegginger")
        ordering = ("application", "sequence")
        constraints = [
            models.UniqueConstraint(fields=["application", "sequence"], name="round_sequence_once"),
            models.CheckConstraint(
                name="round_dates_forward",
                condition=Q(opens_on__lte=models.F("deadline")) & Q(pretalk_on__lte=models.F("session_on")),
                violation_error_message=_("Fristen må være etter åpningen, og samlingen etter forsamtalen."),
            ),
            models.CheckConstraint(
                name="round_closed_iff_dated",
                condition=Q(state="closed", closed_on__isnull=False) | (~Q(state="closed") & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="round_runs_here_or_elsewhere",
                condition=(Q(tool="", instrument__isnull=False) & ~Q(state="elsewhere"))
                | (~Q(tool="") & Q(instrument=None, view="", state__in=["elsewhere", "closed", "discarded"])),
            ),
            models.CheckConstraint(
                name="round_three_reminders_two_extensions", condition=Q(reminders_sent__lte=3, extensions__lte=2)
            ),
        ]

    def __str__(self):
        return f"{self.application}/{self.sequence}"

    @property
    def runs_elsewhere(self) -> bool:
        return self.tool != ""


class RoundEvent(Event):
    subject = models.ForeignKey(AssessmentRound, models.CASCADE, related_name="events")


class Participation(models.Model):
    """That a person is asked in a round. No times, no history, no admin.

    While the round is open ``link_hash`` is the SHA-256 of her link and the flags are set;
    closing empties all four in one update, so that a closed round does not know who answered.
    ``added_later``: asked after the opening, which everyone asked can see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(AssessmentRound, models.CASCADE, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    link_version = models.PositiveSmallIntegerField(default=1)
    link_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    submitted = models.BooleanField(null=True)
    declined = models.BooleanField(null=True)
    mails_sent = models.PositiveSmallIntegerField(null=True)
    added_later = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="participation_once"),
            models.CheckConstraint(
                name="participation_known_together",
                condition=Q(link_hash=None, submitted=None, declined=None, mails_sent=None)
                | Q(link_hash__isnull=False, submitted__isnull=False, declined__isnull=False, mails_sent__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.id)

    def token(self, seed: bytes) -> str:
        """What stands in her link, made for the address she has now."""
        return sealing.link_token(seed, self.pk, self.link_version, self.person.email)


class Sheet(models.Model):
    """One answer sheet: a draft under the respondent's own key, or sealed to the round's. Always the same size."""

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="sheet")
    body = models.BinaryField()

    def __str__(self):
        return str(self.participation_id)


class EarlierSheet(models.Model):
    """A sheet that was sent before the person's address was corrected.

    It counts unless she answers anew. Meanwhile the new link looks as if nothing had come, so that
    nobody can learn who has answered by having an address corrected. ``email`` is the address whose link it came by.
    """

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="earlier_sheet")
    email = models.EmailField()
    body = models.BinaryField()

    def __str__(self):
        return str(self.participation_id)


class RoundResult(models.Model):
    """What a closed round knows, frozen by ``publish()``; ``published`` is its whole output.

    Of a round run elsewhere: the ``Themes`` of its file of means, or nothing where none was given.
    ``norm`` is the norm of the instrument version as it stood at closing, null when there was none:
    a later edition changes no report.
    """

    round = models.OneToOneField(AssessmentRound, models.PROTECT, primary_key=True, related_name="result")
    respondents = models.PositiveSmallIntegerField(_("antall svar"))
    asked = models.PositiveSmallIntegerField(_("antall spurt"))
    published = models.JSONField()
    norm = models.JSONField(_("sammenlikningstall"), null=True)

    class Meta:
        verbose_name = _("resultat")
        verbose_name_plural = _("resultater")

    def __str__(self):
        return str(self.round)


class FactorResult(models.Model):
    """One published factor mean, for programme figures; null where the ladder hides it."""

    result = models.ForeignKey(RoundResult, models.PROTECT, related_name="factors")
    factor = models.SlugField()
    mean = models.DecimalField(max_digits=3, decimal_places=1, null=True)

    class Meta:
        ordering = ("result", "pk")
        constraints = [models.UniqueConstraint(fields=["result", "factor"], name="factor_result_once")]

    def __str__(self):
        return f"{self.factor}: {self.mean}"


class Comment(models.Model):
    """One answer to an open question, tied to nothing but the round. Random key, stored shuffled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(AssessmentRound, models.CASCADE, related_name="comments")
    question = models.SlugField()
    text = models.TextField()
    withheld = models.BooleanField(_("holdt tilbake"), default=False)

    class Meta:
        ordering = ("question", "id")

    def __str__(self):
        return str(self.id)


class EditionKind(models.TextChoices):
    FIGURES = "figures", _("programtall")
    NORM = "norm", _("sammenlikningstall")


class FigureEdition(models.Model):
    """Figures over several groups as they stood on a day. Never live, never changed, never taken back."""

    instrument = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=10, choices=EditionKind)
    number = models.PositiveSmallIntegerField(_("utgave"))
    made_on = models.DateField(_("laget"), default=timezone.localdate)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("av"), related_name="+")

    class Meta:
        ordering = ("instrument", "kind", "number")
        constraints = [models.UniqueConstraint(fields=["instrument", "kind", "number"], name="edition_number_once")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"


class FigureCell(models.Model):
    """One cell of an edition. ``means`` and ``spreads`` are in tenths by factor, empty where the cell is hidden.

    ``members`` are the ids of the rounds behind it, for the audit of later editions; nobody is shown them.
    """

    edition = models.ForeignKey(FigureEdition, models.CASCADE, related_name="cells")
    view = models.CharField(max_length=10)
    value = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=20)
    groups = models.PositiveSmallIntegerField(_("grupper"), default=0)
    answers = models.PositiveIntegerField(_("svar"), default=0)
    means = models.JSONField(default=dict)
    spreads = models.JSONField(default=dict)
    members = models.JSONField(default=list)

    class Meta:
        ordering = ("edition", "pk")
        constraints = [models.UniqueConstraint(fields=["edition", "view", "value"], name="figure_cell_once")]

    def __str__(self):
        return f"{self.edition}: {self.view} {self.value}"


class Report(models.Model):
    """A PDF in the private file store, named by what it was made from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(AssessmentRound, models.PROTECT, related_name="reports")
    content_key = models.CharField(max_length=64, unique=True)
    pages = models.PositiveSmallIntegerField(_("sider"))
    size = models.PositiveIntegerField(_("byte"))
    made_at = models.DateTimeField(_("laget"), default=timezone.now)

    class Meta:
        verbose_name = _("rapport")
        verbose_name_plural = _("rapporter")
        ordering = ("made_at", "pk")

    def __str__(self):
        return str(self.round)

    @property
    def filename(self) -> str:
        """Its name in the private file store."""
        return f"reports/{self.content_key}.pdf"


class VendorReport(models.Model):
    """The report of a round run elsewhere, as its tool made it: kept and handed out, never opened by us."""

    round = models.OneToOneField(AssessmentRound, models.PROTECT, primary_key=True, related_name="vendor_report")
    name = models.CharField(_("filnavn"), max_length=120)
    size = models.PositiveIntegerField(_("byte"))
    sha256 = models.CharField(_("sjekksum"), max_length=64)
    stored_at = models.DateTimeField(_("lagt inn"), default=timezone.now)

    class Meta:
        verbose_name = _("leverandørens rapport")
        verbose_name_plural = _("leverandørens rapporter")

    def __str__(self):
        return str(self.round)

    @property
    def filename(self) -> str:
        """Its name in the private file store."""
        return f"vendor/{self.round_id}-{self.sha256}.pdf"


class ReleaseStep(models.TextChoices):
    LEADER = "leader", _("til lederen")
    GROUP = "group", _("til gruppen")


class Release(models.Model):
    """One of the two named steps by which a report reaches its readers."""

    round = models.ForeignKey(AssessmentRound, models.PROTECT, related_name="releases")
    step = models.CharField(_("steg"), max_length=10, choices=ReleaseStep)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("av"), related_name="+")
    released_at = models.DateTimeField(_("frigitt"), default=timezone.now)

    class Meta:
        ordering = ("released_at", "pk")
        constraints = [models.UniqueConstraint(fields=["round", "step"], name="release_step_once")]

    def __str__(self):
        return f"{self.round}: {self.get_step_display()}"
