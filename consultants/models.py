"""Consultants, what they may do and when, and the engagements they run."""

import uuid
from enum import nonmember

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from enrollment.models import Application, GroupLevel, Intake, LeadershipGroup, Organisation
from portal.core.models import Event


class Consultant(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="consultant"
    )
    seniority = models.PositiveSmallIntegerField(
        _("erfaring"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("Fra 1 (ny) til 5 (svært erfaren)."),
    )
    sectors = models.JSONField(_("sektorer"), default=list, blank=True)
    presentation = models.TextField(_("kort om"), max_length=400, blank=True)
    languages = models.JSONField(_("språk"), default=list, blank=True)
    photo = models.CharField(max_length=64, blank=True, editable=False)  # name of a private file
    preferred_sectors = models.JSONField(_("vil helst ha sektorer"), default=list, blank=True)
    preferred_levels = models.ManyToManyField(
        GroupLevel, verbose_name=_("vil helst ha nivåer"), blank=True, related_name="+"
    )
    slots = models.PositiveSmallIntegerField(
        _("plasser"), default=4, help_text=_("Så mange oppdrag konsulenten kan ha samtidig.")
    )
    active = models.BooleanField(_("tar oppdrag"), default=True)
    own_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("nærmeste leder"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Konsulenten får ikke grupper som lederen er med i."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("konsulent")
        verbose_name_plural = _("konsulenter")
        ordering = ("user__name",)

    def __str__(self):
        return str(self.user)


class EmployerLink(models.Model):
    """Where a consultant works or has worked. Without an end she works there now."""

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="employers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("virksomhet"), related_name="+")
    unit = models.CharField(
        _("enhet"),
        max_length=200,
        blank=True,
        help_text=_(
            "Ovenfra med skråstrek mellom: Stab / Økonomi. Tom betyr at alle grupper i virksomheten er stengt."
        ),
    )
    until = models.DateField(_("til"), null=True, blank=True)

    class Meta:
        verbose_name = _("arbeidsforhold")
        verbose_name_plural = _("arbeidsforhold")
        ordering = ("consultant", models.F("until").desc(nulls_first=True))

    def __str__(self):
        return str(self.organisation)


class Certification(models.Model):
    """Proof that a consultant may use an instrument, or one version of it, from one date to another, both included."""

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="certifications")
    instrument = models.SlugField(_("kartleggingsverktøy"))
    version = models.CharField(
        _("versjon"), max_length=20, blank=True, help_text=_("Tom gjelder alle versjoner av verktøyet.")
    )
    issuer = models.CharField(_("utstedt av"), max_length=120)
    valid_from = models.DateField(_("gjelder fra"))
    valid_to = models.DateField(_("gjelder til"))
    evidence = models.CharField(max_length=64, blank=True, editable=False)  # name of a private file
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sertifisering")
        verbose_name_plural = _("sertifiseringer")
        ordering = ("consultant", "valid_from")
        constraints = [
            models.CheckConstraint(
                name="certification_period_forward",
                condition=Q(valid_from__lte=models.F("valid_to")),
                violation_error_message=_("Sertifikatet slutter før det begynner."),
            )
        ]

    def __str__(self):
        return f"{self.consultant}: {self.instrument}"


class StepKind(models.TextChoices):
    COURSE = "course", _("kurs")
    SHADOWED = "shadowed", _("fulgt et oppdrag som medkonsulent")
    SUPERVISED = "supervised", _("ledet et oppdrag under veiledning")


class CertificationStep(models.Model):
    """One step on the way to a certificate, attested by somebody. Whoever has one is an aspirant until certified."""

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="steps")
    instrument = models.SlugField(_("kartleggingsverktøy"))
    kind = models.CharField(_("slag"), max_length=10, choices=StepKind)
    on = models.DateField(_("dato"))
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("bekreftet av"), related_name="+"
    )
    engagement = models.ForeignKey(
        "Engagement", models.PROTECT, verbose_name=_("oppdrag"), null=True, blank=True, related_name="steps"
    )

    class Meta:
        verbose_name = _("steg mot sertifisering")
        verbose_name_plural = _("steg mot sertifisering")
        ordering = ("consultant", "on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["consultant", "engagement"],
                condition=Q(engagement__isnull=False),
                name="step_once_per_engagement",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on:%d.%m.%Y}"


