"""Organisations, what is offered to them, and the groups that apply."""

import uuid
from enum import nonmember

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from stdnum.no import orgnr

from portal.core.models import Event


def validate_orgnr(value: str) -> None:
    if not orgnr.is_valid(value):
        raise ValidationError(_("Organisasjonsnummeret har ni sifre, og kontrollsifferet stemmer ikke."))


class OrganisationKind(models.Model):
    name = models.CharField(_("navn"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("slags virksomhet")
        verbose_name_plural = _("slag virksomheter")
        ordering = ("name",)

    def __str__(self):
        return self.name


class Organisation(models.Model):
    """A unit as it is called from one date to another; a case keeps the one it began with."""

    name = models.CharField(_("navn"), max_length=120)
    short_name = models.CharField(_("forkortelse"), max_length=20, blank=True)
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, verbose_name=_("slag"), related_name="organisations")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("hører under"), null=True, blank=True, related_name="children"
    )
    sector = models.CharField(_("sektor"), max_length=40, blank=True)
    orgnr = models.CharField(_("organisasjonsnummer"), max_length=9, blank=True, validators=[validate_orgnr])
    valid_from = models.DateField(_("gjelder fra"), null=True, blank=True)
    valid_to = models.DateField(_("gjelder til"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("etterfølger"), null=True, blank=True, related_name="predecessors"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("virksomhet")
        verbose_name_plural = _("virksomheter")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["name", "valid_from"], name="organisation_once_per_period"),
            models.CheckConstraint(
                name="organisation_period_forward",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=models.F("valid_to")),
                violation_error_message=_("Perioden slutter før den begynner."),
            ),
        ]

    def __str__(self):
        return self.name


class HolidayWeek(models.Model):
    """Days the office keeps free: suggested dates and promises are moved past them, chosen ones are warned about."""

    name = models.CharField(_("navn"), max_length=40, help_text=_("For eksempel vinterferie."))
    first_day = models.DateField(_("første dag"))
    last_day = models.DateField(_("siste dag"))

    class Meta:
        verbose_name = _("uke uten samlinger og frister")
        verbose_name_plural = _("uker uten samlinger og frister")
        ordering = ("first_day", "pk")
        constraints = [
            models.CheckConstraint(
                name="holiday_week_forward",
                condition=Q(first_day__lte=models.F("last_day")),
                violation_error_message=_("Siste dag er før første dag."),
            )
        ]

    def __str__(self):
        return self.name


class SameEmployer(models.TextChoices):
    ORGANISATION = "organisation", _("hele virksomheten")
    UNIT = "unit", _("enheten og linjen i virksomheten")


class GroupLevel(models.Model):
    """Where in the organisation a group leads: rank 1 is the top."""

    name = models.CharField(_("navn"), max_length=60, unique=True)
    rank = models.PositiveSmallIntegerField(_("nivå"), unique=True)
    is_top = models.BooleanField(_("toppledergruppe"), default=False)
    same_employer = models.CharField(
        _("samme arbeidsgiver"),
        max_length=12,
        choices=SameEmployer,
        default=SameEmployer.ORGANISATION,
        help_text=_(
            "Hva som stenger for en konsulent som selv er ansatt der. Velger du enheten, kan hun ta grupper i andre "
            "enheter enn sin egen, når begge enheter er fylt inn. Egen linje er alltid stengt."
        ),
    )

    class Meta:
        verbose_name = _("nivå")
        verbose_name_plural = _("nivåer")
        ordering = ("rank",)

    def __str__(self):
        return self.name


