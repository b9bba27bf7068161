"""Runs migrations on the engine that `records.database` hands over."""

from alembic import context

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    if connection.dialect.name == "sqlite":
        # Two processes may open a new home at once: the second waits here and then finds it done.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
