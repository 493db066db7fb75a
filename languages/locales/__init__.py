"""Languages as CLDR writes them, and the one that the interface speaks in each."""
