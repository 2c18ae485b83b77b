"""A query before it is saved: what it would have caught, then Save, Tighten, Show all.

A draft lives in its message: the name in the buttons' data, the query in the only text in typewriter
letters. So it outlives a restart, and whose chat it is in is whose it is.
"""

from collections.abc import Sequence
from html import escape

from bot.actions import rules
from bot.actions.preview import Hit, Preview, preview
from bot.actions.tighten import Proposal, propose
from bot.chat.conversation import Answer, Asked, Tap, button, in_rows
from bot.chat.faults import fault
from bot.chat.lines import hit_line, item_line
from bot.chat.pages import page_number, page_of
from bot.chat.rulecard import card
from bot.domain.errors import RefusedError
from bot.messages.text import cut
from bot.messages.words import Html, Words
from bot.query.document import Document
from bot.query.errors import QueryError

LONGEST = 2_500
"""Characters of a query that a message holds beside what it would have caught."""
MOST_HITS = 500
_PAGE = 8
_TO_JUDGE = 6
"""Hits offered as noise, on a page."""
_PROPOSALS = 4
_WARNINGS = 3
_WARNING = 300
"""UTF-16 units of a warning."""
_LACKED = 100
"""UTF-16 units of a clause that was missing."""


async def draft(asked: Asked, name: str, query: str) -> Answer:
    """Show what ``query`` would have caught. Without a name it is only tried, and can be given one.

    Raises:
        RefusedError: it is too long for a chat, or the name cannot be used.

    """
    query = " ".join(_printable(query).split())
    if len(query) > LONGEST:
        raise RefusedError("drafts.too_long", length=len(query), most=LONGEST)
    if name:
        name = rules.checked_name(name)
    try:
        shown = await preview(asked.desk, query, asked.subscriber_id)
    except QueryError as error:
        return fault(asked.say, error, name=name)
    say = asked.say
    save = button(say("button.save"), "save", name) if name else button(say("button.name"), "name")
    more = (
        (
            button(say("button.tighten"), "tighten", name),
            button(say("button.show_all"), "hits", name, 0),
        )
        if shown.stories
        else ()
    )
    nearly = button(say("button.near", count=len(shown.near)), "near", name)
    return Answer(
        html=Html("\n").join([_head(say, name, query), *_warnings(say, shown), fired(say, shown)]),
        buttons=((save, *more), *(((nearly,),) if shown.near else ())),
    )


def fired(say: Words, shown: Preview) -> Html:
    """Say how often a query would have fired, and on what last."""
    hours = max(round(shown.days * 24), 1)
    span = (
        say.count("span.days", round(shown.days))
        if shown.days >= 1.5
        else say.count("span.hours", hours)
    )
    if not shown.stories:
        never = say.html("drafts.hardly" if shown.estimated else "drafts.never", span=span)
        return Html(never + _some(say, estimated=shown.estimated))
    rate = say("drafts.a_day", count=round(shown.per_day)) if shown.per_day >= 1.5 else ""
    lines = Html("\n".join(hit_line(hit) for hit in shown.last))
    key, count = "drafts.fired", shown.stories
    if shown.estimated:
        key, count = "drafts.about", rounded(shown.stories)
    told = say.count_html(key, count, span=span, rate=rate, last=lines)
    return Html(told + _some(say, estimated=shown.estimated))


def rounded(count: int) -> int:
    """Give an estimate as far as it can be trusted: its first two digits."""
    return round(count, min(0, 2 - len(str(count))))


def _some(say: Words, *, estimated: bool) -> Html:
    """Say on a line of its own that only some of the items were judged."""
    return Html("\n" + say("drafts.some")) if estimated else Html("")


async def tap_draft(asked: Asked) -> Answer:
    """Show the draft's preview: after a correction, or back from a list."""
    return await draft(asked, asked.words, _query(asked))


async def tap_save(asked: Asked) -> Answer:
    """Save the draft, as a new rule or in place of the one of this name."""
    query = _query(asked)
    saved, new = await rules.add_rule(asked.desk, asked.subscriber_id, asked.words, query)
    said = asked.say.html("rules.saved" if new else "rules.changed", name=saved.name)
    return card(asked, saved, said=said)


async def tap_name(asked: Asked) -> Answer:
    """Ask how the rule shall be called that a tried query becomes."""
    return Answer(
        html=asked.say.html("rules.ask_name"), aside=True, expects=f"draft-name:{_query(asked)}"
    )


async def text_name(asked: Asked) -> Answer:
    """Save the query in ``words`` under the name that was sent."""
    return await draft(asked, asked.text, asked.words)


async def tap_hits(asked: Asked) -> Answer:
    """Show a page of all that the draft would have caught."""
    name, _, number = asked.words.rpartition(":")
    query, say = _query(asked), asked.say
    shown = await preview(asked.desk, query, asked.subscriber_id, last=MOST_HITS)
    page = page_of(shown.last, number, _PAGE, "hits", name)
    lines = Html("\n".join(hit_line(hit) for hit in page.shown))
    return Answer(
        html=Html("\n").join([_head(say, name, query), lines])
        + _some(say, estimated=shown.estimated),
        buttons=(*page.turns, (button(say("button.back"), "draft", name),)),
    )


