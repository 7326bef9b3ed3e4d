"""The pages around the desk that look after those who listen, together."""

from app.pages.calls import CoordinatorCalls, DeskFiles, ListenerCalls
from app.pages.weeks import ListenerWeeks, OneListener

CARE_PAGES = (ListenerCalls, CoordinatorCalls, DeskFiles, ListenerWeeks, OneListener)
