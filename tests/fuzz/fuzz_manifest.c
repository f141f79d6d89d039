/*
 * fuzz_manifest.c - any texts as the manifest of a run and its run.ndjson, with
 * a form feed between, closed with their checksums as a run closes them: read
 * by verify-run and compare-figures, for which no run differs from itself.
 *
 * unit: cmd/compare-figures/causes.c
 * unit: cmd/verify-run/balance.c
 * unit: cmd/verify-run/verify.c
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../cmd/compare-figures/causes.h"
#include "../../cmd/verify-run/verify.h"
#include "given.h"
#include "vardstrom/digest.h"

enum { MAX_PATH = GIVEN_PATH + 32 };

static const char *const names[] = { "manifest.json", "run.ndjson",
	"rejects.ndjson", "drops.ndjson", "indicators.ndjson" };
enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

/* The text with the checksum of all before, in its last line. */
static void
close_text(struct given g, struct strbuf *out)
{
	char hex[DIGEST_HEX + 1];
	struct digest *d = digest_new();

	while (g.len > 0 && (g.s[g.len - 1] == '\n' || g.s[g.len - 1] == '}'))
		g.len--;
	digest_add(d, g.s, g.len);
	digest_hex(d, hex);
	digest_free(d);
	strbuf_add(out, g.s, g.len);
	strbuf_addf(out, ",\"sha256\":\"%s\"}\n", hex);
}

static void
in_folder(char path[MAX_PATH], const char *folder, size_t i)
{
	snprintf(path, MAX_PATH, "%s/%s", folder, names[i]);
}

/* What a reader of a run says: nothing, or one sentence. */
static void
check_said(struct verify *v, int ret)
{
	assert(ret == 0 || (ret == -1 && v->err.len > 0));
	strbuf_reset(&v->err);
}

static void
verify_all(const char *folder)
{
	struct verify v;
	int ret = verify_manifest(&v, folder);

	assert((ret == 0) == (v.err.len == 0));
	if (ret == 0) {
		check_said(&v, verify_run(&v));
		check_said(&v, verify_outputs(&v));
		check_said(&v, verify_configuration(&v, folder));
		check_said(&v, verify_extracts(&v, folder));
		check_said(&v, verify_balance(&v));
	}
	verify_release(&v);
}

/* For compare-figures a manifest needs no checksum. */
static void
compare(const char *path)
{
	struct strbuf err = STRBUF_INIT, name = STRBUF_INIT;
	struct causes c = { 0 };

	strbuf_init(&c.inputs);
	strbuf_init(&c.config);
	strbuf_init(&c.err);
	if (causes_load(&c, path, path, &err) == 0) {
		for (int i = 0; i < N_CAUSES; i++)
			assert(!c.is_there[i]);
		assert(c.inputs.len == 0 && c.config.len == 0);
		causes_name(&c, true, &name);
		assert(name.len > 0);
	} else {
		assert(err.len > 0);
	}
	causes_release(&c);
	strbuf_release(&err);
	strbuf_release(&name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given rest = given_all(data, len);
	struct strbuf text = STRBUF_INIT;
	char folder[GIVEN_PATH], path[MAX_PATH];

	given_folder(folder);
	for (size_t i = 0; i < N_NAMES; i++) {
		struct given part = given_cut(&rest);

		in_folder(path, folder, i);
		strbuf_reset(&text);
		if (i < 2)
			close_text(part, &text);
		else
			strbuf_add(&text, part.s, part.len);
		given_write(path, (struct given){ text.s, text.len });
	}
	verify_all(folder);
	in_folder(path, folder, 0);
	compare(path);
	for (size_t i = 0; i < N_NAMES; i++) {
		in_folder(path, folder, i);
		given_drop(path);
	}
	rmdir(folder);
	strbuf_release(&text);
	return 0;
}
