"""A newsroom that publishes sample feeds on loopback, and a Bot API stand-in."""
