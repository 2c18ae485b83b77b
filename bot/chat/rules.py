"""A subscriber's rules: /rules, /rule, /try, and the questions that walk through writing one."""

from bot.actions import rules
from bot.chat import drafts, ruleoptions
from bot.chat.conversation import (
    ASKING,
    Answer,
    Asked,
    Entry,
    Section,
    Tap,
    button,
    in_rows,
)
from bot.chat.pages import page_of
from bot.chat.rulecard import card, settings
from bot.domain.errors import RefusedError
from bot.domain.rule import Rule
from bot.messages.text import cut
from bot.messages.words import Html

_PAGE = 6
_QUERY = 120
"""UTF-16 units of a query in a list."""
_VERBS = {"add", "delete"}


async def list_rules(asked: Asked) -> Answer:
    """Show a page of the subscriber's rules; ``words`` is its number, from 0."""
    await asked.subscriber()
    say = asked.say
    own = asked.desk.rules.own_rules(asked.subscriber_id)
    if not own:
        return Answer(html=say.html("rules.none"))
    page = page_of(own, asked.words, _PAGE, "rules")
    lines = Html("\n").join(
        say.html(
            "rules.line",
            name=rule.name,
            settings=" · ".join(settings(asked, rule)),
            query=cut(rule.query, _QUERY),
        )
        for rule in page.shown
    )
    names = in_rows([button(rule.name, "rule", rule.name) for rule in page.shown], 3)
    return Answer(
        html=say.count_html("rules.list", len(own), rules=Html(lines)),
        buttons=(*names, *page.turns),
    )


async def rule(asked: Asked) -> Answer:
    """Write a rule, ``NAME QUERY`` in one line or step by step; ``NAME`` of one there is shows it."""
    await asked.subscriber()
    verb, _, rest = asked.words.partition(" ")
    words = rest.strip() if verb.lower() in _VERBS else asked.words
    name, _, query = words.partition(" ")
    if verb.lower() == "delete":
        return await ask_delete(asked.about(name))
    if not name:
        return Answer(html=asked.say.html("rules.ask_name"), expects="rule-name:")
    name = rules.checked_name(name)
    if query.strip():
        return await drafts.draft(asked, name, query)
    known = _find(asked, name)
    if known is not None:
        return card(asked, known)
    return Answer(html=asked.say.html("rules.ask_query", name=name), expects=f"rule-query:{name}")


async def text_name(asked: Asked) -> Answer:
    """Take the name that was asked for, and ask for the query."""
    try:
        name = rules.checked_name(asked.text)
    except RefusedError as error:
        said = asked.say.html("errors.refused", said=asked.say.sentence(error.said))
        return Answer(html=said, expects="rule-name:")
    return Answer(html=asked.say.html("rules.ask_query", name=name), expects=f"rule-query:{name}")


async def text_query(asked: Asked) -> Answer:
    """Take the query that was asked for the rule in ``words``, and preview it."""
    return await drafts.draft(asked, asked.words, asked.text)


async def try_query(asked: Asked) -> Answer:
    """Say how often a query would have fired on the stored items."""
    if not asked.words:
        raise RefusedError("drafts.how")
    return await drafts.draft(asked, "", asked.words)


async def show(asked: Asked) -> Answer:
    """Show the rule in ``words``."""
    return card(asked, await rules.own_rule(asked.desk, asked.subscriber_id, asked.words))


async def edit(asked: Asked) -> Answer:
    """Ask for the query that shall take the place of the rule's."""
    own = await rules.own_rule(asked.desk, asked.subscriber_id, asked.words)
    return Answer(
        html=asked.say.html("rules.ask_new_query", name=own.name, query=own.query),
        aside=True,
        expects=f"rule-query:{own.name}",
    )


async def ask_delete(asked: Asked) -> Answer:
    """Ask once before a rule is deleted."""
    own, say = await rules.own_rule(asked.desk, asked.subscriber_id, asked.words), asked.say
    return Answer(
        html=say.html("rules.ask_delete", name=own.name, query=cut(own.query, drafts.LONGEST)),
        buttons=(
            (
                button(say("button.delete_it"), "delete-rule", own.name),
                button(say("button.keep"), "rule", own.name),
            ),
        ),
    )


async def delete(asked: Asked) -> Answer:
    """Delete a rule; what it was is shown, to be saved again."""
    gone = await rules.delete_rule(asked.desk, asked.subscriber_id, asked.words)
    return Answer(
        html=asked.say.html("rules.deleted", name=gone.name, query=cut(gone.query, drafts.LONGEST)),
        buttons=((button(asked.say("button.undo"), "draft", gone.name),),),
    )


def _find(asked: Asked, name: str) -> Rule | None:
    own = asked.desk.rules.own_rules(asked.subscriber_id)
    return next((each for each in own if each.name == name.strip().lower()), None)


SECTION = Section(
    name="rules",
    entries=(
        Entry(
            name="rule",
            run=rule,
            usage="[NAME [QUERY] | delete NAME]",
            examples=(
                "/rule",
                "/rule my-tariffs tariff* AND (steel OR aluminium)",
                "/rule delete my-tariffs",
            ),
        ),
        Entry(name="rules", run=list_rules, examples=("/rules",), changes=False, scopes=ASKING),
        Entry(
            name="try",
            run=try_query,
            usage="QUERY",
            examples=('/try "rare earth" AND export*',),
            changes=False,
            scopes=ASKING,
        ),
    ),
)
TAPS = {
    "rules": Tap(run=list_rules, changes=False),
    "rule": Tap(run=show, changes=False),
    "edit": Tap(run=edit),
    "delete": Tap(run=ask_delete),
    "delete-rule": Tap(run=delete),
    **drafts.TAPS,
    **ruleoptions.TAPS,
}
TEXTS = {
    "rule-name": Tap(run=text_name),
    "rule-query": Tap(run=text_query),
    **drafts.TEXTS,
    **ruleoptions.TEXTS,
}
