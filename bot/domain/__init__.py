"""What Tapewatch talks about: feeds, items, stories, rules, tickers, alerts, deliveries.

Values only, of the standard library only. Every value is frozen, every time is aware.
Nothing here reads a clock, a file or a socket. Import from the modules by name.
"""
