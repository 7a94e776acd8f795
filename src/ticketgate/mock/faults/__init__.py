"""Deliberate bugs of the mock, each of which breaks one clause of the contract.

They are put around the healthy mock and share no code with what judges its answers.
"""

from ticketgate.mock.faults.adaptation import Adaptation, adaptation
from ticketgate.mock.faults.fault import Fault, Manner
from ticketgate.mock.faults.finding import chosen, faults_of
from ticketgate.mock.faults.serving import Faulty

__all__ = ["Adaptation", "Fault", "Faulty", "Manner", "adaptation", "chosen", "faults_of"]
