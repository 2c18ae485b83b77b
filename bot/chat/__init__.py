"""Telegram commands and buttons: python-telegram-bot handlers over bot.actions."""
