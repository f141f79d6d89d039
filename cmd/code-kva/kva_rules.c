/* kva_rules.c - rules: which codes stand for which measure, condition, group.
 */
#include "kva_rules.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/xalloc.h"

enum { CODE_LEN = 5 }; /* characters of a whole code, KVÅ or ICD-10-SE */

/** A code or prefix as it is matched: upper case, without its dot. */
struct prefix {
	char s[CODE_LEN];
	size_t len;
};

/** What is added to a list for every code of one rule. */
struct rule {
	struct code_map *codes;
	unsigned name;
	int from_day;
	int to_day;
	bool is_icd;
};

void
kva_rules_init(struct kva_rules *rules)
{
	memset(rules, 0, sizeof(*rules));
}

static void
release_list(struct rule_list *list)
{
	size_t i;

	for (i = 0; i < list->n_names; i++)
		free(list->names[i]);
	free(list->names);
	code_map_release(&list->codes);
}

void
kva_rules_release(struct kva_rules *rules)
{
	release_list(&rules->measures);
	release_list(&rules->conditions);
	release_list(&rules->groups);
	kva_rules_init(rules);
}

/* May c stand at this place (0-based) of a code? */
static bool
fits_at(char c, size_t place, bool is_icd)
{
	if (place == 0 || (!is_icd && place == 1))
		return ascii_is_upper(c);
	if (is_icd ? place == 4 : place == 2)
		return ascii_is_upper(c) || ascii_is_digit(c);
	return ascii_is_digit(c);
}

static bool
read_prefix(struct prefix *p, const char *s, size_t len, bool is_icd)
{
	size_t i;

	p->len = 0;
	for (i = 0; i < len; i++) {
		if (is_icd && i == 3 && s[i] == '.' && len > 4)
			continue;
		if (p->len == CODE_LEN || !fits_at(s[i], p->len, is_icd))
			return false;
		p->s[p->len++] = s[i];
	}
	return p->len > 0;
}

/* The next prefix of the same shape: M79 after M78, T00 after S99. */
static void
step(struct prefix *p)
{
	size_t i = p->len;

	while (i > 0) {
		char *c = &p->s[--i];

		if (*c != '9' && *c != 'Z') {
			++*c;
			return;
		}
		*c = *c == '9' ? '0' : 'A';
	}
}

static bool
is_same_shape(const struct prefix *a, const struct prefix *b)
{
	size_t i;

	if (a->len != b->len)
		return false;
	for (i = 0; i < a->len; i++)
		if (ascii_is_digit(a->s[i]) != ascii_is_digit(b->s[i]))
			return false;
	return true;
}

static void
add_range(const struct rule *rule, struct config_node n, struct prefix first,
    const struct prefix *last)
{
	for (;;) {
		if (rule->codes->n_entries == KVA_RULES_MAX_CODES) {
			config_error(n, "more than %d codes in this list",
			    KVA_RULES_MAX_CODES);
			return;
		}
		code_map_add(rule->codes, first.s, first.len, rule->from_day,
		    rule->to_day, rule->name);
		if (memcmp(first.s, last->s, last->len) == 0)
			return;
		step(&first);
	}
}

/* A code, a prefix, or a range of either: "DV200", "M54", "M53.2-M53.9". */
static void
add_codes(const struct rule *rule, struct config_node n)
{
	const char *s = config_string(n);
	const char *dash;
	struct prefix first, last;
	size_t first_len;

	if (!s)
		return;
	dash = strchr(s, '-');
	first_len = dash ? (size_t)(dash - s) : strlen(s);
	if (!read_prefix(&first, s, first_len, rule->is_icd)) {
		config_error(n, "must be a %s, a prefix or a range of them",
		    rule->is_icd ? "diagnosis code" : "KVÅ code");
		return;
	}
	last = first;
	if (dash &&
	    !read_prefix(&last, dash + 1, strlen(dash + 1), rule->is_icd)) {
		config_error(n, "must end with a code like the first");
		return;
	}
	if (!is_same_shape(&first, &last) ||
	    memcmp(first.s, last.s, first.len) > 0) {
		config_error(n, "must go upwards between codes of one form");
		return;
	}
	add_range(rule, n, first, &last);
}

