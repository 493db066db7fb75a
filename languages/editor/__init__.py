"""The side-by-side editor of translations."""
