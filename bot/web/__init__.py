"""Dashboard, JSON API, metrics and health on aiohttp.web."""