static bool
is_name(const char *s)
{
	if (!ascii_is_lower(s[0]))
		return false;
	for (; *s; s++)
		if (!ascii_is_lower(*s) && !ascii_is_digit(*s) && *s != '_')
			return false;
	return true;
}

/* The index of a name, which is added to the list where it is new. */
static unsigned
intern(struct rule_list *list, struct config_node n)
{
	const char *name = config_string(n);
	size_t i;

	if (!name)
		return 0;
	if (!is_name(name)) {
		config_error(n, "must be lower-case letters, digits and _");
		return 0;
	}
	for (i = 0; i < list->n_names; i++)
		if (strcmp(list->names[i], name) == 0)
			return (unsigned)i;
	if (i == CODE_MAP_MAX_NAMES) {
		config_error(
		    n, "more than %d names in this list", CODE_MAP_MAX_NAMES);
		return 0;
	}
	GROW(list->names, list->n_names, list->cap);
	list->names[list->n_names++] = xstrdup(name);
	return (unsigned)i;
}

static int
read_day(struct config_node parent, const char *name, int fallback)
{
	struct config_node n = config_get(parent, name);
	const char *s;
	int day = fallback;

	if (!config_there(n))
		return fallback;
	s = config_string(n);
	if (s && day_parse_iso(&day, s, strlen(s)) != DAY_OK)
		config_error(n, "must be a day, YYYY-MM-DD");
	return day;
}

static void
load_rule(struct rule_list *list, struct config_node n, bool is_icd)
{
	static const char *const known[] = { "name", "title", "title_sv",
		"rule", "basis", "source", "note", "valid_from", "valid_to",
		"codes", NULL };
	static const char *const bases[] = { "official", "local", NULL };
	struct config_node codes = config_need(n, "codes");
	struct rule rule = { .codes = &list->codes, .is_icd = is_icd };
	size_t i;

	config_only(n, known);
	(void)config_choice(config_need(n, "basis"), bases);
	rule.name = intern(list, config_need(n, "name"));
	rule.from_day = read_day(n, "valid_from", CODE_MAP_FIRST_DAY);
	rule.to_day = read_day(n, "valid_to", CODE_MAP_LAST_DAY);
	if (rule.from_day > rule.to_day)
		config_error(n, "valid_to is before valid_from");
	if (!config_names(codes))
		return;
	if (config_n(codes) == 0)
		config_error(codes, "must name at least one code");
	for (i = 0; i < config_n(codes); i++)
		add_codes(&rule, config_at(codes, i));
}

static void
load_list(struct rule_list *list, struct config_node n, bool is_icd)
{
	size_t i;

	if (!config_is(n, CONFIG_LIST))
		return;
	for (i = 0; i < config_n(n); i++)
		load_rule(list, config_at(n, i), is_icd);
	code_map_sort(&list->codes);
}

/* R-GROUP-01: a diagnosis belongs to one group. */
static void
check_groups(const struct rule_list *groups, struct config_node n)
{
	const struct code_entry *b;
	const struct code_entry *a = code_map_conflict(&groups->codes, &b);
	char text[CODE_MAP_MAX_LEN];

	if (!a)
		return;
	code_map_text(a, text);
	config_error(n, "%.*s is in two groups, %s and %s", (int)a->len, text,
	    groups->names[a->name], groups->names[b->name]);
}

void
kva_rules_load(struct kva_rules *rules, struct config_node top)
{
	static const char *const known[] = { "$schema", "title", "note",
		"measures", "conditions", "diagnosis_groups", NULL };
	struct config_node groups = config_get(top, "diagnosis_groups");

	config_only(top, known);
	load_list(&rules->measures, config_get(top, "measures"), false);
	load_list(&rules->conditions, config_get(top, "conditions"), true);
	load_list(&rules->groups, groups, true);
	if (config_there(groups))
		check_groups(&rules->groups, groups);
}
