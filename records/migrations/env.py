"""Runs migrations on the engine that `records.database` hands over."""

from alembic import context

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # Two processes may open a home at once: the second waits here and then finds it done. It has to
        # stand before `configure`, which then leaves the transaction to us instead of one a migration.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
