# Every process must know the broker, also a command that only rings jobs.
from portal.celery import app as celery_app

__all__ = ["celery_app"]
