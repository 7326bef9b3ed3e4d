"""A listener on duty: coming on and going off, rest, openers, what a week was like, being looked after."""
