"""The main ways through the chat in every language: no English is left over, whatever goes wrong."""

import asyncio
import re

import pytest

from bot.demo.botapi import Message, Person
from bot.demo.botapi.world import Standing
from bot.domain.feed import FeedState
from bot.domain.sentence import said
from bot.domain.subscriber import SubscriberId
from bot.domain.user_feed import UserFeed
from bot.storage.store import SqlStore

from .conftest import Talk

LANGUAGES = ("en", "de", "es", "zh")
TOPIC = {"en": "Tariffs", "de": "Zölle", "es": "Aranceles", "zh": "关税"}
LEFTOVER = re.compile(r"\b(the|this|you|your|write|rule|query|alerts?|no longer|which|there is)\b")
"""Words that only an English sentence has; the language of queries and Telegram's own are no sentence."""


@pytest.fixture(params=LANGUAGES)
async def lang(request: pytest.FixtureRequest, talk: Talk) -> str:
    """Let the visitor come with a Telegram in each language."""
    lang: str = request.param
    talk.person = Person(id=1001, first_name="Visitor", language=lang)
    await talk.say("/start")
    return lang


def own(lang: str, told: str | Message) -> str:
    """Give what was told, after a look for English words in it."""
    text = told if isinstance(told, str) else told.text
    assert lang == "en" or not LEFTOVER.findall(text), text
    return text


async def told(talk: Talk, after: Message, chat: Message | None = None) -> Message:
    """Deliver until something new is in the visitor's chat, and give it."""
    async with asyncio.timeout(5):
        while True:
            await talk.courier.deliver_due()
            new = [each for each in talk.standin.messages(talk.chat) if each.id > after.id]
            if new:
                return new[-1]
            await asyncio.sleep(0.01)


WRONG = {
    "en": "This parenthesis is never closed; write ) where the group ends\nPerhaps:",
    "de": "Diese Klammer wird nie geschlossen; schreib ) ans Ende der Gruppe\nVielleicht:",
    "es": "Este paréntesis no se cierra; escribe ) donde acaba el grupo\nQuizá:",
    "zh": "这个括号没有闭合；请在分组末尾写 )\n也许是：",
}


async def test_an_invalid_query_is_answered_with_caret_words_and_correction(
    talk: Talk, lang: str
) -> None:
    """The caret stands as it does everywhere, the sentence is the reader's own."""
    answer = own(lang, await talk.say("/try (copper OR zinc"))
    assert answer.startswith("(copper OR zinc\n^\n")
    assert WRONG[lang] in answer


LIMIT = {
    "en": "There is no time zone “Atlantis”",
    "de": "Es gibt keine Zeitzone wie „Atlantis“",
    "es": "No hay zona horaria como «Atlantis»",
    "zh": "没有类似“Atlantis”的时区",
}
NO_RULE = {
    "en": "You have no rule “gone”",
    "de": "Du hast keine Regel „gone“",
    "es": "No tienes ninguna regla «gone»",
    "zh": "你没有规则“gone”",
}
BUDGET = {
    "en": "from 1 to 500",
    "de": "von 1 bis 500",
    "es": "de 1 a 500",
    "zh": "从 1 到 500",
}


async def test_what_is_refused_is_refused_in_the_readers_language(talk: Talk, lang: str) -> None:
    """By the core, by the chat, and over the chat where a button was tapped."""
    assert NO_RULE[lang] in own(lang, await talk.say("/rule delete gone"))
    assert BUDGET[lang] in own(lang, await talk.say("/budget 9000"))
    listed = await talk.say("/mutes")
    answer = await talk.forge(listed, "show:nothing")
    assert own(lang, answer.text)


NEVER = {
    "en": "⚠️ This can never match: an item has one language, not en and zh",
    "de": "⚠️ Das kann nie zutreffen: eine Nachricht hat eine Sprache, nicht en und zh",
    "es": "⚠️ Esto no puede cumplirse nunca: una noticia tiene un idioma, no en y zh",
    "zh": "⚠️ 这永远不会命中：一条新闻只有一种语言，不会同时是 en和zh",
}


async def test_a_warning_about_a_query_is_the_readers_down_to_its_reason(
    talk: Talk, lang: str
) -> None:
    """Sentences in sentences, and lists in them."""
    assert NEVER[lang] in own(lang, await talk.say("/try copper lang:en lang:zh"))


SPENT = {
    "en": "Rule tariffs/any has alerted you once on 4 Mar",
    "de": "Die Regel tariffs/any hat am 4. März einmal gemeldet",
    "es": "La regla tariffs/any te avisó una vez el 4 mar",
    "zh": "规则 tariffs/any 在 3月4日 已提醒 1 次",
}


