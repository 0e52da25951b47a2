"""The group report: frozen result -> content -> page and PDF."""
