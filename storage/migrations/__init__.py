"""Alembic's migrations: versions/ holds one file a change of the schema, none of which imports the tables."""