async def test_a_spent_budget_is_told_with_day_and_number_as_the_language_writes_them(
    talk: Talk, lang: str
) -> None:
    """It was stored as what happened, and becomes a sentence when it is sent."""
    await talk.say("/start pack-tariffs")
    set_to = await talk.say("/budget 1")
    await talk.publish("Ministry raises duty on copper to 30%")
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    notice = await talk.after(set_to, "tariffs/any")
    while SPENT[lang] not in notice.text:
        notice = await talk.after(notice, "tariffs/any")
    assert own(lang, notice)


async def test_a_notice_follows_the_language_chosen_after_it_was_decided(talk: Talk) -> None:
    """It waited for the end of quiet hours; meanwhile its reader chose another language."""
    await talk.say("/start pack-tariffs")
    await talk.say("/budget 1")
    await talk.say("/quiet 14:00 15:00 all")
    await talk.publish("Ministry raises duty on copper to 30%")
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    chosen = await talk.say("/lang de")
    talk.clock.time = talk.clock.time.replace(hour=16)
    await talk.courier.deliver_due()
    assert SPENT["de"] in (await talk.after(chosen, "hat am 4. März einmal gemeldet")).text


SHUT = {
    "en": "Alerts no longer go to “Desk”: I was removed from it",
    "de": "In „Desk“ kommen keine Meldungen mehr an: ich wurde daraus entfernt",
    "es": "Las alertas ya no llegan a «Desk»: me expulsaron",
    "zh": "提醒不再发往“Desk”：我被移出了",
}
BACK = {
    "en": "I can write here again",
    "de": "Ich kann hier wieder schreiben",
    "es": "Puedo escribir aquí de nuevo",
    "zh": "我又能在这里发言了",
}


async def test_what_befalls_a_group_is_told_its_owner_and_the_group_in_their_languages(
    talk: Talk, lang: str
) -> None:
    """Removed, then taken in again by somebody with an English Telegram."""
    assert talk.person is not None
    group = talk.standin.group("Desk", talk.person)
    talk.standin.say(group, "/route tariffs here", by=talk.person)
    routed = await talk.standin.wait_for(lambda each: TOPIC[lang] in each.text, chat=group)
    own(lang, routed.text)
    before = talk.standin.messages(talk.chat)[-1]
    talk.standin.stand(group, Standing.KICKED)
    assert SHUT[lang] in own(lang, await told(talk, before))
    talk.standin.stand(group, Standing.MEMBER)
    async with asyncio.timeout(5):
        while not any(BACK[lang] in each.text for each in talk.standin.messages(group)):
            await talk.courier.deliver_due()
            await asyncio.sleep(0.01)


NEARLY = {
    "en": "missing: copper NEAR/2 strike (both are found, 6 words apart)",
    "de": "es fehlte: copper NEAR/2 strike (beides gefunden, 6 Wörter auseinander)",
    "es": "faltaba: copper NEAR/2 strike (están las dos cosas, a 6 palabras de distancia)",
    "zh": "缺少：copper NEAR/2 strike (两项都出现，相隔 6 个词)",
}


async def test_why_says_what_was_missing_in_the_readers_language(talk: Talk, lang: str) -> None:
    """Of a rule that nearly held."""
    shown = await talk.say("/rule near-copper mine copper NEAR/2 strike")
    await talk.forge(shown, "save:near-copper")
    await talk.publish("Copper mine in northern Chile faces strike")
    account = own(lang, await talk.say("/why https://press.example/0"))
    assert NEARLY[lang] in account


JOINED = {
    "en": "same title as “Copper mine in Chile halted after a rockfall”",
    "de": "derselbe Titel wie „Copper mine in Chile halted after a rockfall“",
    "es": "mismo título que «Copper mine in Chile halted after a rockfall»",
    "zh": "标题与“Copper mine in Chile halted after a rockfall”相同",
}


async def test_why_says_in_the_readers_language_why_an_item_joined_its_story(
    talk: Talk, lang: str
) -> None:
    """It was stored by key: what is read was never English."""
    for _ in range(2):
        await talk.publish("Copper mine in Chile halted after a rockfall")
    assert JOINED[lang] in own(lang, await talk.say("/why https://press.example/1"))


FAILING = {
    "en": "failing: the name mill.example cannot be resolved; check the feed's address",
    "de": "der Name mill.example lässt sich nicht auflösen; prüf die Adresse des Feeds",
    "es": "el nombre mill.example no se puede resolver; comprueba la dirección de la fuente",
    "zh": "无法解析名称 mill.example；请检查订阅源地址",
}


