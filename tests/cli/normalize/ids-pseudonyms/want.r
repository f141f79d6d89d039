{"record":"reject","by":"normalize","source":"<stdin>:5","field":"b","error":"bad_check_digit","message":"wrong check digit","raw":"###### #####;####;"}
{"record":"reject","by":"normalize","source":"<stdin>:6","field":"b","error":"bad_id","message":"not of the form of such an id","raw":"-;####-#;"}
{"record":"reject","by":"normalize","source":"<stdin>:7","field":"a","error":"bad_check_digit","message":"wrong check digit","raw":"###########;;"}
{"record":"reject","by":"normalize","source":"<stdin>:8","field":"a","error":"bad_check_digit","message":"wrong check digit","raw":"######-####;;"}
{"record":"reject","by":"normalize","source":"<stdin>:9","field":"a","error":"bad_id","message":"not of the form of such an id","raw":"########-####-####-####-###########;;"}
{"record":"reject","by":"normalize","source":"<stdin>:11","field":"a","error":"bad_birth_date","message":"the date of birth is no such day","raw":"######-####;;"}
