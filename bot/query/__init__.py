"""The query language: text → tree → canonical text, errors with a caret, and a slow, obvious judge.

    parse(text) → Node        bot.query.parser      QueryError with line, column, caret, suggestion
    format(node) → text       bot.query.format      parse(format(node)) == node
    resolve(node, names)      bot.query.macros      @name, watchlist:mine → plain nodes; cycles refused
    document(item, tags)      bot.query.document    an item as tokens, amounts and tags, once for all rules
    holds(node, doc, facts)   bot.query.oracle      what the fast engine must agree with

The language by example is docs/rules.md.
"""
