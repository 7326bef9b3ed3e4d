"""A page that listeners and coordinators have alike knows whoever is signed in as `member`."""

from litestar.di import NamedDependency, Provide

from app.records.tables import Staff


def _listener(listener: NamedDependency[Staff]) -> Staff:
    return listener


def _coordinator(coordinator: NamedDependency[Staff]) -> Staff:
    return coordinator


A_LISTENER = {"member": Provide(_listener, sync_to_thread=False)}
A_COORDINATOR = {"member": Provide(_coordinator, sync_to_thread=False)}
