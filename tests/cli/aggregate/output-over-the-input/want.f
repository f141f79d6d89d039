{"count":2}
