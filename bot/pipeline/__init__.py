"""The flow: from a feed that is due to an alert that is sent.

    tick ─ feeds due                                                       I/O
      → fetch      Document | Unchanged | Failed                           I/O
      → parse      entries                                                 pure, in a worker that can be killed
      → unseen     only entries never seen on this feed                    I/O (the only look back)
      → tag        tickers, with the words that gave them                  pure
      → story      joins a story of the last days or opens a new one       pure, over an index
      → match      rules that hold, each with its evidence                 pure
      → policy     who is told, how loudly, now or later                   pure
      → save       feed state + items + stories + alerts + deliveries      ONE transaction
      → deliver    claim → render → send → record the outcome              I/O

The database carries the truth; events (:mod:`bot.pipeline.bus`) only wake a stage early, and a
timed sweep finds what an event missed. What does I/O is behind a port (:mod:`bot.pipeline.ports`).
"""
