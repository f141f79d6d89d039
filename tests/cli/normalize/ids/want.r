{"record":"reject","by":"normalize","source":"<stdin>:5","field":"b","error":"bad_check_digit","message":"wrong check digit","raw":"151086 95088;1234;"}
{"record":"reject","by":"normalize","source":"<stdin>:6","field":"b","error":"bad_id","message":"not of the form of such an id","raw":"-;AB12-3;"}
{"record":"reject","by":"normalize","source":"<stdin>:7","field":"a","error":"bad_check_digit","message":"wrong check digit","raw":"15108695077;;"}
{"record":"reject","by":"normalize","source":"<stdin>:8","field":"a","error":"bad_check_digit","message":"wrong check digit","raw":"131052-308U;;"}
{"record":"reject","by":"normalize","source":"<stdin>:9","field":"a","error":"bad_id","message":"not of the form of such an id","raw":"0F8FAD5B-D9CB-469F-A165-70867728950;;"}
{"record":"reject","by":"normalize","source":"<stdin>:11","field":"a","error":"bad_birth_date","message":"the date of birth is no such day","raw":"290200-1239;;"}
