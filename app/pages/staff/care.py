"""The pages around the desk that look after those who listen, together."""

from app.pages.staff.calls import CoordinatorCalls, DeskFiles, ListenerCalls
from app.pages.staff.trust import OneListenersTrust
from app.pages.staff.weeks import ListenerWeeks, OneListener

CARE_PAGES = (ListenerCalls, CoordinatorCalls, DeskFiles, ListenerWeeks, OneListener, OneListenersTrust)
