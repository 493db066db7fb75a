"""For `make run`: the demonstration site on this machine, served as in production (no DEBUG, own error pages, hashed
static files), but over plain HTTP and with a secret key that is made on the first start."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import DATA_DIR

DEMONSTRATION = True

DATA_DIR.mkdir(parents=True, exist_ok=True)
_key_file = DATA_DIR / "secret_key"
if not _key_file.exists():
    _key_file.touch(mode=0o600)
    _key_file.write_text(get_random_secret_key())
SECRET_KEY = _key_file.read_text()
SERVE_MEDIA = True
