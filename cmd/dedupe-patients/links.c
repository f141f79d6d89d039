/*
 * links.c - the graph of links: ids are joined into persons by union and
 * find, circles are found by a walk along the links, and what has no link
 * leading on is where a chain ends.
 */
#include "links.h"

#include <stdlib.h>
#include <string.h>

#include "base/forest.h"
#include "vardstrom/bytes.h"
#include "vardstrom/diag.h"
#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

struct edge {
	uint32_t from, to; /* numbers of ids */
	int valid_day;
	uint32_t file;
	uint64_t line_no;
};

struct node {
	struct links_person person;
	int told_day;      /* valid_day of the link that told it */
	uint32_t standing; /* number of the id that stands, once finished */
};

struct links {
	struct keyset *ids;
	struct node *nodes; /* by number of id */
	size_t n_nodes, cap_nodes;
	struct edge *edges;
	size_t n_edges, cap_edges;
	char **files;
	size_t n_files, cap_files;
};

static const struct links_person NOBODY = { .birth_day = PNR_NO_DAY,
	.kind = -1 };

struct links *
links_new(void)
{
	struct links *links = xcalloc(1, sizeof(*links));

	links->ids = keyset_new();
	return links;
}

void
links_free(struct links *links)
{
	if (!links)
		return;
	keyset_free(links->ids);
	free(links->nodes);
	free(links->edges);
	for (size_t i = 0; i < links->n_files; i++)
		free(links->files[i]);
	free(links->files);
	free(links);
}

uint32_t
links_add_file(struct links *links, const char *name)
{
	GROW(links->files, links->n_files, links->cap_files);
	links->files[links->n_files] = xstrdup(name);
	return (uint32_t)links->n_files++;
}

static uint32_t
number_of(struct links *links, const char *id, size_t len)
{
	bool is_new;
	uint32_t number = keyset_add(links->ids, id, len, &is_new);

	if (is_new) {
		GROW(links->nodes, links->n_nodes, links->cap_nodes);
		links->nodes[links->n_nodes++] =
		    (struct node){ .person = NOBODY, .told_day = PNR_NO_DAY };
	}
	return number;
}

/* An order among what links tell, so that theirs does not matter. */
static bool
is_after(const struct links_person *a, int a_day, const struct links_person *b,
    int b_day)
{
	if (a->is_told != b->is_told)
		return a->is_told;
	if (a_day != b_day)
		return a_day > b_day;
	if (a->birth_day != b->birth_day)
		return a->birth_day > b->birth_day;
	if (a->kind != b->kind)
		return a->kind > b->kind;
	return a->sex > b->sex;
}

void
links_add(struct links *links, const struct links_link *link)
{
	struct edge edge = { .valid_day = link->valid_day,
		.file = link->file,
		.line_no = link->line_no };
	struct node *to;

	edge.from = number_of(links, link->from, link->from_len);
	edge.to = number_of(links, link->to, link->to_len);
	if (links->n_edges == LINKS_MAX_LINK)
		BUG("more links than numbers for them");
	GROW(links->edges, links->n_edges, links->cap_edges);
	links->edges[links->n_edges++] = edge;
	to = &links->nodes[edge.to];
	if (is_after(
		&link->person, link->valid_day, &to->person, to->told_day)) {
		to->person = link->person;
		to->told_day = link->valid_day;
	}
}

/* --- circles ------------------------------------------------------------ */

/* The links sorted by where they lead from, and a walk along them. */
struct walk {
	uint32_t *start; /* by node: its first place in order; one more */
	uint32_t *order; /* numbers of edges */
	uint32_t *next;  /* by node: its next place in order */
	uint32_t *path;  /* nodes from where the walk began */
	uint32_t *taken; /* the edge that led to path[i] */
	unsigned char *state;
};

enum { UNSEEN, ON_PATH, DONE };

static void
walk_init(struct walk *w, const struct links *links)
{
	size_t n = links->n_nodes;

	w->start = xcalloc(n + 1, sizeof(*w->start));
	w->next = xcalloc(n + 1, sizeof(*w->next));
	w->path = xcalloc(n, sizeof(*w->path));
	w->taken = xcalloc(n, sizeof(*w->taken));
	w->state = xcalloc(n, 1);
	w->order = xcalloc(links->n_edges, sizeof(*w->order));
	for (size_t i = 0; i < links->n_edges; i++)
		w->start[links->edges[i].from + 1]++;
	for (size_t i = 0; i < n; i++)
		w->start[i + 1] += w->start[i];
	memcpy(w->next, w->start, n * sizeof(*w->next));
	for (size_t i = 0; i < links->n_edges; i++)
		w->order[w->next[links->edges[i].from]++] = (uint32_t)i;
	memcpy(w->next, w->start, n * sizeof(*w->next));
}

static void
walk_release(struct walk *w)
{
	free(w->start);
	free(w->next);
	free(w->path);
	free(w->taken);
	free(w->state);
	free(w->order);
}

static void
add_place(const struct links *links, uint32_t edge, struct strbuf *err)
{
	const struct edge *e = &links->edges[edge];

	strbuf_addf(err, "%s:%llu", links->files[e->file],
	    (unsigned long long)e->line_no);
}

