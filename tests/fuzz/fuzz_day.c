/* fuzz_day.c - any bytes as a day, as an ISO day and as a month. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/day.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	char out[DAY_TEXT_LEN];
	int day, again, month;

	if (day_parse(&day, s, size) == DAY_OK) {
		day_format(day, out);
		assert(day_parse_iso(&again, out, sizeof(out)) == DAY_OK);
		assert(again == day);
		assert(day_age(day, day) == 0);
	}
	if (day_parse_iso(&day, s, size) == DAY_OK) {
		day_format(day, out);
		assert(memcmp(out, s, sizeof(out)) == 0);
	}
	if (month_parse(&month, s, size) == DAY_OK)
		assert(month >= (1 - 1970) * 12 && month < (10000 - 1970) * 12);
	return 0;
}
