"""click's own words in Vietnamese, through gettext: the catalogue beside this file, whatever the user's locale.

click asks for some words while commands are declared, so this is done on import, before any command is. gettext chooses
the language by ``LANGUAGE``, and by nothing else once that is set; programs we start inherit it, and find no catalogue
of ours.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

DOMAIN = "doisoat"
FOLDER = Path(__file__).parent

os.environ["LANGUAGE"] = "vi"
gettext.bindtextdomain(DOMAIN, str(FOLDER))
gettext.textdomain(DOMAIN)