async def test_why_a_feed_fails_is_said_in_the_readers_language(talk: Talk, lang: str) -> None:
    """To whoever follows it, beside the feed."""
    assert talk.person is not None
    ann = SubscriberId(f"telegram:{talk.chat.id}")
    now = talk.clock.now()
    mill = UserFeed(subscriber_id=ann, url="https://mill.example/rss", title="Mill", since=now)
    await talk.desk.store.save_user_feeds([mill])
    state = FeedState(
        feed_id=mill.feed_id,
        failures=3,
        last_error=said("fetch.no_name", host="mill.example"),
        last_attempt=now,
    )
    assert isinstance(talk.desk.store, SqlStore)
    await talk.desk.store.save_feed_states([state])
    assert FAILING[lang] in own(lang, await talk.say("/feeds"))


FAULTS = {
    "en": (
        "line 2, column 3: a rule needs name: write it",
        "line 3, column 13: severity is 'lowd'; did you mean low?",
        "line 4, column 11: settings is written as `key: value` lines",
    ),
    "de": (
        "Zeile 2, Spalte 3: hier fehlt name; eine Regel braucht es",
        "Zeile 3, Spalte 13: severity ist „lowd“; meintest du low?",
        "Zeile 4, Spalte 11: der Teil settings besteht aus Zeilen der Form",
    ),
    "es": (
        "línea 2, columna 3: aquí falta name: una regla lo necesita",
        "línea 3, columna 13: severity es «lowd»; ¿querías decir low?",
        "línea 4, columna 11: la parte settings se escribe en líneas",
    ),
    "zh": (
        "第 2 行第 3 列：规则缺少 name；请写上",
        "第 3 行第 13 列：severity 是“lowd”；是不是 low？",
        "第 4 行第 11 列：settings 部分应写成",
    ),
}


async def test_what_is_wrong_in_a_file_that_was_sent_is_said_in_the_readers_language(
    talk: Talk, lang: str
) -> None:
    """Every fault with its line, and nothing of the file is taken in."""
    given = b"rules:\n- query: a\n  severity: lowd\nsettings: []\n"
    sent = talk.standin.send_file(talk.chat, "tapewatch.yaml", given, by=talk.person)
    answer = await talk.after(sent, "severity")
    for told in FAULTS[lang]:
        assert told in own(lang, answer)
    sent = talk.standin.send_file(talk.chat, "t.yaml", b"rules: [", by=talk.person)
    assert "YAML" in (await talk.after(sent, "YAML")).text
    assert not talk.desk.rules.own_rules(SubscriberId(f"telegram:{talk.chat.id}"))


async def test_topics_are_called_as_the_language_calls_them(talk: Talk, lang: str) -> None:
    """On buttons, when one is chosen, and over an alert."""
    listed = await talk.say("/topics")
    assert f"📦 {TOPIC[lang]}" in talk.buttons(listed)
    await talk.tap(listed, f"📦 {TOPIC[lang]}")
    assert TOPIC[lang] in own(lang, await talk.changed(listed, TOPIC[lang]))
    await talk.publish("Ministry raises duty on copper to 30%")
    alert = await talk.after(listed, "copper")
    assert TOPIC[lang].upper() in alert.text.splitlines()[1]


MISSING = {
    "en": ("missing: none of title: walkout, lockout, stoppage", "rule mines nearly held, but it excludes “Copper”"),
    "de": ("es fehlte: nichts davon: title: walkout, lockout, stoppage", "die Regel mines traf fast zu, schließt aber „Copper“ aus"),
    "es": ("faltaba: ninguno de title: walkout, lockout, stoppage", "la regla mines casi se cumplió, pero excluye «Copper»"),
    "zh": ("缺少：以下都没有：title: walkout, lockout, stoppage", "规则 mines 差一点命中，但它排除“Copper”"),
}  # fmt: skip


async def test_why_says_what_was_missing_of_many_and_what_was_too_much(
    talk: Talk, lang: str
) -> None:
    """Of alternatives the first ones, of an exclusion the words that were there."""
    for name, query in (
        ("walkouts", "mine title:(walkout | lockout | stoppage | sit-in | picket | slowdown | riot)"),
        ("mines", "mine -copper"),
    ):  # fmt: skip
        shown = await talk.say(f"/rule {name} {query}")
        await talk.forge(shown, f"save:{name}")
    await talk.publish("Copper mine in northern Chile faces strike")
    account = own(lang, await talk.say("/why https://press.example/0"))
    for told in MISSING[lang]:
        assert told in account
    assert "+2" in account
