"""A stand-in for Telegram's Bot API on loopback, as strict as Telegram, with a chat page for the browser.

Bot → ``server`` (token, faults) → ``methods`` (which, parameters) → ``messages``, ``chats``,
``account`` (what they do to the ``world``) → ``wire`` (how it is answered). What people do in a chat
goes the other way: ``standin`` → ``world`` and ``updates`` → the bot's poll or webhook.

It has the methods a bot of ours uses (``methods.METHODS``). It does not read Markdown, find links and
mentions in plain text, send media other than documents, or forget old messages and taps.
"""

from bot.demo.botapi.faults import AnswerLost, Fault, Hang, Refused, ServerError
from bot.demo.botapi.flood import FloodLimits
from bot.demo.botapi.standin import StandIn
from bot.demo.botapi.world import Button, CallbackAnswer, Chat, Message, Person, Standing

__all__ = [
    "AnswerLost",
    "Button",
    "CallbackAnswer",
    "Chat",
    "Fault",
    "FloodLimits",
    "Hang",
    "Message",
    "Person",
    "Refused",
    "ServerError",
    "StandIn",
    "Standing",
]
