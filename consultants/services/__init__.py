"""Every write about engagements."""

from consultants.services.contracts import correct_contract, record_contract
from consultants.services.declarations import declare, decline
from consultants.services.engagements import assign_co, assign_lead, end, save_consultant
from consultants.services.release import is_away, missing_for_office, release_for_absent, was_read
from consultants.services.rounds import give_more_time, missing_for_next_round, move_dates, plan_next_round
from consultants.services.shortlists import choose_lead, leave_choice, offer_choice, withdraw_choice

__all__ = [
    "assign_co",
    "assign_lead",
    "choose_lead",
    "correct_contract",
    "declare",
    "decline",
    "end",
    "give_more_time",
    "is_away",
    "leave_choice",
    "missing_for_next_round",
    "missing_for_office",
    "move_dates",
    "offer_choice",
    "plan_next_round",
    "record_contract",
    "release_for_absent",
    "save_consultant",
    "was_read",
    "withdraw_choice",
]
