"""Which languages have a phrase file, and how a language tag names one."""

LANGUAGES = ("en", "es", "pt", "fr", "de")
"""Languages with a phrase file."""


def primary(language: str) -> str:
    """Reduce a language tag to its first part: "pt-BR" is "pt"."""
    return language.replace("_", "-").split("-", maxsplit=1)[0].lower()
