/* conflict.c - what in a print cannot be, and which cells could be wrong. */
#include "conflict.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

bool
print_is_possible(struct print *print)
{
	return system_fits(print->system);
}

/* The texts that differ from the printed one in one digit and fit. */
static void
find_mends(struct print *print, struct suspect *suspect)
{
	const struct place *place = print_place(print, suspect->number);
	const struct column *column = place_column(place);
	const struct range was = *system_known(print->system, suspect->number);
	const struct range left = suspect->fits;
	char *text = xstrdup(place_cell(place)->text);

	system_free_number(print->system, suspect->number, false);
	for (char *s = text; *s; s++) {
		const char digit = *s;

		for (char c = '0'; digit >= '0' && digit <= '9' && c <= '9';
		     c++) {
			struct printed changed;
			struct range r;

			*s = c;
			printed_read(&changed, text, strlen(text));
			/* nobody prints 07 */
			if (c != digit && changed.is_number &&
			    !(text[0] == '0' && text[1] >= '0' &&
				text[1] <= '9')) {
				printed_range(
				    &changed, column, print->rounding, &r);
				system_set_number(
				    print->system, suspect->number, &r);
				if (range_meets(&r, &left) &&
				    system_fits(print->system)) {
					if (suspect->mends.len > 0)
						strbuf_addch(
						    &suspect->mends, ';');
					strbuf_addstr(&suspect->mends, text);
				}
			}
			free(changed.text);
		}
		*s = digit;
	}
	system_set_number(print->system, suspect->number, &was);
	free(text);
}

/* Would all fit, were the number anything? */
static bool
is_it_alone(struct print *print, struct suspect *suspect)
{
	bool fits;

	system_free_number(print->system, suspect->number, true);
	fits = system_fits(print->system);
	if (fits)
		suspect->fits = *system_left(print->system, suspect->number);
	system_free_number(print->system, suspect->number, false);
	return fits;
}

static void
add_suspect(struct conflict *c, const struct print *print, size_t number)
{
	const struct suspect suspect = { .number = number,
		.mends = STRBUF_INIT };

	if (!print_place(print, number))
		return;
	for (size_t i = 0; i < c->n_suspects; i++) {
		if (c->suspects[i].number == number)
			return;
	}
	c->suspects =
	    xreallocarray(c->suspects, c->n_suspects + 1, sizeof(*c->suspects));
	c->suspects[c->n_suspects++] = suspect;
}

static void
swap(struct suspect *a, struct suspect *b)
{
	const struct suspect was = *a;

	*a = *b;
	*b = was;
}

/* Keep those of the cells that could be wrong alone; all, if none could. */
static void
suspect_cells(struct print *print, struct conflict *c)
{
	size_t n_alone = 0;

	for (size_t i = 0; i < c->n_relations; i++) {
		size_t n;
		const size_t *numbers =
		    system_numbers_of(print->system, c->relations[i], &n);

		for (size_t j = 0; j < n; j++)
			add_suspect(c, print, numbers[j]);
	}
	for (size_t i = 0; i < c->n_suspects; i++) {
		if (is_it_alone(print, &c->suspects[i]))
			swap(&c->suspects[i], &c->suspects[n_alone++]);
	}
	c->is_alone = n_alone > 0;
	if (!c->is_alone)
		return;
	c->n_suspects = n_alone;
	for (size_t i = 0; i < c->n_suspects; i++)
		find_mends(print, &c->suspects[i]);
}

static void
conflict_release(struct conflict *c)
{
	for (size_t i = 0; i < c->n_suspects; i++)
		strbuf_release(&c->suspects[i].mends);
	free(c->suspects);
	free(c->relations);
}

/* The next one, of what is not left out; n_relations 0: there is none. */
static struct conflict
next_conflict(struct print *print)
{
	const size_t n = system_n_relations(print->system);
	struct conflict c = { .relations =
				  xcalloc(n + 1, sizeof(*c.relations)) };

	c.n_relations = system_conflict(print->system, c.relations);
	return c;
}

static void
leave_out(struct print *print, const struct conflict *c, bool is_out)
{
	for (size_t i = 0; i < c->n_relations; i++)
		system_leave_out(print->system, c->relations[i], is_out);
}

/*
 * Where no cell alone explains all of a component, there is more than one
 * fault in it: each is looked at without the relations of the others.
 */
static size_t
find_several(
    struct print *print, struct conflict *first, conflict_fn *fn, void *context)
{
	struct conflict *list = NULL;
	size_t n = 0, cap = 0;

	GROW(list, n, cap);
	list[n++] = *first;
	for (leave_out(print, &list[0], true);;) {
		const struct conflict c = next_conflict(print);

		GROW(list, n, cap);
		list[n] = c;
		if (c.n_relations == 0)
			break;
		leave_out(print, &list[n++], true);
	}
	conflict_release(&list[n]);
	for (size_t i = 0; i < n; i++) {
		leave_out(print, &list[i], false);
		if (n > 1)
			suspect_cells(print, &list[i]);
		fn(context, print, &list[i]);
		leave_out(print, &list[i], true);
	}
	*first = list[0];
	for (size_t i = 1; i < n; i++)
		conflict_release(&list[i]);
	free(list);
	return n;
}

static size_t
find_in_component(struct print *print, conflict_fn *fn, void *context)
{
	struct conflict c = next_conflict(print);
	size_t n_found = 0;

	if (c.n_relations > 0) {
		suspect_cells(print, &c);
		if (c.is_alone) {
			fn(context, print, &c);
			n_found = 1;
		} else {
			n_found = find_several(print, &c, fn, context);
		}
	}
	conflict_release(&c);
	return n_found;
}

size_t
conflicts_find(struct print *print, conflict_fn *fn, void *context)
{
	struct system *s = print->system;
	const size_t n = system_n_relations(s);
	size_t *component =
	    xcalloc(system_n_numbers(s) + 1, sizeof(*component));
	size_t n_components, n_found = 0;

	if (system_fits(s)) {
		free(component);
		return 0;
	}
	n_components = print_components(print, component);
	for (size_t i = 0; i < n_components; i++) {
		for (size_t j = 0; j < n; j++) {
			size_t n_numbers;
			const size_t *numbers =
			    system_numbers_of(s, j, &n_numbers);

			system_leave_out(s, j, component[numbers[0]] != i);
		}
		if (!system_fits(s))
			n_found += find_in_component(print, fn, context);
	}
	for (size_t j = 0; j < n; j++)
		system_leave_out(s, j, false);
	free(component);
	return n_found;
}
