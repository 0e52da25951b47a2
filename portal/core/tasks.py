"""Doorbells: an id in, one call, safe to ring twice."""

from celery import current_task, shared_task

from portal.core import dispatch as dispatcher
from portal.core import jobs, outbox


def _queue() -> str:
    """The queue this delivery came by: a worker claims only rows of that queue."""
    return current_task.request.delivery_info["routing_key"]


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    jobs.run(job_id, queues=[_queue()])


@shared_task(name="core.send_mail")
def send_mail(mail_id: str) -> None:
    outbox.send(mail_id, queues=[_queue()])


@shared_task(name="core.dispatch")
def dispatch() -> None:
    dispatcher.ring()


@shared_task(name="core.tick")
def tick() -> None:
    jobs.tick()
