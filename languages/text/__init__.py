"""Words and differences of texts. No database."""
