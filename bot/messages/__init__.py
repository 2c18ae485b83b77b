"""What readers see, whoever shows it: alerts as messages, and the words of every language."""
