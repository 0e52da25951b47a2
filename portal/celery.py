"""The Celery application: the bell that wakes a worker; the database row is the queue."""

import os

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class RefuseUnsafeStart(bootsteps.StartStopStep):
    """A worker that sees keys it must not see, or misses those it needs, does not start."""

    def __init__(self, worker, **kwargs):
        from portal.core import production

        production.refuse_worker(set(app.amqp.queues.consume_from))


app.steps["worker"].add(RefuseUnsafeStart)
