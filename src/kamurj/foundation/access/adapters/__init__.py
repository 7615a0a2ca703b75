"""Who provides log-in pages and the second factor: django-allauth."""
