"""The office's pages."""

staff: list = []
