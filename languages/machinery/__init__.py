"""Machine translation by a service of the site's choice."""
