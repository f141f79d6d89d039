/* fuzz_pnr.c - any bytes as a person id, at any date, of any reserve kinds. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/pnr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * The first two bytes choose the record's date (some 180 years around 2000),
 * the third the reserve kinds; the rest is the text.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pnr pnr, again;
	int at_day;

	if (size < 3)
		return 0;
	at_day = data[0] * 256 + data[1] - 22000;
	if (pnr_parse(&pnr, (const char *)data + 3, size - 3, at_day,
		data[2]) != PNR_OK)
		return 0;
	/* What was read is read again, and means the same. */
	assert(pnr.len == PNR_MAX_LEN && strlen(pnr.id) == PNR_MAX_LEN);
	assert(pnr.birth_day == PNR_NO_DAY || pnr.birth_day <= at_day);
	assert(pnr_parse(&again, pnr.id, pnr.len, at_day, data[2]) == PNR_OK);
	assert(strcmp(pnr.id, again.id) == 0);
	assert(pnr.kind == again.kind && pnr.sex == again.sex);
	assert(pnr.birth_day == again.birth_day);
	return 0;
}
