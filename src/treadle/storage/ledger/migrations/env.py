"""How Alembic runs the steps: on the engine it is handed, all of them in one transaction."""

from __future__ import annotations

from alembic import context

from treadle.storage.ledger.rows import META


def run() -> None:
    """Run the steps that the ledger has not seen."""
    engine = context.config.attributes["engine"].execution_options(is_writing=True)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=META, transaction_per_migration=False)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
