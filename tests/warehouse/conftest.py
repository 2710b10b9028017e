from tests.databases import (
    new_postgres_url as new_postgres_url,
)
from tests.databases import (
    new_url as new_url,
)
from tests.databases import (
    postgres as postgres,
)
from tests.databases import (
    postgres_template as postgres_template,
)
from tests.databases import (
    postgres_url as postgres_url,
)
from tests.databases import (
    sqlite_template as sqlite_template,
)
from tests.databases import (
    sqlite_url as sqlite_url,
)
from tests.databases import (
    url as url,
)
from tests.databases import (
    warehouse as warehouse,
)
