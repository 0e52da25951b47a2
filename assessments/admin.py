"""The register of instruments: what each version is, and the ways to bring in another."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from assessments.models import InstrumentVersion
from assessments.services import load_version
from portal.core.admin import LookOnly, ReferenceAdmin


@admin.register(InstrumentVersion)
class InstrumentVersionAdmin(LookOnly, ReferenceAdmin):
    """A version never changes: a new one is uploaded, or written from an earlier (views/instruments.py)."""

    change_list_template = "admin/assessments/instrumentversion/list.html"
    change_form_template = "admin/assessments/instrumentversion/version.html"
    list_display = ("title", "key", "version", "imported_at")
    fieldsets = (
        (None, {"fields": ("title", "key", "version", "imported_at", "asks", "views", "norms", "spread")}),
        (
            _("Lisens"),
            {"fields": ("licence", "rights_holder", "status", "shows_items", "exports_items", "certification")},
        ),
        (_("Fil"), {"fields": ("checksum",)}),
    )
    readonly_fields = ("asks", "views", "norms", "spread", "licence", "rights_holder", "status")
    readonly_fields += ("shows_items", "exports_items", "certification")

    @admin.display(description=_("spør om"))
    def asks(self, version) -> str:
        instrument = load_version(version.pk)
        return _("%(factors)s temaer, %(items)s påstander, %(questions)s åpne spørsmål, skala %(low)s–%(high)s") % {
            "factors": len(instrument.factors),
            "items": len(instrument.item_keys),
            "questions": len(instrument.open_questions),
            "low": instrument.scale.minimum,
            "high": instrument.scale.maximum,
        }

    @admin.display(description=_("inndelinger"))
    def views(self, version) -> str:
        return ", ".join(view.title for view in load_version(version.pk).views)

    @admin.display(description=_("sammenlikningstall"))
    def norms(self, version) -> str:
        norms = load_version(version.pk).norms
        return ", ".join(f"{norm.title} ({norm.groups}, {norm.date:%d.%m.%Y})" for norm in norms) or _("Ingen")

    @admin.display(description=_("spredning i en gruppe"))
    def spread(self, version) -> str:
        instrument = load_version(version.pk)
        return f"{instrument.reference_sd:.2f}".replace(".", ",") + ". " + instrument.reference_sd_source

    @admin.display(description=_("lisens"))
    def licence(self, version) -> str:
        return load_version(version.pk).licence.name

    @admin.display(description=_("rettighetshaver"))
    def rights_holder(self, version) -> str:
        return load_version(version.pk).licence.rights_holder

    @admin.display(description=_("grunnlag"))
    def status(self, version) -> str:
        return load_version(version.pk).licence.status

    @admin.display(description=_("påstander kan vises i rapporten"), boolean=True)
    def shows_items(self, version) -> bool:
        return load_version(version.pk).licence.may_show_items_in_report

    @admin.display(description=_("påstander kan hentes ut"), boolean=True)
    def exports_items(self, version) -> bool:
        return load_version(version.pk).licence.may_export_items

    @admin.display(description=_("krever sertifisert konsulent"), boolean=True)
    def certification(self, version) -> bool:
        return load_version(version.pk).licence.requires_certification
