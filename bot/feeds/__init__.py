"""Getting feeds and reading them: aiohttp fetcher, feedparser in a worker that can be killed."""
