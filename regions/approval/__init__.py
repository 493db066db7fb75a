"""Approval before publishing: each region's workflow, and who publishes at its end."""
