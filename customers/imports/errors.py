"""What keeps a whole file from being imported."""

from riskcrm.web.errors import Refused


class FileRefused(Refused):
    """Nothing of the file can be read as it stands; the message says what to do."""
