"""The HTTP doors: webhooks, API, dashboard, web chat."""
