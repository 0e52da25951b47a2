"""Which cells of the programme's figures and of the norm may be shown. Pure: closed rounds in, editions out.

Figures over several groups are never live. They come as numbered editions, and each is held
against all earlier ones, since a reader may subtract one from another.
"""

from .figures import Edition, EditionCell, Status, next_edition
from .norms import Norm, next_norm
from .values import (
    ANSWERS,
    GROUPS,
    LARGEST_SHARE,
    NORM_GROUPS,
    Cell,
    Result,
    View,
    cells_of,
    is_large_enough,
)

__all__ = [
    "ANSWERS",
    "GROUPS",
    "LARGEST_SHARE",
    "NORM_GROUPS",
    "Cell",
    "Edition",
    "EditionCell",
    "Norm",
    "Result",
    "Status",
    "View",
    "cells_of",
    "is_large_enough",
    "next_edition",
    "next_norm",
]
