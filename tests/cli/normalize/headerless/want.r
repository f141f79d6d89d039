{"record":"reject","by":"normalize","source":"<stdin>:5","error":"ragged_row","message":"not as many fields as the header has columns","raw":"4;x"}
{"record":"reject","by":"normalize","source":"<stdin>:6","field":"column 1","error":"bad_number","message":"not a number","raw":"z;x;y"}
