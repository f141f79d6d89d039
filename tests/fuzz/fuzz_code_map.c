/*
 * fuzz_code_map.c - any prefixes that hold for a while, and codes on days:
 * what is found, against a search through all of them.
 *
 * Lines of "CODE FROM TO NAME", the last three being bytes; behind a form feed
 * lines of "CODE DAY".
 *
 * unit: cmd/code-kva/code_map.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/code-kva/code_map.h"
#include "given.h"

enum { MAX_ENTRIES = 64 };

struct entry {
	char code[CODE_MAP_MAX_LEN];
	size_t len;
	int from, to;
	unsigned name;
};

/* A line's code; *g moves behind it. */
static size_t
take_code(struct given *g, char *code)
{
	size_t len = 0;

	while (
	    len < CODE_MAP_MAX_LEN && g->len > 0 && *g->s > ' ' && *g->s < 0x7f)
		code[len++] = (char)given_byte(g);
	return len;
}

static int
take_day(struct given *g, int none)
{
	unsigned byte = given_byte(g);

	return byte == 0 ? none : (int)byte % 32;
}

static bool
slow_find(const struct entry *e, size_t n, const char *code, size_t len,
    int day, struct code_names *names)
{
	size_t best = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n; i++) {
			bool holds = day == CODE_MAP_NO_DAY
					 ? e[i].from == CODE_MAP_FIRST_DAY &&
					       e[i].to == CODE_MAP_LAST_DAY
					 : e[i].from <= day && day <= e[i].to;

			if (!holds || e[i].len > len ||
			    memcmp(e[i].code, code, e[i].len) != 0)
				continue;
			if (pass == 0 && e[i].len > best)
				best = e[i].len;
			if (pass == 1 && e[i].len == best)
				names->bits[e[i].name / 64] |=
				    UINT64_C(1) << e[i].name % 64;
		}
	return best > 0;
}

static void
ask(const struct code_map *map, const struct entry *e, size_t n,
    struct given *g)
{
	char code[CODE_MAP_MAX_LEN + 1];
	size_t len = take_code(g, code);
	int day = take_day(g, CODE_MAP_NO_DAY);
	struct code_names ours = { { 0 } }, slow = { { 0 } };

	assert(code_map_find(map, code, len, day, &ours) ==
	       slow_find(e, n, code, len, day, &slow));
	assert(memcmp(&ours, &slow, sizeof(ours)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given rest = given_all(data, len), list = given_cut(&rest);
	struct entry entries[MAX_ENTRIES];
	struct code_map map = CODE_MAP_INIT;
	const struct code_entry *other;
	size_t n = 0;

	while (n < MAX_ENTRIES && list.len > 0) {
		struct entry *e = &entries[n];

		e->len = take_code(&list, e->code);
		e->from = take_day(&list, CODE_MAP_FIRST_DAY);
		e->to = take_day(&list, CODE_MAP_LAST_DAY);
		e->name = given_byte(&list);
		if (e->len == 0 || e->from > e->to)
			continue;
		code_map_add(&map, e->code, e->len, e->from, e->to, e->name);
		n++;
	}
	code_map_sort(&map);
	(void)code_map_conflict(&map, &other);
	while (rest.len > 0)
		ask(&map, entries, n, &rest);
	code_map_release(&map);
	return 0;
}
