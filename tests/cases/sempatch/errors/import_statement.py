"""Title."""

import os
