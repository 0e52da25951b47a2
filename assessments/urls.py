"""Answering and reading the report."""

urlpatterns: list = []
