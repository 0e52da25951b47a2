"""Cases that go the real way: every step is the service people use, then time is moved back."""

import datetime as dt
import math
from dataclasses import dataclass

from django.utils import timezone

from assessments import services
from assessments.models import AssessmentRound, RoundState
from assessments.services import answers, load_version
from consultants.facts import eligibility_list
from consultants.models import Consultant
from consultants.services import assign_lead, declare, offer_choice, plan_next_round, record_contract
from enrollment.members import MemberLine
from enrollment.models import Alternative, Application, GroupLevel, Intake, Organisation
from enrollment.services import decide, save_draft, start_application, submit
from portal.accounts.models import User
from portal.accounts.services import invite
from portal.core import jobs, outbox
from portal.core.workdays import next_workday
from portal.demo import elsewhere
from portal.demo.people import Person
from portal.demo.sheets import Answerers
from portal.demo.shift import shift_days

STAGES = (
    "applied",
    "admitted",
    "offered",
    "assigned",
    "contracted",
    "open",
    "held",
    "closed",
    "with_leader",
    "released",
    "again",
)
REASONS = (
    "Vi er omorganisert i vår, og fire av oss er nye. Vi vil bli enige om hva vi er til for som ledergruppe.",
    "Møtene våre går med til orienteringer. Vi vil bruke tiden på det som krever oss alle.",
    "Vi er gode hver for oss, men for svake på felles retning. Det vil vi gjøre noe med.",
    "Vi har fått ny leder og vil starte godt sammen.",
    "Vi tar beslutninger som ikke blir fulgt opp. Vi vil forstå hvorfor og gjøre det bedre.",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One invented group and how far it has come. ``answered`` None means everyone.

    With ``tool`` it answers there, and goes no further than the first report.
    """

    organisation: str
    people: list[Person]
    stage: str
    seed: int
    level: int = 1
    group_name: str = ""
    answered: int | None = None
    alternative: str = Alternative.NOTHING
    cost: int | None = None
    lead: str = ""
    delegate: Person | None = None
    leader_marker: bool = False
    days_open: int = 7
    tool: str = ""

    def reaches(self, stage: str) -> bool:
        return STAGES.index(self.stage) >= STAGES.index(stage)


class Journey:
    """Tells one story with the services. ``office`` decides, the first eligible consultant leads unless named."""

    def __init__(self, story: Story, *, intake: Intake, office: User):
        self.story, self.intake, self.office = story, intake, office
        self.application: Application

    def tell(self) -> Application:
        """Go as far as the story goes; returns the case."""
        story = self.story
        self.apply()
        if story.reaches("admitted"):
            self.wait(14)
            self.admit()
        if story.stage == "offered":
            self.offer()
        if story.reaches("assigned"):
            self.wait(7)
            self.assign()
        if story.reaches("contracted"):
            self.wait(7)
            self.contract()
        if story.tool and story.reaches("open"):
            self.wait(story.days_open)
        elif story.reaches("open"):
            self.open(self.round)
            self.answer(self.round)
        if story.tool and story.reaches("held"):
            elsewhere.register(self.round, story, by=self.engagement.lead.user)
            self._keep_appointments(self.round)
        elif story.reaches("held"):
            self.close(self.round)
        if story.reaches("with_leader"):
            self.release(self.round, "leader", *(["group"] if story.reaches("released") else []))
        if story.reaches("again"):
            self.tell_again()
        self.send_mail()
        return self.application

    def tell_again(self) -> None:
        """Half a year later: the second assessment, some better than the first, released to the group."""
        self.wait(190)
        self.once_more()
        self.send_mail()

    def wait(self, days: int) -> None:
        """Whole weeks, so that what was planned for a working day stays on one."""
        self.send_mail()
        shift_days(self.application, math.ceil(days / 7) * 7)

    def send_mail(self) -> None:
        while outbox.send_due():
            pass

    @property
    def round(self) -> AssessmentRound:
        return AssessmentRound.objects.filter(application=self.application).latest("sequence")

    def apply(self) -> None:
        story = self.story
        leader = story.people[0]
        applicant = story.delegate or leader
        by = invite(email=applicant.email, name=applicant.name)
        wanted = next_workday(timezone.localdate() + dt.timedelta(days=14))
        lines = [MemberLine(n, p.name, p.title, p.email).to_json() for n, p in enumerate(story.people, 1)]
        organisation = Organisation.objects.get(name=story.organisation)
        self.application = save_draft(
            start_application(self.intake, by=by),
            organisation=organisation,
            level=GroupLevel.objects.get(rank=story.level),
            group_name=story.group_name or f"Ledergruppen i {story.organisation}",
            applicant_leads=story.delegate is None,
            leader_name=leader.name,
            leader_email=leader.email,
            leader_title=leader.title,
            member_lines=lines,
            reason=REASONS[story.seed % len(REASONS)],
            wanted_from=wanted,
            wanted_to=wanted + dt.timedelta(days=300),
            alternative=story.alternative,
            external_cost=story.cost,
            external_cost_unknown=story.alternative == Alternative.BOUGHT and story.cost is None,
        )
        self.application = submit(self.application, by=by)

    def admit(self) -> None:
        reason = "Gruppen er klar, alle er enige om å delta, og behovet er tydelig beskrevet."
        self.application = decide(self.application, "admit", reason=reason, by=self.office)

    def offer(self) -> None:
        """The leader is asked to choose among the first three who may lead her group."""
        able = [row.consultant.pk for row in eligibility_list(self.application) if row.is_eligible][:3]
        deadline = next_workday(timezone.localdate() + dt.timedelta(days=7))
        offer_choice(self.application, Consultant.objects.filter(pk__in=able), deadline=deadline, by=self.office)

    def assign(self) -> None:
        self.engagement = assign_lead(self.application, self._consultant(), by=self.office)

    def _consultant(self) -> Consultant:
        """The named one, else the eligible one with most room."""
        if self.story.lead:
            return Consultant.objects.get(user__name=self.story.lead)
        eligible = [candidate for candidate in eligibility_list(self.application) if candidate.is_eligible]
        return max(eligible, key=lambda candidate: candidate.room).consultant

    def contract(self) -> None:
        dates = self._dates(timezone.localdate())
        self.engagement = declare(self.engagement, by=self.engagement.lead.user)
        self.engagement = record_contract(
            self.engagement,
            by=self.engagement.lead.user,
            purpose="Klarere formål for gruppen, færre saker i møtene og beslutninger som blir fulgt opp.",
            agreed_on=timezone.localdate(),
            ends_on=dates["session_on"] + dt.timedelta(days=240),
            leader_marker=self.story.leader_marker,
            tool=self.story.tool,
            **dates,
        )

    @staticmethod
    def _dates(opens_on: dt.date) -> dict[str, dt.date]:
        deadline = next_workday(opens_on + dt.timedelta(days=14))
        pretalk_on = next_workday(deadline + dt.timedelta(days=3))
        session_on = next_workday(pretalk_on + dt.timedelta(days=1))
        return {"opens_on": opens_on, "deadline": deadline, "pretalk_on": pretalk_on, "session_on": session_on}

    def open(self, round_: AssessmentRound) -> None:
        by = self.engagement.lead.user
        services.order_opening(services.confirm_list(round_, by=by), by=by)
        jobs.run_due(queues=["keys"])
        self.send_mail()

    def answer(self, round_: AssessmentRound, *, improved: bool = False) -> None:
        """As many as the story says, through the same doors as the answering pages, then two days pass."""
        answerers = Answerers(load_version(round_.instrument_id), self.story.seed, improved=improved)
        asked = list(round_.participations.select_related("person").order_by("person__email"))
        for participation in asked[: self.story.answered]:
            token = services.link_of(participation)
            items, texts = answerers.sheet()
            answers.save_draft(participation, token, items=items, texts=texts)
            answers.submit(participation, token)
        self.wait(self.story.days_open)
        AssessmentRound.objects.filter(pk=round_.pk).update(shown_count=None, shown_count_on=None)

    def close(self, round_: AssessmentRound) -> None:
        """By the consultant when all have answered, else by the tick after the deadline has passed."""
        round_.refresh_from_db()
        if not round_.all_answered:
            self.wait((round_.deadline - timezone.localdate()).days + 1)
            round_.refresh_from_db()
        services.order_closing(round_, by=self.engagement.lead.user if round_.all_answered else None)
        jobs.run_due(queues=["keys"])
        self._keep_appointments(round_)

    def _keep_appointments(self, round_: AssessmentRound, *, in_days: int = 2) -> None:
        """Whole weeks may have carried the meetings past today: then they are moved, as people do."""
        round_.refresh_from_db()
        today = timezone.localdate()
        if round_.state == RoundState.CLOSED and round_.session_on <= today:
            pretalk_on = next_workday(today + dt.timedelta(days=in_days))
            session_on = next_workday(pretalk_on + dt.timedelta(days=2))
            services.change_dates(round_, by=self.engagement.lead.user, pretalk_on=pretalk_on, session_on=session_on)

    def release(self, round_: AssessmentRound, *steps: str) -> None:
        """After the day of the session, so that both steps are due and the PDF is made once."""
        round_.refresh_from_db()
        self.wait(max(0, (round_.session_on - timezone.localdate()).days))
        if "group" not in steps:
            self._keep_appointments(round_, in_days=0)
        jobs.run_due(queues=["default"])
        for step in steps:
            services.release(round_, step, by=self.engagement.lead.user)

    def once_more(self) -> None:
        self.engagement.refresh_from_db()
        plan_next_round(
            self.engagement,
            by=self.engagement.lead.user,
            ends_on=timezone.localdate() + dt.timedelta(days=120),
            **self._dates(timezone.localdate()),
        )
        self.open(self.round)
        self.answer(self.round, improved=True)
        self.close(self.round)
        self.release(self.round, "leader", "group")
