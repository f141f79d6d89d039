/* calibration.c - what a made year must add up to, read from a file. */
#include "calibration.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/day.h"
#include "vardstrom/xalloc.h"

/* year-2025.json, byte by byte; made by the Makefile. */
static const unsigned char built_in[] = {
#include "year-2025.inc"
};

enum { MAX_COUNT = 100000000 };

static const char *const regi_names[] = { "own", "private", NULL };

/* A day such as "2017-09-01"; none where it is not there. */
static void
read_day(struct calibration_day *out, struct config_node n, int year)
{
	const char *text = config_string(n);
	struct ymd ymd;
	int day;

	if (!config_there(n) || !text)
		return;
	if (day_parse_iso(&day, text, strlen(text)) != DAY_OK) {
		config_error(n, "must be a day such as 2025-12-31");
		return;
	}
	ymd = day_to_ymd(day);
	out->years_after = ymd.year - year;
	out->month = ymd.month;
	out->day = ymd.day;
}

static void
read_staff(struct calibration_staff *out, struct config_node n)
{
	static const char *const known[] = { "first_month", "last_month",
		"sum_hundredths", NULL };

	if (!config_there(n))
		return;
	config_only(n, known);
	out->first_month =
	    (int)config_int(config_need(n, "first_month"), 1, 12);
	out->last_month =
	    (int)config_int(config_need(n, "last_month"), out->first_month, 12);
	out->cents =
	    (int)config_int(config_need(n, "sum_hundredths"), 0, MAX_COUNT);
}

static void
read_arthrosis(struct calibration_arthrosis *out, struct config_node n)
{
	static const char *const known[] = { "permille", "school_percent",
		"training_percent", NULL };

	if (!config_there(n))
		return;
	config_only(n, known);
	out->permille = (int)config_int(config_need(n, "permille"), 0, 1000);
	out->school_percent =
	    (int)config_int(config_need(n, "school_percent"), 0, 100);
	out->training_percent =
	    (int)config_int(config_need(n, "training_percent"), 0, 100);
}

/* The aliases in one text, as the register has them. */
static void
read_aliases(struct calibration_unit *u, struct config_node n)
{
	struct strbuf sb = STRBUF_INIT;
	bool has_old = !u->old_name;

	for (size_t i = 0; i < config_n(n); i++) {
		const char *alias = config_string(config_at(n, i));

		if (!alias)
			break;
		if (strchr(alias, '|'))
			config_error(config_at(n, i), "holds a |");
		has_old = has_old || strcmp(alias, u->old_name) == 0;
		strbuf_addf(&sb, "%s%s", i > 0 ? "|" : "", alias);
	}
	if (sb.len == 0)
		config_error(n, "needs an alias");
	if (!has_old)
		config_error(n, "old_name is none of them");
	u->aliases = xstrndup(sb.s ? sb.s : "", sb.len);
	strbuf_release(&sb);
}

static size_t
find_provider(const struct calibration *c, struct config_node n)
{
	const char *name = config_string(n);
	size_t i;

	for (i = 0; name && i < c->n_providers; i++)
		if (c->providers[i].name &&
		    strcmp(c->providers[i].name, name) == 0)
			return i;
	config_error(n, "is none of the providers");
	return 0;
}

static void
read_unit(const struct calibration *c, struct calibration_unit *u,
    struct config_node n)
{
	static const char *const known[] = { "id", "name", "aliases",
		"old_name", "old_name_until_month", "provider", "municipality",
		"opened", "closed", "fte", "newly_graduated", "visits",
		"patients", "far", "osteoarthritis", NULL };

	config_only(n, known);
	u->id = config_string(config_need(n, "id"));
	u->name = config_string(config_need(n, "name"));
	u->old_name = config_string_or(n, "old_name", NULL);
	u->old_until_month =
	    (int)config_int_or(n, "old_name_until_month", 1, 12, 0);
	read_aliases(u, config_need(n, "aliases"));
	u->provider = find_provider(c, config_need(n, "provider"));
	u->municipality = config_string(config_need(n, "municipality"));
	read_day(&u->opened, config_get(n, "opened"), c->year);
	read_day(&u->closed, config_get(n, "closed"), c->year);
	read_staff(&u->fte, config_get(n, "fte"));
	read_staff(&u->graduates, config_get(n, "newly_graduated"));
	u->visits = (int)config_int_or(n, "visits", 0, MAX_COUNT, 0);
	u->patients = (int)config_int_or(n, "patients", 0, u->visits, 0);
	u->far = (int)config_int_or(n, "far", 0, MAX_COUNT, 0);
	read_arthrosis(&u->arthrosis, config_get(n, "osteoarthritis"));
}

