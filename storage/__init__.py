"""SQLAlchemy Core on SQLite or PostgreSQL: one file per aggregate, rows and queries together."""
