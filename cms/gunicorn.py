"""How gunicorn serves the site: `gunicorn --config cms/gunicorn.py cms.wsgi`."""

import os
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# Without a shared CACHE_URL each process keeps its own memory of menus and listings: one process with threads shows
# what was just published at once. With a shared cache, WEB_CONCURRENCY may be raised to the number of cores.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = int(os.environ.get("THREADS", "8"))
# Long enough for an editor's large picture over a slow line.
timeout = 60
graceful_timeout = 10
# A worker that hangs is noticed by a file's time; on a disk that can itself hang.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# It would leave a socket in the home directory of whoever starts the site.
control_socket_disable = True
loglevel = os.environ.get("LOG_LEVEL", "warning")
accesslog = os.environ.get("ACCESS_LOG") or None


def worker_exit(server: Any, worker: Any) -> None:
    """What a process has counted of its pages' reads is written when it ends."""
    from django.apps import apps

    if apps.ready:  # the site may not have started
        from regions.analytics.page_views import counter

        counter.write_at_exit()