/* Tell the circle that edge closes; it leads to a node on the path. */
static void
tell_circle(const struct links *links, const struct walk *w, size_t depth,
    uint32_t edge, struct strbuf *err)
{
	size_t from = depth, n;

	while (w->path[from] != links->edges[edge].to)
		from--;
	n = depth - from + 1;
	add_place(links, edge, err);
	strbuf_addstr(err, ": to: links go round in a circle: ");
	for (size_t i = from + 1; i <= depth; i++) {
		if (i - from > LINKS_SHOWN) {
			strbuf_addf(err, "%zu more, ", n - LINKS_SHOWN - 1);
			break;
		}
		add_place(links, w->taken[i], err);
		strbuf_addstr(err, ", ");
	}
	add_place(links, edge, err);
}

/* Walk on from one node, depth first; -1 with err where there is a circle. */
static int
walk_from(const struct links *links, struct walk *w, uint32_t first,
    struct strbuf *err)
{
	size_t depth = 0;

	w->path[0] = first;
	w->state[first] = ON_PATH;
	for (;;) {
		uint32_t node = w->path[depth], edge, to;

		if (w->next[node] == w->start[node + 1]) {
			w->state[node] = DONE;
			if (depth-- == 0)
				return 0;
			continue;
		}
		edge = w->order[w->next[node]++];
		to = links->edges[edge].to;
		if (w->state[to] == ON_PATH) {
			tell_circle(links, w, depth, edge, err);
			return -1;
		}
		if (w->state[to] == UNSEEN) {
			depth++;
			w->path[depth] = to;
			w->taken[depth] = edge;
			w->state[to] = ON_PATH;
		}
	}
}

static int
check_circles(const struct links *links, struct strbuf *err)
{
	struct walk w;
	int ret = 0;

	walk_init(&w, links);
	for (uint32_t i = 0; i < links->n_nodes && ret == 0; i++)
		if (w.state[i] == UNSEEN)
			ret = walk_from(links, &w, i, err);
	walk_release(&w);
	return ret;
}

/* --- persons ------------------------------------------------------------ */

/* Does id a come after id b, byte by byte? */
static bool
is_greater(const struct links *links, uint32_t a, uint32_t b)
{
	size_t a_len, b_len;
	const char *a_id = keyset_key(links->ids, a, &a_len);
	const char *b_id = keyset_key(links->ids, b, &b_len);

	return bytes_compare(a_id, a_len, b_id, b_len) > 0;
}

/*
 * For each root the id that stands. newest_day is by node the day of the
 * latest link to it; leads_on says whether a link leads on from it.
 */
static void
choose_standing(struct links *links, uint32_t *parent, const int *newest_day,
    const unsigned char *leads_on)
{
	for (uint32_t i = 0; i < links->n_nodes; i++)
		links->nodes[i].standing = UINT32_MAX;
	for (uint32_t i = 0; i < links->n_nodes; i++) {
		uint32_t *best = &links->nodes[forest_root(parent, i)].standing;

		if (leads_on[i])
			continue;
		if (*best == UINT32_MAX || newest_day[i] > newest_day[*best] ||
		    (newest_day[i] == newest_day[*best] &&
			is_greater(links, i, *best)))
			*best = i;
	}
	/* Only roots have theirs now, and a root may not be overwritten. */
	for (uint32_t i = 0; i < links->n_nodes; i++)
		links->nodes[i].standing =
		    links->nodes[forest_root(parent, i)].standing;
}

/* What the id itself tells of a person, where the links do not. */
static void
draw_from_id(struct links *links, uint32_t number)
{
	struct node *node = &links->nodes[number];
	struct pnr pnr;
	size_t len;
	const char *id = keyset_key(links->ids, number, &len);

	if (node->person.is_told || len != PNR_MAX_LEN ||
	    pnr_parse(&pnr, id, len, LINKS_LATEST_DAY, PNR_RESERVE_ALL) !=
		PNR_OK)
		return;
	node->person.kind = (signed char)pnr.kind;
	node->person.sex = pnr.sex;
	node->person.birth_day = pnr.birth_day;
}

int
links_finish(struct links *links, struct strbuf *err)
{
	size_t n = links->n_nodes;
	uint32_t *parent;
	int *newest_day;
	unsigned char *leads_on;

	if (check_circles(links, err) != 0)
		return -1;
	parent = xcalloc(n, sizeof(*parent));
	newest_day = xcalloc(n, sizeof(*newest_day));
	leads_on = xcalloc(n, 1);
	for (uint32_t i = 0; i < n; i++) {
		parent[i] = i;
		newest_day[i] = PNR_NO_DAY;
	}
	for (size_t i = 0; i < links->n_edges; i++) {
		const struct edge *e = &links->edges[i];

		parent[forest_root(parent, e->from)] =
		    forest_root(parent, e->to);
		leads_on[e->from] = 1;
		if (e->valid_day > newest_day[e->to])
			newest_day[e->to] = e->valid_day;
	}
	choose_standing(links, parent, newest_day, leads_on);
	for (uint32_t i = 0; i < n; i++)
		if (links->nodes[i].standing == i)
			draw_from_id(links, i);
	free(parent);
	free(newest_day);
	free(leads_on);
	free(links->edges);
	links->edges = NULL;
	links->n_edges = links->cap_edges = 0;
	return 0;
}

bool
links_follow(const struct links *links, const char *id, size_t len,
    const char **standing, size_t *standing_len, struct links_person *person)
{
	uint32_t number, stands;

	if (!keyset_find(links->ids, id, len, &number))
		return false;
	stands = links->nodes[number].standing;
	if (stands == number)
		return false;
	*standing = keyset_key(links->ids, stands, standing_len);
	*person = links->nodes[stands].person;
	return true;
}

size_t
links_bytes(const struct links *links)
{
	return keyset_bytes(links->ids) +
	       links->cap_nodes * sizeof(*links->nodes);
}
