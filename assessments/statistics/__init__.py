"""Scale statistics for small groups: agreement, reliability, means and change.

Pure: knows neither ORM nor HTTP, and imports numpy and scipy only inside the functions that need them.
Every docstring gives formula, range and source. A statistic that is undefined is None, never NaN.

On live rounds only what the publication rule allows is used; most figures here identify people in a small group
and are meant for research data, norms and the annual check of an instrument.
"""
