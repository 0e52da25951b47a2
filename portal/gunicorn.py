"""The web server. No access log: its lines would tell who answered, and when."""

import gc
import os

from portal.core.logs import HideRespondents

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
accesslog = None
max_requests = 2000
max_requests_jitter = 200
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # nosec B108


def on_starting(server):
    """Of what fails outside Django the server writes the path in a log of its own, and so the link."""
    server.log.error_log.addFilter(HideRespondents())


def post_worker_init(worker):
    """What is loaded by now stays for good: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
