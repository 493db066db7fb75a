"""Lists of works: registry of kinds, facets, filters, cursors, and the one function that selects."""
