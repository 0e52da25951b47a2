"""Every write of this app."""

from .answers import (
    AlreadySubmitted,
    DraftLocked,
    NothingAnswered,
    RoundIsClosed,
    TextTooLong,
    TooManyAttempts,
    decline,
    drop_draft,
    load_sheet,
    open_link,
    save_draft,
    set_code,
    submit,
    try_code,
    undo_decline,
    withdraw,
)
from .closing import discard, order_closing, store_copy, update_counts
from .editions import norm_in_force, publish_figures, publish_norm
from .external import FileRefused, cancel, register
from .instruments import add_version, import_instrument, load_version
from .links import ask_for_links
from .mailings import remind
from .people import add_asked, asked, correct_address
from .reports import missing_for_release, read_page, read_pdf, release, set_withheld
from .rounds import change_dates, confirm_list, link_of, order_opening, plan_round, recall_opening, reopen

__all__ = [
    "AlreadySubmitted",
    "DraftLocked",
    "FileRefused",
    "NothingAnswered",
    "RoundIsClosed",
    "TextTooLong",
    "TooManyAttempts",
    "add_asked",
    "add_version",
    "ask_for_links",
    "asked",
    "cancel",
    "change_dates",
    "confirm_list",
    "correct_address",
    "decline",
    "discard",
    "drop_draft",
    "import_instrument",
    "link_of",
    "load_sheet",
    "load_version",
    "missing_for_release",
    "norm_in_force",
    "open_link",
    "order_closing",
    "order_opening",
    "plan_round",
    "publish_figures",
    "publish_norm",
    "read_page",
    "read_pdf",
    "recall_opening",
    "register",
    "release",
    "remind",
    "reopen",
    "save_draft",
    "set_code",
    "set_withheld",
    "store_copy",
    "submit",
    "try_code",
    "undo_decline",
    "update_counts",
    "withdraw",
]
