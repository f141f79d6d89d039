{ "record": "x", }
