"""Rows every app builds on: events, leased work, mail, and the log of who read what."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One transition of one subject. Subclasses add ``subject``, a foreign key with related_name ``events``."""

    action = models.CharField(_("hendelse"), max_length=40)
    from_state = models.CharField(_("fra"), max_length=20)
    to_state = models.CharField(_("til"), max_length=20)
    note = models.TextField(_("merknad"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("av"), null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("tidspunkt"), default=timezone.now)

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.action}: {self.from_state} → {self.to_state}"


class LeaseState(models.TextChoices):
    WAITING = "waiting", _("venter")
    RUNNING = "running", _("i arbeid")
    DONE = "done", _("ferdig")
    FAILED = "failed", _("feilet")
    STOPPED = "stopped", _("stanset")


class LeasedRow(models.Model):
    """Work ordered by a row: claimed with a lease and a fencing token, see ``core.leases``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("nøkkel"), max_length=200, unique=True)
    queue = models.CharField(_("kø"), max_length=20)
    subject_id = models.CharField(_("gjelder"), max_length=64, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=LeaseState, default=LeaseState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("forsøk"), default=0)
    not_before = models.DateTimeField(_("ikke før"), default=timezone.now)
    rung_at = models.DateTimeField(_("ringt"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField(_("feil"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("bestilt"), default=timezone.now)
    finished_at = models.DateTimeField(_("ferdig"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_running_iff_leased",
                condition=Q(state="running", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_token=None, lease_until=None)),
            )
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="%(class)s_due")]

    def __str__(self):
        return self.key


class Job(LeasedRow):
    """An order for background work; ``kind`` names the registered handler."""

    kind = models.CharField(_("slag"), max_length=60)

    class Meta(LeasedRow.Meta):
        verbose_name = _("jobb")
        verbose_name_plural = _("jobber")
        ordering = ("created_at", "pk")


class Mail(LeasedRow):
    """A mail on its way: template and variables, never rendered text.

    A mail to the respondents of a round is one row without recipient; its
    handler chooses them while sending.
    """

    template = models.CharField(_("mal"), max_length=100)
    case = models.CharField(_("sak"), max_length=20, blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("til"), null=True, blank=True, related_name="+"
    )
    variables = models.JSONField(_("verdier"), default=dict, blank=True)

    class Meta(LeasedRow.Meta):
        verbose_name = _("e-post")
        verbose_name_plural = _("e-post")
        ordering = ("-created_at", "pk")

    def __str__(self):
        """When it was ordered: its key names the case, which whoever runs the machines does not read."""
        return f"{timezone.localtime(self.created_at):%d.%m.%Y %H.%M}"


class ReadLog(models.Model):
    """Who opened which report or export. Append-only; read by the privacy role alone."""

    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("hvem"), related_name="+")
    what = models.CharField(_("hva"), max_length=60)
    case = models.CharField(_("sak"), max_length=20)
    subject_id = models.CharField(_("gjelder"), max_length=64)
    at = models.DateTimeField(_("tidspunkt"), default=timezone.now)

    class Meta:
        verbose_name = _("innsyn")
        verbose_name_plural = _("innsynslogg")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["case", "at"], name="readlog_case")]

    def __str__(self):
        return f"{self.what} {self.case}"
