"""The query language: text → tree → canonical text, errors with a caret, and a slow, obvious judge.

    parse(text) → Node                    bot.query.parser     QueryError: line, column, caret, suggestion
    format_query(node) → text             bot.query.format     parse(format_query(node)) == node
    resolve(node, names) → Node           bot.query.macros     @name, watchlist:mine put in; circles refused
    analyse(item, tags=…) → Document      bot.query.document   an item as words, amounts and tags, once for all rules
    judge(node, document, facts)          bot.query.oracle     what the fast engine must agree with
    explain(node, document, facts)        bot.query.explain    which clauses held on which words, and how near the rest
    advise(node, frequencies)             bot.query.advice     what can be used and will disappoint

The language by example is docs/rules.md; why words are what they are, docs/decisions/0002 and 0003.
"""
