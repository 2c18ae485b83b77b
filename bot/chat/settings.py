"""When and how one is told: /settings, /quiet, /digest, /zone, /budget, /lang."""

import re
from collections.abc import Sequence
from datetime import time

from bot.actions import timing
from bot.actions.zones import is_zone, search_zones, zones_near
from bot.chat.conversation import ASKING, Answer, Asked, Entry, Section, Tap, button, in_rows
from bot.chat.pages import page_of
from bot.domain.errors import RefusedError
from bot.domain.preferences import DailyAt, DigestTime, Hourly, MarketTime, Session
from bot.domain.rule import Severity
from bot.domain.subscriber import Subscriber
from bot.messages.words import LANGUAGES, Words, words
from bot.pipeline.markets import EXCHANGES

_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.h]?([0-5]\d))?")
_ZONES = 8
_OFF = frozenset({"off", "none", "aus", "no", "关", "关闭"})


async def show(asked: Asked) -> Answer:
    """Show what is set, each with a button to change it."""
    return overview(asked.say, await asked.subscriber())


def overview(say: Words, subscriber: Subscriber) -> Answer:
    """Say what ``subscriber`` has chosen."""
    chosen = subscriber.preferences
    quiet = (
        say(
            "settings.quiet_hours" if chosen.quiet.spare_critical else "settings.quiet_all",
            start=f"{chosen.quiet.start:%H:%M}",
            end=f"{chosen.quiet.end:%H:%M}",
        )
        if chosen.quiet
        else say("settings.none")
    )
    digest = (
        say(
            "settings.digest_of",
            when=_digest(say, chosen.digest),
            severity=say(f"severity.{chosen.digest_up_to.name.lower()}"),
        )
        if chosen.digest
        else say("settings.none")
    )
    lang = LANGUAGES.get(chosen.lang, say("settings.follows_telegram"))
    return Answer(
        html=say.html(
            "settings.overview",
            zone=chosen.zone,
            quiet=quiet,
            digest=digest,
            budget=chosen.budget,
            lang=lang,
        ),
        buttons=(
            (
                button(say("settings.quiet"), "ask", "quiet"),
                button(say("settings.digest"), "ask", "digest"),
                button(say("settings.zone"), "ask", "zone"),
            ),
            (
                button(say("settings.budget"), "ask", "budget"),
                button(say("settings.lang"), "ask", "lang"),
            ),
        ),
    )


async def ask(asked: Asked) -> Answer:
    """Ask for the setting in ``words``; the answer to a settings button."""
    found = _ASKS.get(asked.words)
    if found is None:
        raise RefusedError("errors.old_button")
    return await found(asked.about(""))


async def quiet(asked: Asked) -> Answer:
    """Set quiet hours: ``22:00 07:00``, with ``all`` also for critical alerts; ``off``."""
    say, typed = (
        asked.say,
        (asked.text or asked.words).casefold().replace("-", " ").replace("–", " "),
    )
    if not typed:
        await asked.subscriber()
        return Answer(
            html=say.html("settings.ask_quiet"),
            buttons=(
                (
                    button("22:00–07:00", "quiet", "22:00 07:00"),
                    button("23:00–06:00", "quiet", "23:00 06:00"),
                ),
                (button(say("button.off"), "quiet", "off"),),
            ),
            expects="quiet:",
        )
    if typed.strip() in _OFF:
        return overview(say, await timing.set_quiet(asked.desk, asked.subscriber_id, None, None))
    parts = typed.split()
    spare = not (parts and parts[-1] == "all")
    times = [_time(part) for part in (parts if spare else parts[:-1])]
    if len(times) != 2 or None in times:
        raise RefusedError("settings.quiet_how")
    chosen = await timing.set_quiet(
        asked.desk, asked.subscriber_id, times[0], times[1], spare_critical=spare
    )
    return overview(say, chosen)


async def digest(asked: Asked) -> Answer:
    """Set the digest: ``hourly``, ``08:00``, ``NYSE open``, each with a severity; ``off``."""
    say, typed = asked.say, (asked.text or asked.words).strip()
    if not typed:
        await asked.subscriber()
        return Answer(
            html=say.html("settings.ask_digest", exchanges=", ".join(EXCHANGES)),
            buttons=(
                (
                    button(say("settings.hourly"), "digest", "hourly"),
                    button("08:00", "digest", "08:00"),
                    button("18:00", "digest", "18:00"),
                ),
                (
                    button("NYSE open", "digest", "NYSE open"),
                    button("NYSE close", "digest", "NYSE close"),
                    button(say("button.off"), "digest", "off"),
                ),
            ),
            expects="digest:",
        )
    if typed.casefold() in _OFF:
        return overview(say, await timing.set_digest(asked.desk, asked.subscriber_id, None))
    parts = typed.split()
    up_to = Severity.LOW
    if len(parts) > 1 and parts[-1].upper() in Severity.__members__:
        up_to = Severity.of(parts.pop())
    chosen = _digest_time(asked, parts)
    return overview(
        say, await timing.set_digest(asked.desk, asked.subscriber_id, chosen, up_to=up_to)
    )


