"""E-mails: messages, the queue, notifications of workflows and outdated translations, the weekly digest."""
