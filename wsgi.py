"""The web server's entry."""

import sys

from matchmaker.app import create_app
from matchmaker.config import Config
from matchmaker.errors import ConfigurationError
from matchmaker.web.warming import warm

try:
    app = create_app(Config.from_env())
except ConfigurationError as error:
    sys.exit(str(error))
warm(app)
