"""Checks of translations: numbers, dates, terms, links and length compared with the source."""