class Programme(models.Model):
    """What leaders read before they apply. Texts are the office's own."""

    name = models.CharField(_("navn"), max_length=80, unique=True)
    slug = models.SlugField(_("adresse"), unique=True)
    headline = models.CharField(_("løfte"), max_length=80)
    lead = models.TextField(_("ingress"))
    duration = models.CharField(_("varighet"), max_length=40)
    price = models.CharField(_("pris"), max_length=40)
    time_per_member = models.CharField(_("tid per medlem"), max_length=40)
    requirements = models.TextField(_("krav til gruppen"), help_text=_("Ett krav per linje."))
    quarantine_years = models.PositiveSmallIntegerField(
        _("karanteneår"),
        default=2,
        help_text=_("Så lenge kan en konsulent ikke lede en gruppe hos en tidligere arbeidsgiver."),
    )
    published = models.BooleanField(_("publisert"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programmer")
        ordering = ("name",)

    def __str__(self):
        return self.name


class Offering(models.Model):
    """One kind of help within a programme; ``instrument`` is the key of the assessment it uses."""

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("program"), related_name="offerings")
    name = models.CharField(_("navn"), max_length=80)
    description = models.TextField(_("beskrivelse"), blank=True)
    instrument = models.SlugField(_("kartleggingsverktøy"))

    class Meta:
        verbose_name = _("tilbud")
        verbose_name_plural = _("tilbud")
        ordering = ("programme", "name")
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="offering_once_per_programme")]

    def __str__(self):
        return self.name


class Intake(models.Model):
    """A round of applications: from when, until when, for how many groups."""

    offering = models.ForeignKey(Offering, models.PROTECT, verbose_name=_("tilbud"), related_name="intakes")
    name = models.CharField(_("navn"), max_length=60)
    opens_on = models.DateField(_("åpner"))
    closes_on = models.DateField(_("søknadsfrist"))
    starts_on = models.DateField(_("oppstart"))
    places = models.PositiveSmallIntegerField(_("plasser"))
    answer_within_days = models.PositiveSmallIntegerField(_("svar innen (dager)"), default=21)

    class Meta:
        verbose_name = _("opptak")
        verbose_name_plural = _("opptak")
        ordering = ("closes_on",)
        constraints = [
            models.UniqueConstraint(fields=["offering", "name"], name="intake_once_per_offering"),
            models.CheckConstraint(
                name="intake_dates_forward",
                condition=Q(opens_on__lte=models.F("closes_on")) & Q(closes_on__lte=models.F("starts_on")),
                violation_error_message=_("Opptaket må åpne før fristen, og fristen må være før oppstart."),
            ),
        ]

    def __str__(self):
        return self.name

    def is_open(self, today) -> bool:
        return self.opens_on <= today <= self.closes_on


class LeadershipGroup(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("virksomhet"), related_name="groups")
    name = models.CharField(_("navn"), max_length=120)
    level = models.ForeignKey(GroupLevel, models.PROTECT, verbose_name=_("nivå"), related_name="groups")
    unit = models.CharField(
        _("enhet"),
        max_length=200,
        blank=True,
        help_text=_(
            "Enheten gruppen leder, ovenfra med skråstrek mellom: Stab / Økonomi. Tom betyr hele virksomheten."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ledergruppe")
        verbose_name_plural = _("ledergrupper")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="group_once_per_organisation")]

    def __str__(self):
        return self.name


class MembershipRole(models.TextChoices):
    LEADER = "leader", _("leder")
    MEMBER = "member", _("medlem")
    DELEGATE = "delegate", _("medhjelper")
    ANSWERING = nonmember(("leader", "member"))


