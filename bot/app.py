"""Wires the rooms together: the only module that knows them all."""
