"""Sentences written for teaching ``crisis.learned``, and the command that learns its weights from them.

Every line under ``said`` and ``calm`` was written for this project, and so was every slot and template: nothing is
copied or learned from what people wrote anywhere. ``said`` holds what a listener should hear as danger, one file a
kind; ``calm`` holds what only sounds like it, and plain talk. ``python -m benchmarks.crisis.teaching`` learns.
"""
