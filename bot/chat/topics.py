"""Onboarding and topics: /start with its deep links, /topics."""

from bot.actions import operators, rates, sharing, subscriptions
from bot.chat.conversation import Answer, Asked, Entry, Rows, Section, Tap, button, in_rows
from bot.chat.pages import page_of, page_with
from bot.chat.rulecard import card
from bot.chat.sample import sample
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId
from bot.domain.subscriber import Subscriber

_PAGE = 8


async def start(asked: Asked) -> Answer:
    """Subscribe, and offer the topics; what a deep link names is chosen at once."""
    await operators.admit(asked.desk, asked.subscriber_id, asked.person, asked.words)
    subscriber, new = await subscriptions.subscribe(
        asked.desk, asked.subscriber_id, asked.destination, name=asked.name, lang=asked.lang
    )
    if not asked.private and asked.person:
        await asked.desk.store.save_steward(asked.subscriber_id, asked.person)
    invited = asked.words.startswith(operators.INVITE)
    done = await _followed(asked) if asked.words and not invited else ()
    subscriber = await asked.subscriber()
    hello = asked.say.html("start.welcome" if new else "start.back")
    shown = await sample(asked.desk, asked.say, subscriber) if new else None
    return Answer(
        html=asked.say.html("start.hello", hello=hello),
        buttons=await _buttons(asked, subscriber),
        then=(*done, *((shown,) if shown else ())),
    )


async def _followed(asked: Asked) -> tuple[Answer, ...]:
    """Do what a deep link asks for; one that leads nowhere keeps nobody from subscribing."""
    link = sharing.parse_link(asked.words)
    try:
        match link:
            case sharing.PackLink(pack=pack):
                return (await _chosen(asked.about(pack)),)
            case sharing.RuleLink(code=code):
                rule = await sharing.import_shared(asked.desk, asked.subscriber_id, code)
                said = asked.say.html("share.imported", name=rule.name)
                return (card(asked, rule, said=said),)
            case None:
                return (Answer(html=asked.say.html("start.unknown_link")),)
    except RefusedError as error:
        why = asked.say.sentence(error.said)
        return (Answer(html=asked.say.html("errors.refused", said=why)),)


async def _chosen(asked: Asked) -> Answer:
    await subscriptions.set_topic(asked.desk, asked.subscriber_id, asked.words, chosen=True)
    title = asked.desk.packs[PackId(asked.words)].called(asked.say.lang)
    return Answer(html=asked.say.html("topics.chosen", title=title))


async def topics(asked: Asked) -> Answer:
    """Show a page of the topics, the chosen ones ticked; ``words`` is its number, from 0."""
    subscriber = await asked.subscriber()
    return Answer(
        html=asked.say.html("topics.choose"), buttons=await _buttons(asked, subscriber, asked.words)
    )


async def tap_topic(asked: Asked) -> Answer:
    """Choose the topic that ``words`` names, or drop it; the page it is on stays."""
    before = await asked.subscriber()
    chosen = PackId(asked.words) not in before.topics
    subscriber = await subscriptions.set_topic(
        asked.desk, asked.subscriber_id, asked.words, chosen=chosen
    )
    title = asked.desk.packs[PackId(asked.words)].called(asked.say.lang)
    page = page_with([*asked.desk.packs].index(PackId(asked.words)), _PAGE)
    return Answer(
        html=asked.say.html("topics.chosen" if chosen else "topics.dropped", title=title),
        buttons=await _buttons(asked, subscriber, page),
    )


async def _buttons(asked: Asked, subscriber: Subscriber, number: str = "") -> Rows:
    """Give a page's buttons, one a topic: ticked where it is chosen, with how many alerts a day it gave lately."""
    lately = await rates.pack_rates(asked.desk)
    page = page_of(tuple(asked.desk.packs.values()), number, _PAGE, "topics")
    buttons = []
    for pack in page.shown:
        tick = "✅ " if pack.id in subscriber.topics else ""
        a_day = lately.get(pack.id, 0.0)
        rate = asked.say("topics.rate", count=round(a_day)) if a_day >= 0.5 else ""
        buttons.append(
            button(f"{tick}{pack.emoji} {pack.called(asked.say.lang)}{rate}", "topic", pack.id)
        )
    # One in a row: beside a second one a telephone would cut off how many a day there are.
    return (*in_rows(buttons, 1), *page.turns)


SECTION = Section(
    name="topics",
    entries=(
        Entry(
            name="start",
            run=start,
            usage="[CODE]",
            examples=("/start", "/start pack-tariffs"),
            strangers=True,
        ),
        Entry(name="topics", run=topics, examples=("/topics",)),
    ),
)
TAPS = {"topic": Tap(run=tap_topic), "topics": Tap(run=topics)}