class Membership(models.Model):
    """A person's place in a group from one date to another. A delegate helps the leader and does not answer."""

    group = models.ForeignKey(LeadershipGroup, models.CASCADE, verbose_name=_("gruppe"), related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="memberships"
    )
    role = models.CharField(_("rolle"), max_length=10, choices=MembershipRole)
    title = models.CharField(_("stilling"), max_length=120, blank=True)
    from_date = models.DateField(_("fra"), default=timezone.localdate)
    to_date = models.DateField(_("til"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("medlemskap")
        verbose_name_plural = _("medlemskap")
        ordering = ("group", "role", "user__name")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(to_date=None, role__in=["leader", "member"]),
                name="membership_answers_once",
            ),
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(to_date=None, role="delegate"), name="membership_delegate_once"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(to_date=None, role="leader"), name="membership_one_leader"
            ),
            models.CheckConstraint(
                name="membership_period_forward",
                condition=Q(to_date=None) | Q(from_date__lte=models.F("to_date")),
                violation_error_message=_("Medlemskapet slutter før det begynner."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("kladd")
    SUBMITTED = "submitted", _("til vurdering")
    ADMITTED = "admitted", _("innvilget")
    DECLINED = "declined", _("ingen plass nå")
    WITHDRAWN = "withdrawn", _("trukket")


class Alternative(models.TextChoices):
    NOTHING = "nothing", _("Ikke gjort noe nå")
    BOUGHT = "bought", _("Kjøpt hjelp utenfra")
    OWN = "own", _("Brukt egne krefter")


class Application(models.Model):
    """A case: number 2026-0042, with everything that grows on it. A group's next programme is a new case.

    A draft holds what has been typed so far and knows no group; submitting makes the
    group and its memberships from it. ``scratch`` is what the draft's pages remember beside
    the fields: what was typed but cannot be used yet, by step, and when the list was pasted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("saksnummer"), max_length=9, unique=True, null=True, editable=False)  # noqa: DJ001
    intake = models.ForeignKey(Intake, models.PROTECT, verbose_name=_("opptak"), related_name="applications")
    state = models.CharField(_("status"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("søker"), related_name="applications"
    )
    group = models.ForeignKey(
        LeadershipGroup,
        models.PROTECT,
        verbose_name=_("ledergruppe"),
        null=True,
        blank=True,
        related_name="applications",
    )

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("virksomhet"), null=True, blank=True, related_name="applications"
    )
    level = models.ForeignKey(
        GroupLevel, models.PROTECT, verbose_name=_("nivå"), null=True, blank=True, related_name="+"
    )
    group_name = models.CharField(_("gruppens navn"), max_length=120, blank=True)
    applicant_leads = models.BooleanField(_("søkeren leder gruppen"), default=True)
    leader_name = models.CharField(_("lederens navn"), max_length=120, blank=True)
    leader_email = models.EmailField(_("lederens e-post"), blank=True)
    leader_title = models.CharField(_("lederens stilling"), max_length=120, blank=True)
    member_lines = models.JSONField(_("medlemmer"), default=list, blank=True)

    reason = models.TextField(_("begrunnelse"), max_length=1000, blank=True)
    wanted_from = models.DateField(_("ønsket start"), null=True, blank=True)
    wanted_to = models.DateField(_("ønsket slutt"), null=True, blank=True)
    alternative = models.CharField(_("alternativ"), max_length=10, choices=Alternative, blank=True)
    external_cost = models.PositiveIntegerField(_("kostnad utenfra (kr)"), null=True, blank=True)
    external_cost_unknown = models.BooleanField(_("vet ikke kostnaden"), default=False)

    scratch = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("påbegynt"), default=timezone.now)
    saved_at = models.DateTimeField(_("lagret"), default=timezone.now)
    submitted_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    answer_by = models.DateField(_("svar lovet innen"), null=True, blank=True)
    decided_at = models.DateTimeField(_("avgjort"), null=True, blank=True)
    decision_reason = models.TextField(_("begrunnelse for svaret"), max_length=2000, blank=True)
    history = HistoricalRecords(excluded_fields=["scratch"])

    class Meta:
        verbose_name = _("søknad")
        verbose_name_plural = _("søknader")
        ordering = ("submitted_at", "created_at")
        indexes = [models.Index(fields=["state", "submitted_at"], name="application_queue")]
        constraints = [
            models.CheckConstraint(
                name="application_numbered_iff_submitted",
                condition=Q(state="draft", number=None, submitted_at=None, group=None)
                | (~Q(state="draft") & Q(number__isnull=False, submitted_at__isnull=False, group__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_decided_iff_dated",
                condition=(Q(state__in=["admitted", "declined"]) & Q(decided_at__isnull=False) & ~Q(decision_reason=""))
                | (~Q(state__in=["admitted", "declined"]) & Q(decided_at=None)),
            ),
            models.CheckConstraint(
                name="application_period_forward",
                condition=Q(wanted_from=None) | Q(wanted_to=None) | Q(wanted_from__lte=models.F("wanted_to")),
                violation_error_message=_("Ønsket periode slutter før den begynner."),
            ),
        ]

    def __str__(self):
        return self.number or str(_("Kladd"))


class ApplicationEvent(Event):
    subject = models.ForeignKey(Application, models.CASCADE, related_name="events")


class CaseSequence(models.Model):
    """The last case number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}-{self.last:04d}"
