"""A query that cannot be used, as it is answered: the caret under the fault, the corrected text to tap."""

from bot.chat.conversation import Answer, button
from bot.messages.words import Html, Words
from bot.query.errors import QueryError

_LONGEST = 3_000
"""Characters of a suggestion that still fits into a message beside the rest."""


def fault(say: Words, error: QueryError, *, name: str = "") -> Answer:
    """Answer ``error`` of a draft called ``name``, or of a query tried without one."""
    problem = error.problem
    excerpt = say.html("errors.excerpt", excerpt=problem.excerpt) if problem.excerpt else Html("")
    message = say.sentence(error.said)
    suggestion = error.suggestion if len(error.suggestion) <= _LONGEST else ""
    if not suggestion:
        return Answer(html=say.html("errors.query", excerpt=excerpt, message=message))
    return Answer(
        html=say.html(
            "errors.query_meant", excerpt=excerpt, message=message, suggestion=suggestion
        ),
        buttons=((button(say("button.use"), "draft", name),),),
    )
