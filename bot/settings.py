"""What an operator sets, from the environment and ``.env``."""
