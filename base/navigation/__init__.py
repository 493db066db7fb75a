"""Menus, and what every template knows of the site."""
