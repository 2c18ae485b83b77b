"""What the core says, in English, by key; ``bot/messages/catalogue/core.*.yaml`` hold it translated.

Sentences on queries begin small: they follow a place, as in ``3:14: the query is empty``.
"""

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "verbatim": "{text}",
    # A query that cannot be used: what is wrong, what to write
    "query.too_long": "a query has at most {most} characters, and this has {length}",
    "query.exceeds": "this query has {wrong}",
    "query.exceeds_named": "with the queries it names, this has {wrong}",
    "query.named_exceeds": "@{name} stands for {wrong}",
    "query.empty": "the query is empty; write a word to look for, as in tariff",
    "query.near_not": "NEAR cannot stand beside what must not occur; write -(a NEAR/8 b) for two "
    "that must not be near each other",
    "query.not_near": "NEAR cannot stand beside what must not occur; exclude it outside of NEAR",
    "query.near_three": "NEAR joins two; join a third by AND",
    "query.near_sides": "a side of NEAR is a word, a phrase, a prefix or a group of alternatives, "
    "as in (tariff OR duty) NEAR/8 steel",
    "query.near_fields": "both sides of NEAR are looked for in the same field, as in "
    "title:(a NEAR/8 b)",
    "query.near_distance": "{operator} needs a number of words, as in {operator}/8",
    "query.near_range": "{operator} takes 1 to {most} words",
    "query.address": "of an address, write only what matters, in url: as in url:ustr.gov",
    "query.too_deep": "groups stand more than {most} deep here; name a part of it, use @name",
    "query.nothing_inside": "there is nothing between these parentheses; leave them out",
    "query.never_closed": "this parenthesis is never closed; write ) where the group ends",
    "query.closes_nothing": "this parenthesis closes nothing; leave it out, or write what it "
    "should hold",
    "query.at_least": "{wanted} of {listed} cannot be; write 1 to {listed}",
    "query.field_inside": "{name}: stands inside {outer}: already; close that group first",
    "query.field_blank": "write what to look for right after {name}:, without a blank",
    "query.field_minus": "the minus stands before the field: -{name}:…",
    "query.field_unknown": "there is no field {name}:; put it in quotes to look for the words",
    "query.field_unknown_of": "there is no field {name}: (there are {fields}); put it in quotes to "
    "look for the words",
    "query.within_alone": "within: follows a number of sources, as in sources>=2 within:30m",
    "query.capitals": "write {operator} in capitals",
    "query.right_missing": "{operator} needs something on its right; write it or leave {operator} "
    "out",
    "query.left_missing": "{operator} needs something on its left; write it or leave {operator} out",
    "query.end_missing": "something to look for is missing at the end",
    "query.minus_apart": "a minus stands right before what must not occur, as in -opinion",
    "query.comma": "a comma stands only between the parts of 2 of (a, b, c); write AND or OR",
    "query.misplaced": "this cannot stand here; put the phrase in double quotes",
    "query.quote_open": 'this quote is never closed; write " at the end of the phrase',
    "query.no_word": "there is no word in this to look for; write letters or figures",
    "query.phrase_long": "this phrase has {length} words and {most} are possible; shorten it",
    "query.exact_alone": '= takes a word or a phrase right after it, as in =CAT or ="Rare Earth"',
    "query.exact_star": "= asks for the word exactly as written; leave out = or the *",
    "query.expected": "a word, a phrase or ( is expected here",
    "query.operator_word": 'write {operator} in capitals to join, or "{word}" in quotes to look for '
    "the word",
    "query.single_quotes": 'a phrase stands in double quotes, as in "rare earth"',
    "query.exclamation": "write - or NOT for what must not occur",
    "query.left_unnamed": "a comparison needs a name on its left, as in pct>=25 or usd>=1b",
    "query.star_inside": "a * stands only at the end of a word, as in tariff*",
    "query.star_words": 'a * goes with one word, and "{text}" is {words}; put the others beside it',
    "query.star_script": "this script is searched by its characters anyway; leave out the *",
    "query.prefix_short": "a prefix needs {least} letters or more; {text} would match far too much",
    "query.regex_open": "this regular expression is never closed; write / at its end, and \\/ "
    "inside it",
    "query.regex_flag": "there is no flag {flags}; only i, which ignores case",
    "query.regex_empty": "an empty regular expression matches everything; write one",
    "query.regex_wrong": "this regular expression cannot be used: {wrong}",
    "query.name_missing": "@ takes the name of a query right after it, as in @tariffs or "
    "@defense.contracts",
    "query.ticker_inside": "a ticker is not looked for in a field; write it before {field}:",
    "query.story_inside": "a condition on the story is not looked for in a field; write it before "
    "{field}:",
    "query.ticker_missing": "ticker: takes one symbol right after it, as in ticker:LMT or "
    "ticker:0700.HK",
    "query.basket_missing": "basket: takes a basket's name right after it: basket:defense",
    "query.watchlist": "there is one watchlist, yours: watchlist:mine",
    "query.official": "write official:yes or official:no",
    "query.not_compared": "{name} cannot be compared; write {meant}…",
    "query.not_compared_of": "{name} cannot be compared; write pct, bps, a currency, sources, tier "
    "or age",
    "query.tier": "a tier is one of {tiers}",
    "query.amount_inside": "amounts are found in title and summary, not in {field}:",
    "query.amount_wrong": "{text} is no number; write one like {example}",
    "query.amount_missing": "a number is missing after {sign}; write one like {example}",
    "query.amount_size": "write the size without a blank: {meant}",
    "query.age": "an age is written like 30m, 2h or 1d, a year at most",
    "query.sources": "sources are counted in whole numbers, as in sources>=2",
    "query.within": "within: takes a time like 30m or 2h, a year at most",
    "query.circle": "@{name} stands for itself: {circle}; take one of them out",
    "query.name_unknown": "there is no query named @{name}",
    "query.name_unknown_of": "there is no query named @{name}; there are {names}",
    "query.name_unknown_yet": "there is no query named @{name}; there are no named queries yet",
    "query.in_named": "in @{name}: {fault}",
    "query.named_faulty": "@{name} is no query itself: {fault}",
    # More than a query may hold: this query has …
    "excess.length": "more than {most} characters; split it in two",
    "excess.clauses": "more than {most} words and conditions; split the query in two",
    "excess.depth": "groups within groups, more than {most} deep; name a part of it and use @name",
    "excess.prefixes": "more than {most} prefixes; write words, their inflections are found anyway",
    "excess.regexes": "more than {most} regular expressions; join them with | inside one",
    # This regular expression cannot be used: …
    "regex.half": "it holds half a character",
    "regex.large": "it is too large once its repeats are written out",
    "regex.refused": "{reason} (this is RE2: no look-around, no back-references)",
    "regex.everything": "it matches the empty text, and so everything",
    # A query that can be used and will disappoint
    "advice.never": "this can never match: {why}",
    "advice.part_never": "the part {part} can never match: {why}",
    "advice.nearly_everything": "this matches nearly everything, about {percent}% of all items; "
    "join it by AND with what it is about",
    "advice.very_much": "this matches very much, about {percent}% of all items; join it by AND with "
    "what it is about",
    "advice.phrase": "{words} are two words that may stand anywhere; in quotes they are a phrase: "
    "{phrase}",
    "advice.prefix": "{prefix}* begins words in about {percent}% of all items; write more of it",
    "advice.abbreviation": "{word} in small letters is the everyday word as well; write {meant}",
    "advice.operator": "{word} is looked for as a word; to join two, write {meant}",
    "advice.misspelled": "no item of late has {word}; did you mean a word like {meant}?",
    # … can never match: …
    "never.too_few": "too few of the list can hold",
    "never.watchlist": "the watchlist is empty",
    "never.clash": "{clause} must occur and must not",
    "never.languages": "an item has one language, not {languages}",
    "never.official": "a story is official or it is not",
    "never.sources": "no number of sources meets that",
    "never.tier": "no tier meets that",
    "never.age": "no age meets that",
    # How near a clause came to holding
    "near.mentioned": "mentioned: {symbols}",
    "near.no_ticker": "no ticker is mentioned",
    "near.touched": "touched: {baskets}",
    "near.no_basket": "no basket is touched",
    "near.nothing": "nothing matches",
    "near.elsewhere": "found in {fields} only",
    "near.no_prefix": "no word begins so",
    "near.written": "written {words}",
    "near.not_found": "not found",
    "near.small": "found in small letters only, which is the word and not the abbreviation",
    "near.no_words": "none of its words is found",
    "near.missing": "not found: {words}",
    "near.sides_missing": "not found: {sides}",
    "near.not_in_a_row": "all its words are found, not in a row",
    "near.both_words": "both words are found, {apart}",
    "near.both": "both are found, {apart}",
    "near.apart.one": "{count} word apart",
    "near.apart.other": "{count} words apart",
    "near.in_fields": "but in {fields}",
    "near.other_order": "but in the other order",
    "near.same_words": "but in the same words",
    "near.no_amount": "no amount in {unit} is named",
    "near.amounts": "named: {amounts}",
    "near.story": "the story decides",
    "near.sources.one": "{count} source so far",
    "near.sources.other": "{count} sources so far",
    "near.official": "an official source reports it",
    "near.not_official": "no official source yet",
    "near.tier": "the best source so far is of tier {tier}",
    "near.age": "the story is {age} old",
    "field.title": "the title",
    "field.summary": "the summary",
    "field.source": "the source",
    "field.tags": "the tags",
    "field.author": "the author",
    "field.lang": "the language",
    "field.url": "the address",
    # A change that makes a query quieter
    "change.exclude": "leave out what has {clauses}",
    "change.require": "only what has {clauses}",
    "change.fewer": "no longer look for {clauses}",
    "change.closer": "only where they stand close: {clauses}",
    "change.title": "only in the title: {clauses}",
    # What cannot be done, and what to do instead
    "refused.not_subscribed": "You are not subscribed. Send /start first.",
    "refused.by_invitation": "This bot is by invitation. Open the link that its operator gave you, "
    "or send /start CODE; every code lets one in.",
    "refused.by_list": "This bot is for those its operator chose. Ask them to add you: your id is "
    "{person}.",
    "refused.operators_only": "That is for the bot's operators; TAPEWATCH_ADMINS names them.",
    "refused.no_instruments": "This program has no instruments to look at; ask the running bot.",
    "refused.codes": "Between 1 and {most} codes can be made at once.",
    "refused.broadcast_empty": "Write the message after it, like /broadcast The bot moves tonight.",
    "refused.broadcast_long": "A message to everybody has {most} characters at most.",
    "refused.no_topic": "There is no topic “{topic}”. There are: {topics}.",
    "refused.nothing_to_route": "There is no topic “{name}”, and no rule of yours is called so. "
    "Topics: {topics}.",
    "refused.rule_name": "“{name}” cannot be a rule's name. Use up to 32 lower-case letters, digits, "
    "hyphens and underscores, like my-tariffs.",
    "refused.no_rule": "You have no rule “{name}”. Your rules: {rules}.",
    "refused.no_rules": "You have no rule “{name}”. Your rules: none yet.",
    "refused.rule_gone": "There is no such rule any more.",
    "refused.rules_most": "You have {most} rules, which is the most. Delete one with /rule delete "
    "NAME.",
    "refused.rule_named": "{rules} stands on @{name}. Change or delete that first.",
    "refused.tickers_most": "A rule adds {most} tickers at most.",
    "refused.cooldown": "A cooldown lasts {days} days at most; 0 takes it away.",
    "refused.symbol": "“{text}” is no ticker symbol. Write US listings bare (LMT) and others with "
    "their exchange (RHM.DE, 0700.HK, LYC.AX).",
    "refused.watched_most": "A watchlist holds {most} tickers at most. Take some off with /unwatch "
    "first.",
    "refused.link_gone": "This link leads to no rule any more. Ask for a new one.",
    "refused.link_own": "This is your own rule {name}.",
    "refused.alert_gone": "This alert is not stored any more.",
    "refused.not_in_story": "That report is not part of this story any more.",
    "refused.not_running": "The bot is not running; start it, and this can be done.",
    "refused.not_seen": "No feed has brought this link, or it is too long ago. Send the address "
    "exactly as it stands under Open.",
    "refused.no_quieter_alert": "No small change drops this alert and keeps those you liked. Mute "
    "the story, or snooze the rule.",
    "refused.no_quieter_rule": "No small change makes this rule quieter and keeps what you liked. "
    "Write a narrower query, or let it go to the digest.",
    "refused.rule_id": "There is no rule {name}; tapewatch check lists what is wrong with packs.",
    "refused.rule_id_meant": "There is no rule {name}; did you mean {meant}?",
    "refused.rules_gone": "The rules this alert came by have changed or are gone already.",
    "refused.proposal_gone": "This proposal is not there any more. Ask for a new one.",
    "refused.proposal_old": "The rule was changed since this was proposed. Ask for a new proposal.",
    "refused.snooze": "A rule rests from one hour to a year. Write a number of hours, like 8.",
    "refused.no_publisher": "This item names no publisher. Mute the story, or exclude a word of it.",
    "refused.not_muted": "That is not muted. /mutes lists what is.",
    "refused.mutes_most": "You have muted {most} things, which is the most. Unmute some in /mutes "
    "first.",
    "refused.zone": "There is no time zone “{name}”. Write a city near you, like Berlin or New York.",
    "refused.zone_meant": "There is no time zone “{name}”. Did you mean {zones}?",
    "refused.quiet": "Quiet hours need a beginning and another end, like 22:00 07:00.",
    "refused.exchange": "The hours of “{exchange}” are not known. Choose one of {exchanges}.",
    "refused.budget": "A budget is a number of alerts a day, from 1 to {most}.",
    "refused.lang": "“{lang}” is no language tag. Write one like de or zh.",
    "refused.no_feeds": "This bot watches the feeds its operator chose; none can be added.",
    "refused.feed_how": "Write the address of a feed or a web page, like /feed add example.com",
    "refused.feed_address": "“{url}” is no address of a feed.",
    "refused.feeds_most": "You follow {most} feeds, which is the most. Leave one with /feed delete "
    "NUMBER; /feeds shows the numbers.",
    "refused.feed_known": "That feed is watched already: its news meets your topics and rules as it "
    "is.",
    "refused.feed_unknown": "You follow no feed “{name}”. /feeds shows them with their numbers.",
    "refused.feeds_none": "You follow no feeds of your own yet: /feed add example.com",
    "refused.page_without_feed": "That is a web page which names no feed. Look on it for a link "
    "“RSS” or “Feed” and give me its address.",
    "refused.page_unread": "Nothing can be read there: {reason}.",
    "refused.page_silent": "Nothing can be read there: it sent nothing.",
    "refused.no_feed": "That is no feed: {reason}.",
    "refused.no_files": "Files cannot be exchanged here.",
    "refused.file_large": "That file is larger than {size}; no list of feeds or rules is.",
    "refused.file_utf8": "That file is not UTF-8; save it as UTF-8 and send it again.",
    "refused.file_encoding": "That file's encoding is not known; save it as UTF-8.",
    "refused.file_empty": "That file holds nothing.",
    "refused.file_deep": "That file is nested too deeply to hold rules and settings.",
    "refused.opml_doctype": "That file declares a document type, which no OPML needs; remove its "
    "<!DOCTYPE …> line.",
    "refused.opml": "That is no OPML: {reason} in line {line}. Export the list from your feed reader "
    "again.",
    "refused.opml_other": "That is XML and no OPML; export a list of feeds from your feed reader.",
    # Why a feed brought nothing
    "fetch.contact": "its publisher demands a User-Agent with an address to write to; set "
    "TAPEWATCH_CONTACT to yours",
    "fetch.address": "{url} is no http or https address",
    "fetch.redirects": "it redirects more than {most} times, last to {url}; check the feed's address "
    "in a browser",
    "fetch.empty": "{host} answered with nothing in it",
    "fetch.status": "{host} answered {status}: {advice}",
    "fetch.password": "it wants a user name and password; put them in the feed's address",
    "fetch.forbidden": "it refuses this machine's address or our User-Agent; see whether the feed "
    "opens in a browser here, and disable it if it does not",
    "fetch.not_there": "there is no feed at this address; look for its new one on the publisher's "
    "site",
    "fetch.gone": "the feed was ended for good; it is polled no more, remove it or give its new "
    "address",
    "fetch.too_often": "we ask too often; give the feed a longer interval",
    "fetch.server": "its server is in trouble, and is asked again later",
    "fetch.check": "check the feed's address",
    "fetch.body": "{host} sent a body that cannot be taken: {detail}",
    "fetch.body_coding": "it is compressed with {coding}, which was not asked for",
    "fetch.body_large": "it is larger than {megabytes} MB",
    "fetch.body_cut": "its compressed body was cut off",
    "fetch.body_damaged": "its {coding} is damaged ({error})",
    "fetch.private": "{host} is on a private network, where a feed that a subscriber adds may not "
    "lead",
    "fetch.no_name": "the name {host} cannot be resolved; check the feed's address and this machine's "
    "DNS",
    "fetch.certificate": "{host} cannot prove who it is: {detail}",
    "fetch.not_secure": "no secure connection to {host} came about: {detail}",
    "fetch.not_accepted": "{host} did not accept a connection in time",
    "fetch.no_connection": "no connection to {host} came about: {detail}",
    "fetch.silent": "{host} took our request and then fell silent",
    "fetch.unfinished": "{host} did not finish its answer in time",
    "fetch.answer_cut": "{host} broke its answer off in the middle",
    "fetch.cut": "{host} broke the connection off",
    "fetch.not_http": "{host} does not answer in HTTP: {detail}",
    "fetch.unknown": "{host} cannot be asked ({error}); check the feed's address",
    # Why what came is no feed
    "parse.empty": "the answer was empty",
    "parse.page": "this is a web page, not a feed, and it names no feed; look for an RSS link on the "
    "site",
    "parse.page_of": "this is a web page, not a feed; it names {feeds}",
    "parse.json": "this is JSON, not RSS or Atom; look for the publisher's RSS or Atom address",
    "parse.neither": "this is neither RSS nor Atom; it begins with “{text}”",
    "parse.unreadable": "feedparser cannot read it ({error})",
    "parse.memory": "it cannot be read within {megabytes} MB of memory",
    "parse.slow": "it cannot be read within {seconds} s ({size} bytes): it is too large, or its markup "
    "is hostile",
    "parse.ended": "it ended the process that was to read it ({how})",
    "parse.no_process": "no process could be started to read it ({error})",
    # Why an item joined a story, or opened one
    "placed.same_link": "same link as “{title}”",
    "placed.same_guid": "same guid as “{title}”",
    "placed.same_title": "same title as “{title}”",
    "placed.alike": "{percent}% alike “{title}”",
    "placed.nothing_alike": "nothing alike",
    "placed.separated": "not the same story as “{title}”",
    # What became of a message, and why
    "reason.muted": "the story was muted",
    "reason.left": "the subscriber left, and nothing of theirs is stored any more",
    "reason.unserved": "no {adapter} here; set the token of that service",
    "reason.bug": "a bug: {error}",
    "reason.nothing_left": "nothing is left for it: another digest told it, or it was muted",
    "reason.moved": "moved to {address}; sent there from now on",
    "reason.given_up": "given up after {tries} tries: {reason}",
    "reason.no_message": "there is no message to edit: its alert was never sent",
    "reason.limits": "held back to stay below Telegram's limits",
    "reason.slow_down": "Telegram asks to slow down",
    "reason.token": "Telegram does not accept the bot's token; set TELEGRAM_BOT_TOKEN to the one "
    "@BotFather shows",
    "reason.unreachable": "Telegram cannot be reached",
    "reason.no_answer": "Telegram failed or did not answer in time",
    "reason.not_understood": "Telegram's answer was not understood",
    "reason.refused": "Telegram refused the message: {description}",
    "reason.no_chat": "the chat does not exist, or the bot was never in it",
    "reason.no_account": "the account does not exist",
    "reason.group_deleted": "the group was deleted",
    "reason.topic_deleted": "the forum topic was deleted; route the alerts to another",
    "reason.topic_closed": "the forum topic is closed; reopen it or route the alerts to another",
    "reason.may_not_write": "the bot may not write in this chat; allow it to send messages",
    "reason.may_not_post": "the bot may not write in this channel; make it administrator",
    "reason.message_deleted": "the message was deleted",
    "reason.too_old": "the message is too old to be edited",
    "reason.blocked": "the bot was blocked there",
    "reason.deactivated": "the account was deactivated",
    "reason.kicked": "the bot was removed from the chat",
    "reason.not_member": "the bot is not a member of the chat",
    "reason.terminal": "the terminal cannot be written to: {error}",
    "reason.removed": "I was removed from it; take me in again",
    "reason.silenced": "I may not write there; allow me to send messages",
    "reason.topic_shut": "its topic was closed; open it or make me administrator",
    # What is told unasked
    "notice.lines": "{first}\n{rest}",
    "notice.budget.one": "Rule {rule} has alerted you once on {day}, as often as it may in a day. "
    "What else it finds today comes together in a digest.",
    "notice.budget.other": "Rule {rule} has alerted you {count} times on {day}, as often as it may in "
    "a day. What else it finds today comes together in a digest.",
    "notice.shut": "Alerts no longer go to {place}: {why}. What was routed there is kept; send /route "
    "there once that is solved.",
    "notice.route_ended": "Alerts of {rules} no longer go to {place}: {why}. They come here again.",
    "notice.place": "“{name}”",
    "notice.topic": "“{name}”, in one of its topics",
    "notice.unnamed": "a group",
    "notice.warning": "⚠️ {text}",
    "notice.feed_dead": "The feed {feed} is dead: {reason}",
    "notice.feed_dead_since": "The feed {feed} is dead since {since}: {reason}",
    "notice.more_feeds.one": "… and {count} more feed; /admin shows it.",
    "notice.more_feeds.other": "… and {count} more feeds; /admin shows them.",
    "notice.given_up": "Given up: a message to {subscriber}: {reason}. /why tells whoever misses it.",
    "notice.given_up_more.one": "Given up: a message to {subscriber}: {reason}, and {count} more. /why "
    "tells whoever misses one.",
    "notice.given_up_more.other": "Given up: a message to {subscriber}: {reason}, and {count} more. "
    "/why tells whoever misses one.",
    # How the bot stands
    "health.part": "{part}: {problem}",
    "health.token": "the bot token was refused; copy it again from @BotFather into TELEGRAM_BOT_TOKEN "
    "and restart",
    "health.unreachable": "cannot be reached ({error}); trying again",
    "health.second": "another program polls with this bot token; stop it, or give this one a token of "
    "its own",
    "health.no_updates": "refused to give updates ({error})",
    "health.scheduler": "scheduler: no feed was looked at for {seconds} s; restart the bot",
    "health.database": "database: {problem}",
    "health.outbox.one": "outbox: {count} message waits, for {minutes} minutes",
    "health.outbox.other": "outbox: {count} messages wait, the oldest for {minutes} minutes",
    # What stands between us and the database
    "database.full": "the disk is full: free some space; nothing of this was stored, and "
    "all that was before is safe",
    "database.read_only": "cannot be written: let the user that runs Tapewatch write the file "
    "and its folder",
    "database.not_opened": "cannot be opened: check that the folder exists and that the user that "
    "runs Tapewatch may write in it",
    "database.not_permitted": "cannot be opened: let the user that runs Tapewatch read and write the "
    "file",
    "database.damaged": "is damaged: stop Tapewatch and put a backup in its place, or recover "
    "it with sqlite3's .recover",
    "database.not_sqlite": "is not a SQLite database: give another file, or put a backup in its "
    "place",
    "database.busy": "is held by another program for too long: close whatever else has it open",
    "database.disk": "cannot be read or written: the disk reports an error; check it, and "
    "that it has space",
    "database.misfit": "refused what does not fit what is stored (a rule of nobody, an item "
    "of no story); this is a bug, please report it",
    "database.no_server": "cannot be reached: check that the server runs and that the network "
    "lets us through",
    "database.password": "refuses the user or the password: check both in the database URL",
    "database.missing": "does not exist: create it, or correct its name in the database URL",
    "database.server_full": "has no disk space left: free some; nothing of this was stored, and "
    "all that was before is safe",
    "database.connections": "has no connections left: raise max_connections or close other clients",
    "database.resources": "has no resources left; see the server's log",
    "database.starting": "is starting up; try again in a moment",
    "database.shut_down": "was shut down or cut the connection; see the server's log",
    "database.replica": "is read-only: connect to the primary server",
    "database.grant": "does not let this user create or change tables: grant it CREATE on "
    "the schema",
    "database.failed": "{place} {fault}.",
    "database.bug": "failed ({error}); this is a bug, please report it",
    "database.unreachable": "cannot be reached: {why}; check host and port in the database URL",
    "database.slow": "it does not answer in time",
    "database.cut": "it cuts the connection (it may not take sslmode)",
    # What was left out of a file
    "left_out.topic": "there is no topic {topic}",
    "left_out.feeds.one": "{count} feed is more than you may follow",
    "left_out.feeds.other": "{count} feeds are more than you may follow",
    "left_out.rule": "{rule}: {why}",
}
