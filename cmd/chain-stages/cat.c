/* cat.c - the stage that hands on what it reads, as it is. */
#include "programs.h"

#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

static const char usage[] =
    "usage: chain-stages cat [OPTION]... [FILE]... then STAGE...\n"
    "Hand the records of files on as they are.\n"
    "\n";

static const struct option longopts[] = {
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

int
cat_main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct stream *st;
	int c;

	diag_init("cat");
	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1)
		stream_option(&so, c, optarg, usage);
	st = stream_open(&so, argv + optind, argc - optind);
	while (stream_next(st))
		stream_write(st);
	return stream_close(st);
}
