/* columns.h - the columns of the raw extracts, in the contract's order. */
#ifndef COLUMNS_H
#define COLUMNS_H

enum {
	CLINIC_ID,
	CLINIC_NAME,
	CLINIC_ALIAS,
	CLINIC_PROVIDER,
	CLINIC_REGI,
	CLINIC_MUNICIPALITY,
	CLINIC_OPENED,
	CLINIC_CLOSED
};
#define CLINIC_COLUMNS                                                         \
	"MottagningsId;Namn;Alias;Vårdgivare;Regi;Kommun;Öppnad;Avvecklad"

enum { STAFF_MONTH, STAFF_CLINIC, STAFF_FTE, STAFF_GRADUATE };
#define STAFF_COLUMNS "Månad;MottagningsId;Heltidsresurs;VaravNyutbildad"

enum {
	VISIT_ID,
	VISIT_DATE,
	VISIT_PERSON,
	VISIT_CLINIC,
	VISIT_TYPE,
	VISIT_STATUS,
	VISIT_DIAGNOSIS,
	VISIT_OTHERS,
	VISIT_KVA,
	VISIT_PROFESSION
};
#define VISIT_COLUMNS                                                          \
	"KontaktId;Kontaktdatum;Personnummer;Mottagning;Kontakttyp;Status;"    \
	"Huvuddiagnos;Bidiagnoser;KvåKoder;Yrkeskategori"

enum {
	BOOKING_ID,
	BOOKING_DATE,
	BOOKING_PERSON,
	BOOKING_CLINIC,
	BOOKING_KVA,
	BOOKING_STATUS
};
#define BOOKING_COLUMNS "BokningsId;Datum;Personnummer;Mottagning;KvåKod;Status"

enum {
	WAIT_ID,
	WAIT_PERSON,
	WAIT_CLINIC,
	WAIT_CONTACT,
	WAIT_ASSESSED,
	WAIT_COVERED,
	WAIT_CHOSEN,
	WAIT_DONE
};
#define WAIT_COLUMNS                                                           \
	"KontaktId;Personnummer;Mottagning;Kontaktdatum;Bedömningsdatum;"     \
	"Vårdgarantipatient;PatientvaldVäntan;Genomförd"

enum { LINK_FROM, LINK_TO, LINK_SINCE };
#define LINK_COLUMNS "FrånId;TillId;Giltig"

#endif
