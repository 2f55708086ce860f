"""Proving the ledger, and who is told when it does not add up."""

from central.ledger import proofs
from central.ledger.proofs import Proof
from central.notices.kinds import NoticeKind
from central.notices.telling import Fact, Told, tell
from central.tenants.models import PLATFORM_ID


def prove() -> Proof:
    """Prove the ledger now, keep the proof, and tell the masters if it fails."""
    return proofs.prove(PLATFORM_ID, _tell)


def _tell(proof: Proof) -> None:
    if proof.faults:
        facts: dict[str, Fact] = {"faults": len(proof.faults), "sentence": proof.faults[0]}
        key = f"ledger_fault:{proof.at.isoformat()}"
        tell(Told(PLATFORM_ID, NoticeKind.LEDGER_FAULT, key, facts=facts, at=proof.at))
