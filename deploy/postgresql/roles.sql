-- Who may do what, once, as a superuser, on an empty cluster or beside other databases:
--   psql -v app_password="'…'" -v migrator_password="'…'" -f deploy/postgresql/roles.sql
-- The migrator owns the schema; the service signs in as earshot_app; published statistics are read as earshot_reader.
-- What each may do with each table is said by `earshot migrate`.
\set ON_ERROR_STOP on
CREATE ROLE earshot_migrator LOGIN PASSWORD :migrator_password;
CREATE ROLE earshot_app LOGIN PASSWORD :app_password;
CREATE ROLE earshot_reader NOLOGIN;
GRANT earshot_reader TO earshot_app;
GRANT earshot_app, earshot_reader TO earshot_migrator WITH ADMIN OPTION;
CREATE DATABASE earshot OWNER earshot_migrator TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE earshot FROM PUBLIC;
GRANT CONNECT ON DATABASE earshot TO earshot_app;
\connect earshot
ALTER SCHEMA public OWNER TO earshot_migrator;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