class Capacity(models.Model):
    """How many engagements a consultant may have in one half-year, where it differs from her usual number."""

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="capacities")
    starts_on = models.DateField(_("halvår fra"), help_text=_("1. januar eller 1. juli."))
    slots = models.PositiveSmallIntegerField(_("plasser"))

    class Meta:
        verbose_name = _("plasser i et halvår")
        verbose_name_plural = _("plasser i enkelte halvår")
        ordering = ("consultant", "starts_on")
        constraints = [
            models.UniqueConstraint(fields=["consultant", "starts_on"], name="capacity_once_per_half_year"),
            models.CheckConstraint(
                name="capacity_from_first_day",
                condition=Q(starts_on__day=1, starts_on__month__in=(1, 7)),
                violation_error_message=_("Halvåret begynner 1. januar eller 1. juli."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on:%d.%m.%Y}: {self.slots}"


class Absence(models.Model):
    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="absences")
    first_day = models.DateField(_("fra"))
    last_day = models.DateField(_("til og med"))

    class Meta:
        verbose_name = _("fravær")
        verbose_name_plural = _("fravær")
        ordering = ("first_day",)
        constraints = [
            models.CheckConstraint(
                name="absence_forward",
                condition=Q(first_day__lte=models.F("last_day")),
                violation_error_message=_("Fraværet slutter før det begynner."),
            )
        ]

    def __str__(self):
        return f"{self.first_day}–{self.last_day}"


class Relation(models.Model):
    """That a consultant has declared a tie to a person. The reason is never stored."""

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="relations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+")

    class Meta:
        verbose_name = _("relasjon")
        verbose_name_plural = _("relasjoner")
        ordering = ("consultant", "pk")
        constraints = [models.UniqueConstraint(fields=["consultant", "person"], name="relation_once")]

    def __str__(self):
        return str(self.person)


class Decline(models.Model):
    """That a consultant or a group has said no to the other. No reason is asked for."""

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="declines")
    group = models.ForeignKey(LeadershipGroup, models.CASCADE, verbose_name=_("gruppe"), related_name="+")

    class Meta:
        verbose_name = _("takket nei")
        verbose_name_plural = _("takket nei")
        ordering = ("consultant", "pk")
        constraints = [models.UniqueConstraint(fields=["consultant", "group"], name="decline_once")]

    def __str__(self):
        return str(self.group)


class EngagementState(models.TextChoices):
    ASSIGNED = "assigned", _("tildelt")
    CONTRACTED = "contracted", _("avtalt")
    ENDED = "ended", _("avsluttet")
    HOLDING = nonmember(("assigned", "contracted"))


