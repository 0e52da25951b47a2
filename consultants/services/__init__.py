"""Every write about engagements."""

from consultants.services.contracts import correct_contract, record_contract
from consultants.services.declarations import declare, decline
from consultants.services.engagements import assign_co, assign_lead, end, save_consultant
from consultants.services.rounds import give_more_time, missing_for_next_round, move_dates, plan_next_round

__all__ = [
    "assign_co",
    "assign_lead",
    "correct_contract",
    "declare",
    "decline",
    "end",
    "give_more_time",
    "missing_for_next_round",
    "move_dates",
    "plan_next_round",
    "record_contract",
    "save_consultant",
]
