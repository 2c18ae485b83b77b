"""Alerts to messages, and messages to Telegram, the terminal, a webhook."""
