"""Who may know of what: private pages, pages visible to readers, and titles in the admin."""
