"""The command ``tapewatch``."""


def main() -> None:
    """Run the command line."""
    from bot.cli import run  # noqa: PLC0415 - importing this module must do no work

    run()


if __name__ == "__main__":
    main()
