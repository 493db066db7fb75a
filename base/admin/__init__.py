"""Parts of the admin that every app uses: panels, forms, reports, scheduling, and Wagtail's texts in our languages."""
