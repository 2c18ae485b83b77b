"""``@bot query`` in any chat."""

from bot.demo.botapi import Person

from .conftest import Talk
from .test_rules import subscribed

VISITOR = Person(id=1001, first_name="Visitor")


async def ask(talk: Talk, query: str, offset: str = "") -> list[dict[str, object]]:
    asked = talk.standin.ask_inline(VISITOR, query, offset=offset)
    return list(await talk.standin.results_of(asked))


async def test_stored_items_are_offered_page_by_page(talk: Talk) -> None:
    """The newest first, one a story."""
    await subscribed(talk)
    first = await ask(talk, "copper")
    assert len(first) == 10
    assert first[0]["title"] == "Copper price slips as stocks rise"
    assert first[0]["url"] == "https://press.example/12"
    second = await ask(talk, "copper", offset="10")
    assert second
    assert not {each["id"] for each in first} & {each["id"] for each in second}


async def test_a_stranger_an_empty_and_a_wrong_query_get_a_button(talk: Talk) -> None:
    """It opens the chat with the bot."""
    assert await ask(talk, "copper") == []
    call = next(call for call in talk.standin.calls if call.method == "answerInlineQuery")
    assert "Subscribe first" in str(call.values["button"])
    await subscribed(talk)
    for query in ("", "copper AND (", "nothing-like-it"):
        assert await ask(talk, query) == []
