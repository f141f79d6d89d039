/* year.c - a year's extracts, written day by day. */
#include "year.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "columns.h"
#include "contacts.h"
#include "dirty.h"
#include "people.h"
#include "plan.h"
#include "register.h"
#include "vardstrom/xalloc.h"

/* The file that says that what lies beside it is from here. */
#define MARK ".synthesized"

struct year {
	const struct year_options *options;
	struct plan plan;
	struct people people;
	struct dirty dirty, *d; /* d is NULL in a clean year */
	struct extract files[DIRTY_N_FILES];
	struct contacts contacts;
};

static const struct {
	const char *name, *columns;
} files[DIRTY_N_FILES] = {
	[DIRTY_VISITS] = { "fys002.csv", VISIT_COLUMNS },
	[DIRTY_BOOKINGS] = { "vuf01.csv", BOOKING_COLUMNS },
	[DIRTY_WAITS] = { "t002.csv", WAIT_COLUMNS },
	[DIRTY_CLINICS] = { "mottagningar.csv", CLINIC_COLUMNS },
	[DIRTY_STAFF] = { "resurs.csv", STAFF_COLUMNS },
	[DIRTY_LINKS] = { "lankar.csv", LINK_COLUMNS },
};

static bool
is_there(const char *dir, const char *name, const char *suffix)
{
	struct strbuf path = STRBUF_INIT;
	struct stat info;
	bool ret;

	strbuf_addf(&path, "%s/%s%s", dir, name, suffix);
	ret = stat(path.s, &info) == 0;
	strbuf_release(&path);
	return ret;
}

/*
 * An earlier year of ours may be written over, which the mark tells; real
 * extracts, in a folder named by mistake, may not.
 */
static int
check_folder(const char *dir, struct strbuf *err)
{
	if (is_there(dir, MARK, ""))
		return 0;
	for (int i = 0; i < DIRTY_N_FILES; i++) {
		if (!is_there(dir, files[i].name, "") &&
		    !is_there(dir, files[i].name, ".gz"))
			continue;
		strbuf_addf(err,
		    "%s: holds a %s that is not from here; name another folder",
		    dir, files[i].name);
		return -1;
	}
	return 0;
}

static int
leave_mark(const char *dir, struct strbuf *err)
{
	static const char text[] = "invented by synthesize\n";
	struct strbuf path = STRBUF_INIT;
	FILE *f;
	int ret = -1;

	strbuf_addf(&path, "%s/%s", dir, MARK);
	f = fopen(path.s, "w");
	if (f) {
		ret = fwrite(text, sizeof(text) - 1, 1, f) == 1 ? 0 : -1;
		ret = fclose(f) != 0 ? -1 : ret;
	}
	if (ret != 0)
		strbuf_addf(err, "%s: %s", path.s, strerror(errno));
	strbuf_release(&path);
	return ret;
}

static int
open_files(struct year *y, struct strbuf *err)
{
	for (int i = 0; i < DIRTY_N_FILES; i++)
		if (extract_open(&y->files[i], &y->options->dress,
			files[i].name, files[i].columns, err) != 0)
			return -1;
	return 0;
}

/* A folder holds one year: what it held of another dress goes. */
static int
commit_files(struct year *y, struct strbuf *err)
{
	for (int i = 0; i < DIRTY_N_FILES; i++)
		if (extract_commit(&y->files[i], err) != 0)
			return -1;
	if (y->d)
		return dirty_commit(y->d, err);
	return dirty_remove(&y->options->dress, err);
}

/* A full disk need not be met a hundred million times. */
static bool
has_failed(const struct year *y)
{
	for (int i = 0; i < DIRTY_N_FILES; i++)
		if (y->files[i].errnum != 0)
			return true;
	return false;
}

static void
write_rows(struct year *y)
{
	for (int day = 0; day < y->plan.n_days && !has_failed(y); day++)
		contacts_write_day(&y->contacts, day);
	contacts_finish(&y->contacts);
	register_write_clinics(&y->files[DIRTY_CLINICS], y->d, &y->plan);
	register_write_staff(&y->files[DIRTY_STAFF], y->d, &y->plan);
	register_write_links(
	    &y->files[DIRTY_LINKS], y->d, &y->plan, &y->people);
}

static void
dirty_init(struct year *y)
{
	const struct year_options *options = y->options;

	y->d = &y->dirty;
	y->dirty.ppm = options->dirty_ppm;
	y->dirty.seed = options->seed;
	y->dirty.year = options->year;
	y->dirty.new_year_day = y->plan.new_year_day;
	y->dirty.has_mixed_encodings = !options->dress.has_bom;
}

static void
year_init(struct year *y, const struct year_options *options)
{
	y->options = options;
	plan_make(&y->plan, options->calibration, options->year, options->seed,
	    options->n_contacts);
	people_init(&y->people, options->year, options->seed, y->plan.n_people);
	if (options->dirty_ppm > 0)
		dirty_init(y);
	contacts_init(&y->contacts, &y->plan, &y->people, y->files, y->d);
	y->contacts.is_by_alias = options->is_by_alias;
}

static void
year_free(struct year *y)
{
	contacts_release(&y->contacts);
	for (int i = 0; i < DIRTY_N_FILES; i++)
		extract_release(&y->files[i]);
	if (y->d)
		dirty_release(y->d);
	free(y);
}

int
year_write(const struct year_options *options, struct strbuf *err)
{
	struct extract_dress plain = { .dir = options->dress.dir };
	struct year *y = xcalloc(1, sizeof(*y));
	int ret = -1;

	year_init(y, options);
	if (check_folder(plain.dir, err) != 0 ||
	    leave_mark(plain.dir, err) != 0)
		goto out;
	if (y->d && dirty_open(y->d, &plain, err) != 0)
		goto out;
	if (open_files(y, err) != 0)
		goto out;
	write_rows(y);
	if (commit_files(y, err) != 0)
		goto out;
	ret = 0;
out:
	year_free(y);
	return ret;
}
