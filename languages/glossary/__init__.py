"""Terminology: terms found in a text, and the admin of concepts."""
