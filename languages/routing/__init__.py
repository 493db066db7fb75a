"""A reader's request: which languages are offered, the page that is served, its alternates, and fallback in lists."""
