"""Getting feeds and reading them.

    fetcher   headers, body, guard, failures           over HTTP, within bounds: a document, or why not
    worker    wire, reader                             in a process that can be killed
    parser    charset, repair, discovery, entries      pure: from bytes to what the feed holds
    entries   text, dates, links                       pure: from its elements to plain entries
    doctor                                             which feeds answer, and what to do

Nothing is imported here: a worker process imports this package, and pays for what it does not need.
"""
