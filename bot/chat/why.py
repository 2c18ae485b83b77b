"""/why: an item's way to its reader, stage by stage, and "not the same story"."""

from bot.actions import stories
from bot.actions import why as whys
from bot.actions.alerts import own_alert
from bot.chat.account import way
from bot.chat.conversation import ASKING, Answer, Asked, Entry, Section, Tap, button, in_rows
from bot.chat.lines import item_line
from bot.chat.ownership import alert_meant, as_owner
from bot.chat.pages import page_of
from bot.domain.alert import AlertVerb, alert_id
from bot.domain.errors import RefusedError
from bot.domain.item import ItemId
from bot.domain.story import StoryId
from bot.messages.text import clean, cut
from bot.messages.words import Html

_PAGE = 8


async def why(asked: Asked) -> Answer:
    """Tell the way of the item whose link is in ``words``, or of the alert that is answered."""
    if asked.words:
        return await _told(asked, asked.words)
    told = await alert_meant(asked)
    if told is not None:
        return await _told(await as_owner(asked), told.alert.item_id)
    if not asked.link:
        await asked.subscriber()
        raise RefusedError("why.how")
    return await _told(asked, asked.link)


async def tap_why(asked: Asked) -> Answer:
    """Tell the way of an alert's item, and offer to make its rules quieter."""
    asked = await as_owner(asked, asked.words)
    alert = alert_id(StoryId(asked.words), asked.subscriber_id)
    content = await own_alert(asked.desk, asked.subscriber_id, alert)
    told = await _told(asked, content.alert.item_id)
    offers = [button(asked.say("button.make_quieter"), "hush", asked.words)]
    if content.story.items > 1:
        offers.append(button(asked.say("button.apart"), "apart", asked.words))
    return Answer(html=told.html, buttons=in_rows(offers, 1), aside=True)


async def apart(asked: Asked) -> Answer:
    """List what joined a story, the newest first, each with a button that takes it out.

    ``words`` is the story, or that and a page.
    """
    story, _, number = asked.words.partition(":")
    asked = await as_owner(asked.about(story), story)
    joined = await stories.joined_items(
        asked.desk, asked.subscriber_id, alert_id(StoryId(story), asked.subscriber_id)
    )
    if not joined:
        raise RefusedError("refused.not_in_story")
    page = page_of(tuple(reversed(joined)), number, _PAGE, "apart", story)
    lines = [
        Html(
            f"{number}. {item_line(one.item)}\n   {clean(cut(asked.say.phrase(one.why_story), 120))}"
        )
        for number, one in page.numbered
    ]
    taps = [button(f"✂ {number}", "part", story, one.item.id) for number, one in page.numbered]
    return Answer(
        html=asked.say.html("apart.which", items=Html("\n".join(lines))),
        buttons=(*in_rows(taps, 4), *page.turns),
    )


async def part(asked: Asked) -> Answer:
    """Say that an item does not tell a story: ``story:item``."""
    story, _, item = asked.words.partition(":")
    asked = await as_owner(asked, story)
    said = await stories.separate(
        asked.desk,
        asked.subscriber_id,
        asked.person,
        alert_id(StoryId(story), asked.subscriber_id),
        ItemId(item),
    )
    return Answer(html=asked.say.html("apart.done" if said.obeyed else "apart.noted"))


async def _told(asked: Asked, link: str) -> Answer:
    account = await whys.why(asked.desk, asked.subscriber_id, link)
    zone = (await asked.subscriber()).preferences.zone
    return Answer(html="\n".join([item_line(account.item), *way(asked.say, account, zone)]))


SECTION = Section(
    name="why",
    entries=(
        Entry(
            name="why",
            run=why,
            usage="[LINK]",
            examples=("/why https://press.example/news/1",),
            changes=False,
            scopes=ASKING,
        ),
    ),
)
TAPS = {
    AlertVerb.WHY.value: Tap(run=tap_why, changes=False),
    "apart": Tap(run=apart, changes=False),
    "part": Tap(run=part),
}
