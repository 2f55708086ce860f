"""What went wrong, in words for staff and technicians; what a library calls it is for the log."""

import errno
import logging

from kiosk.domain.errors import WorldError

_log = logging.getLogger(__name__)

_BY_ERRNO = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk does not read or write",
    errno.EACCES: "this user is not allowed to",
    errno.EPERM: "this user is not allowed to",
    errno.ENOENT: "it is not there",
    errno.ENOTDIR: "a file lies where a folder should be",
    errno.EISDIR: "a folder lies where a file should be",
    errno.ELOOP: "a link lies where a folder should be",
    errno.ENODEV: "the drive is gone",
    errno.ENXIO: "the drive is gone",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}


def words_for(error: OSError) -> str:
    """Why the system does not do it."""
    _log.info("the system refuses: %r", error)
    return _BY_ERRNO.get(error.errno or 0, "the system refuses it")


def sentence_of(error: Exception) -> str:
    """The sentence of a fault outside; of a mistake of ours, that it is one."""
    return str(error) if isinstance(error, WorldError) else "this program made a mistake; its log says more"
