"""Who may lead which group, the best plan for everyone, and why. Knows neither ORM nor HTTP."""
