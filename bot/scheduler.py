"""APScheduler behind plain coroutines."""
