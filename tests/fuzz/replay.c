/*
 * replay.c - feed a fuzz target its corpus, one file a test, without a fuzzer.
 *
 * The program is named fuzz_MODULE; its corpus is tests/fuzz/corpus/MODULE,
 * from the top of the tree. A file that crashes the target ends the program,
 * and with it the TAP, before its plan: prove tells.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/** Append the file's bytes to sb; returns 0, or -1 if it cannot be read. */
static int
slurp(struct strbuf *sb, const char *path)
{
	char block[65536];
	size_t len;
	int ret;
	FILE *f = fopen(path, "rb");

	if (!f)
		return -1;
	while ((len = fread(block, 1, sizeof(block), f)) > 0)
		strbuf_add(sb, block, len);
	ret = ferror(f) ? -1 : 0;
	fclose(f);
	return ret;
}

/** Run the target on memory of exactly len bytes, so that ASan sees its end. */
static void
run_on(const char *s, size_t len)
{
	uint8_t *exact = xmalloc(len);

	if (len > 0)
		memcpy(exact, s, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[argc - 1], '/');
	const char *name = slash ? slash + 1 : argv[argc - 1];
	struct strbuf folder = STRBUF_INIT, path = STRBUF_INIT,
		      bytes = STRBUF_INIT;
	struct dirent *entry;
	int n = 0;
	DIR *dir;

	if (strncmp(name, "fuzz_", 5) != 0)
		return EXIT_FAILURE;
	strbuf_addf(&folder, "tests/fuzz/corpus/%s", name + 5);
	run_on("", 0);
	printf("ok %d - %s: nothing\n", ++n, name);
	dir = opendir(folder.s);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		strbuf_reset(&path);
		strbuf_addf(&path, "%s/%s", folder.s, entry->d_name);
		strbuf_reset(&bytes);
		if (slurp(&bytes, path.s) != 0) {
			printf("not ok %d - %s: unreadable\n", ++n, path.s);
			continue;
		}
		run_on(bytes.s, bytes.len);
		printf("ok %d - %s\n", ++n, path.s);
		fflush(stdout);
	}
	printf("1..%d\n", n);
	if (dir)
		closedir(dir);
	strbuf_release(&folder);
	strbuf_release(&path);
	strbuf_release(&bytes);
	return EXIT_SUCCESS;
}
