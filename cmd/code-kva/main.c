/*
 * code-kva - from KVÅ codes and diagnoses to measures and conditions.
 *
 * Each record is coded by itself; the rules and the code book are all that is
 * held in memory. A record whose codes are no strings, or whose date is no
 * day, is rejected; one without codes passes unchanged.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/confine.h"
#include "vardstrom/config.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/records.h"
#include "vardstrom/stream.h"

#include "code_kva.h"
#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  code-kva --rules physiotherapy.json contacts.ndjson >coded.ndjson\n"
    "\n"
    "usage: code-kva --rules FILE [--codebook FILE] [OPTION]... [FILE]...\n"
    "Say what was done and why, by the codes of each record.\n"
    "\n"
    "  -r, --rules FILE      what the codes mean, JSON\n"
    "  -c, --codebook FILE   the codes that exist, NDJSON; others are noted\n"
    "                        in unknown_codes\n"
    "      --members         say which members are appended, in place of\n"
    "                        reading data\n";

enum { OPT_MEMBERS = STREAM_OPT_OWN };

static const struct option longopts[] = {
	{ "rules", required_argument, NULL, 'r' },
	{ "codebook", required_argument, NULL, 'c' },
	{ "members", no_argument, NULL, OPT_MEMBERS },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

static void
load_rules(struct kva_rules *rules, const char *path)
{
	struct strbuf err = STRBUF_INIT;
	struct config *config = config_load(path, &err);

	if (!config)
		die("%s", err.s);
	kva_rules_init(rules);
	kva_rules_load(rules, config_top(config));
	if (config_failed(config))
		die("%s", err.s);
	config_free(config);
	strbuf_release(&err);
}

static void
load_codebook(struct codebook *book, const char *path, size_t max_line)
{
	struct strbuf err = STRBUF_INIT;
	struct records *file = records_open(path, max_line, &err);
	struct record *rec;
	int n = -1;

	while (file && (n = records_next(file, &rec)) > 0) {
		enum codebook_status added = codebook_add(book, rec);

		if (added != CODEBOOK_OK) {
			n = records_fault(file, NULL, codebook_strerror(added));
			break;
		}
	}
	if (n < 0)
		die("%s", err.s);
	if (book->kva.n_entries == 0 && book->icd.n_entries == 0)
		die("%s: no codes in it", records_name(file));
	codebook_sort(book);
	records_close(file);
	strbuf_release(&err);
}

static void
code_records(struct stream *st, struct code_kva *ck)
{
	struct record *rec;

	while ((rec = stream_next(st))) {
		enum code_kva_status status = code_kva_apply(ck, rec);

		if (status == CODE_KVA_OK)
			stream_write(st);
		else
			stream_reject(st, code_kva_field(status),
			    code_kva_code(status), code_kva_strerror(status));
	}
	if (!ck->is_any)
		stream_tell_no_work(st,
		    "no record has kva, diagnosis or diagnoses, so nothing was "
		    "coded; code-kva comes before aggregate");
	if (!ck->book)
		return;
	stream_stat(st, "unknown_codes", ck->n_unknown_codes);
	stream_stat(st, "records_with_unknown_codes", ck->n_unknown_records);
	if (ck->n_unknown_codes)
		diag_note("%" PRIu64 " codes in %" PRIu64
			  " records are not in the code book",
		    ck->n_unknown_codes, ck->n_unknown_records);
}

static void
add_names(struct strbuf *sb, const char *member, const struct rule_list *list,
    const char *last)
{
	strbuf_addf(sb, "\"%s\":[", member);
	for (size_t i = 0; i < list->n_names; i++)
		strbuf_addf(sb, "%s\"%s\"", i > 0 ? "," : "", list->names[i]);
	strbuf_addf(sb, "%s%s]", *last && list->n_names > 0 ? "," : "", last);
}

/* No data is read. With rules, also which values the members can have. */
static int
tell_members(const char *rules_path)
{
	struct strbuf sb = STRBUF_INIT;
	struct kva_rules rules;

	strbuf_addstr(&sb,
	    "{\"record\":\"members\",\"of\":\"*\",\"members\":{"
	    "\"measures\":\"list\",\"conditions\":\"list\","
	    "\"diagnosis_group\":\"string\",\"unknown_codes\":\"list\"}");
	if (rules_path) {
		load_rules(&rules, rules_path);
		strbuf_addstr(&sb, ",\"values\":{");
		add_names(&sb, "measures", &rules.measures, "");
		strbuf_addch(&sb, ',');
		add_names(&sb, "conditions", &rules.conditions, "");
		strbuf_addch(&sb, ',');
		add_names(&sb, "diagnosis_group", &rules.groups, "\"other\"");
		strbuf_addch(&sb, '}');
		kva_rules_release(&rules);
	}
	strbuf_addch(&sb, '}');
	if (puts(sb.s) == EOF || fflush(stdout) != 0)
		die("<stdout>: could not be written");
	strbuf_release(&sb);
	return EXIT_DONE;
}

int
code_kva_main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	const char *rules_path = NULL, *codebook_path = NULL;
	struct kva_rules rules;
	struct codebook book;
	struct code_kva ck;
	struct stream *st;
	bool is_members = false;
	int c, status;

	diag_init("code-kva");
	confine();
	while ((c = opt_next(argc, argv, "r:c:" STREAM_SHORTOPTS, longopts)) !=
	       -1) {
		if (c == 'r')
			rules_path = optarg;
		else if (c == OPT_MEMBERS)
			is_members = true;
		else if (c == 'c')
			codebook_path = optarg;
		else
			stream_option(&so, c, optarg, usage);
	}
	if (is_members)
		return tell_members(rules_path);
	if (!rules_path)
		die("--rules FILE is needed; try --help");
	load_rules(&rules, rules_path);
	codebook_init(&book);
	if (codebook_path)
		load_codebook(&book, codebook_path, so.max_line);
	code_kva_init(&ck, &rules, codebook_path ? &book : NULL);

	st = stream_open(&so, argv + optind, argc - optind);
	stream_add_config(st, rules_path);
	if (codebook_path)
		stream_add_config(st, codebook_path);
	code_records(st, &ck);
	status = stream_close(st);

	code_kva_release(&ck);
	codebook_release(&book);
	kva_rules_release(&rules);
	return status;
}
