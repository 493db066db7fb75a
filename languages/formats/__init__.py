"""Translation files out and in: gettext PO."""
