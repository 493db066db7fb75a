"""The interface's gettext catalogues: extraction, merge, compilation and lint."""
