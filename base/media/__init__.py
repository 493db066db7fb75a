"""Pictures: their forms, the positions removed from them, and the report on alternative texts."""
