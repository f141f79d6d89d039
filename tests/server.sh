# Read by the scripts that need PostgreSQL: a server of the test's own in
# $here/db, reached by its socket there as user test.
# shellcheck shell=sh
server=$(find /usr/lib/postgresql/*/bin -name initdb 2>/dev/null | tail -n 1)
server=${server%/initdb}

# The server refuses to run as root.
as_server() {
	if test "$(id -u)" -eq 0
	then
		setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
	else
		"$@"
	fi
}
start_server() {
	mkdir "$here/db" && chmod 755 "$here" && chmod 700 "$here/db" || return
	test "$(id -u)" -ne 0 || chown postgres "$here/db" || return
	as_server "$server/initdb" -D "$here/db/data" -U test -A trust \
		-E UTF8 --locale=C --no-sync &&
		as_server "$server/pg_ctl" -D "$here/db/data" -w -l "$here/db/log" -o \
			"-k $here/db -c listen_addresses= -c fsync=off" start
}
stop_server() {
	as_server "$server/pg_ctl" -D "$here/db/data" -m immediate stop
	rm -rf "$here"
}
