"""What Tapewatch is measured by: each folder a suite, where it is of speed with peers that run beside it.

``python -m benchmarks`` runs all of them, ``python -m benchmarks match --quick`` one with its options.
"""