async def tap_near(asked: Asked) -> Answer:
    """Show what the draft came near to, each with what it lacked."""
    query, say = _query(asked), asked.say
    shown = await preview(asked.desk, query, asked.subscriber_id)
    lines = (
        say.html(
            "drafts.lacked",
            item=item_line(miss.item),
            lacked=cut(miss.lacked, _LACKED),
            near=f" ({cut(say.phrase(miss.near), _LACKED)})" if miss.near else "",
        )
        for miss in shown.near
    )
    return Answer(
        html=Html("\n").join([_head(say, asked.words, query), say.html("drafts.near"), *lines]),
        buttons=((button(say("button.back"), "draft", asked.words),),),
    )


async def tap_tighten(asked: Asked) -> Answer:
    """Ask which of the hits is noise; ``words`` is the draft's name, or that and a page."""
    name, _, number = asked.words.partition(":")
    query, say = _query(asked), asked.say
    shown = await preview(asked.desk, query, asked.subscriber_id, last=MOST_HITS)
    page = page_of(shown.last, number, _TO_JUDGE, "tighten", name)
    lines = Html("\n".join(f"{at}. {hit_line(hit)[2:]}" for at, hit in page.numbered))
    noise = [button(f"✗ {at}", "noise", name, hit.item.id) for at, hit in page.numbered]
    return Answer(
        html=Html("\n").join([_head(say, name, query), say.html("drafts.which_noise"), lines]),
        buttons=(
            *in_rows(noise, 6),
            *page.turns,
            (button(say("button.back"), "draft", name),),
        ),
    )


async def tap_noise(asked: Asked) -> Answer:
    """Propose quieter queries that would not have caught the item named."""
    name, _, item = asked.words.rpartition(":")
    say, query = asked.say, _query(asked)
    proposals, estimated = await _proposals(asked, query, item)
    back = (button(say("button.back"), "draft", name),)
    if not proposals:
        return Answer(
            html=_head(say, name, query) + "\n" + say("drafts.no_quieter"), buttons=(back,)
        )
    lines = Html("\n").join(
        say.count_html(
            "drafts.proposal", len(each.drops), number=f"{at}", words=say.phrase(each.said)
        )
        for at, each in enumerate(proposals, 1)
    )
    choices = [button(f"{at}", "quieter", name, item, at) for at in range(1, len(proposals) + 1)]
    return Answer(
        html=Html("\n").join([_head(say, name, query), say.html("drafts.proposals"), lines])
        + _some(say, estimated=estimated),
        buttons=(tuple(choices), back),
    )


async def tap_quieter(asked: Asked) -> Answer:
    """Take one of the proposals as the draft's query."""
    rest, _, number = asked.words.rpartition(":")
    name, _, item = rest.rpartition(":")
    query = _query(asked)
    proposals, _ = await _proposals(asked, query, item)
    at = page_number(number) - 1
    if not 0 <= at < len(proposals):
        return await draft(asked, name, query)
    return await draft(asked, name, proposals[at].applied_to(query))


async def _proposals(asked: Asked, query: str, item: str) -> tuple[Sequence[Proposal], bool]:
    """Give quieter queries, and whether only some of the items were judged to see what they drop."""
    owner = await asked.subscriber()
    shown = await preview(asked.desk, query, asked.subscriber_id, last=MOST_HITS)
    noise = [_document(asked, hit) for hit in shown.last if hit.item.id == item]
    others = [_document(asked, hit) for hit in shown.last if hit.item.id != item]
    node = asked.desk.rules.compile(query, owner)
    proposals = propose(node, [], noise, others, asked.desk.frequencies)[:_PROPOSALS]
    return proposals, shown.estimated


def _document(asked: Asked, hit: Hit) -> Document:
    return asked.desk.analyst.read(hit.item).document


def _warnings(say: Words, shown: Preview) -> list[Html]:
    told = (cut(say.sentence(each.said), _WARNING) for each in shown.advice[:_WARNINGS])
    return [Html(f"⚠️ {escape(each, quote=False)}") for each in told]


def _head(say: Words, name: str, query: str) -> Html:
    return say.html("drafts.head" if name else "drafts.tried", name=name, query=query)


def _query(asked: Asked) -> str:
    """Give the query of the message tapped on.

    Raises:
        RefusedError: it holds none.

    """
    if not asked.code:
        raise RefusedError("errors.old_button")
    return asked.code


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())


TAPS = {
    "draft": Tap(run=tap_draft, changes=False),
    "save": Tap(run=tap_save),
    "name": Tap(run=tap_name),
    "hits": Tap(run=tap_hits, changes=False),
    "near": Tap(run=tap_near, changes=False),
    "tighten": Tap(run=tap_tighten, changes=False),
    "noise": Tap(run=tap_noise, changes=False),
    "quieter": Tap(run=tap_quieter, changes=False),
}
TEXTS = {"draft-name": Tap(run=text_name)}