class Engagement(models.Model):
    """A consultant's work with one group. The contract's dates are here; rounds carry copies of theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(Application, models.PROTECT, verbose_name=_("sak"), related_name="engagement")
    lead = models.ForeignKey(Consultant, models.PROTECT, verbose_name=_("konsulent"), related_name="leads")
    co = models.ForeignKey(
        Consultant, models.PROTECT, verbose_name=_("medkonsulent"), null=True, blank=True, related_name="co_leads"
    )
    state = models.CharField(_("status"), max_length=10, choices=EngagementState, default=EngagementState.ASSIGNED)
    assigned_at = models.DateTimeField(_("tildelt"), default=timezone.now)

    purpose = models.TextField(_("hva dere er enige om"), max_length=1000, blank=True)
    agreed_on = models.DateField(_("avtalt"), null=True, blank=True)
    starts_on = models.DateField(_("første dag"), null=True, blank=True)
    ends_on = models.DateField(_("siste dag"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("oppdrag")
        verbose_name_plural = _("oppdrag")
        ordering = ("-assigned_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="engagement_contract_iff_dated",
                condition=Q(state="assigned", agreed_on=None)
                | (~Q(state="assigned") & Q(agreed_on__isnull=False, starts_on__isnull=False, ends_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="engagement_period_forward",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=models.F("ends_on")),
                violation_error_message=_("Oppdraget slutter før det begynner."),
            ),
            models.CheckConstraint(
                name="engagement_two_people",
                condition=Q(co=None) | ~Q(co=models.F("lead")),
                violation_error_message=_("Konsulent og medkonsulent kan ikke være samme person."),
            ),
        ]

    def __str__(self):
        return str(self.application)


class ShortlistOutcome(models.TextChoices):
    CHOSEN = "chosen", _("lederen valgte")
    RETURNED = "returned", _("lederen lar kontoret velge")
    LAPSED = "lapsed", _("fristen gikk ut")
    EMPTIED = "emptied", _("ingen kan lenger")
    WITHDRAWN = "withdrawn", _("trukket av kontoret")


class Shortlist(models.Model):
    """Two or three consultants the office has found, of whom the leader chooses one until the deadline.

    Open while ``outcome`` is empty; a case has one open at a time. Who else was to be chosen is forgotten then.
    """

    application = models.ForeignKey(Application, models.CASCADE, verbose_name=_("sak"), related_name="shortlists")
    consultants = models.ManyToManyField(Consultant, verbose_name=_("konsulenter"), related_name="shortlists")
    deadline = models.DateField(_("frist"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("av"), related_name="+")
    at = models.DateTimeField(_("sendt"), default=timezone.now)
    outcome = models.CharField(_("utfall"), max_length=10, choices=ShortlistOutcome, blank=True)
    chosen = models.ForeignKey(
        Consultant, models.PROTECT, verbose_name=_("valgt"), null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("lederens valg")
        verbose_name_plural = _("lederes valg")
        ordering = ("application", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(outcome=""), name="shortlist_one_open_per_case"
            ),
            models.CheckConstraint(
                name="shortlist_chosen_iff_somebody",
                condition=Q(outcome="chosen", chosen__isnull=False) | (~Q(outcome="chosen") & Q(chosen=None)),
            ),
        ]

    def __str__(self):
        return str(self.application)


class Declaration(models.Model):
    """That a consultant has no ties to the group of one engagement; given anew for each. Ties are never told."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="declarations")
    consultant = models.ForeignKey(Consultant, models.PROTECT, related_name="declarations")
    at = models.DateTimeField(_("gitt"), default=timezone.now)

    class Meta:
        ordering = ("engagement", "pk")
        constraints = [models.UniqueConstraint(fields=["engagement", "consultant"], name="declaration_once")]

    def __str__(self):
        return f"{self.consultant}: {self.engagement}"


class EngagementEvent(Event):
    subject = models.ForeignKey(Engagement, models.CASCADE, related_name="events")


class MatchRound(models.Model):
    """What the office has settled for the plan of one intake. Nothing here assigns anybody.

    The weights say how many points each part of the fit gives; ``load`` is how much spreading the work counts.
    """

    intake = models.OneToOneField(Intake, models.CASCADE, verbose_name=_("opptak"), related_name="match_round")
    sector = models.PositiveSmallIntegerField(_("kjenner sektoren"), default=30)
    level = models.PositiveSmallIntegerField(_("erfaring som passer nivået, per trinn"), default=10)
    continuity = models.PositiveSmallIntegerField(_("har hatt gruppen før"), default=25)
    wish = models.PositiveSmallIntegerField(_("ønsket av lederen, per trinn"), default=15)
    load = models.PositiveSmallIntegerField(_("fordel arbeidet jevnt"), default=4)
    moves_assigned = models.BooleanField(_("flytter tildelte grupper uten avtale"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("matching")
        verbose_name_plural = _("matching")
        ordering = ("intake__closes_on", "pk")

    def __str__(self):
        return str(self.intake)

    @property
    def weights(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("sector", "level", "continuity", "wish", "load")}


class ChoiceKind(models.TextChoices):
    PIN = "pin", _("låst")
    EXCLUDE = "exclude", _("utelukket")


class MatchChoice(models.Model):
    """A pair the office has pinned in, or kept out of, the draft of a plan."""

    round = models.ForeignKey(MatchRound, models.CASCADE, related_name="choices")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ChoiceKind)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application", "consultant"], name="match_choice_once"),
            models.UniqueConstraint(fields=["application"], condition=Q(kind="pin"), name="match_one_pin"),
        ]

    def __str__(self):
        return f"{self.application}: {self.consultant}, {self.get_kind_display()}"


class MatchRun(models.Model):
    """A published plan with all it was made from: the same bytes in give the same bytes out.

    ``instance`` is match/1 and ``result`` match-result/1; ``versions`` tells what it was solved with.
    """

    round = models.ForeignKey(MatchRound, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("nummer"))
    instance = models.TextField()
    result = models.TextField()
    versions = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("av"), related_name="+")
    published_at = models.DateTimeField(_("publisert"), default=timezone.now)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("planer")
        ordering = ("round", "number")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="match_run_once")]

    def __str__(self):
        return f"{self.round} {self.number}"
