import csv

from django.core.management.base import BaseCommand

from assessments.statistics.critical_values import CATEGORIES, DRAWS, ITEMS, MEMBERS, SEED, simulate


class Command(BaseCommand):
    """Make assessments/statistics/critical_values.csv anew; the same seed and number of draws give the same table."""

    help = "Skriver tabellen over kritiske verdier for enighet som CSV. Samme frø gir samme tabell."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--draws", type=int, default=DRAWS, help="Tilfeldige grupper per rute (standard %(default)s)"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="Frø for tallrekken (standard %(default)s)")

    def handle(self, *, draws, seed, **options):
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["members", "items", "categories", "rwg", "ad_mean"])
        for members in MEMBERS:
            for items in ITEMS:
                for categories in CATEGORIES:
                    limits = simulate(members, items, categories, draws=draws, seed=seed)
                    writer.writerow([members, items, categories, limits.rwg, limits.ad_mean])
