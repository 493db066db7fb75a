"""The interface's gettext catalogues without GNU gettext, so that `make run` needs nothing but Python on any machine.

The texts of the code and the templates are collected (`extraction`), brought into `locale/<code>/LC_MESSAGES/django.po`
and compiled beside it (`merge`), and proof-read (`lint`). `manage.py catalogues` is the command for all of it.
"""
