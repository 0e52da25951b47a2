"""Instruments: imported once, then read into memory."""

from functools import lru_cache

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.instrument import Instrument, load_instrument
from assessments.instrument_check import Fault, InstrumentRefused, check_instrument, line_of
from assessments.models import InstrumentVersion


@transaction.atomic
def import_instrument(source: str) -> InstrumentVersion:
    """Keep one version of an instrument from the text of its file; the same text again is the same version.

    Raises InstrumentRefused, which tells every fault, on a file that does not follow the format,
    and when the version is there already with another text.
    """
    if faults := check_instrument(source):
        raise InstrumentRefused(faults)
    instrument = load_instrument(source)
    if found := _kept_before(instrument, source):
        return found
    try:
        with transaction.atomic():
            return InstrumentVersion.objects.create(
                key=instrument.key,
                version=instrument.version,
                title=instrument.title,
                source=source,
                checksum=instrument.checksum,
            )
    except IntegrityError:
        # Somebody else kept it at the same moment: that is what was there before.
        if found := _kept_before(instrument, source):
            return found
        raise


def _kept_before(instrument: Instrument, source: str) -> InstrumentVersion | None:
    """The version with this very text. Raises InstrumentRefused when the number is taken by another."""
    # One statement: between two, another might keep the same text, and be taken for another text.
    same = Q(checksum=instrument.checksum) | Q(key=instrument.key, version=instrument.version)
    kept = {each.checksum: each for each in InstrumentVersion.objects.filter(same).order_by("pk")}
    if kept and instrument.checksum not in kept:
        sentence = _("Versjon %(version)s finnes fra før med et annet innhold. Gi denne et nytt versjonsnummer.")
        raise InstrumentRefused([Fault(line_of(source, "version"), sentence % {"version": instrument.version})])
    return kept.get(instrument.checksum)


def add_version(earlier: InstrumentVersion, source: str) -> InstrumentVersion:
    """Keep a changed text as the next version of the same instrument; the earlier one stays as it is.

    Raises InstrumentRefused, also for another instrument's key and for a text where nothing is changed.
    """
    if faults := check_instrument(source) or _other_instrument(earlier, source) or _unchanged(earlier, source):
        raise InstrumentRefused(faults)
    return import_instrument(source)


def _other_instrument(earlier: InstrumentVersion, source: str) -> list[Fault]:
    if load_instrument(source).key == earlier.key:
        return []
    sentence = _("En ny versjon skal ha den samme nøkkelen, «%(key)s».") % {"key": earlier.key}
    return [Fault(line_of(source, "key"), sentence)]


def _unchanged(earlier: InstrumentVersion, source: str) -> list[Fault]:
    if load_instrument(source).checksum != earlier.checksum:
        return []
    return [Fault(line_of(source, "version"), _("Ingenting er endret."))]


@lru_cache(maxsize=32)
def load_version(pk) -> Instrument:
    """The instrument as plain values, read once per process: a version never changes."""
    return load_instrument(InstrumentVersion.objects.get(pk=pk).source)
