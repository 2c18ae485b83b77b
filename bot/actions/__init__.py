"""What a subscriber or an operator can do, one function each; chat, web and commands all call these."""
