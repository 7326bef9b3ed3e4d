"""Who could be found or lured away by a message: contact details, grooming cues, abuse. Pure: words in, words out.

``find_contact`` says what in a text would let somebody be found; ``rules`` says what follows from it for whom. Nothing
here keeps a text, knows a person or looks at a clock.
"""
