"""Admin screens that make and change regions and languages."""
