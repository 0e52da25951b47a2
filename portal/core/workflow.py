"""Transition tables: states are data, guards say in words what is missing.

An app declares one ``Workflow`` per subject. The subject has a ``state`` field
and related ``events``; nothing else writes ``state``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _


class AtField(str):
    """A sentence about one field of the form that asked; everywhere else it is a sentence like others."""

    field: str

    def __new__(cls, field: str, sentence: str):
        made = super().__new__(cls, sentence)
        made.field = field
        return made


class TransitionNotAllowed(Exception):
    """The subject cannot make this move now; ``missing`` says why, in words for the user."""

    def __init__(self, missing: list[str]):
        super().__init__(" ".join(missing))
        self.missing = missing


def nothing_missing(subject: Any) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Transition:
    """A named move. ``guard`` returns what is missing, an empty list when the way is clear."""

    label: str
    sources: Collection[str]
    target: str
    guard: Callable[[Any], list[str]] = nothing_missing


@dataclass(frozen=True, slots=True)
class Workflow:
    transitions: Mapping[str, Transition]

    def missing(self, subject: Any, action: str) -> list[str]:
        """What keeps the subject from this move, in words; empty when nothing does."""
        transition = self.transitions[action]
        if subject.state not in transition.sources:
            state = subject.get_state_display()
            return [
                _("«%(action)s» går ikke når statusen er «%(state)s».") % {"action": transition.label, "state": state}
            ]
        return transition.guard(subject)

    def require(self, subject: Any, action: str) -> None:
        """Raise TransitionNotAllowed unless the move is open to the subject."""
        missing = self.missing(subject, action)
        if missing:
            raise TransitionNotAllowed(missing)

    def move(self, subject: models.Model, action: str, *, by: Any = None, note: str = "", **changes: Any) -> None:
        """Write the new state, the given fields and the event row.

        Runs inside the caller's transaction, on a row the caller has locked.
        Raises TransitionNotAllowed; then nothing is written.
        """
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("Workflow.move belongs in the transaction of a service")
        from_state = subject.state
        for name, value in changes.items():
            setattr(subject, name, value)
        try:
            self.require(subject, action)
        except TransitionNotAllowed:
            subject.refresh_from_db(fields=list(changes) or None)
            raise
        subject.state = self.transitions[action].target
        subject.save(update_fields=["state", *changes])
        subject.events.create(action=action, from_state=from_state, to_state=subject.state, by=by, note=note)


def add_event(subject: models.Model, action: str, *, by: Any = None, note: str = "") -> Any:
    """The event row of what was done while the state stayed."""
    state = subject.state
    return subject.events.create(action=action, from_state=state, to_state=state, by=by, note=note)


def lock(model: type[models.Model], **lookup: Any) -> Any:
    """The row, locked until the transaction ends. Raises the model's DoesNotExist."""
    return model._default_manager.select_for_update(of=("self",)).get(**lookup)
