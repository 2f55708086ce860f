"""Why something is not done for an organisation or a person.

TenantError
├── LoginError
│   ├── WrongLogin        no such e-mail address, or another password
│   ├── LoginClosed       the person, or their client, was closed
│   └── LinkUnknown       the link to set a password was used, replaced, or has expired
├── WrongPassword         what was typed is not the present password
├── OwnLogin              nobody closes the door behind themselves
├── NotInTheirRole        a partner's people do only what their role in the team lets them
├── LastOwner             a team keeps somebody who may do everything
├── InTheTeam             whoever is invited is of the team already
├── NoDomain              what was typed is no domain of a partner's own
├── DomainTaken           somebody else has proven that it is theirs
├── DomainUnsure          no name server answered
├── TeamFull              a team has so many people and open invitations
├── TooManyAttempts       too many wrong guesses; `retry_after` says when to come back
├── TooManyChanges        one person's changes of an hour; likewise
├── PartnerInactive       the partner is deactivated: nothing new is spent under it (C16)
│   └── PartnerDeleted    irreversibly
├── NotFound              there is none, or it is somebody else's
├── AddressMissing        there is no e-mail address to log in with
├── AlreadyUsed           the id belongs to something else
│   └── AddressTaken      the e-mail address belongs to somebody else
├── SlugTaken             another one has it
├── AlreadyDecided        the credit request was answered differently
└── WrongConfirmation     what was typed is not the partner's name
"""

from central.base.refusals import DomainError
from contract.problem import Code


class TenantError(DomainError):
    """The root."""


class LoginError(TenantError):
    """Nobody was logged in."""


class WrongLogin(LoginError):
    """It is not said which of the two is wrong."""

    code = Code.LOGIN_WRONG
    sentence = "Wrong e-mail address or password."


class LoginClosed(LoginError):
    """The password was right all the same."""

    code = Code.FORBIDDEN
    sentence = "This login is disabled."


class LinkUnknown(LoginError):
    """No password was set."""

    code = Code.NOT_FOUND
    sentence = "This link was used already, or has expired; ask for a new one."


class WrongPassword(TenantError):
    """The person is who they are by their token, so this is no failed login."""

    code = Code.CONFIRMATION_WRONG
    sentence = "This is not your present password."


class OwnLogin(TenantError):
    """Somebody else has to do it."""

    code = Code.FORBIDDEN
    sentence = "You cannot close your own login."


class NotInTheirRole(TenantError):
    """An owner of the team may do it, or give them another role."""

    code = Code.FORBIDDEN
    sentence = "Your role in the team does not let you do this."


class LastOwner(TenantError):
    """Nothing was changed."""

    code = Code.CONFLICT
    sentence = "A team needs an owner: make somebody else one first."


class InTheTeam(TenantError):
    """Whoever invites sees the team anyway."""

    code = Code.CONFLICT
    sentence = "They are in the team already."


class NoDomain(TenantError):
    """An address, a name of one label, or one of the platform's own."""

    sentence = "This is not a domain that can be your own, such as fotos.example.com."


class DomainTaken(TenantError):
    """Its record of theirs is still there."""

    code = Code.CONFLICT
    sentence = "Somebody else has proven that this domain is theirs."


class DomainUnsure(TenantError):
    """Nothing was changed."""

    code = Code.TRY_LATER
    sentence = "The name servers do not answer; try again in a moment."


class TeamFull(TenantError):
    """Nobody was invited."""

    code = Code.LIMIT_REACHED
    sentence = "The team has as many people and invitations as it can have; remove some first."


class TooManyAttempts(TenantError):
    """`retry_after` in seconds."""

    code = Code.RATE_LIMITED

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts; try again in {_words(retry_after)}.", retry_after=retry_after)


def _words(seconds: int) -> str:
    if seconds < 120:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"


class TooManyChanges(TenantError):
    """More than the audit log takes of one person within an hour. `retry_after` in seconds."""

    code = Code.RATE_LIMITED

    def __init__(self, retry_after: int) -> None:
        super().__init__("You have changed too much within an hour; go on later.", retry_after=retry_after)


class PartnerInactive(TenantError):
    """Reversible: its credits are kept."""

    code = Code.PARTNER_INACTIVE
    sentence = "The partner's account is not active."


class PartnerDeleted(PartnerInactive):
    """Irreversible: its credits are forfeited."""

    sentence = "The partner was deleted."


class NotFound(TenantError):
    """`what`: the kind of thing that was looked for."""

    code = Code.NOT_FOUND

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class AddressMissing(TenantError):
    """Nobody was given a login."""

    sentence = "There is no e-mail address to log in with; add one first."


class AlreadyUsed(TenantError):
    """Nothing was made."""

    code = Code.CONFLICT


class AddressTaken(AlreadyUsed):
    """Nobody was given a login, and nobody's moved."""

    sentence = "This e-mail address already has a login."


class SlugTaken(TenantError):
    """Nothing was made or changed."""

    code = Code.CONFLICT
    sentence = "Another one has this slug already."


class AlreadyDecided(TenantError):
    """An answer to a credit request is final."""

    code = Code.CONFLICT


class WrongConfirmation(TenantError):
    """Nothing was deleted."""

    code = Code.CONFIRMATION_WRONG

    def __init__(self, name: str) -> None:
        super().__init__(f"To delete the partner, `confirm` must be its name: {name}.")
