"""How published answers are called on staff pages, and what each table says. English, like all of the staff's pages."""

TOPICS = {
    "light": "Just to talk",
    "mood": "Low mood and worry",
    "loneliness": "Loneliness",
    "grief": "Grief and loss",
    "relationships": "Relationships",
    "family": "Family",
    "work": "Work and school",
    "money": "Money and housing",
    "body": "Body and health",
    "identity": "Who I am",
    "harm": "Harm and violence",
    "other": "Something else",
}
BLOCKS = {str(nth): f"{nth * 4:02}:00–{nth * 4 + 4:02}:00" for nth in range(6)}
WAITS = {
    "<1": "under 1 minute",
    "1-3": "1 to 3 minutes",
    "3-10": "3 to 10 minutes",
    "10-30": "10 to 30 minutes",
    "30+": "over 30 minutes",
}
OUTCOMES = {
    "completed": "Talked, and ended it well",
    "left_queue": "Left the line",
    "redirected": "Nobody was free: shown other help",
    "left_chat": "Left in the middle of a chat",
    "safety_end": "Ended for safety",
    "transferred": "Went on with another listener",
    "system_fail": "Ended by a fault of ours",
}
MOODS = {"worse": "Worse", "same": "The same", "better": "Better", "unknown": "Not asked, or no answer"}
APPEALS = {"overturned": "Decided otherwise", "upheld": "Decided the same"}
