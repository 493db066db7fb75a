"""Links that pages make: extraction, index, checking at night, the report on broken ones, redirects."""
