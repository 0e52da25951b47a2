"""Instruments: imported once, then read into memory."""

from functools import lru_cache

from django.db import transaction

from assessments.instrument import Instrument, load_instrument
from assessments.instrument_check import InstrumentRefused, check_instrument
from assessments.models import InstrumentVersion


@transaction.atomic
def import_instrument(source: str) -> InstrumentVersion:
    """Keep one version of an instrument from the text of its file; the same text again is the same version.

    Raises InstrumentRefused, which tells every fault, on a file that does not follow the format,
    IntegrityError when the version is there already with another text.
    """
    if faults := check_instrument(source):
        raise InstrumentRefused(faults)
    instrument = load_instrument(source)
    version, _ = InstrumentVersion.objects.get_or_create(
        checksum=instrument.checksum,
        defaults={
            "key": instrument.key,
            "version": instrument.version,
            "title": instrument.title,
            "source": source,
        },
    )
    return version


@lru_cache(maxsize=32)
def load_version(pk) -> Instrument:
    """The instrument as plain values, read once per process: a version never changes."""
    return load_instrument(InstrumentVersion.objects.get(pk=pk).source)
