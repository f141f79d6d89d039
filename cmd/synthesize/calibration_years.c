/*
 * calibration_years.c - what the report for 2025 says of the years before.
 *
 * It tells the visits of 2024, and FTE and prescriptions of both years by who
 * runs the clinics. The share of prescriptions of private clinics in 2023 is
 * printed as 67 %, which makes 110 % with the 43 % of the region's own: it is
 * read as 57 % (R-YEAR-04).
 *
 * Source: Region Värmland, Kvalitetsbokslut vårdval fysioterapi 2025.
 */
#include "calibration.h"

static const struct calibration_year years[] = {
	{ .year = 2023,
	    .fte = { [CALIBRATION_OWN] = 50640, [CALIBRATION_PRIVATE] = 40080 },
	    .far = { [CALIBRATION_OWN] = 130, [CALIBRATION_PRIVATE] = 172 } },
	{ .year = 2024,
	    .visits = 98036,
	    .fte = { [CALIBRATION_OWN] = 48960, [CALIBRATION_PRIVATE] = 47160 },
	    .far = { [CALIBRATION_OWN] = 169, [CALIBRATION_PRIVATE] = 132 } },
};

const struct calibration_year *
calibration_of_year(int year)
{
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++)
		if (years[i].year == year)
			return &years[i];
	return NULL;
}
