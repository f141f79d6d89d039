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

/* The file that says that what is beside it is from here. */
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

/** 1, 0, or -1 with a finished sentence in err. */
static int
is_there(
    const char *dir, const char *name, const char *suffix, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	struct stat info;
	int ret = 1;

	strbuf_addf(&path, "%s/%s%s", dir, name, suffix);
	if (stat(path.s, &info) != 0)
		ret = errno == ENOENT ? 0 : -1;
	if (ret < 0)
		strbuf_addf(err, "%s: %s", path.s, strerror(errno));
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
	static const char *const suffixes[] = { "", ".gz" };
	int is_ours = is_there(dir, MARK, "", err), found;

	if (is_ours != 0)
		return is_ours < 0 ? -1 : 0;
	for (int i = 0; i < 2 * DIRTY_N_FILES; i++) {
		found = is_there(dir, files[i / 2].name, suffixes[i % 2], err);
		if (found == 0)
			continue;
		if (found < 0)
			return -1;
		strbuf_addf(err,
		    "%s: holds a %s that is not from here; name another folder",
		    dir, files[i / 2].name);
		return -1;
	}
	return 0;
}

/* The first to be published: a folder with extracts of ours has it. */
static void
leave_mark(const char *dir, struct publication *p)
{
	static const char text[] = "invented by synthesize\n";
	struct strbuf path = STRBUF_INIT;
	struct output mark;

	strbuf_addf(&path, "%s/%s", dir, MARK);
	output_open(&mark, path.s, false, false);
	output_add(&mark, text, sizeof(text) - 1);
	publication_add(p, &mark);
	strbuf_release(&path);
}

static void
open_files(struct year *y)
{
	for (int i = 0; i < DIRTY_N_FILES; i++)
		extract_open(&y->files[i], &y->options->dress, files[i].name,
		    files[i].columns);
}

/* A folder holds one year: what it held of another dress goes. */
static void
publish(struct year *y)
{
	struct publication *p = publication_new();

	leave_mark(y->options->dress.dir, p);
	for (int i = 0; i < DIRTY_N_FILES; i++)
		extract_commit(&y->files[i], p);
	if (y->d)
		dirty_commit(y->d, p);
	else
		dirty_remove(&y->options->dress, p);
	publication_commit(p);
	publication_free(p);
}

static void
write_rows(struct year *y)
{
	for (int day = 0; day < y->plan.n_days; day++)
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
	struct year *y;

	if (check_folder(plain.dir, err) != 0)
		return -1;
	y = xcalloc(1, sizeof(*y));
	year_init(y, options);
	if (y->d)
		dirty_open(y->d, &plain);
	open_files(y);
	write_rows(y);
	publish(y);
	year_free(y);
	return 0;
}