async def zone(asked: Asked) -> Answer:
    """Set the time zone by its name, a city, or a shared location."""
    say, typed = asked.say, (asked.text or asked.words).strip()
    if asked.place is not None:
        return _zones(asked, zones_near(*asked.place))
    if not typed:
        await asked.subscriber()
        return Answer(html=say.html("settings.ask_zone"), expects="zone:")
    if is_zone(typed):
        return overview(say, await timing.set_zone(asked.desk, asked.subscriber_id, typed))
    await asked.subscriber()
    return await find_zones(asked.about(f"{typed}:0"))


async def find_zones(asked: Asked) -> Answer:
    """Offer a page of the zones that a text may mean, or set the only one; ``words`` is ``text:page``."""
    text, _, number = asked.words.rpartition(":")
    found = search_zones(text)
    if not found:
        raise RefusedError("settings.no_zone", name=text[:40])
    if len(found) == 1:
        chosen = await timing.set_zone(asked.desk, asked.subscriber_id, found[0])
        return overview(asked.say, chosen)
    return _zones(asked, found, number, text)


async def budget(asked: Asked) -> Answer:
    """Set how many alerts a day a rule may send at once."""
    say, typed = asked.say, (asked.text or asked.words).strip()
    if not typed:
        subscriber = await asked.subscriber()
        choices = tuple(button(str(each), "budget", each) for each in (5, 10, 25, 50, 100))
        return Answer(
            html=say.html("settings.ask_budget", budget=subscriber.preferences.budget),
            buttons=(choices,),
            expects="budget:",
        )
    if not typed.isdecimal() or len(typed) > 6:
        raise RefusedError("settings.budget_how")
    return overview(say, await timing.set_budget(asked.desk, asked.subscriber_id, int(typed)))


async def lang(asked: Asked) -> Answer:
    """Choose the language; ``auto`` follows Telegram's."""
    say, typed = asked.say, (asked.text or asked.words).strip().casefold()
    if not typed:
        await asked.subscriber()
        names = [button(name, "lang", code) for code, name in LANGUAGES.items()]
        return Answer(
            html=say.html("settings.ask_lang"),
            buttons=(*in_rows(names), (button(say("settings.follows_telegram"), "lang", "auto"),)),
        )
    if typed != "auto" and typed not in LANGUAGES:
        raise RefusedError("settings.no_lang", codes=", ".join(LANGUAGES))
    chosen = "" if typed == "auto" else typed
    subscriber = await timing.set_lang(asked.desk, asked.subscriber_id, chosen)
    return overview(words(chosen or asked.lang), subscriber)


def _zones(asked: Asked, found: Sequence[str], number: str = "", text: str = "") -> Answer:
    page = page_of(found, number, _ZONES, "zones", text)
    choices = [button(name, "zone", name) for name in page.shown]
    return Answer(
        html=asked.say.html("settings.which_zone"), buttons=(*in_rows(choices), *page.turns)
    )


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    return time(int(found[1]), int(found[2] or 0)) if found else None


def _digest_time(asked: Asked, parts: list[str]) -> DigestTime:
    if len(parts) == 1 and parts[0].casefold() in {
        "hourly",
        asked.say("settings.hourly").casefold(),
    }:
        return Hourly()
    if len(parts) == 1 and (at := _time(parts[0])) is not None:
        return DailyAt(at=at)
    if len(parts) == 2 and parts[1].casefold() in set(Session):
        return MarketTime(exchange=parts[0].upper(), at=Session(parts[1].casefold()))
    raise RefusedError("settings.digest_how", exchanges=", ".join(EXCHANGES))


def _digest(say: Words, chosen: DigestTime) -> str:
    match chosen:
        case Hourly():
            return say("settings.hourly")
        case DailyAt(at=at):
            return say("settings.daily", time=f"{at:%H:%M}")
        case MarketTime(exchange=exchange, at=session):
            return say(f"settings.market_{session}", exchange=exchange)


_ASKS = {"quiet": quiet, "digest": digest, "zone": zone, "budget": budget, "lang": lang}

SECTION = Section(
    name="settings",
    entries=(
        Entry(name="settings", run=show, examples=("/settings",), changes=False, scopes=ASKING),
        Entry(
            name="quiet",
            run=quiet,
            usage="[FROM TO [all] | off]",
            examples=("/quiet 22:00 07:00", "/quiet off"),
        ),
        Entry(
            name="digest",
            run=digest,
            usage="[WHEN [SEVERITY] | off]",
            examples=("/digest 08:00 medium", "/digest hourly", "/digest NYSE open"),
        ),
        Entry(
            name="zone", run=zone, usage="[CITY]", examples=("/zone Europe/Berlin", "/zone york")
        ),
        Entry(name="budget", run=budget, usage="[COUNT]", examples=("/budget 40",)),
        Entry(name="lang", run=lang, usage="[CODE]", examples=("/lang de", "/lang auto")),
    ),
)
TAPS = {
    "ask": Tap(run=ask),
    "zones": Tap(run=find_zones),
    **{name: Tap(run=run) for name, run in _ASKS.items()},
}
TEXTS = {name: Tap(run=run) for name, run in _ASKS.items()}