static void
read_providers(struct calibration *c, struct config_node list)
{
	static const char *const known[] = { "name", "regi", NULL };

	c->n_providers = config_n(list);
	c->providers = xcalloc(c->n_providers + 1, sizeof(*c->providers));
	for (size_t i = 0; i < c->n_providers; i++) {
		struct config_node n = config_at(list, i);

		config_only(n, known);
		c->providers[i].name = config_string(config_need(n, "name"));
		c->providers[i].regi = config_string(config_need(n, "regi"));
	}
}

static void
read_units(struct calibration *c, struct config_node list)
{
	c->n_units = config_n(list);
	if (c->n_units == 0 || c->n_units > CALIBRATION_MAX_UNITS) {
		config_error(list, "must have 1 to %d clinics",
		    (int)CALIBRATION_MAX_UNITS);
		c->n_units = 0;
		return;
	}
	c->units = xcalloc(c->n_units, sizeof(*c->units));
	for (size_t i = 0; i < c->n_units; i++) {
		struct config_node n = config_at(list, i);

		read_unit(c, &c->units[i], n);
		if (i > 0 && c->units[i].provider == CALIBRATION_REGION &&
		    c->units[i - 1].provider != CALIBRATION_REGION)
			config_error(n, "clinics of the first provider, the "
					"region, must come first");
	}
}

/* Two numbers, of the region's own clinics and of private ones. */
static void
read_by_regi(int out[CALIBRATION_N_REGI], struct config_node n)
{
	config_only(n, regi_names);
	for (int i = 0; i < CALIBRATION_N_REGI; i++)
		out[i] = (int)config_int(
		    config_need(n, regi_names[i]), 0, MAX_COUNT);
}

static void
read_past(struct calibration *c, struct config_node list)
{
	static const char *const known[] = { "year", "visits", "fte_hundredths",
		"far", NULL };

	c->n_past = config_n(list);
	c->past = xcalloc(c->n_past + 1, sizeof(*c->past));
	for (size_t i = 0; i < c->n_past; i++) {
		struct config_node n = config_at(list, i);
		struct calibration_year *y = &c->past[i];

		config_only(n, known);
		y->year = (int)config_int(
		    config_need(n, "year"), c->year - 100, c->year - 1);
		y->visits = (int)config_int_or(n, "visits", 1, MAX_COUNT, 0);
		read_by_regi(y->fte, config_need(n, "fte_hundredths"));
		read_by_regi(y->far, config_need(n, "far"));
	}
}

int
calibration_load(struct calibration *c, const char *path, struct strbuf *err)
{
	static const char *const known[] = { "$schema", "notice", "source",
		"note", "year", "contacts_not_kept_permille", "providers",
		"clinics", "years_before", NULL };
	struct config_node top;

	memset(c, 0, sizeof(*c));
	c->config = path ? config_load(path, err)
			 : config_parse("year-2025.json",
			       (const char *)built_in, sizeof(built_in), err);
	if (!c->config)
		return -1;
	top = config_top(c->config);
	config_only(top, known);
	c->year = (int)config_int(config_need(top, "year"), 1950, 2099);
	c->other_permille = (int)config_int(
	    config_need(top, "contacts_not_kept_permille"), 0, 1000);
	read_providers(c, config_need(top, "providers"));
	read_units(c, config_need(top, "clinics"));
	read_past(c, config_get(top, "years_before"));
	return config_failed(c->config) ? -1 : 0;
}

void
calibration_release(struct calibration *c)
{
	for (size_t i = 0; c->units && i < c->n_units; i++)
		free(c->units[i].aliases);
	free(c->units);
	free(c->providers);
	free(c->past);
	config_free(c->config);
}

const struct calibration_year *
calibration_of_year(const struct calibration *c, int year)
{
	for (size_t i = 0; i < c->n_past; i++)
		if (c->past[i].year == year)
			return &c->past[i];
	return NULL;
}
